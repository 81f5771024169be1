"""What App Engine asks of a new instance before it sends visitors there."""

from __future__ import annotations

import webapp2

from core.controllers import acl_decorators, base
from core.domain import exp_services
from core.platform.auth import secrets


class WarmupHandler(base.BaseHandler):
    """Does what the first visitor would wait for."""

    RETURNS_JSON = True

    @acl_decorators.open_access
    def get(self) -> None:
        """Connects to the store and reads the key that signs sessions."""
        secrets.get_secret_key()
        exp_services.get_public_exploration_summaries()
        self.render_json({'ready': True})


ROUTES = [webapp2.Route('/_ah/warmup', WarmupHandler)]
