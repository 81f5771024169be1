"""An id for each request, which all its log lines contain."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from core import logs, settings

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HEADER = 'X-Request-Id'

# https://cloud.google.com/trace/docs/trace-context#http-requests
_TRACE = re.compile(r'([0-9a-f]{32})(/.*)?')

# Random bytes of an id: enough to distinguish the requests of a day.
_NUM_BYTES = 8


def name_requests(app: WSGIApplication) -> WSGIApplication:
    """Gives each request an id, which a header of the response contains."""

    def wrapped(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        trace_id = _trace_of(environ)
        request_id = trace_id[:16] or secrets.token_hex(_NUM_BYTES)
        logs.trace_id.set(trace_id)
        logs.request_id.set(request_id)

        def start(
            status: str,
            headers: list[tuple[str, str]],
            exc_info: OptExcInfo | None = None,
            /,
        ) -> Callable[[bytes], object]:
            return start_response(
                status, [*headers, (_HEADER, request_id)], exc_info
            )

        return app(environ, start)

    return wrapped


def _trace_of(environ: WSGIEnvironment) -> str:
    """Returns the id of the trace that Google's front end began, or ''."""
    if not settings.is_managed():
        return ''
    header = str(environ.get('HTTP_X_CLOUD_TRACE_CONTEXT', ''))
    match = _TRACE.fullmatch(header)
    return match[1] if match else ''
