"""Applying the mutations of a commit inside a write transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

import grpc

from core.platform.datastore.embedded import (
    composites as composite_indexes,
)
from core.platform.datastore.embedded import (
    encoding,
    errors,
    keys,
    names,
)
from core.platform.datastore.embedded.composites import CompositeIndex
from core.platform.datastore.embedded.indexing import indexed_values
from core.platform.datastore.embedded.keys import Scope
from core.platform.datastore.embedded.names import KEY_PROPERTY, Names
from core.platform.datastore.embedded.protos import Entity, Pb

_FIND = 'SELECT id, created, version, data FROM entities WHERE key = ?'
_INSERT = (
    'INSERT INTO entities (key, created, version, data) VALUES (?, ?, ?, ?) '
    'RETURNING id'
)
_UPDATE = 'UPDATE entities SET version = ?, data = ? WHERE id = ?'
_DELETE = 'DELETE FROM entities WHERE id = ?'
_ADD_ENTRY = 'INSERT INTO entries (entry, id, many) VALUES (?, ?, ?)'
_REMOVE_ENTRY = 'DELETE FROM entries WHERE entry = ?'

# entry -> whether the entity has several values in that index
Entries = dict[bytes, bool]
Entry = tuple[bytes, bool]


class Stored:
    """What the store holds under a key before a mutation."""

    __slots__ = ('created', 'data', 'id', 'version')

    def __init__(self, row: tuple[int, int, int, bytes]) -> None:
        self.id, self.created, self.version, self.data = row


class CommitWriter:
    """Writes entities and their index entries.

    Args:
        connection: The connection that writes, inside its transaction.
        known_names: The ids of scopes and indexes.
        composites: The composite indexes of the store.
        version: The version of this commit.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        known_names: Names,
        composites: Sequence[CompositeIndex],
        version: int,
    ) -> None:
        self.connection = connection
        self._names = known_names
        self._composites: dict[str, list[CompositeIndex]] = {}
        for index in composites:
            self._composites.setdefault(index.kind, []).append(index)
        self.version = version
        # Ids that hold once the transaction is committed.
        self.pending_names: dict[bytes, bytes] = {}

    def _id(self, name: bytes) -> bytes:
        return self._names.give(self.connection, name, self.pending_names)

    def scope_id(self, scope: Scope) -> bytes:
        """Returns the id of a scope, a new one when it has none yet."""
        return self._id(names.scope_name(scope))

    def find(self, key: bytes) -> Stored | None:
        """Returns what is stored under a key."""
        row = self.connection.execute(_FIND, (key,)).fetchone()
        return Stored(row) if row else None

    def put(self, entity: Pb, key: bytes, before: Stored | None) -> int:
        """Stores an entity.

        Args:
            entity: The entity, valid and with a complete key.
            key: The id of its scope and its encoded path.
            before: What is stored under that key.

        Returns:
            When the entity was created, as a version.
        """
        data = entity.SerializeToString()
        entries = self._entries(entity, key)
        if before is None:
            (entity_id,) = self.connection.execute(
                _INSERT, (key, self.version, self.version, data)
            ).fetchone()
            self._add_entries(entries.items(), entity_id)
            return self.version
        old = self._entries(Entity.FromString(before.data), key)
        self._remove_entries(old.items() - entries.items())
        self._add_entries(entries.items() - old.items(), before.id)
        self.connection.execute(_UPDATE, (self.version, data, before.id))
        return before.created

    def delete(self, key: bytes, before: Stored) -> None:
        """Removes an entity."""
        old = self._entries(Entity.FromString(before.data), key)
        self._remove_entries(old.items())
        self.connection.execute(_DELETE, (before.id,))

    def _add_entries(self, entries: Iterable[Entry], entity_id: int) -> None:
        self.connection.executemany(
            _ADD_ENTRY, [(entry, entity_id, many) for entry, many in entries]
        )

    def _remove_entries(self, entries: Iterable[Entry]) -> None:
        self.connection.executemany(
            _REMOVE_ENTRY, [(entry,) for entry, _ in entries]
        )

    def _entries(self, entity: Pb, key: bytes) -> Entries:
        """Returns all index entries of an entity."""
        scope_id, path = key[:4], key[4:]
        kind = entity.key.path[-1].kind
        entries: Entries = {}
        index = self._id(names.index_name(scope_id, kind, KEY_PROPERTY))
        entries[index + path] = False
        values = indexed_values(entity)
        for name, encoded in values.items():
            index = self._id(names.index_name(scope_id, kind, name))
            many = len(encoded) > 1
            for value in encoded:
                entries[index + value + path] = many
        for composite in self._composites.get(kind, ()):
            index = self._id(
                names.composite_name(scope_id, composite.to_json())
            )
            many = any(
                len(values.get(name, ())) > 1 for name in composite.all_names
            )
            for suffix in composite.suffixes(values, path):
                entries[index + suffix] = many
        composite_indexes.check_entry_count(len(entries))
        return entries


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
