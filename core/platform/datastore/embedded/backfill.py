"""Brings the composite indexes of the store in line with index.yaml.

Building an index takes time in proportion to the entities of its kind, and so
does dropping one. Both are done in pieces, each a small write transaction, so
that other writers can proceed. The table `index_changes` contains the remaining
work: if a process is killed, the next one that opens the store continues. An
index in that table is updated by every commit but not used by queries, so a
change can be reversed at any moment.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Generator, Iterator
from typing import NamedTuple

from core.platform.datastore.embedded import encoding, names, scans
from core.platform.datastore.embedded.composites import CompositeIndex
from core.platform.datastore.embedded.indexing import indexed_values
from core.platform.datastore.embedded.names import (
    KEY_PROPERTY,
    Names,
    NewNames,
)
from core.platform.datastore.embedded.planner import Plan
from core.platform.datastore.embedded.protos import Entity
from core.platform.datastore.embedded.roots import Row, of_kind

# Limits of one step: entities read, and their bytes.
PIECE_ENTITIES = 500
PIECE_BYTES = 4_000_000
# Limit of the entries that one step deletes.
PIECE_ENTRIES = 5000


class _Row(NamedTuple):
    """An entity, by its entry in the index of the keys of its kind.

    Entities without ancestors are treated as if they had such an entry.
    """

    scope_id: bytes
    entry: bytes
    id: int
    data: bytes


class StoredComposites(NamedTuple):
    """The composite indexes of a store.

    Args:
        whole: Complete indexes, which queries use.
        building: Incomplete indexes.
        dropping: Obsolete indexes.
    """

    whole: frozenset[CompositeIndex]
    building: frozenset[CompositeIndex]
    dropping: frozenset[CompositeIndex]

    @property
    def maintained(self) -> frozenset[CompositeIndex]:
        """The indexes that commits update."""
        return self.whole | self.building | self.dropping


def read_composites(connection: sqlite3.Connection) -> StoredComposites:
    """Returns the composite indexes of the store."""
    changes = 'SELECT definition FROM index_changes WHERE '
    return StoredComposites(
        _read_definitions(connection, 'SELECT definition FROM composites'),
        _read_definitions(connection, changes + 'NOT is_drop'),
        _read_definitions(connection, changes + 'is_drop'),
    )


def _read_definitions(
    connection: sqlite3.Connection, sql: str
) -> frozenset[CompositeIndex]:
    rows = connection.execute(sql)
    return frozenset(CompositeIndex.from_json(text) for (text,) in rows)


def is_done(
    stored: StoredComposites, wanted: Collection[CompositeIndex]
) -> bool:
    """Returns whether the store has exactly the wanted indexes."""
    return stored == (frozenset(wanted), frozenset(), frozenset())


def plan(
    connection: sqlite3.Connection, wanted: Collection[CompositeIndex]
) -> None:
    """Records which indexes to build and to drop.

    Args:
        connection: A connection inside a write transaction.
        wanted: The indexes that the store should have.
    """
    stored = read_composites(connection)
    for index in (stored.whole | stored.building).difference(wanted):
        connection.execute(
            'DELETE FROM composites WHERE definition = ?', (index.to_json(),)
        )
        _write_down(connection, index, is_drop=True)
    for index in frozenset(wanted) - stored.whole - stored.building:
        _write_down(connection, index, is_drop=False)
    _make_processes_reload(connection)


def _write_down(
    connection: sqlite3.Connection, index: CompositeIndex, is_drop: bool
) -> None:
    connection.execute(
        'INSERT OR REPLACE INTO index_changes '
        "(definition, is_drop, next_entry) VALUES (?, ?, X'')",
        (index.to_json(), is_drop),
    )


def _make_processes_reload(connection: sqlite3.Connection) -> None:
    """Makes all processes reload the composite indexes."""
    connection.execute(
        'UPDATE state SET composites_generation = composites_generation + 1'
    )


def do_piece(
    connection: sqlite3.Connection, known_names: Names, pending: NewNames
) -> bool:
    """Does one piece of the recorded work.

    Args:
        connection: A connection inside a write transaction.
        known_names: The cached ids of scopes and indexes.
        pending: Assigns new ids.

    Returns:
        Whether work may be left.
    """
    row = connection.execute(
        'SELECT definition, is_drop, next_entry FROM index_changes '
        'ORDER BY is_drop DESC, definition LIMIT 1'
    ).fetchone()
    if row is None:
        return False
    definition, is_drop, next_entry = row
    index = CompositeIndex.from_json(definition)
    if is_drop:
        next_entry = _drop_piece(connection, known_names, index)
    else:
        builder = _Builder(connection, known_names, pending, index)
        next_entry = builder.build_piece(next_entry)
    if next_entry is not None:
        connection.execute(
            'UPDATE index_changes SET next_entry = ? WHERE definition = ?',
            (next_entry, definition),
        )
        return True
    connection.execute(
        'DELETE FROM index_changes WHERE definition = ?', (definition,)
    )
    if not is_drop:
        connection.execute('INSERT INTO composites VALUES (?)', (definition,))
    _make_processes_reload(connection)
    return True


def _scope_ids(connection: sqlite3.Connection) -> Iterator[bytes]:
    rows = connection.execute(
        "SELECT id FROM names WHERE name >= CAST('s' AS BLOB) "
        "AND name < CAST('t' AS BLOB)"
    ).fetchall()
    for (scope_id,) in rows:
        yield scope_id.to_bytes(4, 'big')


def _drop_piece(
    connection: sqlite3.Connection, known_names: Names, index: CompositeIndex
) -> bytes | None:
    """Deletes entries of an index; returns None if none are left."""
    left = PIECE_ENTRIES
    for scope_id in _scope_ids(connection):
        name = names.composite_name(scope_id, index.to_json())
        index_id = known_names.find(connection, name)
        if index_id is None:
            continue
        left -= connection.execute(
            'DELETE FROM entries WHERE entry IN (SELECT entry FROM entries '
            'WHERE entry >= ? AND entry < ? LIMIT ?)',
            (index_id, index_id + encoding.END, left),
        ).rowcount
        if not left:
            # The first entries are deleted, so no position is needed.
            return b''
    return None


class _Builder:
    """Builds an index from the keys of its kind.

    Args:
        connection: A connection inside a write transaction.
        known_names: The cached ids of scopes and indexes.
        pending: Assigns new ids.
        index: The index.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        known_names: Names,
        pending: NewNames,
        index: CompositeIndex,
    ) -> None:
        self._connection = connection
        self._names = known_names
        self._pending = pending
        self._index = index

    def build_piece(self, next_entry: bytes) -> bytes | None:
        """Adds the entries of some entities.

        Args:
            next_entry: The first entry of the index of keys that has not been
                read.

        Returns:
            The same for the next piece; None if the index is complete.
        """
        piece: list[_Row] = []
        size = 0
        is_end = True
        # The loop below writes to the table that is read here.
        with contextlib.closing(self._rows(next_entry)) as rows:
            for row in rows:
                piece.append(row)
                size += len(row.data)
                if len(piece) == PIECE_ENTITIES or size >= PIECE_BYTES:
                    is_end = False
                    break
        self._add(piece)
        return None if is_end else piece[-1].entry + b'\x00'

    def _rows(self, next_entry: bytes) -> Generator[_Row]:
        for by_key, scope_id in self._key_indexes():
            if by_key < next_entry[:4]:
                continue
            first = next_entry[4:] if by_key == next_entry[:4] else b''
            yield from self._rows_of(scope_id, by_key, first)

    def _rows_of(
        self, scope_id: bytes, by_key: bytes, first: bytes
    ) -> Iterator[_Row]:
        """Yields the entities of a scope from a path on."""
        plan = Plan((by_key,), roots=of_kind(scope_id, self._index.kind))
        read: dict[int, Row] = {}
        for path, entity_id, _ in scans.run(
            self._connection, plan, first, read
        ):
            *_, data = read.pop(entity_id)
            yield _Row(scope_id, by_key + path, entity_id, data)

    def _key_indexes(self) -> list[tuple[bytes, bytes]]:
        """Returns the index of the kind's keys in each scope, by its id."""
        indexes = []
        for scope_id in _scope_ids(self._connection):
            by_key = self._names.find_index(
                self._connection, scope_id, self._index.kind, KEY_PROPERTY
            )
            if by_key is not None:
                indexes.append((by_key, scope_id))
        return sorted(indexes)

    def _add(self, rows: list[_Row]) -> None:
        index = self._index
        added: list[tuple[bytes, int, bool]] = []
        for scope_id, entry, entity_id, data in rows:
            index_id = self._pending.give(
                names.composite_name(scope_id, index.to_json())
            )
            values = indexed_values(Entity.FromString(data))
            many = any(
                len(values.get(name, ())) > 1 for name in index.all_names
            )
            added.extend(
                (index_id + suffix, entity_id, many)
                for suffix in index.suffixes(values, entry[4:])
            )
        # A commit during the change may have added some already.
        self._connection.executemany(
            'INSERT OR IGNORE INTO entries (entry, id, many) VALUES (?, ?, ?)',
            sorted(added),
        )
