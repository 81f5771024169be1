"""The figures of the statistics tab."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import webapp2
from typing_extensions import TypedDict

from core import clock, errors, feconf
from core.controllers import (
    acl_decorators,
    base,
    http_errors,
    payloads,
    rate_limits,
)
from core.domain import (
    event_fields,
    exp_domain,
    exp_services,
    live_stats_services,
    playing_now_services,
    rating_services,
    rights_domain,
    rights_services,
    stats_domain,
    version_list_services,
)
from core.domain.improvements import improvements_domain, improvements_services
from core.domain.scheduled_work import audit_services, keeping_fresh_services
from core.domain.statistics_tab import (
    cut_view_services,
    processed_freshness_services,
    statistics_models,
    statistics_view_services,
    view_cache_services,
)
from core.domain.summaries import cuts


def _buckets(rate: float, burst: float) -> rate_limits.TokenBuckets:
    """Returns buckets of requests, one for each exploration."""
    return rate_limits.TokenBuckets(
        rate,
        burst,
        feconf.MAX_RATE_LIMITED_SENDERS,
        lambda: clock.now_msecs() / 1000,
    )


_folds = _buckets(feconf.FOLD_REQUESTS_PER_SEC, feconf.FOLD_REQUESTS_BURST)
_audits = _buckets(feconf.AUDIT_REQUESTS_PER_SEC, feconf.AUDIT_REQUESTS_BURST)


def _limit(buckets: rate_limits.TokenBuckets, exp_id: str) -> None:
    wait_secs = buckets.take(exp_id)
    if wait_secs:
        raise http_errors.TooManyRequestsError(
            'This has just been done; please wait.', math.ceil(wait_secs)
        )


@dataclasses.dataclass(kw_only=True)
class StatisticsResponse(stats_domain.AggregatedStats):
    """The live counters of an exploration, with facts about it for the tab.

    Attributes:
        through: The last version whose plays are counted.
        latest_version: The latest version.
        versions: All versions, oldest first.
        init_state_name: The first state.
        state_order: All states, nearest to the first one first.
        terminal_state_names: The states that end the exploration.
        linear_state_names: The states where one can only go on.
        state_names_with_hints: The states that have any.
        state_names_with_solution: The states that have one.
        own_plays_counted: Whether plays of owners and editors count.
        generated_at_msecs: When the server answered.
        processed_revision: The revision of the processed view.
        status: The status of the exploration.
        may_repair: Whether the caller may have the counters audited.
        may_leave_out: Whether the caller may exclude plays.
        unrecognised_states: Counts of states that the version does not have.
        unrecognised_counters: Counts of counters that this server does not
            know.
        invariant_violations: One sentence for each invariant that is broken.
        num_automated_visits: Visits of programs, which no counter contains.
        num_left_out: Sessions that owners have excluded.
        num_playing: Sessions that have reported in the last minutes and are
            not at the end; of all learners.
        cut: The part of the plays that the counters are of, from processed
            data; null for all plays.
    """

    exp_id: str
    exp_version: int
    title: str
    through: int
    latest_version: int
    versions: list[version_list_services.ListedVersion]
    init_state_name: str
    state_order: list[str]
    terminal_state_names: list[str]
    linear_state_names: list[str]
    state_names_with_hints: list[str]
    state_names_with_solution: list[str]
    own_plays_counted: bool
    generated_at_msecs: float
    processed_revision: int
    status: rights_domain.Status
    may_repair: bool
    may_leave_out: bool
    unrecognised_states: dict[str, stats_domain.StateStats]
    unrecognised_counters: dict[str, int]
    invariant_violations: list[str]
    num_automated_visits: int
    num_left_out: int
    num_playing: int
    cut: statistics_models.CutShown | None


class ProcessedStatisticsResponse(
    statistics_models.OverviewAt, statistics_models.ViewStatus
):
    """The processed data of an exploration as a whole.

    Attributes:
        tasks: The most valuable first.
    """

    tasks: list[improvements_domain.DecidedTask]


class CommentRequest(payloads.Payload):
    """A mark for a comment: done, or not."""

    event_id: event_fields.Uuid
    is_done: bool


class CommentsResponse(TypedDict):
    """The latest comments that came with ratings."""

    comments: list[rating_services.RatingComment]


class FoldResponse(TypedDict):
    """The progress of a fold.

    Attributes:
        is_complete: Whether no session is waiting.
        processed_revision: The revision of the processed view.
    """

    is_complete: bool
    processed_revision: int


class AuditRequest(payloads.Payload):
    """A step of an audit.

    Attributes:
        is_new: Whether to begin a new audit, instead of resuming the last.
    """

    is_new: bool


class AuditResponse(TypedDict):
    """The progress of an audit.

    Attributes:
        audit: The last audit that was completed.
    """

    is_complete: bool
    audit: statistics_models.Audit | None


class VersionsHandler(base.BaseHandler):
    """The base of handlers that answer about one or more versions.

    In all of them `v` is the version whose states are shown (by default the
    latest) and `through` the last version whose plays count (by default `v`).
    Some can count a part of the plays: those that began on the last `days`, or
    `from` a day `to` another (2026-01-31), and those of a `segment`
    (`visitor:new`, `device:phone`, `language:de`, `class:7b`).
    """

    RETURNS_JSON = True

    def versions_asked(self, exp_id: str) -> tuple[int, int, int]:
        """Returns v, through, and the latest version."""
        latest = exp_services.get_latest_version(exp_id)
        version = self._version('v', latest, latest)
        return version, self._version('through', version, latest), latest

    def cut_asked(self, exp_id: str) -> cuts.Cut:
        """Returns the part of the plays that is asked for."""
        query = self.request.GET
        return cut_view_services.parse_cut(
            exp_id,
            query.get('days'),
            query.get('from'),
            query.get('to'),
            query.get('segment'),
        )

    def _version(self, name: str, default: int, latest: int) -> int:
        version = self.query_version(name)
        if version is None:
            return default
        if version > latest:
            raise errors.ValidationError(
                f'the latest version is {latest}', name
            )
        return version


def _states_by_kind(exploration: exp_domain.Exploration) -> dict[str, Any]:
    """Returns the states in which certain figures are meaningful."""
    interactions = {
        name: state.interaction for name, state in exploration.states.items()
    }
    return {
        'linear_state_names': [
            name
            for name, interaction in interactions.items()
            if interaction.id is not None
            and interaction.spec.is_linear
            and not interaction.is_terminal
        ],
        'state_names_with_hints': [
            name
            for name, interaction in interactions.items()
            if interaction.hints
        ],
        'state_names_with_solution': [
            name
            for name, interaction in interactions.items()
            if interaction.solution is not None
        ],
    }


class LiveHandler(VersionsHandler):
    """The base of handlers that answer live counters."""

    def read_statistics(self, exp_id: str) -> StatisticsResponse:
        """Returns the counters in the states of a version.

        Args:
            exp_id: The exploration.
        """
        version, through, latest = self.versions_asked(exp_id)
        exploration = exp_services.get_exploration_by_id(exp_id, version)
        cut = self.cut_asked(exp_id)
        live = live_stats_services.get_live_stats(exploration, through)
        total, shown = live.total, None
        if not cut.is_all:
            part = cut_view_services.get_view(
                view_cache_services.get_key(exp_id, version, through), cut
            )
            shown = part.shown()
            total = stats_domain.ExplorationStats.create_default(
                exp_id, version, tuple(exploration.states)
            ).with_counts(part.counts)
        rights = rights_services.get_exploration_rights(exp_id)
        return StatisticsResponse(
            **vars(total),
            title=exploration.title,
            through=through,
            latest_version=latest,
            versions=version_list_services.get_versions(exp_id, latest),
            init_state_name=exploration.init_state_name,
            state_order=exploration.get_ordered_state_names(),
            terminal_state_names=exploration.terminal_state_names,
            **_states_by_kind(exploration),
            own_plays_counted=feconf.COUNT_OWN_PLAYS,
            generated_at_msecs=clock.now_msecs(),
            processed_revision=statistics_view_services.get_revision(
                exp_id, version, through, cut
            ),
            status=rights.status,
            may_repair=acl_decorators.may_repair(self, rights),
            may_leave_out=rights.can_manage(self.user_id),
            unrecognised_states=live.unrecognised,
            unrecognised_counters=live.unrecognised_counters,
            invariant_violations=live.violations,
            num_automated_visits=live.num_automated_visits,
            num_left_out=live.num_left_out,
            num_playing=playing_now_services.get_number(exp_id),
            cut=shown,
        )


class StatisticsHandler(LiveHandler):
    """The live counters of an exploration."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> StatisticsResponse:
        """Answers the counters in the states of a version.

        Args:
            exp_id: The exploration.
        """
        return self.read_statistics(exp_id)


