"""A card with what sessions did there, as rules about it need it."""

from __future__ import annotations

import dataclasses
import functools
import statistics

from core.domain import exp_domain, state_domain
from core.domain.summaries import exploration_summary, state_summary


@dataclasses.dataclass(frozen=True)
class WholeFacts:
    """What sessions did in the whole exploration."""

    summary: exploration_summary.ExplorationSummary

    @functools.cached_property
    def num_without_answer(self) -> int:
        """Sessions that started and answered nothing."""
        return sum(
            counts.get((None, 'num_starts'), 0)
            - counts.get((None, 'num_actual_starts'), 0)
            for counts in self.summary.days.values()
        )

    @functools.cached_property
    def discriminations(self) -> dict[str, float]:
        """The discrimination of each question, where it is defined."""
        found = {
            name: self.summary.states[name].item.discrimination
            for name in self.summary.reliability.items
            if name in self.summary.states
        }
        return {name: r for name, r in found.items() if r is not None}

    def typical_discrimination_without(self, state_name: str) -> float | None:
        """The median discrimination of all questions but one."""
        others = [
            r for name, r in self.discriminations.items() if name != state_name
        ]
        return statistics.median(others) if others else None


@dataclasses.dataclass(frozen=True)
class CardFacts:
    """A card, and what was done there.

    Attributes:
        name: Its name.
        state: How it is now.
        done: What sessions did there.
        whole: What they did in the whole exploration.
        exploration: All cards as they are now.
    """

    name: str
    state: state_domain.State
    done: state_summary.StateSummary
    whole: WholeFacts
    exploration: exp_domain.Exploration

    @property
    def is_first(self) -> bool:
        """Whether the exploration begins here."""
        return self.name == self.exploration.init_state_name

    @property
    def num_passers_by(self) -> int:
        """Sessions that saw this card, the first, and answered nothing."""
        if not self.is_first:
            return 0
        # The one also has those who may still answer, the other also those
        # who came back to the first card and left it so.
        return min(
            self.whole.num_without_answer, self.done.attempts.counts.get(0, 0)
        )

    @property
    def num_left(self) -> int:
        """Sessions that left the exploration here, but for passers-by."""
        left = self.whole.summary.ends.get(('left', self.name), 0)
        return max(0, left - self.num_passers_by)

    @property
    def num_came(self) -> int:
        """Sessions that came and whose going on, or not, is known."""
        still_here = self.whole.summary.ends.get(('open', self.name), 0)
        came = self.done.num_sessions - still_here - self.num_passers_by
        return max(self.num_left, came)

    def num_with_issue(self, issue_type: str) -> int:
        """How many sessions ended here in an issue."""
        row = self.whole.summary.issues.rows.get((issue_type, (self.name,)))
        return row[0] if row else 0
