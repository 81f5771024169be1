"""Probes: whether the process is up, and whether it can serve.

Both are outside the application, so they respond even if the store does not
open.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

import webapp2
from google.api_core import exceptions as api_exceptions

from core import logs
from core.controllers import error_pages
from core.platform import datastore

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log = logging.getLogger(__name__)


def probes(app: WSGIApplication) -> WSGIApplication:
    """Serves /healthz (the process is up) and /readyz (the store responds).

    A full disk does not make a process unready: it can still read, and another
    process would have no more space.
    """

    def wrapped(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        path = environ.get('PATH_INFO')
        if path == '/healthz':
            return _answer(start_response, '200 OK', {'healthy': True})
        if path == '/readyz':
            store = state_of_store()
            is_ready = store in ('ok', 'full')
            status = '200 OK' if is_ready else '503 Service Unavailable'
            answer = {'ready': is_ready, 'store': store}
            return _answer(start_response, status, answer)
        return app(environ, start_response)

    return wrapped


def state_of_store() -> str:
    """Returns `ok`, `full`, `damaged`, `unusable` or `unavailable`."""
    try:
        if datastore.get_condition().state != 'damaged':
            datastore.ping()
        # The ping may have detected damage.
        return datastore.get_condition().state
    except datastore.StoreError:
        return 'unusable'
    except api_exceptions.GoogleAPICallError:
        condition = datastore.get_condition()
        return 'damaged' if condition.state == 'damaged' else 'unavailable'


def answer_without_store(app: WSGIApplication) -> WSGIApplication:
    """Responds with 503 if the store cannot be opened."""

    def wrapped(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        try:
            return app(environ, start_response)
        except datastore.StoreError as error:
            try:
                response = error_pages.answer(webapp2.Request(environ), error)
            except OSError:
                # There is no disk space for the key that signs pages.
                response = webapp2.Response(
                    'The store of this site cannot be opened.',
                    status=503,
                    content_type='text/plain',
                )
            return response(environ, start_response)

    return wrapped


def note_store() -> None:
    """Opens the store when the server starts, and logs problems."""
    try:
        datastore.get_client()
    except datastore.StoreError as error:
        logs.write(
            _log, logging.ERROR, 'store does not open', detail=str(error)
        )


def _answer(
    start_response: StartResponse, status: str, value: dict[str, object]
) -> Iterable[bytes]:
    body = json.dumps(value).encode()
    start_response(
        status,
        [
            ('Content-Type', 'application/json'),
            ('Content-Length', str(len(body))),
            ('Cache-Control', 'no-store'),
        ],
    )
    return [body]
