"""The types of the views that the statistics tab gets; see docs/api.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict

from core.domain import stats_domain
from core.domain.improvements import improvements_domain
from core.domain.statistics_tab import lesson_sheet, version_groups
from core.domain.summaries import cuts
from core.domain.summary_views import summary_models

if TYPE_CHECKING:
    DayCounts = dict[str, Any]
else:
    # The counters of a day; mypy takes no fields that are computed.
    DayCounts = TypedDict(
        'DayCounts',
        {'day': str, **dict.fromkeys(stats_domain.EXPLORATION_COUNTERS, int)},
    )


class WrongAnswer(TypedDict):
    """A wrong answer that was the first one of some sessions.

    Attributes:
        interaction_id: How it was given.
        answer: For a choice its HTML.
        share: Sessions whose first answer it was.
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
        segment: As in a query, such as `device:phone`.
    """

    segment: str
    trait: cuts.TraitName
    value: str
    num_sessions: int


class CutShown(TypedDict):
    """A part of the plays.

    Attributes:
        first_day: The sessions began on this day or later, such as 2026-01-31;
            null for no limit.
        last_day: Or earlier.
        segment: The sessions with one trait, such as `device:phone`.
        num_sessions: How many these are.
        is_withheld: Whether they are so few that no figures are shown.
    """

    first_day: str | None
    last_day: str | None
    segment: str | None
    num_sessions: int
    is_withheld: bool


class Overview(TypedDict):
    """What all sessions did, and the figures of each state.

    Attributes:
        days: Only days on which something was counted, oldest first.
        segments: The segments that may be shown; the largest of each trait
            first.
    """

    num_sessions: int
    session_time: summary_models.Moments
    completion_time: summary_models.Moments
    days: list[DayCounts]
    ends: list[summary_models.End]
    transitions: list[summary_models.Transition]
    paths: summary_models.Paths
    reliability: summary_models.Reliability
    problems: dict[str, summary_models.LogProblem]
    segments: list[SegmentSize]
    states: dict[str, StateFigures]


class VersionMarker(TypedDict):
    """When a version was saved.

    Attributes:
        day: Such as 2026-01-31, in the time zone of the exploration.
    """

    version: int
    day: str
    commit_message: str


class LatestChange(TypedDict):
    """What the version shown changed, and what came of it.

    Attributes:
        state_names: The states that it created or changed.
        before: Completions of the actual starts of all earlier versions.
        since: The same of this version.
    """

    version: int
    state_names: list[str]
    before: summary_models.Rate
    since: summary_models.Rate


class OverviewAt(Overview):
    """An overview, and the time that it is about.

    Attributes:
        partial_versions: The plays of versions that lack some of the states.
        latest_change: Null for the first version.
        wrong_answers: The commonest one of each state that has one.
        complete_through_msecs: Events that arrived before are included.
    """

    latest_change: LatestChange | None
    wrong_answers: dict[str, WrongAnswer]
    version_markers: list[VersionMarker]
    partial_versions: list[version_groups.VersionGroup]
    complete_through_msecs: int
    time_zone: str


class StoredOverview(OverviewAt):
    """An overview as it is stored.

    Attributes:
        tasks: The most valuable first, without the decisions about them.
    """

    tasks: list[improvements_domain.FoundTask]


class AuditDifference(TypedDict):
    """A counter that differed from the event log.

    Attributes:
        exp_version: The version that the own counts belong to.
        state_name: The state; null for the exploration.
        counted: The value of the counter.
        recomputed: The value according to the log.
        num_sessions: Sessions that were counted wrongly; 0 where the counter
            itself was damaged.
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
        verdict: `differs`: something could not be repaired. `repaired`:
            something was. `open`: the only differences are of sessions that
            may go on. `agrees`: there are none.
        num_counters: Counters that were compared.
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
    """What every view of processed data says about itself.

    Attributes:
        exp_version: The version whose states are shown.
        through: The last version whose plays are counted.
        revision: Differs between two views with different content.
        k_anonymity: Answers of fewer sessions are withheld.
    """

    exp_id: str
    exp_version: int
    through: int
    revision: int
    k_anonymity: int


class ViewStatus(ViewFields):
    """How complete a view of an exploration as a whole is.

    Attributes:
        state: Whether there are any yet; `computing`: sessions are waiting.
        error: Why the last fold failed, if it did.
        num_sessions_of_tasks: The sessions that the tasks are found in: all,
            even if the view is of a part of the plays.
        num_sessions_waiting: Sessions that have not been folded.
        is_capped: Whether there are more of these than were counted.
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
    """What learners answered, on one page.

    Attributes:
        states: Those where something was answered, in reading order.
    """

    states: list[lesson_sheet.SheetState]


class Glance(TypedDict):
    """What a list of explorations shows of one.

    Attributes:
        days: The last days with any plays: the day, its starts, actual starts
            and completions.
        totals: The counters of all days; empty where an earlier version of the
            code stored it.
        tasks: The most valuable tasks.
        revision: 0 where nothing has been processed yet.
    """

    days: list[list[Any]]
    totals: dict[str, int]
    tasks: list[improvements_domain.FoundTask]
    time_zone: str
    complete_through_msecs: int
    revision: int
