"""Compression of responses, where no front end compresses them."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from typing import TYPE_CHECKING

import webapp2
import webob

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# Shorter bodies fit into one packet anyway.
_MIN_COMPRESSED_BYTES = 1_000

# The level of zlib: nearly as small as with level 9, in a third of the time.
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


class Response(webapp2.Response):
    """A response that compresses JSON for clients that accept it.

    Pages are not compressed: they contain the CSRF token, which the length of
    a compressed page can reveal (BREACH). Neither are streamed responses, whose
    length is unknown.
    """

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Sends the response."""
        if self.content_type == 'application/json':
            _compress(self, webob.Request(environ))
        parts: Iterable[bytes] = super().__call__(environ, start_response)
        return parts


def _compress(response: webapp2.Response, request: webob.Request) -> None:
    response.vary = (*(response.vary or ()), 'Accept-Encoding')
    if (
        (response.content_length or 0) >= _MIN_COMPRESSED_BYTES
        and not response.content_encoding
        and request.method != 'HEAD'
        and takes_gzip(request)
    ):
        # Without a timestamp, equal bodies are compressed to equal bytes.
        response.body = gzip.compress(response.body, _LEVEL, mtime=0)
        response.content_encoding = 'gzip'
