"""The summary of one session, computed from its events.

It contains all data of a session that the statistics of an exploration need;
`exploration_summary.ExplorationSummary` is a sum of session summaries. Its size
is bounded for any number of events.
"""

from __future__ import annotations

import dataclasses
from typing import Literal, NamedTuple

from core.domain import stats_domain
from core.domain.summaries import cuts

# How a session ended: at a terminal state; by a link to a refresher; by
# silence (left); or not yet, because it has not been silent for long enough.
End = Literal['completed', 'left_for_refresher', 'left', 'open']

# The action types of Oppia's playthroughs.
ActionType = Literal['ExplorationStart', 'AnswerSubmit', 'ExplorationQuit']

# Replaces the names of states that the version does not have.
UNKNOWN_STATE = ''

# The ways in which a visit to a state ends.
LED_ON = 0  # an answer led to another state
STOPPED = 1  # the last visit; the learner left or went to a refresher
BROKEN = 2  # the next visit began although no answer led out of the state
TERMINAL = 3  # the state is the end of the exploration
GOING_ON = 4  # the last visit; the learner may come back


class Visit(NamedTuple):
    """One stay in a state.

    Attributes:
        state_name: The state.
        time_msecs: Its duration; -1 if unknown.
        attempts: Number of answers.
        self_loops: Answers that led back to the same state.
        wrong_loops: Wrong answers that led back to the same state.
        ending: LED_ON, STOPPED, BROKEN, TERMINAL or GOING_ON.
    """

    state_name: str
    time_msecs: int
    attempts: int
    self_loops: int
    wrong_loops: int
    ending: int


@dataclasses.dataclass(slots=True)
class StateRecord:
    """The behaviour of a session in one state, over all its visits.

    Attributes:
        visits: Number of visits.
        time_msecs: Total duration of the visits, as far as known.
        answers: Number of answers.
        wrong: Number of wrong answers.
        first_right: Whether the first answer was right; None without answers.
        tries_to_right: Answers up to the first right one; 0 without one.
        has_seen_solution: Whether the learner opened the solution.
        has_given_up: Whether the learner left the exploration here after a
            wrong answer.
    """

    visits: int = 0
    time_msecs: int = 0
    answers: int = 0
    wrong: int = 0
    first_right: bool | None = None
    tries_to_right: int = 0
    has_seen_solution: bool = False
    has_given_up: bool = False


@dataclasses.dataclass(slots=True)
class AnswerRecord:
    """The occurrences of one answer of a session in one state.

    Attributes:
        state_name: The state.
        answer: The answer in the form of `log_rows.answer_text`; '' for all
            answers beyond the maximum number of different ones.
        category: Its classification_categorization.
        times: Number of occurrences.
        num_right: Occurrences that were right.
        num_first: 1 if it was the first answer in the state.
        num_first_equal: 1 if it was the first of the answers in the state
            that count as the same.
    """

    state_name: str
    answer: str
    category: str
    times: int = 0
    num_right: int = 0
    num_first: int = 0
    num_first_equal: int = 0


class Action(NamedTuple):
    """One action of a playthrough.

    Attributes:
        action_type: Its type.
        state_name: The state.
        time_msecs: Time in the state until the action; -1 if unknown.
        answer: The text of an answer.
        answer_group_index: The answer group that matched the answer.
        dest_state_name: The destination of that answer group.
    """

    action_type: ActionType
    state_name: str
    time_msecs: int = -1
    answer: str = ''
    answer_group_index: int = -1
    dest_state_name: str = ''


class Issue(NamedTuple):
    """The reason why a session gave up, named as in Oppia.

    Attributes:
        issue_type: 'MultipleIncorrectSubmissions', 'CyclicStateTransitions'
            or 'EarlyQuit'.
        state_names: The state, or the states of a cycle in order; a cycle ends
            with its first state.
        size: Wrong answers, rounds of the cycle, or milliseconds played.
    """

    issue_type: str
    state_names: tuple[str, ...]
    size: int


@dataclasses.dataclass(slots=True)
class SessionSummary:
    """The summary of one session.

    Attributes:
        digest: An identifier that does not reveal the id of the session.
        days: The contribution of each day to the counters of the exploration:
            {days since 1970: {(state, counter): count}}, with the state names
            of the events, including names that the version does not have.
        visits: The first MAX_VISITS_PER_SESSION visits, in order.
        states: The records of the states that it visited, by name.
        answers: The records of its answers.
        end: The way in which it ended.
        end_state: The state in which it ended.
        started_at_msecs: The time of its first event, by the server's clock.
        ended_at_msecs: The time of its last event.
        issue: The playthrough issue, if there is one.
        actions: The playthrough, if there is an issue.
        problems: Contradictions between its events: {kind: count}.
        first_day: The day on which it began, counted from 1970-01-01.
        traits: The known traits of the learner.
    """

    digest: str
    days: dict[int, dict[stats_domain.CounterKey, int]]
    visits: list[Visit]
    states: dict[str, StateRecord]
    answers: list[AnswerRecord]
    end: End
    end_state: str
    started_at_msecs: float
    ended_at_msecs: float
    issue: Issue | None
    actions: list[Action]
    problems: dict[str, int]
    first_day: int
    traits: cuts.Traits

    @property
    def time_msecs(self) -> int:
        """The time in all states, as far as known."""
        return sum(state.time_msecs for state in self.states.values())
