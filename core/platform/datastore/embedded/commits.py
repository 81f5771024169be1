"""Writing the entities of one commit and their index entries.

Mutations are collected first and written at the end, each table at once: an
entity that a commit touches twice is written once, and SQLite runs one
statement over many rows instead of many statements.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import grpc

from core.platform.datastore.embedded import encoding, errors, keys, names
from core.platform.datastore.embedded.composites import (
    CompositeIndex,
    check_entry_count,
)
from core.platform.datastore.embedded.indexing import (
    IndexedValues,
    indexed_values,
)
from core.platform.datastore.embedded.names import (
    KEY_PROPERTY,
    Names,
    NewNames,
)
from core.platform.datastore.embedded.protos import Entity, Pb

_FIND = 'SELECT id, created, version, data FROM entities WHERE key = ?'
_INSERT = (
    'INSERT INTO entities (id, key, created, version, data) '
    'VALUES (?, ?, ?, ?, ?)'
)
_UPDATE = 'UPDATE entities SET version = ?, data = ? WHERE id = ?'
_DELETE = 'DELETE FROM entities WHERE id = ?'
_ADD_ENTRY = 'INSERT INTO entries (entry, id, many) VALUES (?, ?, ?)'
_REMOVE_ENTRY = 'DELETE FROM entries WHERE entry = ?'

# entry -> whether the entity has several values in that index
Entries = dict[bytes, bool]


class Stored(NamedTuple):
    """What stands under a key; id 0: only since this commit."""

    id: int
    created: int
    version: int
    data: bytes


class _Written(NamedTuple):
    """What a commit leaves under a key."""

    created: int
    data: bytes
    entries: Entries


class CommitWriter:
    """Writes entities and their index entries.

    Args:
        connection: The connection that writes, inside its transaction.
        known_names: The ids of scopes and indexes.
        composites: The composite indexes of the store by kind.
        version: The version of this commit.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        known_names: Names,
        composites: Mapping[str, Sequence[CompositeIndex]],
        version: int,
    ) -> None:
        self.connection = connection
        self.names = NewNames(connection, known_names)
        self.version = version
        self._composites = composites
        self._before: dict[bytes, Stored | None] = {}
        self._after: dict[bytes, _Written | None] = {}

    def find(self, key: bytes) -> Stored | None:
        """Returns what stands under a key, as this commit has left it."""
        if key in self._after:
            written = self._after[key]
            if written is None:
                return None
            return Stored(0, written.created, self.version, written.data)
        if key in self._before:
            return self._before[key]
        row = self.connection.execute(_FIND, (key,)).fetchone()
        before = Stored(*row) if row else None
        self._before[key] = before
        return before

    def note_absent(self, key: bytes) -> None:
        """Takes note that the store has nothing under a key."""
        self._before[key] = None

    def put(
        self,
        kind: str,
        key: bytes,
        data: bytes,
        values: IndexedValues,
        before: Stored | None,
    ) -> int:
        """Stores an entity.

        Args:
            kind: Its kind.
            key: The id of its scope and its encoded path.
            data: The entity, serialized.
            values: Its indexed values.
            before: What `find` returned for the key.

        Returns:
            When the entity was created, as a version.
        """
        created = before.created if before else self.version
        entries = self._entries(kind, key, values)
        self._after[key] = _Written(created, data, entries)
        return created

    def delete(self, key: bytes) -> None:
        """Removes an entity, which `find` was asked for."""
        self._after[key] = None

    def flush(self) -> None:
        """Writes everything."""
        removed: list[tuple[bytes]] = []
        added: list[tuple[bytes, int, bool]] = []
        inserts: list[tuple[int, bytes, int, int, bytes]] = []
        updates: list[tuple[int, bytes, int]] = []
        deletes: list[tuple[int]] = []
        next_id = 0
        for key, after in self._after.items():
            before = self._before[key]
            if before is None:
                if after is None:
                    continue
                next_id = next_id + 1 if next_id else self._first_free_id()
                inserts.append(
                    (next_id, key, after.created, self.version, after.data)
                )
                added.extend((e, next_id, m) for e, m in after.entries.items())
                continue
            old = self._stored_entries(key, before)
            if after is None:
                deletes.append((before.id,))
                removed.extend((entry,) for entry in old)
                continue
            updates.append((self.version, after.data, before.id))
            changes = old.items() - after.entries.items()
            removed.extend((entry,) for entry, _ in changes)
            changes = after.entries.items() - old.items()
            added.extend((e, before.id, m) for e, m in changes)
        self._write(_REMOVE_ENTRY, sorted(removed))
        self._write(_DELETE, deletes)
        self._write(_UPDATE, updates)
        self._write(_INSERT, inserts)
        self._write(_ADD_ENTRY, sorted(added))

    def _write(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            self.connection.executemany(sql, rows)

    def _first_free_id(self) -> int:
        (last,) = self.connection.execute(
            'SELECT max(id) FROM entities'
        ).fetchone()
        return (last or 0) + 1

    def _stored_entries(self, key: bytes, stored: Stored) -> Entries:
        entity = Entity.FromString(stored.data)
        kind = entity.key.path[-1].kind
        return self._entries(kind, key, indexed_values(entity))

    def _entries(self, kind: str, key: bytes, values: IndexedValues) -> Entries:
        """Returns all index entries of an entity."""
        scope_id, path = key[:4], key[4:]
        give_index = self.names.give_index
        entries: Entries = {
            give_index(scope_id, kind, KEY_PROPERTY) + path: False
        }
        for name, encoded in values.items():
            index = give_index(scope_id, kind, name)
            many = len(encoded) > 1
            for value in encoded:
                entries[index + value + path] = many
        for composite in self._composites.get(kind, ()):
            self._add_composite(composite, key, values, entries)
        check_entry_count(len(entries))
        return entries

    def _add_composite(
        self,
        composite: CompositeIndex,
        key: bytes,
        values: IndexedValues,
        entries: Entries,
    ) -> None:
        index = self.names.give(
            names.composite_name(key[:4], composite.to_json())
        )
        many = any(
            len(values.get(name, ())) > 1 for name in composite.all_names
        )
        for suffix in composite.suffixes(values, key[4:]):
            entries[index + suffix] = many


def key_bytes(scope_id: bytes, key: Pb) -> bytes:
    """Returns a key as the table of entities has it."""
    return scope_id + encoding.encode_path(key.path)


def already_exists(key: Pb) -> errors.StatusError:
    """Returns the answer to an insert of an entity that is there."""
    return errors.StatusError(
        grpc.StatusCode.ALREADY_EXISTS,
        f'entity already exists: {keys.describe_path(key)}',
    )


def not_found(key: Pb) -> errors.StatusError:
    """Returns the answer to an update of an entity that is not there."""
    return errors.StatusError(
        grpc.StatusCode.NOT_FOUND,
        f'no entity to update: {keys.describe_path(key)}',
    )
