"""Reading rows of the table of entities by their keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

_FIND = 'SELECT key, id, created, version, data FROM entities WHERE key IN '

# Keys that one statement looks up. Each number of keys is a prepared statement,
# of which a connection caches 256.
_MAX_KEYS = 64


class Stored(NamedTuple):
    """A stored entity; its id is 0 if it is not written to SQLite yet."""

    id: int
    created: int
    version: int
    data: bytes


def read_stored(
    connection: sqlite3.Connection, keys: Sequence[bytes]
) -> dict[bytes, Stored]:
    """Returns the entities of keys; keys without one are left out.

    One statement looks up many keys, because each statement may yield to
    another thread.

    Args:
        connection: The connection to read from.
        keys: The id of the scope and the encoded path of each entity.
    """
    entities = {}
    for start in range(0, len(keys), _MAX_KEYS):
        some = keys[start : start + _MAX_KEYS]
        marks = ','.join('?' * len(some))
        for key, *stored in connection.execute(f'{_FIND}({marks})', some):
            entities[key] = Stored(*stored)
    return entities
