"""Compression of answers, where no front end compresses them."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from wsgiref.headers import Headers

import webob

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Compressing shorter bodies saves no packet.
_MIN_COMPRESSED_BYTES = 1_000

# Of zlib: nearly as small as with level 9, in a third of the time.
_LEVEL = 5


def takes_gzip(request: webob.Request) -> bool:
    """Returns whether the client accepts gzip explicitly.

    Without Accept-Encoding any encoding is allowed (RFC 9110, 12.5.3), but
    unexpected: clients that decompress send the header.

    Args:
        request: The request.
    """
    accepted = request.accept_encoding.parsed or []
    return any(
        coding.lower() == 'gzip' and weight > 0 for coding, weight in accepted
    )


def compressed_json(app: WSGIApplication) -> WSGIApplication:
    """Compresses JSON for clients that accept it.

    Pages are left alone: they hold the token of their session, and the length
    of a compressed page reveals its contents. So are streamed responses.

    Args:
        app: The application.
    """

    def wrapped(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        # The status, headers and error of an answer that is compressed.
        held: list[Any] = []

        def start(
            status: str,
            headers: list[tuple[str, str]],
            exc_info: OptExcInfo | None = None,
            /,
        ) -> Callable[[bytes], object]:
            fields = Headers(headers)
            if _media_type(fields) == 'application/json':
                vary = [*fields.get_all('Vary'), 'Accept-Encoding']
                fields['Vary'] = ', '.join(vary)
                if _is_worthwhile(fields) and _may_compress(environ):
                    held[:] = status, fields, exc_info
                    return _refuse_writing
            # An error may follow an answer that was held.
            held.clear()
            return start_response(status, headers, exc_info)

        parts = app(environ, start)
        if not held:
            return parts
        status, fields, exc_info = held
        # Without the time, equal bodies give equal bytes.
        body = gzip.compress(_joined(parts), _LEVEL, mtime=0)
        fields['Content-Encoding'] = 'gzip'
        fields['Content-Length'] = str(len(body))
        start_response(status, fields.items(), exc_info)
        return [body]

    return wrapped


def _media_type(fields: Headers) -> str:
    return (fields['Content-Type'] or '').partition(';')[0].strip()


def _is_worthwhile(fields: Headers) -> bool:
    length = int(fields['Content-Length'] or 0)
    return length >= _MIN_COMPRESSED_BYTES and not fields['Content-Encoding']


def _may_compress(environ: WSGIEnvironment) -> bool:
    request = webob.Request(environ)
    return request.method != 'HEAD' and takes_gzip(request)


# The other way to answer in WSGI (PEP 3333), which webapp2 does not use.
def _refuse_writing(_data: bytes) -> None:
    raise NotImplementedError('an application returns its body')


def _joined(parts: Iterable[bytes]) -> bytes:
    try:
        return b''.join(parts)
    finally:
        close = getattr(parts, 'close', None)
        if close is not None:
            close()
