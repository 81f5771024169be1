"""WSGI middleware: checks of requests, and security headers."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import webapp2

from core import feconf
from core.controllers import error_pages, http_errors, static_files
from core.platform import proxies
from core.platform.auth import environment

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# All resources come from this site; Bootstrap's icons are data: URLs in CSS.
_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'"
)
_NO_FRAMES = "; frame-ancestors 'none'"

# Only the player may be embedded in other sites.
_EMBEDDABLE = re.compile(r'/explore/[^/]+/?')

# One year during which browsers use HTTPS only.
_STRICT_TRANSPORT = 'max-age=31536000'

# Keeps browsers from guessing another type of a file.
_NO_SNIFFING = ('X-Content-Type-Options', 'nosniff')

# Static files that browsers never open as pages, unlike HTML and SVG, so the
# policy for pages does not apply. app.yaml also omits it for them.
_PARTS_OF_PAGES = ('.js', '.css')
_SENT = ('200', '206', '304')

# Routes whose bodies hold files.
_TAKE_FILES = ('/createhandler/import', '/createhandler/assets/')


def security_headers(app: WSGIApplication) -> WSGIApplication:
    """Adds the headers that restrict pages of this site in browsers."""

    def wrapped(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        path = str(environ.get('PATH_INFO', ''))

        def start(
            status: str,
            headers: list[tuple[str, str]],
            exc_info: OptExcInfo | None = None,
            /,
        ) -> Callable[[bytes], object]:
            added = (
                [_NO_SNIFFING]
                if _is_part_of_a_page(path, status)
                else _headers_for(path)
            )
            # A handler may have set a stricter header.
            given = {name.lower() for name, _ in headers}
            added = [
                header for header in added if header[0].lower() not in given
            ]
            return start_response(status, [*headers, *added], exc_info)

        return app(environ, start)

    return wrapped


def behind_proxies(app: WSGIApplication) -> WSGIApplication:
    """Sets client address and scheme to what trusted proxies report."""

    def wrapped(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        environ['REMOTE_ADDR'] = proxies.client_address(environ)
        environ['wsgi.url_scheme'] = proxies.scheme(environ)
        return app(environ, start_response)

    return wrapped


def _is_part_of_a_page(path: str, status: str) -> bool:
    # The response for a missing file is a page.
    return (
        path.startswith(static_files.PREFIX)
        and path.endswith(_PARTS_OF_PAGES)
        and status.startswith(_SENT)
    )


def _headers_for(path: str) -> list[tuple[str, str]]:
    headers = [
        _NO_SNIFFING,
        ('Referrer-Policy', 'strict-origin-when-cross-origin'),
        ('Permissions-Policy', 'camera=(), geolocation=(), microphone=()'),
    ]
    if _EMBEDDABLE.fullmatch(path):
        headers.append(('Content-Security-Policy', _POLICY))
    else:
        headers.append(('Content-Security-Policy', _POLICY + _NO_FRAMES))
        headers.append(('X-Frame-Options', 'DENY'))
    if environment.is_production():
        headers.append(('Strict-Transport-Security', _STRICT_TRANSPORT))
    return headers


def request_guard(app: WSGIApplication) -> WSGIApplication:
    """Refuses or corrects malformed requests before any handler.

    Handlers then get paths and queries that are valid UTF-8 without control
    characters, cookies in plain ASCII, and no Content-Length over the maximum.
    Addresses of pages with a trailing slash redirect to those without it.
    """

    def wrapped(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        try:
            _check(environ)
            address = _address_without_slash(environ)
            if address is not None:
                start_response(
                    '301 Moved Permanently',
                    [('Location', address), ('Content-Length', '0')],
                )
                return []
            environ['QUERY_STRING'] = _clean_query(environ)
            _drop_foreign_cookies(environ)
        except (
            http_errors.BadRequestError,
            http_errors.PayloadTooLargeError,
        ) as error:
            return _refuse(environ, error)(environ, start_response)
        return app(environ, start_response)

    return wrapped


def _address_without_slash(environ: WSGIEnvironment) -> str | None:
    """Returns the address of a page without its trailing slash."""
    path = str(environ.get('PATH_INFO', ''))
    if environ.get('REQUEST_METHOD') not in ('GET', 'HEAD') or not (
        path.endswith('/') and path.strip('/')
    ):
        return None
    # Exactly one leading slash: two would name another host.
    address = '/' + urllib.parse.quote(path.strip('/').encode('latin-1'))
    query = _clean_query(environ)
    return f'{address}?{query}' if query else address


def _clean_query(environ: WSGIEnvironment) -> str:
    """Returns the query with U+FFFD for control characters and invalid UTF-8.

    Other sites add parameters in any encoding. Handlers refuse their own
    parameters with such a value.
    """
    query = str(environ.get('QUERY_STRING', ''))
    # unquote_to_bytes would encode a str with raw Latin-1 characters as UTF-8.
    if _is_clean(urllib.parse.unquote_to_bytes(query.encode('latin-1'))):
        return query
    return '&'.join(
        '='.join(
            urllib.parse.quote_plus(_clean_text(side), safe='')
            for side in part.split('=', 1)
        )
        for part in query.split('&')
    )


def _clean_text(quoted: str) -> str:
    raw = urllib.parse.unquote_to_bytes(
        quoted.replace('+', ' ').encode('latin-1')
    )
    text = raw.decode('utf-8', 'replace')
    return ''.join(
        '\ufffd' if _is_control(character) else character for character in text
    )


def _drop_foreign_cookies(environ: WSGIEnvironment) -> None:
    """Drops cookies that this site cannot have set.

    Other applications on the same domain may have set them. webob parses all
    cookies at once, and fails if one is not UTF-8, even as octal escapes.
    """
    cookies = str(environ.get('HTTP_COOKIE') or '')
    if cookies and not _is_plain_cookie(cookies):
        environ['HTTP_COOKIE'] = ';'.join(
            filter(_is_plain_cookie, cookies.split(';'))
        )


def _is_plain_cookie(text: str) -> bool:
    return text.isascii() and '\\' not in text


def _check(environ: WSGIEnvironment) -> None:
    # WSGI passes the bytes of the path as Latin-1 text (PEP 3333).
    if not _is_clean(str(environ.get('PATH_INFO', '')).encode('latin-1')):
        raise http_errors.BadRequestError(
            'The path of the address is not valid UTF-8 text.'
        )
    length = str(environ.get('CONTENT_LENGTH') or '0')
    if not (length.isascii() and length.isdecimal()):
        raise http_errors.BadRequestError('The Content-Length is not a number.')
    takes_files = str(environ.get('PATH_INFO', '')).startswith(_TAKE_FILES)
    max_bytes = (
        feconf.MAX_UPLOAD_BYTES if takes_files else feconf.MAX_REQUEST_BYTES
    )
    if len(length) > 12 or int(length) > max_bytes:
        raise http_errors.PayloadTooLargeError(
            f'The body may have at most {max_bytes} bytes.'
        )


def _is_clean(value: bytes) -> bool:
    try:
        text = value.decode('utf-8')
    except UnicodeDecodeError:
        return False
    return not any(map(_is_control, text))


def _is_control(character: str) -> bool:
    return character < ' ' or character == '\x7f'


def _refuse(environ: WSGIEnvironment, error: Exception) -> WSGIApplication:
    # Built without the malformed parts of the original request.
    is_json = str(environ.get('PATH_INFO', '')).startswith(
        error_pages.JSON_PREFIXES
    )
    request = webapp2.Request.blank(
        error_pages.JSON_PREFIXES[0] if is_json else '/'
    )
    return error_pages.answer(request, error)
