"""The types of summaries as JSON, which `summary_view` builds.

They are part of the responses of the statistics tab, see docs/api.md. Times
end in `_msecs` and are milliseconds since the epoch; durations are in
milliseconds; a value is None if there are too few data for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NotRequired

from typing_extensions import TypedDict

from core.domain import stats_domain
from core.domain.summaries import session_summary


class Rate(TypedDict):
    """A share with its Wilson 95 % interval.

    Attributes:
        value: From 0 to 1; null if n is 0.
        n: The number of cases; `successes` is the number of those counted.
    """

    value: float | None
    successes: int
    n: int
    low: float
    high: float


class Interval(TypedDict):
    """A number with its 95 % interval."""

    value: float | None
    low: float
    high: float


class Estimate(Interval):
    """A number estimated from n cases, with its 95 % interval."""

    n: int


class Moments(TypedDict):
    """A distribution in a few numbers."""

    n: int
    mean: float | None
    median: float | None
    standard_deviation: float | None
    p90: float | None


# A bar of a histogram; `to` is null for the last one, which has no end.
Bin = TypedDict('Bin', {'from': int, 'to': int | None, 'count': int})


class Distribution(Moments):
    """A distribution with its histogram."""

    histogram: list[Bin]


class Item(TypedDict):
    """A state as an item of a test.

    Attributes:
        first_try: Sessions whose first answer was right.
        eventual_success: Sessions with any right answer.
        tries_to_right: Answers up to the first right one.
        discrimination: Correlation of the first answer with the rest score.
        num_with_rest: Sessions that have a rest score.
        alpha_if_deleted: Reliability of the other states.
    """

    first_try: Rate
    eventual_success: Rate
    tries_to_right: Distribution
    discrimination: Estimate
    upper_lower_discrimination: float | None
    num_with_rest: int
    alpha_if_deleted: float | None


class ConfusionIndex(TypedDict):
    """The confusion index of a state with its 95 % interval."""

    index: float | None
    low: float
    high: float


class ConfusionPart(Rate):
    """A sign of confusion, and its weight in the index."""

    weight: float


class Confusion(ConfusionIndex):
    """The confusion index of a state, with the signs that it combines."""

    parts: dict[str, ConfusionPart]


class Spelling(TypedDict):
    """A spelling of an answer, and the number of times it was given."""

    answer: Any
    count: int


class Occurrence(TypedDict):
    """An answer and its frequency; elements of answers have only these.

    Attributes:
        frequency: The number of times that it was given.
        frequency_at_most: An upper bound; more than `frequency` only in an
            inexact table.
        num_sessions: The number of sessions that gave it.
        is_shortened: Whether it is too long to be stored in full.
        is_addressed: Whether a rule of the version shown matches it.
        is_right: Whether it is right in the version shown; null if nothing is
            right or wrong there.
        num_judged_otherwise: The number of times that it counted as wrong
            although it is right in the version shown, or the reverse.
        spellings: Its spellings, most frequent first, if it has several that
            count as the same.
    """

    answer: Any
    frequency: int
    frequency_at_most: NotRequired[int]
    num_sessions: NotRequired[int]
    is_shortened: NotRequired[bool]
    is_addressed: NotRequired[bool]
    is_right: NotRequired[bool | None]
    num_judged_otherwise: NotRequired[int]
    spellings: NotRequired[list[Spelling]]


class Visualization(TypedDict):
    """A view of the answers of a state, and its data."""

    id: str
    calculation_id: str
    options: dict[str, Any]
    addressed_info_is_supported: bool
    data: list[Occurrence]


class FirstAnswer(TypedDict):
    """An answer that was the first one of some sessions.

    Attributes:
        is_right: Whether it is right in the version shown; if the server cannot
            decide, whether it mostly counted as right when it was given.
        num_times: The number of times that it was given, first or later.
        num_judged_otherwise: The number of these times that it did not count
            as it does in the version shown.
        share: The share of sessions whose first answer it was.
        mean_rest_score: The mean rest score of these sessions, from 0 to 1.
    """

    answer: Any
    is_right: bool
    num_times: int
    num_judged_otherwise: int
    share: Rate
    mean_rest_score: float | None


class WithheldGroup(TypedDict):
    """Answers that too few sessions gave, of about the same size.

    Attributes:
        size: Their length or size, as in `2 to 3 words`.
        is_right: Whether they are right; null if nothing is right or wrong.
        is_addressed: Whether a rule matches them.
        num_different: The number of different answers.
        count: The number of times that they were given.
    """

    size: str
    is_right: bool | None
    is_addressed: bool
    num_different: int
    count: int


class Answers(TypedDict):
    """The answers of a state to one interaction.

    Attributes:
        num_different: The number of different answers.
        num_withheld: The number of these that too few sessions gave.
        withheld: The withheld answers by size and label.
        is_exact: Whether the counts of all answers are exact.
        max_error: The maximum by which the count of an answer may be too low.
        others: The sums over the answers that have no row.
    """

    num_answers: int
    num_different: int
    num_withheld: int
    withheld: list[WithheldGroup]
    is_exact: bool
    max_error: int
    others: dict[str, int]
    visualizations: list[Visualization]
    first_answers: list[FirstAnswer]


class StateStatistics(TypedDict):
    """The statistics of a state.

    Attributes:
        time: The time per visit.
        time_before_leaving: The time per visit that ended the session.
        session_time: The time per session.
        attempts: The answers per visit.
        self_loops: The answers per visit that led back to the state.
        answers: The answers by interaction.
    """

    num_sessions: int
    num_answered: int
    time: Distribution
    time_before_leaving: Distribution
    session_time: Distribution
    attempts: Distribution
    self_loops: Distribution
    item: Item
    confusion: Confusion
    answers: dict[str, Answers]


class End(TypedDict):
    """The number of sessions that ended at a state in one way."""

    end: session_summary.End
    state_name: str
    num_sessions: int


# The number of times that learners went from a state to another.
Transition = TypedDict('Transition', {'from': str, 'to': str, 'count': int})


class PathShown(TypedDict):
    """A way through the exploration.

    Attributes:
        is_cut: Whether it continued after the last state listed.
    """

    end: session_summary.End
    state_names: list[str]
    is_cut: bool
    num_sessions: int


class Paths(TypedDict):
    """The most common ways through the exploration."""

    most_common: list[PathShown]
    num_sessions: int
    is_exact: bool
    max_error: int


class Reliability(TypedDict):
    """The reliability of the exploration as a test (Cronbach's alpha)."""

    alpha: float | None
    n: int
    items: list[str]


class LogProblem(TypedDict):
    """Sessions whose events contradict each other."""

    num_sessions: int
    examples: list[str]


class PlayAction(TypedDict):
    """One action of a playthrough.

    Attributes:
        time_msecs: The time in the state until then; -1 if it is unknown.
        answer: The answer given, if any.
        answer_group_index: The answer group that it matched; -1 for none.
        dest_state_name: The state that the answer led to; '' for none.
        is_answer_withheld: Whether too few sessions gave the answer.
    """

    action_type: session_summary.ActionType
    state_name: str
    time_msecs: int
    answer: Any
    answer_group_index: int
    dest_state_name: str
    is_answer_withheld: bool


class Playthrough(TypedDict):
    """The actions of one session that gave up.

    Attributes:
        size: Wrong answers, rounds of the cycle, or milliseconds played.
    """

    size: int
    actions: list[PlayAction]


if TYPE_CHECKING:
    DayCounts = dict[str, Any]
else:
    # The counters of a day. mypy supports no TypedDict with computed fields.
    DayCounts = TypedDict(
        'DayCounts',
        {'day': str, **dict.fromkeys(stats_domain.EXPLORATION_COUNTERS, int)},
    )


class Summary(TypedDict):
    """The statistics of all sessions together.

    Attributes:
        days: The days with counts, oldest first.
    """

    num_sessions: int
    session_time: Moments
    completion_time: Moments
    days: list[DayCounts]
    ends: list[End]
    transitions: list[Transition]
    paths: Paths
    reliability: Reliability
    problems: dict[str, LogProblem]
