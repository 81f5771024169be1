"""Processed data: the overview, states and lesson sheet; fold and audit."""

from __future__ import annotations

from typing_extensions import TypedDict

from core import errors, feconf
from core.controllers import (
    acl_decorators,
    base,
    payloads,
    rate_limits,
    statistics,
)
from core.domain.improvements import improvements_domain, improvements_services
from core.domain.scheduled_work import audit_services, keeping_fresh_services
from core.domain.statistics_tab import (
    processed_freshness_services,
    statistics_models,
    statistics_view_services,
)


class ProcessedStatisticsResponse(
    statistics_models.OverviewAt, statistics_models.ViewStatus
):
    """The processed data of an exploration as a whole.

    Attributes:
        tasks: The most valuable first.
    """

    tasks: list[improvements_domain.DecidedTask]


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


class ProcessedHandler(statistics.VersionsHandler):
    """Base of the handlers that return processed data."""

    def read_view(self, exp_id: str) -> statistics_models.ProcessedView:
        """Returns the processed data of an exploration.

        Args:
            exp_id: The exploration.
        """
        version, through, _ = self.requested_versions(exp_id)
        return statistics_view_services.get_view(
            exp_id, version, through, self.cut_asked(exp_id)
        )

    def read_state(self, exp_id: str) -> statistics_models.StateView:
        """Returns the processed data of the state `state_name`.

        Args:
            exp_id: The exploration.

        Raises:
            ValidationError: The request names no state.
        """
        version, through, _ = self.requested_versions(exp_id)
        state_name = self.request.GET.get('state_name')
        if not state_name:
            raise errors.ValidationError('is required', 'state_name')
        return statistics_view_services.get_state(
            exp_id, version, through, state_name, self.cut_asked(exp_id)
        )


class ProcessedStatisticsHandler(ProcessedHandler):
    """The processed data of an exploration."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> ProcessedStatisticsResponse:
        """Returns the overview, and the figures of each state.

        Args:
            exp_id: The exploration.
        """
        view = self.read_view(exp_id)
        tasks = improvements_services.with_statuses(exp_id, view['tasks'])
        return {**view, 'tasks': tasks}


class StateStatisticsHandler(ProcessedHandler):
    """The processed data of a state."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> statistics_models.StateView:
        """Returns the statistics of the state `state_name`.

        Args:
            exp_id: The exploration.
        """
        return self.read_state(exp_id)


class LessonSheetHandler(statistics.VersionsHandler):
    """The lesson sheet: learners' answers on a page to print."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> statistics_models.LessonSheet:
        """Returns the answers given in each state.

        Args:
            exp_id: The exploration.
        """
        version, through, _ = self.requested_versions(exp_id)
        return statistics_view_services.get_lesson_sheet(
            exp_id, version, through, self.cut_asked(exp_id)
        )


class FoldHandler(base.JsonHandler):
    """Brings the processed data of one exploration up to date."""

    @acl_decorators.can_see_exploration_statistics
    def post(self, exp_id: str) -> FoldResponse:
        """Folds waiting sessions, also active ones, for a bounded time.

        Args:
            exp_id: The exploration.
        """
        rate_limits.FOLDS.check(exp_id)
        done = keeping_fresh_services.bring_exploration_up_to_date(
            exp_id, max_secs=feconf.FOLD_FOR_TAB_SECS
        )
        return {
            'is_complete': done is None or done.is_complete,
            'processed_revision': statistics_view_services.get_revision(exp_id),
        }


class AuditHandler(base.JsonHandler):
    """Audits the counters of an exploration, and repairs them."""

    @acl_decorators.can_repair_statistics
    def post(self, exp_id: str, body: AuditRequest) -> AuditResponse:
        """Works for a bounded time; the next request continues.

        Args:
            exp_id: The exploration.
            body: The step.
        """
        rate_limits.AUDITS.check(exp_id)
        is_complete = audit_services.audit_now(
            exp_id, body.is_new, feconf.FOLD_FOR_TAB_SECS
        )
        return {
            'is_complete': is_complete,
            'audit': processed_freshness_services.get_audit(exp_id),
        }


ROUTES = {
    '/createhandler/processed_statistics/<exp_id>': ProcessedStatisticsHandler,
    '/createhandler/state_interaction_stats/<exp_id>': StateStatisticsHandler,
    '/createhandler/lesson_sheet/<exp_id>': LessonSheetHandler,
    '/createhandler/fold/<exp_id>': FoldHandler,
    '/createhandler/audit/<exp_id>': AuditHandler,
}
