"""Work that a schedule asks for; see cron.yaml."""

from __future__ import annotations

import webapp2

from core import feconf
from core.controllers import acl_decorators, base
from core.domain import fold_services


class FoldHandler(base.BaseHandler):
    """Folds the sessions that have ended since the last time."""

    RETURNS_JSON = True

    @acl_decorators.scheduled
    def get(self) -> None:
        """Works for a bounded time; the next request goes on from there."""
        done = fold_services.run_as_job(max_secs=feconf.FOLD_REQUEST_SECS)
        self.render_json(
            {
                **done.report.to_dict(),
                'is_complete': done.is_complete,
            }
        )


ROUTES = [webapp2.Route('/cron/fold', FoldHandler)]
