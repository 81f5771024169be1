"""Files below static/, where no web server in front serves them."""

from __future__ import annotations

import functools
import mimetypes
import os
import pathlib
import wsgiref.util
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import webob
import webob.dec
import webob.static

from core.controllers import compression

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ROOT = pathlib.Path(__file__).parents[2] / 'static'
# The beginning of the path of each file.
PREFIX = '/static/'

# The table of the machine may say otherwise, or nothing.
for _type, _extension in (
    ('text/javascript', '.js'),
    ('text/javascript', '.mjs'),
    ('text/css', '.css'),
    ('image/svg+xml', '.svg'),
    ('font/woff2', '.woff2'),
    ('application/json', '.map'),
):
    mimetypes.add_type(_type, _extension)


# What is text: the rest is compressed already, each in its own way.
_COMPRESSED_SUFFIXES = frozenset(
    ('.css', '.js', '.json', '.map', '.mjs', '.svg', '.txt')
)

# Compressed files kept; static/ has fewer.
_MAX_KEPT_FILES = 512


_HEADERS: Mapping[str, Any] = {
    'cache_control': 'no-cache',
    'vary': ('Accept-Encoding',),
}


class CompressibleFile(webob.static.FileApp):
    """A file that is sent compressed to who takes it."""

    def __init__(self, path: str, etag: str) -> None:
        """Keeps what the answer is made of.

        Args:
            path: The file.
            etag: What changes with the file.
        """
        super().__init__(path, etag=etag)
        self._plain = webob.static.FileApp(path, etag=etag, **_HEADERS)
        self._path = path
        self._etag = etag

    @webob.dec.wsgify
    def __call__(
        self, req: webob.Request
    ) -> webob.Response | webob.static.FileApp:
        """Answers a request."""
        is_read = req.method in ('GET', 'HEAD')
        # A part of a file is one of the file as it is.
        if not is_read or req.range or not compression.takes_gzip(req):
            return self._plain
        return webob.Response(
            body=_compressed(self._path, self._etag),
            content_type=mimetypes.guess_type(self._path)[0],
            content_encoding='gzip',
            etag=f'{self._etag}-gzip',
            conditional_response=True,
            **_HEADERS,
        )


@functools.lru_cache(maxsize=_MAX_KEPT_FILES)
def _compressed(path: str, etag: str) -> bytes:
    """Returns a file as gzip, made once for each state that it is in."""
    del etag  # It is there to be a part of the key.
    return compression.compress(
        pathlib.Path(path).read_bytes(), compression.BEST_LEVEL
    )


class StaticFiles(webob.static.DirectoryApp):
    """webob's directory, with an ETag and without listing anything."""

    def make_fileapp(
        self, path: str | os.PathLike[str]
    ) -> webob.static.FileApp:
        """Returns the application that serves one file.

        The ETag changes with the file's time and size, and the browser asks
        each time: a developer sees at once what he changed.
        """
        stat = os.stat(path)
        etag = f'{stat.st_mtime_ns:x}-{stat.st_size:x}'
        suffix = os.path.splitext(path)[1]
        if (
            stat.st_size >= compression.MIN_COMPRESSED_BYTES
            and suffix in _COMPRESSED_SUFFIXES
        ):
            return CompressibleFile(os.fspath(path), etag)
        return webob.static.FileApp(path, etag=etag, cache_control='no-cache')


def serve_static_files(
    app: WSGIApplication, root: pathlib.Path = _ROOT
) -> WSGIApplication:
    """Answers /static/… from the directory, and the rest from the app.

    Args:
        app: What answers everything else, also a file that is not there.
        root: The directory.
    """
    # An empty name for the page of a directory: directories have none.
    files = StaticFiles(str(root), index_page='')

    def wrapped(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if not str(environ.get('PATH_INFO', '')).startswith(PREFIX):
            return app(environ, start_response)
        request = webob.Request(dict(environ))
        request.path_info_pop()
        # webob closes this one also when it answers 304; its own it forgets.
        request.environ['wsgi.file_wrapper'] = wsgiref.util.FileWrapper
        response = request.get_response(files)
        if response.status_int in (403, 404):
            return app(environ, start_response)
        return response(environ, start_response)

    return wrapped
