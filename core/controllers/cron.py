"""Scheduled work; see cron.yaml."""

from __future__ import annotations

from typing_extensions import TypedDict

from core import clock, feconf
from core.controllers import acl_decorators, base
from core.domain.job_runs import job_domain
from core.domain.scheduled_work import (
    audit_services,
    exclusion_steps_services,
    keeping_fresh_services,
    sweep_services,
)


class FoldedResponse(job_domain.JobReportDict):
    """The report of a fold.

    Attributes:
        is_complete: Whether no session is waiting.
    """

    is_complete: bool


class AuditedResponse(TypedDict):
    """The number of explorations that were audited."""

    num_audited: int


class SweptResponse(TypedDict):
    """Empty: a sweep writes its report to the log."""


class FoldHandler(base.JsonHandler):
    """Folds the sessions that have ended, and refreshes the views."""

    @acl_decorators.can_perform_cron_tasks
    def get(self) -> FoldedResponse:
        """Works for a bounded time; the next request continues."""
        exclusion_steps_services.continue_all(
            clock.now_msecs() + 1000 * feconf.FOLD_REQUEST_SECS
        )
        done = keeping_fresh_services.bring_up_to_date(
            max_secs=feconf.FOLD_REQUEST_SECS
        )
        return {**done.report.to_dict(), 'is_complete': done.is_complete}


class AuditHandler(base.JsonHandler):
    """Audits the explorations whose last audit is too old."""

    @acl_decorators.can_perform_cron_tasks
    def get(self) -> AuditedResponse:
        """Works for a bounded time; the next request continues."""
        audited = audit_services.audit_those_due(feconf.FOLD_REQUEST_SECS)
        return {'num_audited': len(audited)}


class SweepHandler(base.JsonHandler):
    """Removes entities that are no longer needed, once a week."""

    @acl_decorators.can_perform_cron_tasks
    def get(self) -> SweptResponse:
        """Works for a bounded time; the next request continues."""
        sweep_services.run_as_scheduled()
        return {}


ROUTES = {
    '/cron/fold': FoldHandler,
    '/cron/audit': AuditHandler,
    '/cron/sweep': SweepHandler,
}
