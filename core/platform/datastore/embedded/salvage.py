"""Reads the entities of a damaged file that are still readable."""

from __future__ import annotations

import contextlib
import pathlib
import sqlite3
from collections.abc import Generator, Iterator

from google.protobuf.message import DecodeError

from core.platform.datastore.embedded.protos import Entity, Pb

_ALL = 'SELECT id, data FROM entities ORDER BY id '
_SOME = 'SELECT id, data FROM entities WHERE id BETWEEN ? AND ?'

# Ids read at once.
_STEP = 512
# Largest range without readable rows that is not searched further.
_FEW_IDS = 32
# The last id to search if damage hides the real one.
_MANY_IDS = 10_000_000

# The id of an entity and its serialized message; None if unreadable.
_Row = tuple[int, object]


def entities(path: str) -> Iterator[Pb | None]:
    """Reads all entities that can be read, and changes nothing.

    The indexes are ignored, since they can be rebuilt from the entities. A
    changed value inside an entity cannot be distinguished from a valid one.

    Args:
        path: The file, which no process should have open.

    Yields:
        The entities; None for each that is damaged, and once for each id that
        is on a damaged page.

    Raises:
        sqlite3.Error: Not even the names of its tables can be read.
    """
    uri = pathlib.Path(path).resolve().as_uri()
    with contextlib.closing(
        sqlite3.connect(f'{uri}?mode=ro', uri=True)
    ) as connection:
        connection.execute('SELECT count(*) FROM sqlite_schema').fetchone()
        seen: set[int] = set()
        for entity_id, data in _rows(connection):
            if entity_id not in seen:
                seen.add(entity_id)
                yield _decode(data)


def _rows(connection: sqlite3.Connection) -> Iterator[_Row]:
    """Yields all reachable rows, some of them several times."""
    if (yield from _walk(connection, 'ASC')):
        return
    # From the end back to a damaged page, then between damaged pages.
    yield from _walk(connection, 'DESC')
    for first in range(1, _last_id(connection) + 1, _STEP):
        yield from _read(connection, first, first + _STEP - 1)


def _walk(
    connection: sqlite3.Connection, direction: str
) -> Generator[_Row, None, bool]:
    """Yields rows up to a damaged page; returns whether there was none."""
    try:
        yield from connection.execute(_ALL + direction)
    except sqlite3.DatabaseError:
        return False
    return True


def _last_id(connection: sqlite3.Connection) -> int:
    try:
        (last,) = connection.execute('SELECT max(id) FROM entities').fetchone()
    except sqlite3.DatabaseError:
        return _MANY_IDS
    return last or 0


def _read(
    connection: sqlite3.Connection, first: int, last: int
) -> Iterator[_Row]:
    """Yields the reachable rows of a range of ids."""
    rows: list[_Row] | None = None
    with contextlib.suppress(sqlite3.DatabaseError):
        rows = connection.execute(_SOME, (first, last)).fetchall()
    if first == last:
        yield from [(first, None)] if rows is None else rows
    elif rows is None or _may_miss_some(rows, last - first + 1):
        middle = (first + last) // 2
        yield from _read(connection, first, middle)
        yield from _read(connection, middle + 1, last)
    else:
        yield from rows


def _may_miss_some(rows: list[_Row], num_ids: int) -> bool:
    """Returns whether a damaged id may have hidden others of its page.

    SQLite stops at an id that is out of range; a smaller range finds the ids
    after it. Ranges without damage may also have few rows.
    """
    return len(rows) < num_ids and (bool(rows) or num_ids > _FEW_IDS)


def _decode(data: object) -> Pb | None:
    if not isinstance(data, bytes):
        return None
    try:
        entity = Entity.FromString(data)
    except DecodeError:
        return None
    return entity if entity.key.path else None
