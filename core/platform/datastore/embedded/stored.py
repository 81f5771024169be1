"""Reading rows of the table of entities by their keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

_FIND = 'SELECT key, id, created, version, data FROM entities WHERE key IN '

# Keys that one statement looks up. There are as many statements to prepare,
# and a connection keeps 256.
_MAX_KEYS = 64


class Stored(NamedTuple):
    """The entity of a key; id 0: only since this transaction of SQLite."""

    id: int
    created: int
    version: int
    data: bytes


def read_stored(
    connection: sqlite3.Connection, keys: Sequence[bytes]
) -> dict[bytes, Stored]:
    """Returns the entities of keys; keys without one are left out.

    Each step of a statement may let another thread go first; so all keys are
    looked up by one statement, and not each by its own.

    Args:
        connection: The connection to read from.
        keys: Ids of scopes with encoded paths.
    """
    entities = {}
    for start in range(0, len(keys), _MAX_KEYS):
        some = keys[start : start + _MAX_KEYS]
        marks = ','.join('?' * len(some))
        for key, *stored in connection.execute(f'{_FIND}({marks})', some):
            entities[key] = Stored(*stored)
    return entities
