"""Making the store's composite indexes those that index.yaml names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from core.platform.datastore.embedded import encoding, names
from core.platform.datastore.embedded.composites import CompositeIndex
from core.platform.datastore.embedded.indexing import indexed_values
from core.platform.datastore.embedded.names import (
    KEY_PROPERTY,
    Names,
    NewNames,
)
from core.platform.datastore.embedded.protos import Entity

_PAGE = 1000


def stored_composites(
    connection: sqlite3.Connection,
) -> tuple[CompositeIndex, ...]:
    """Returns the composite indexes that the store keeps up to date."""
    rows = connection.execute(
        'SELECT definition FROM composites ORDER BY definition'
    )
    return tuple(CompositeIndex.from_json(text) for (text,) in rows)


def change_composites(
    connection: sqlite3.Connection,
    known_names: Names,
    added: Iterable[CompositeIndex],
    removed: Iterable[CompositeIndex],
) -> NewNames:
    """Builds new indexes and drops old ones inside a write transaction.

    Args:
        connection: The connection that writes.
        known_names: The ids of scopes and indexes.
        added: Indexes to build from the entities that are there.
        removed: Indexes to drop.

    Returns:
        Names to remember once the transaction is committed.
    """
    pending = NewNames(connection, known_names)
    scope_ids = list(_scope_ids(connection))
    for index in removed:
        connection.execute(
            'DELETE FROM composites WHERE definition = ?', (index.to_json(),)
        )
        for scope_id in scope_ids:
            _drop(connection, known_names, index, scope_id)
    for index in added:
        connection.execute(
            'INSERT INTO composites VALUES (?)', (index.to_json(),)
        )
        for scope_id in scope_ids:
            _build(connection, known_names, index, scope_id, pending)
    connection.execute(
        'UPDATE state SET composites_generation = composites_generation + 1'
    )
    return pending


def _scope_ids(connection: sqlite3.Connection) -> Iterator[bytes]:
    rows = connection.execute(
        "SELECT id FROM names WHERE name >= CAST('s' AS BLOB) "
        "AND name < CAST('t' AS BLOB)"
    )
    for (scope_id,) in rows:
        yield scope_id.to_bytes(4, 'big')


def _drop(
    connection: sqlite3.Connection,
    known_names: Names,
    index: CompositeIndex,
    scope_id: bytes,
) -> None:
    name = names.composite_name(scope_id, index.to_json())
    index_id = known_names.find(connection, name)
    if index_id is not None:
        connection.execute(
            'DELETE FROM entries WHERE entry >= ? AND entry < ?',
            (index_id, index_id + encoding.END),
        )


def _build(
    connection: sqlite3.Connection,
    known_names: Names,
    index: CompositeIndex,
    scope_id: bytes,
    pending: NewNames,
) -> None:
    by_key = known_names.find_index(
        connection, scope_id, index.kind, KEY_PROPERTY
    )
    if by_key is None:
        return
    name = names.composite_name(scope_id, index.to_json())
    index_id = pending.give(name)
    low = by_key
    while True:
        # A page at a time: the table that is read is also written to.
        rows = connection.execute(
            'SELECT x.entry, x.id, e.data FROM entries x '
            'JOIN entities e ON e.id = x.id '
            'WHERE x.entry >= ? AND x.entry < ? ORDER BY x.entry LIMIT ?',
            (low, by_key + encoding.END, _PAGE),
        ).fetchall()
        for entry, entity_id, data in rows:
            values = indexed_values(Entity.FromString(data))
            many = any(
                len(values.get(each, ())) > 1 for each in index.all_names
            )
            connection.executemany(
                'INSERT INTO entries (entry, id, many) VALUES (?, ?, ?)',
                [
                    (index_id + suffix, entity_id, many)
                    for suffix in index.suffixes(values, entry[4:])
                ],
            )
        if len(rows) < _PAGE:
            return
        low = rows[-1][0] + b'\x00'
