"""The warmup request of App Engine, sent to an instance before visitors."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from core.controllers import acl_decorators, base
from core.domain import exp_services
from core.platform.auth import secrets


class WarmupResponse(TypedDict):
    """The instance is ready for visitors."""

    ready: Literal[True]


class WarmupHandler(base.JsonHandler):
    """Does the work that the first visitor would wait for."""

    @acl_decorators.open_access
    def get(self) -> WarmupResponse:
        """Connects to the store; reads the signing key and the library."""
        secrets.get_secret_key()
        exp_services.get_public_exploration_summaries()
        return {'ready': True}


ROUTES = {'/_ah/warmup': WarmupHandler}
