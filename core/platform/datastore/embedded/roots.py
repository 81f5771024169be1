"""Reading the entities of a kind that have no ancestors, in order of keys.

Their keys are adjacent in the table of entities, except for the descendants
that follow each of them, so no index repeats them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from core.platform.datastore.embedded import encoding

# One index entry: its position among the results as comparable bytes, the row
# id of its entity, and whether the entity may have other positions, too.
Hit = tuple[bytes, int, int]

# The columns of the table of entities: creation, version and data.
Row = tuple[int, int, bytes]

_KEYS = 'SELECT key, id FROM entities WHERE key >= ? AND key < ? ORDER BY key'
_KEYS_BACKWARD = _KEYS + ' DESC'
_ROWS = (
    'SELECT key, id, created, version, data FROM entities '
    'WHERE key >= ? AND key < ? ORDER BY key'
)

# Descendants of one entity that are skipped one by one before another statement
# skips the rest.
_MANY_DESCENDANTS = 20

# Bytes of the id of a scope, the beginning of a key.
_SCOPE = 4


def of_kind(scope_id: bytes, kind: str) -> bytes:
    """Returns the prefix of the keys of a kind's entities without ancestors.

    The keys of their descendants have it, too.
    """
    return scope_id + encoding.encode_text(kind.encode())


def exist(connection: sqlite3.Connection, beginning: bytes) -> bool:
    """Returns whether there are entities without ancestors.

    Args:
        connection: A connection inside a snapshot.
        beginning: The prefix returned by `of_kind`.
    """
    hits = read(connection, beginning, b'', encoding.END)
    return next(hits, None) is not None


def read(
    connection: sqlite3.Connection,
    beginning: bytes,
    low: bytes,
    high: bytes,
    rows: dict[int, Row] | None = None,
    backward: bool = False,
) -> Iterator[Hit]:
    """Yields the entities of a kind without ancestors by path.

    Args:
        connection: A connection inside a snapshot.
        beginning: The prefix returned by `of_kind`.
        low: The first path wanted.
        high: The exclusive upper bound of paths.
        rows: Receives the rows of entities read forward; None if they are not
            needed.
        backward: Whether paths are descending.
    """
    first, end = _bounds(beginning, low, high)
    sql = _KEYS if rows is None else _ROWS
    if backward:
        sql = _KEYS_BACKWARD
    passed = _MANY_DESCENDANTS
    while passed == _MANY_DESCENDANTS:
        passed = 0
        for key, entity_id, *row in connection.execute(sql, (first, end)):
            root = key[: encoding.root_end(key, _SCOPE)]
            if root == key:
                passed = 0
                if rows is not None:
                    rows[entity_id] = (row[0], row[1], row[2])
                yield key[_SCOPE:], entity_id, 0
                continue
            passed += 1
            if passed == _MANY_DESCENDANTS:
                if backward:
                    # Between the entity and its descendants.
                    end = root + b'\x00'
                else:
                    first = root + encoding.END
                break


def _bounds(beginning: bytes, low: bytes, high: bytes) -> tuple[bytes, bytes]:
    scope_id = beginning[:_SCOPE]
    first = max(beginning, scope_id + low)
    return first, min(beginning + encoding.END, scope_id + high)
