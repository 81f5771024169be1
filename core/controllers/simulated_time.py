"""The time at which a request of a simulated learner happens.

`scripts.simulate_learners --days` plays weeks in a minute. Its requests carry
their time, which a development server uses as the current time.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

import webapp2

from core import clock, settings
from core.controllers import error_pages, http_errors

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Milliseconds since the Unix epoch.
HEADER = 'X-Simulated-Time'
_VARIABLE = 'HTTP_X_SIMULATED_TIME'


def simulate_times(app: WSGIApplication) -> WSGIApplication:
    """Lets requests set the current time, on a development server only."""

    def wrapped(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        header = environ.get(_VARIABLE)
        if header is None:
            return app(environ, start_response)
        try:
            moment = _moment_of(str(header))
        except ValueError as error:
            return _refusal(f'{HEADER} {error}.')(environ, start_response)
        with clock.simulating(moment):
            return app(environ, start_response)

    return wrapped


def _moment_of(header: str) -> datetime.datetime:
    if settings.is_production():
        raise ValueError('is for development servers')
    if not (header.isascii() and header.isdecimal() and len(header) < 14):
        raise ValueError('must be milliseconds since 1970')
    moment = datetime.datetime.fromtimestamp(int(header) / 1000, datetime.UTC)
    if moment > datetime.datetime.now(datetime.UTC):
        raise ValueError('is in the future')
    return moment.replace(tzinfo=None)


def _refusal(message: str) -> WSGIApplication:
    return error_pages.answer(
        webapp2.Request.blank(error_pages.JSON_PREFIXES[0]),
        http_errors.BadRequestError(message),
    )
