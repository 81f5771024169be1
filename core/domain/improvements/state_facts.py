"""A state with its session data, for the rules of state_rules."""

from __future__ import annotations

import dataclasses
import functools
import statistics

from core import feconf
from core.domain import exp_domain, state_domain
from core.domain.summaries import exploration_summary, state_summary


@dataclasses.dataclass(frozen=True)
class ExplorationFacts:
    """The session data of the whole exploration.

    Attributes:
        summary: The session data.
        k_anonymity: The number of sessions that must have given an answer for
            it to be shown.
    """

    summary: exploration_summary.ExplorationSummary
    k_anonymity: int = feconf.ANSWERS_K_ANONYMITY

    @functools.cached_property
    def num_without_answer(self) -> int:
        """Sessions that started and gave no answer."""
        return sum(
            counts.get((None, 'num_starts'), 0)
            - counts.get((None, 'num_actual_starts'), 0)
            for counts in self.summary.days.values()
        )

    @functools.cached_property
    def discriminations(self) -> dict[str, float]:
        """The discrimination of each question, where it is defined."""
        return {
            name: discrimination
            for name in self.summary.reliability.items
            if name in self.summary.states
            and (
                discrimination := self.summary.states[name].item.discrimination
            )
            is not None
        }

    def typical_discrimination_without(self, state_name: str) -> float | None:
        """The median discrimination of all other questions."""
        others = [
            discrimination
            for name, discrimination in self.discriminations.items()
            if name != state_name
        ]
        return statistics.median(others) if others else None


@dataclasses.dataclass(frozen=True)
class StateFacts:
    """A state with its session data.

    Attributes:
        name: Its name.
        state: Its current content.
        done: The session data of the state.
        exploration_facts: The session data of the whole exploration.
        exploration: The current exploration.
    """

    name: str
    state: state_domain.State
    done: state_summary.StateSummary
    exploration_facts: ExplorationFacts
    exploration: exp_domain.Exploration

    @property
    def is_first(self) -> bool:
        """Whether the exploration begins here."""
        return self.name == self.exploration.init_state_name

    @property
    def num_passers_by(self) -> int:
        """Sessions that saw this state first and gave no answer."""
        if not self.is_first:
            return 0
        # The first number includes those who may still answer, the second those
        # who came back to the first state and left it without an answer.
        return min(
            self.exploration_facts.num_without_answer,
            self.done.attempts.counts.get(0, 0),
        )

    @property
    def num_left(self) -> int:
        """Sessions that left the exploration here, except passers-by."""
        left = self.exploration_facts.summary.ends.get(('left', self.name), 0)
        return max(0, left - self.num_passers_by)

    @property
    def num_came(self) -> int:
        """Sessions that arrived and are known to have continued or left."""
        still_here = self.exploration_facts.summary.ends.get(
            ('open', self.name), 0
        )
        came = self.done.num_sessions - still_here - self.num_passers_by
        return max(self.num_left, came)

    def num_with_issue(self, issue_type: str) -> int:
        """The number of sessions whose playthrough issue ends here."""
        row = self.exploration_facts.summary.issues.rows.get(
            (issue_type, (self.name,))
        )
        return row[0] if row else 0
