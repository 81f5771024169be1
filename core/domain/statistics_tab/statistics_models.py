"""The types of the views of the statistics tab; see docs/api.md."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from core.domain.improvements import improvements_domain
from core.domain.statistics_tab import lesson_sheet, version_groups
from core.domain.summaries import cuts
from core.domain.summary_views import summary_models


class WrongAnswer(TypedDict):
    """A wrong answer that was the first one of some sessions.

    Attributes:
        interaction_id: Its interaction.
        answer: The answer; its HTML if it is a choice.
        share: The share of sessions whose first answer it was.
    """

    interaction_id: str
    answer: Any
    share: summary_models.Rate


class StateFigures(TypedDict):
    """The figures of a state, without its histograms and answers."""

    num_sessions: int
    num_answered: int
    time: summary_models.Moments
    session_time: summary_models.Moments
    time_before_leaving: summary_models.Moments
    attempts: summary_models.Moments
    self_loops: summary_models.Moments
    first_try: summary_models.Rate
    eventual_success: summary_models.Rate
    tries_to_right: summary_models.Moments
    discrimination: summary_models.Estimate
    upper_lower_discrimination: float | None
    confusion: summary_models.ConfusionIndex


class SegmentSize(TypedDict):
    """The sessions with one trait.

    Attributes:
        segment: The segment as in a query, such as `device:phone`.
    """

    segment: str
    trait: cuts.TraitName
    value: str
    num_sessions: int


class CutShown(TypedDict):
    """A part of the plays.

    Attributes:
        first_day: The first day on which the sessions began, such as
            2026-01-31; null for no limit.
        last_day: The last such day; null for no limit.
        segment: The segment of the sessions, such as `device:phone`; null for
            all.
        num_sessions: The number of sessions.
        is_withheld: Whether they are too few to be shown.
    """

    first_day: str | None
    last_day: str | None
    segment: str | None
    num_sessions: int
    is_withheld: bool


class Overview(summary_models.Summary):
    """The statistics of all sessions, and the figures of each state.

    Attributes:
        days: The days with counts, oldest first.
        segments: The segments that may be shown, by trait, the largest first.
    """

    segments: list[SegmentSize]
    states: dict[str, StateFigures]


class VersionMarker(TypedDict):
    """The day on which a version was saved.

    Attributes:
        day: The day, such as 2026-01-31, in the time zone of the exploration.
    """

    version: int
    day: str
    commit_message: str


class LatestChange(TypedDict):
    """The changes of the version shown, and their effect.

    Attributes:
        state_names: The states that it created or changed.
        before: The completion rate of the actual starts of earlier versions.
        since: The completion rate of the actual starts of this version.
    """

    version: int
    state_names: list[str]
    before: summary_models.Rate
    since: summary_models.Rate


class OverviewAt(Overview):
    """An overview with its versions and time.

    Attributes:
        partial_versions: The plays of versions that lack some of the states.
        latest_change: The latest change; null for the first version.
        wrong_answers: The commonest wrong answer of each state.
        complete_through_msecs: The time until which all events are included.
    """

    latest_change: LatestChange | None
    wrong_answers: dict[str, WrongAnswer]
    version_markers: list[VersionMarker]
    partial_versions: list[version_groups.VersionGroup]
    complete_through_msecs: int
    time_zone: str


class StoredOverview(OverviewAt):
    """An overview in stored form.

    Attributes:
        tasks: The tasks, most valuable first, without decisions.
    """

    tasks: list[improvements_domain.FoundTask]


class AuditDifference(TypedDict):
    """A counter that differed from the event log.

    Attributes:
        exp_version: The version that the own counts belong to.
        state_name: The state; null for the exploration.
        counted: The value of the counter.
        recomputed: The value according to the log.
        num_sessions: The number of sessions that were counted wrongly; 0 if the
            counter itself was damaged.
    """

    exp_version: int
    state_name: str | None
    counter: str
    counted: int
    recomputed: int
    num_sessions: int


class Audit(TypedDict):
    """The last audit of an exploration.

    Attributes:
        verdict: `differs`: some differences were not repaired. `repaired`: all
            differences were. `open`: only sessions that may continue differ.
            `agrees`: there are no differences.
        num_counters: The number of compared counters.
        repaired: The first of the counters that were repaired.
        differences: The first of the counters that still differ.
        violations: The first of the invariants that do not hold.
    """

    verdict: Literal['agrees', 'open', 'repaired', 'differs']
    audited_at_msecs: int
    num_counters: int
    num_open_sessions: int
    num_repaired: int
    num_sessions_repaired: int
    repaired: list[AuditDifference]
    num_differences: int
    differences: list[AuditDifference]
    num_violations: int
    violations: list[str]


class ViewFields(TypedDict):
    """The fields of every view of processed data.

    Attributes:
        exp_version: The version whose states are shown.
        through: The last version whose plays are counted.
        revision: A number that differs for views with different content.
        k_anonymity: The number of sessions that must have given an answer for
            it to be shown.
    """

    exp_id: str
    exp_version: int
    through: int
    revision: int
    k_anonymity: int


class ViewStatus(ViewFields):
    """The completeness of a view of an exploration as a whole.

    Attributes:
        state: `none`: there are no sessions yet. `computing`: the first ones
            are waiting. `failed`: their fold failed. `ready`: there are some.
        error: The error of the last fold, if it failed.
        num_sessions_of_tasks: The number of sessions from which tasks are
            computed: all, even if the view is of a part of the plays.
        num_sessions_waiting: The number of sessions that have not been folded.
        is_capped: Whether there may be more of these.
    """

    state: Literal['ready', 'computing', 'none', 'failed']
    error: str | None
    num_sessions_of_tasks: int
    num_sessions_waiting: int
    is_capped: bool
    min_n_for_rate: int
    audit: Audit | None


class ProcessedView(StoredOverview, ViewStatus):
    """The processed data of an exploration as a whole."""


class StateView(summary_models.StateStatistics, ViewFields):
    """The processed data of a state."""

    state_name: str


class LessonSheet(ViewFields):
    """The answers of learners, on one page.

    Attributes:
        states: The states with answers, in reading order.
    """

    states: list[lesson_sheet.SheetState]


class Glance(TypedDict):
    """The processed data of an exploration for lists of explorations.

    Attributes:
        days: The last days with plays: the day, its starts, actual starts and
            completions.
        totals: The counters of all days; empty if an earlier version of the
            code stored the glance.
        tasks: The most valuable tasks.
        revision: The revision of the view; 0 if nothing was processed yet.
    """

    days: list[list[Any]]
    totals: dict[str, int]
    tasks: list[improvements_domain.FoundTask]
    time_zone: str
    complete_through_msecs: int
    revision: int
