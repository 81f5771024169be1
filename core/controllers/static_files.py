"""Files below static/, where no web server in front serves them."""

from __future__ import annotations

import mimetypes
import os
import pathlib
import wsgiref.util
from collections.abc import Iterable
from typing import TYPE_CHECKING

import webob
import webob.static

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ROOT = pathlib.Path(__file__).parents[2] / 'static'
_PREFIX = '/static/'

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
        return webob.static.FileApp(
            path,
            etag=f'{stat.st_mtime_ns:x}-{stat.st_size:x}',
            cache_control='no-cache',
        )


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
        if not str(environ.get('PATH_INFO', '')).startswith(_PREFIX):
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
