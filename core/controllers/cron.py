"""Work that a schedule asks for; see cron.yaml."""

from __future__ import annotations

import webapp2

from core import clock, feconf
from core.controllers import acl_decorators, base
from core.domain.scheduled_work import (
    audit_services,
    exclusion_steps_services,
    keeping_fresh_services,
    sweep_services,
)


class FoldHandler(base.BaseHandler):
    """Folds the sessions that have ended, and shows what has changed."""

    RETURNS_JSON = True

    @acl_decorators.scheduled
    def get(self) -> None:
        """Works for a bounded time; the next request goes on from there."""
        exclusion_steps_services.go_on_with_all(
            clock.now_msecs() + 1000 * feconf.FOLD_REQUEST_SECS
        )
        done = keeping_fresh_services.bring_up_to_date(
            max_secs=feconf.FOLD_REQUEST_SECS
        )
        self.render_json(
            {
                **done.report.to_dict(),
                'is_complete': done.is_complete,
            }
        )


class AuditHandler(base.BaseHandler):
    """Compares counters with the log, where that was last done long ago."""

    RETURNS_JSON = True

    @acl_decorators.scheduled
    def get(self) -> None:
        """Works for a bounded time; the next request goes on from there."""
        audited = audit_services.audit_those_due(feconf.FOLD_REQUEST_SECS)
        self.render_json({'num_audited': len(audited)})


class SweepHandler(base.BaseHandler):
    """Removes what nothing needs any more, once a week."""

    RETURNS_JSON = True

    @acl_decorators.scheduled
    def get(self) -> None:
        """Works for a bounded time; the next request goes on from there."""
        sweep_services.run_as_scheduled()
        self.render_json({})


ROUTES = [
    webapp2.Route('/cron/fold', FoldHandler),
    webapp2.Route('/cron/audit', AuditHandler),
    webapp2.Route('/cron/sweep', SweepHandler),
]
