"""Property paths, which name a property in masks and transforms.

A path is the names of nested properties, joined by dots. A name that is no
plain identifier is in backquotes, where a backslash escapes the next character.
"""

from __future__ import annotations

import re

from core.platform.datastore.embedded import errors
from core.platform.datastore.embedded.names import KEY_PROPERTY

# The names from the property of the entity to the innermost one.
PathNames = tuple[str, ...]

_NAME = re.compile(r'[a-zA-Z_][a-zA-Z_0-9]*|`(?:[^`\\]|\\.)+`', re.DOTALL)
_ESCAPED = re.compile(r'\\(.)', re.DOTALL)


def parse_path(path: str) -> PathNames:
    """Reads a path.

    Raises:
        StatusError: Not a path, or one to the key of an embedded entity.
    """
    names: list[str] = []
    start = 0
    while True:
        match = _NAME.match(path, start)
        if match is None:
            raise _invalid(path)
        names.append(_unquoted(match[0]))
        if match.end() == len(path):
            break
        if path[match.end()] != '.':
            raise _invalid(path)
        start = match.end() + 1
    if KEY_PROPERTY in names and len(names) > 1:
        raise errors.invalid(f'The property path "{path}" leads to a key.')
    return tuple(names)


def _unquoted(name: str) -> str:
    return _ESCAPED.sub(r'\1', name[1:-1]) if name[0] == '`' else name


def _invalid(path: str) -> errors.StatusError:
    return errors.invalid(
        f'Invalid property path "{path}": names are separated by dots, and '
        'one that is not an identifier is in backquotes.'
    )
