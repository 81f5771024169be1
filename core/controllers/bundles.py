"""URLs of the bundles that are built from the sources in static/.

scripts/bundle.js builds them during set-up, with a digest of the content in
each name, and lists them in a manifest.
"""

from __future__ import annotations

import functools
import json
import pathlib

from core import settings

_MANIFEST = pathlib.Path(__file__).parents[2] / 'static' / 'bundles.json'


def may_change() -> bool:
    """Returns whether bundles may be rebuilt while this process serves."""
    return settings.current().bundles_may_change


def url_of(source: str, manifest: pathlib.Path = _MANIFEST) -> str:
    """Returns the URL of the bundle of a source.

    Args:
        source: The path of the source below static/.
        manifest: The file that names the bundles.
    """
    return _entries(manifest)[source][0]


def urls_of_styles(*names: str) -> dict[str, str]:
    """Returns the URLs of style sheets by their names, as in static/css."""
    return {name: url_of(f'css/{name}.css') for name in names}


def imports_of(source: str, manifest: pathlib.Path = _MANIFEST) -> list[str]:
    """Returns the URLs of all direct and indirect imports of a script.

    A browser discovers an import only when it has read the script. A page that
    lists all of them avoids one round trip per level.

    Args:
        source: The path of the script below static/.
        manifest: The file that names the bundles.
    """
    return _entries(manifest)[source][1:]


def _entries(manifest: pathlib.Path) -> dict[str, list[str]]:
    try:
        written_at = manifest.stat().st_mtime_ns if may_change() else 0
        return _read(manifest, written_at)
    except FileNotFoundError as error:
        raise RuntimeError(
            'There are no bundles to serve; '
            'python3 -m scripts.start --setup_only makes them.'
        ) from error


@functools.lru_cache(maxsize=2)
def _read(manifest: pathlib.Path, written_at: int) -> dict[str, list[str]]:
    del written_at  # part of the cache key
    return dict(json.loads(manifest.read_text('utf-8'))['entries'])
