"""What one session did, worked out from its events.

This is all that the statistics of an exploration need to know of a session;
`exploration_summary.ExplorationSummary` is a sum of these. It is small however
many events the session has, so it can be kept and taken out of the sum again
when more events of the session arrive.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from core.domain import stats_domain

# How a session ended: at a terminal state; by going to a refresher; by
# silence; or not yet, as it has not been silent long enough.
End = Literal['completed', 'left_for_refresher', 'left', 'open']

# What happened in one action of a playthrough, by Oppia's names.
ActionType = Literal['ExplorationStart', 'AnswerSubmit', 'ExplorationQuit']

# The name of all states that the version does not have.
UNKNOWN_STATE = ''

# How a visit to a state ended.
LED_ON = 0  # an answer led to another state
STOPPED = 1  # it is the last, and the learner left or went to a refresher
BROKEN = 2  # the next visit began without an answer leading out
TERMINAL = 3  # the state is the end of the exploration
GOING_ON = 4  # it is the last, and the learner may come back


class Visit(NamedTuple):
    """One stay in a state.

    Attributes:
        state_name: The state.
        time_msecs: How long; -1 when nothing tells it.
        attempts: Answers given.
        self_loops: Those that led back to the same state.
        wrong_loops: Those of them that were not right.
        ending: LED_ON, STOPPED, BROKEN, TERMINAL or GOING_ON.
    """

    state_name: str
    time_msecs: int
    attempts: int
    self_loops: int
    wrong_loops: int
    ending: int


class Card(NamedTuple):
    """What a session did at one state, over all its visits.

    Attributes:
        visits: How often it entered.
        time_msecs: How long it stayed in all, as far as known.
        answers: Answers given.
        wrong: Those that were not right.
        first_right: Whether the first was right: 1 or 0; -1 without answer.
        tries_to_right: Answers up to the first right one; 0 without one.
        solution: 1 when it opened the solution.
        gave_up: 1 when it left the exploration here after wrong answers.
    """

    visits: int
    time_msecs: int
    answers: int
    wrong: int
    first_right: int
    tries_to_right: int
    solution: int
    gave_up: int


class GivenAnswer(NamedTuple):
    """An answer that a session gave at one state, once or more often.

    Attributes:
        state_name: The state.
        answer: As `log_rows.answer_text` writes it; '' for all answers beyond
            the number kept.
        category: Its classification_categorization.
        times: How often.
        num_right: How often it was right.
        num_first: 1 when it was the first answer at the state.
    """

    state_name: str
    answer: str
    category: str
    times: int
    num_right: int
    num_first: int


class Action(NamedTuple):
    """One action of a playthrough.

    Attributes:
        action_type: What happened.
        state_name: Where.
        time_msecs: Time in the state until then; -1: not told.
        answer: For an answer: as text.
        answer_group_index: For an answer: which outcome it got.
        dest_state_name: For an answer: where that leads.
    """

    action_type: ActionType
    state_name: str
    time_msecs: int = -1
    answer: str = ''
    answer_group_index: int = -1
    dest_state_name: str = ''


class Issue(NamedTuple):
    """What made a session give up, by Oppia's names.

    Attributes:
        issue_type: 'MultipleIncorrectSubmissions', 'CyclicStateTransitions'
            or 'EarlyQuit'.
        state_names: The state; for a cycle all its states, the first last.
        size: Wrong answers, times round the cycle, or milliseconds played.
    """

    issue_type: str
    state_names: tuple[str, ...]
    size: int


@dataclasses.dataclass(slots=True)
class SessionSummary:
    """What one session did.

    Attributes:
        digest: Stands for the session without telling its id.
        days: What each day of the session adds to the counters of the
            exploration: {days since 1970: {(state, counter): count}}. States
            are named as in the events, also those the version does not have.
        visits: Its stays in states, in order; the first so many.
        cards: What it did at each state.
        answers: What it answered.
        end: How it ended.
        end_state: Where.
        started_at_msecs: When its first event happened, by our clock.
        ended_at_msecs: When its last one did.
        issue: What made it give up, if that looks like an issue.
        actions: The playthrough, when there is an issue.
        problems: How often its events contradict themselves, by kind.
    """

    digest: str
    days: dict[int, dict[stats_domain.CounterKey, int]]
    visits: list[Visit]
    cards: dict[str, Card]
    answers: list[GivenAnswer]
    end: End
    end_state: str
    started_at_msecs: float
    ended_at_msecs: float
    issue: Issue | None
    actions: list[Action]
    problems: dict[str, int]

    @property
    def counts(self) -> stats_domain.Counts:
        """What the session adds to the counters of its exploration."""
        counts: stats_domain.Counts = Counter()
        for of_day in self.days.values():
            counts.update(of_day)
        return counts

    @property
    def time_msecs(self) -> int:
        """How long it stayed on all cards, as far as that is known."""
        return sum(card.time_msecs for card in self.cards.values())

    @property
    def first_day(self) -> int:
        """The day on which it began."""
        return min(self.days, default=0)

    def to_dict(self) -> dict[str, Any]:
        """Returns the summary as JSON can hold it, exactly and shortly."""
        return {
            'digest': self.digest,
            'days': [
                [day, [[*key, n] for key, n in counts.items()]]
                for day, counts in self.days.items()
            ],
            'visits': [list(visit) for visit in self.visits],
            'cards': {name: list(card) for name, card in self.cards.items()},
            'answers': [list(answer) for answer in self.answers],
            'end': [self.end, self.end_state],
            'times': [self.started_at_msecs, self.ended_at_msecs],
            'issue': None if self.issue is None else list(self.issue),
            'actions': [list(action) for action in self.actions],
            'problems': self.problems,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> SessionSummary:
        """Returns the summary that `to_dict` was called on."""
        issue = kept['issue']
        end, end_state = kept['end']
        started_at_msecs, ended_at_msecs = kept['times']
        return cls(
            kept['digest'],
            {
                day: {(state, name): n for state, name, n in counts}
                for day, counts in kept['days']
            },
            [Visit(*visit) for visit in kept['visits']],
            {name: Card(*card) for name, card in kept['cards'].items()},
            [GivenAnswer(*answer) for answer in kept['answers']],
            end,
            end_state,
            started_at_msecs,
            ended_at_msecs,
            issue and Issue(issue[0], tuple(issue[1]), issue[2]),
            [Action(*action) for action in kept['actions']],
            dict(kept['problems']),
        )
