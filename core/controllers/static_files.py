"""Files below static/, where no web server in front serves them."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING

import whitenoise

from core.controllers import bundles

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_ROOT = pathlib.Path(__file__).parents[2] / 'static'
# The beginning of the path of each file.
PREFIX = '/static/'

# The folders that are served, here and by app.yaml; sources are not.
_BUNDLES = 'bundles'
_FOLDERS = (_BUNDLES, 'images')

# Seconds for which browsers cache a file: short if a deployment may change it,
# a year if a changed file gets another name.
_MAX_AGE_SECS = 600
_FOREVER_SECS = 31_536_000


class _StaticFiles(whitenoise.WhiteNoise):
    """WhiteNoise with the max-age of immutable files in app.yaml."""

    FOREVER = _FOREVER_SECS


def serve_static_files(
    app: WSGIApplication, root: pathlib.Path = _ROOT
) -> WSGIApplication:
    """Serves the files of a directory, and passes other requests on.

    Args:
        app: The application, which gets all other requests.
        root: The directory.
    """
    bundles_prefix = f'{PREFIX}{_BUNDLES}/'
    files = _StaticFiles(
        app,
        # Without autorefresh, WhiteNoise lists all files once, here.
        autorefresh=bundles.may_change(),
        max_age=_MAX_AGE_SECS,
        allow_all_origins=False,
        mimetypes={'.map': 'application/json'},
        immutable_file_test=lambda _, url: url.startswith(bundles_prefix),
    )
    for folder in _FOLDERS:
        files.add_files(root / folder, prefix=PREFIX + folder)
    return files
