"""What the bundles are called that browsers get of the sources in static/.

Set-up makes them (scripts/bundle.js), with a digest of its content in the
name of each, and writes down which there are.
"""

from __future__ import annotations

import functools
import json
import pathlib

from core import settings

_MANIFEST = pathlib.Path(__file__).parents[2] / 'static' / 'bundles.json'


def may_change() -> bool:
    """Whether bundles are made again while this process serves them."""
    return settings.current().bundles_may_change


def url_of(source: str, manifest: pathlib.Path = _MANIFEST) -> str:
    """Returns the URL of the bundle of a source.

    Args:
        source: Its path below static/.
        manifest: The file that names the bundles.
    """
    return _entries(manifest)[source][0]


def urls_of_styles(*names: str) -> dict[str, str]:
    """Returns the URLs of style sheets by their names, as in static/css."""
    return {name: url_of(f'css/{name}.css') for name in names}


def imports_of(source: str, manifest: pathlib.Path = _MANIFEST) -> list[str]:
    """Returns the URLs of all that a script imports, directly or not.

    A browser learns of an import when it reads the script. A page that names
    all of them spares it going from level to level.

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
    del written_at  # It is there to be a part of the key.
    return dict(json.loads(manifest.read_text('utf-8'))['entries'])
