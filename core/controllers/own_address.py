"""The address of this site comes from the settings, not from requests."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core import settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def use_site_url(app: WSGIApplication) -> WSGIApplication:
    """Replaces the Host header and the scheme by those of STATS_SITE_URL.

    Redirects and the ids of xAPI statements are built from them. In
    development the setting may be missing; then the request is trusted.
    """

    def wrapped(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        site_url = settings.current().site_url
        if site_url:
            parts = urllib.parse.urlsplit(site_url)
            environ['wsgi.url_scheme'] = parts.scheme
            environ['HTTP_HOST'] = parts.netloc
        return app(environ, start_response)

    return wrapped