class ProcessedStatisticsHandler(VersionsHandler):
    """The processed data of an exploration."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> ProcessedStatisticsResponse:
        """Answers the overview, and the figures of each state.

        Args:
            exp_id: The exploration.
        """
        version, through, _ = self.versions_asked(exp_id)
        view = statistics_view_services.get_view(
            exp_id, version, through, self.cut_asked(exp_id)
        )
        tasks = improvements_services.with_statuses(exp_id, view['tasks'])
        return {**view, 'tasks': tasks}


class StateStatisticsHandler(VersionsHandler):
    """The processed data of a state."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> statistics_models.StateView:
        """Answers the statistics of the state `state_name`.

        Args:
            exp_id: The exploration.
        """
        version, through, _ = self.versions_asked(exp_id)
        state_name = self.request.GET.get('state_name')
        if not state_name:
            raise errors.ValidationError('name a card', 'state_name')
        return statistics_view_services.get_state(
            exp_id, version, through, state_name, self.cut_asked(exp_id)
        )


class LessonSheetHandler(VersionsHandler):
    """The answers of learners, for a page that creators print."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> statistics_models.LessonSheet:
        """Answers the answers given in each state.

        Args:
            exp_id: The exploration.
        """
        version, through, _ = self.versions_asked(exp_id)
        return statistics_view_services.get_lesson_sheet(
            exp_id, version, through, self.cut_asked(exp_id)
        )


class RatingsHandler(base.BaseHandler):
    """The comments of learners on an exploration."""

    RETURNS_JSON = True

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> CommentsResponse:
        """Answers the latest comments.

        Args:
            exp_id: The exploration.
        """
        return _comments(exp_id)

    @acl_decorators.can_edit_exploration
    def post(self, exp_id: str, body: CommentRequest) -> CommentsResponse:
        """Marks a comment as done, or as not done.

        Args:
            exp_id: The exploration.
            body: The comment and the mark.
        """
        rating_services.set_done(exp_id, body.event_id, body.is_done)
        return _comments(exp_id)

    @acl_decorators.can_edit_exploration
    def delete(self, exp_id: str) -> CommentsResponse:
        """Erases the comment of the rating `event_id`; its stars stay.

        Args:
            exp_id: The exploration.
        """
        rating_services.erase_comment(
            exp_id, self.request.GET.get('event_id', '')
        )
        return _comments(exp_id)


def _comments(exp_id: str) -> CommentsResponse:
    return {
        'comments': rating_services.get_latest_comments(
            exp_id, feconf.MAX_COMMENTS_SHOWN
        )
    }


class FoldHandler(VersionsHandler):
    """Brings the processed data of one exploration up to date."""

    @acl_decorators.can_see_exploration_statistics
    def post(self, exp_id: str) -> FoldResponse:
        """Folds waiting sessions, even open ones, for a bounded time.

        Args:
            exp_id: The exploration.
        """
        _limit(_folds, exp_id)
        done = keeping_fresh_services.bring_exploration_up_to_date(
            exp_id, max_secs=feconf.FOLD_FOR_TAB_SECS
        )
        return {
            'is_complete': done is None or done.is_complete,
            'processed_revision': statistics_view_services.get_revision(exp_id),
        }


class AuditHandler(base.BaseHandler):
    """Audits the counters of an exploration, and repairs them."""

    RETURNS_JSON = True

    @acl_decorators.can_repair_statistics
    def post(self, exp_id: str, body: AuditRequest) -> AuditResponse:
        """Works for a bounded time; the next request continues.

        Args:
            exp_id: The exploration.
            body: The step.
        """
        _limit(_audits, exp_id)
        is_complete = audit_services.audit_now(
            exp_id, body.is_new, feconf.FOLD_FOR_TAB_SECS
        )
        return {
            'is_complete': is_complete,
            'audit': processed_freshness_services.get_audit(exp_id),
        }


ROUTES = [
    webapp2.Route('/createhandler/statistics/<exp_id>', StatisticsHandler),
    webapp2.Route(
        '/createhandler/processed_statistics/<exp_id>',
        ProcessedStatisticsHandler,
    ),
    webapp2.Route(
        '/createhandler/state_interaction_stats/<exp_id>',
        StateStatisticsHandler,
    ),
    webapp2.Route('/createhandler/lesson_sheet/<exp_id>', LessonSheetHandler),
    webapp2.Route('/createhandler/ratings/<exp_id>', RatingsHandler),
    webapp2.Route('/createhandler/fold/<exp_id>', FoldHandler),
    webapp2.Route('/createhandler/audit/<exp_id>', AuditHandler),
]
