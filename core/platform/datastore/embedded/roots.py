"""Reading the entities of a kind that have no ancestors, in order of keys.

Their keys lie together in the table of entities, but for the descendants that
follow each of them. So no index repeats them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from core.platform.datastore.embedded import encoding

# One entry found: its position among the results as comparable bytes, the row
# of its entity, and whether the entity may come up at other positions too.
Hit = tuple[bytes, int, int]

# The columns of the table of entities: creation, version and data.
Row = tuple[int, int, bytes]

_KEYS = 'SELECT key, id FROM entities WHERE key >= ? AND key < ? ORDER BY key'
_KEYS_BACKWARD = _KEYS + ' DESC'
_ROWS = (
    'SELECT key, id, created, version, data FROM entities '
    'WHERE key >= ? AND key < ? ORDER BY key'
)

# Descendants of one entity that are read in vain before it is worth another
# statement to go past the rest.
_MANY_DESCENDANTS = 20

# Bytes of the id of a scope, which a key begins with.
_SCOPE = 4


def of_kind(scope_id: bytes, kind: str) -> bytes:
    """Returns what the keys of a kind's entities without ancestors begin with.

    So begin those of their descendants.
    """
    return scope_id + encoding.encode_text(kind.encode())


def exist(connection: sqlite3.Connection, beginning: bytes) -> bool:
    """Returns whether there are entities without ancestors.

    Args:
        connection: A connection inside a snapshot.
        beginning: What `of_kind` returned.
    """
    hits = forward(connection, beginning, b'', encoding.END, None)
    return next(hits, None) is not None


def forward(
    connection: sqlite3.Connection,
    beginning: bytes,
    low: bytes,
    high: bytes,
    rows: dict[int, Row] | None,
) -> Iterator[Hit]:
    """Yields the entities of a kind without ancestors by ascending path.

    Args:
        connection: A connection inside a snapshot.
        beginning: What `of_kind` returned.
        low: The first path wanted.
        high: Upper bound of all paths.
        rows: Receives the rows of entities; None if they are not needed.
    """
    first, end = _bounds(beginning, low, high)
    sql = _KEYS if rows is None else _ROWS
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
                first = root + encoding.END
                break


def backward(
    connection: sqlite3.Connection, beginning: bytes, low: bytes, high: bytes
) -> Iterator[Hit]:
    """Yields what `forward` does by descending path.

    Args:
        connection: A connection inside a snapshot.
        beginning: What `of_kind` returned.
        low: The last path wanted.
        high: What all paths are below.
    """
    first, end = _bounds(beginning, low, high)
    passed = _MANY_DESCENDANTS
    while passed == _MANY_DESCENDANTS:
        passed = 0
        for key, entity_id in connection.execute(_KEYS_BACKWARD, (first, end)):
            root = key[: encoding.root_end(key, _SCOPE)]
            if root == key:
                passed = 0
                yield key[_SCOPE:], entity_id, 0
                continue
            passed += 1
            if passed == _MANY_DESCENDANTS:
                # In front of its descendants, and behind itself.
                end = root + b'\x00'
                break


def _bounds(beginning: bytes, low: bytes, high: bytes) -> tuple[bytes, bytes]:
    scope_id = beginning[:_SCOPE]
    first = max(beginning, scope_id + low)
    return first, min(beginning + encoding.END, scope_id + high)
