"""Making the store's composite indexes those that index.yaml names.

To build an index takes as long as there are entities of its kind, and to drop
one as well. Both are done in pieces, each a small write transaction, so that
other writers come in between. What is left to do stands in the table
`index_changes`: when a process is killed, the next one that opens the store
goes on where that one was. An index in that table is kept up to date by every
commit, but no query uses it; so a change can be turned around at any moment.
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

# What one piece reads at most: entities, and bytes of entities.
PIECE_ENTITIES = 500
PIECE_BYTES = 4_000_000
# What one piece deletes at most: entries.
PIECE_ENTRIES = 5000


class _Row(NamedTuple):
    """An entity, by its entry in the index of the keys of its kind.

    It counts as one there also if the entity has no ancestors.
    """

    scope_id: bytes
    entry: bytes
    id: int
    data: bytes


class StoredComposites(NamedTuple):
    """The composite indexes of a store.

    Args:
        whole: Those that queries use.
        building: Those that are not whole yet.
        dropping: Those that nobody wants any more.
    """

    whole: frozenset[CompositeIndex]
    building: frozenset[CompositeIndex]
    dropping: frozenset[CompositeIndex]

    @property
    def maintained(self) -> frozenset[CompositeIndex]:
        """Those that commits keep up to date."""
        return self.whole | self.building | self.dropping


def read_composites(connection: sqlite3.Connection) -> StoredComposites:
    """Returns the composite indexes of the store."""
    whole = connection.execute('SELECT definition FROM composites')
    changes = connection.execute(
        'SELECT definition, is_drop FROM index_changes'
    ).fetchall()
    return StoredComposites(
        frozenset(CompositeIndex.from_json(text) for (text,) in whole),
        frozenset(
            CompositeIndex.from_json(t) for t, drop in changes if not drop
        ),
        frozenset(CompositeIndex.from_json(t) for t, drop in changes if drop),
    )


def is_done(
    stored: StoredComposites, wanted: Collection[CompositeIndex]
) -> bool:
    """Returns whether a store has exactly the indexes that are wanted."""
    return stored == (frozenset(wanted), frozenset(), frozenset())


def plan(
    connection: sqlite3.Connection, wanted: Collection[CompositeIndex]
) -> None:
    """Writes down what is to be built and to be dropped.

    Args:
        connection: A connection inside a write transaction.
        wanted: The indexes that the store shall have.
    """
    stored = read_composites(connection)
    for index in (stored.whole | stored.building).difference(wanted):
        connection.execute(
            'DELETE FROM composites WHERE definition = ?', (index.to_json(),)
        )
        _write_down(connection, index, is_drop=True)
    for index in frozenset(wanted) - stored.whole - stored.building:
        _write_down(connection, index, is_drop=False)
    _tell_processes(connection)


def _write_down(
    connection: sqlite3.Connection, index: CompositeIndex, is_drop: bool
) -> None:
    connection.execute(
        'INSERT OR REPLACE INTO index_changes '
        "(definition, is_drop, next_entry) VALUES (?, ?, X'')",
        (index.to_json(), is_drop),
    )


def _tell_processes(connection: sqlite3.Connection) -> None:
    """Has all processes read the composite indexes anew."""
    connection.execute(
        'UPDATE state SET composites_generation = composites_generation + 1'
    )


def do_piece(
    connection: sqlite3.Connection, known_names: Names, pending: NewNames
) -> bool:
    """Does one piece of what is written down.

    Args:
        connection: A connection inside a write transaction.
        known_names: The ids of scopes and indexes.
        pending: Gives new ids.

    Returns:
        Whether anything may be left to do.
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
    _tell_processes(connection)
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
    """Deletes entries of an index; returns None when none are left."""
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
            # What comes first is deleted first: no place to be kept.
            return b''
    return None


class _Builder:
    """Builds an index from the keys of its kind.

    Args:
        connection: A connection inside a write transaction.
        known_names: The ids of scopes and indexes.
        pending: Gives new ids.
        index: What to build.
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
            next_entry: The first entry of the index of keys that was not
                read yet.

        Returns:
            The same for the next piece; None when the index is whole.
        """
        piece: list[_Row] = []
        size = 0
        is_end = True
        # The table that is read is written to next.
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
        found = []
        for scope_id in _scope_ids(self._connection):
            by_key = self._names.find_index(
                self._connection, scope_id, self._index.kind, KEY_PROPERTY
            )
            if by_key is not None:
                found.append((by_key, scope_id))
        return sorted(found)

    def _add(self, rows: list[_Row]) -> None:
        index = self._index
        added: list[tuple[bytes, int, bool]] = []
        for scope_id, entry, entity_id, data in rows:
            index_id = self._pending.give(
                names.composite_name(scope_id, index.to_json())
            )
            values = indexed_values(Entity.FromString(data))
            many = any(
                len(values.get(each, ())) > 1 for each in index.all_names
            )
            added.extend(
                (index_id + suffix, entity_id, many)
                for suffix in index.suffixes(values, entry[4:])
            )
        # A commit since the change began may have added some already.
        self._connection.executemany(
            'INSERT OR IGNORE INTO entries (entry, id, many) VALUES (?, ?, ?)',
            sorted(added),
        )
