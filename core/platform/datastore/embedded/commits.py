"""Writes the entities of a group of commits, and their index entries.

Changes are collected first and written at the end, table by table: an entity
that changes twice is written once, and SQLite runs a few statements over many
rows instead of many statements.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import grpc

from core.platform.datastore.embedded import encoding, errors, keys, names
from core.platform.datastore.embedded.composites import (
    CompositeIndex,
    check_entry_count,
)
from core.platform.datastore.embedded.ids import is_taken
from core.platform.datastore.embedded.index_set import IndexSet
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
from core.platform.datastore.embedded.stored import Stored, read_stored
from core.platform.datastore.embedded.transactions import Transaction

_STATE = (
    'SELECT version, composites_generation, '
    '(SELECT max(id) FROM entities) FROM state'
)
# An INSERT fails only if a row exists that was presumed new, and then the whole
# transaction is rolled back. OR FAIL saves SQLite from copying the pages that a
# statement of many rows changes.
_INSERT = (
    'INSERT OR FAIL INTO entities (id, key, created, version, data) VALUES '
)
_UPDATE = 'UPDATE entities SET version = ?, data = ? WHERE id = ?'
_DELETE = 'DELETE FROM entities WHERE id = ?'
_ADD_ENTRY = 'INSERT OR FAIL INTO entries (entry, id, many) VALUES '
_REMOVE_ENTRY = 'DELETE FROM entries WHERE entry = ?'

# Maximum rows of one INSERT. A statement is prepared for each power of two.
_MAX_ROWS = 64

# entry -> whether the entity has several values in that index
Entries = dict[bytes, bool]


# Entities whose entries are cached: those that are updated repeatedly, such as
# shards of counters and accounts of sessions.
_MAX_REMEMBERED = 1_000


class ExistsError(Exception):
    """An entity exists that was presumed new."""


class _Remembered(NamedTuple):
    """The index entries of an entity that was updated.

    Attributes:
        version: The commit that wrote it.
        generation: The set of composite indexes that the entries are for.
        entries: The entries.
    """

    version: int
    generation: int
    entries: Entries


# By key.
RecentEntries = dict[bytes, _Remembered]


class _Written(NamedTuple):
    """The entity under a key after the collected commits."""

    created: int
    version: int
    data: bytes
    entries: Entries


class CommitWriter:
    """Collects the changes of successive commits, and writes them.

    Each commit sees the changes of the accepted ones before it. The changes of
    a commit that is not accepted are dropped.

    Args:
        connection: A connection inside a write transaction.
        known_names: The cached ids of scopes and indexes.
        indexes: The composite indexes of the store.
        recent: The cached entries of entities that this process has updated.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        known_names: Names,
        indexes: IndexSet,
        recent: RecentEntries,
    ) -> None:
        self.connection = connection
        self.names = NewNames(connection, known_names)
        state = connection.execute(_STATE).fetchone()
        self._last, self._generation, last_id = state
        indexes_now = indexes.current(connection, self._generation)
        self._composites = indexes_now.maintained
        self._recent = recent
        self._updated: RecentEntries = {}
        self._last_prefixes: (
            tuple[IndexedValues, tuple[bytes, list[tuple[bytes, bool]]]] | None
        ) = None
        self._next_id = (last_id or 0) + 1
        # The version of the current commit.
        self.version = self._last
        # The stored entities, the changes of accepted commits, and those of
        # the current commit.
        self._before: dict[bytes, Stored | None] = {}
        self._presumed_new: set[bytes] = set()
        self._after: dict[bytes, _Written | None] = {}
        self._changes: dict[bytes, _Written | None] = {}

    def begin(self, now: int) -> None:
        """Begins the next commit.

        Args:
            now: The current time as a version.
        """
        self.version = max(self._last + 1, now)
        self._changes = {}

    def accept(self) -> None:
        """Keeps the changes of the current commit."""
        self._after.update(self._changes)
        self._changes = {}
        self._last = self.version

    def still_holds(self, transaction: Transaction) -> bool:
        """Returns whether repeated reads of a transaction would be the same."""
        if transaction.version == self._last:
            return True
        self.read(transaction.keys)
        for key, version in transaction.keys.items():
            stored = self.find(key)
            if version != (stored.version if stored else None):
                return False
        if transaction.repeats:
            # Queries see only what has been written.
            self.flush()
        return all(repeat(self.connection) for repeat in transaction.repeats)

    def read(self, keys: Iterable[bytes]) -> None:
        """Reads entities in one go, for later calls of `find`."""
        missing = [key for key in keys if key not in self._before]
        self._before.update(dict.fromkeys(missing))
        self._before.update(read_stored(self.connection, missing))

    def presume_new(self, key: bytes) -> None:
        """Presumes that a key has no entity, unless it is read.

        If it has one, `flush` raises an ExistsError.
        """
        self._presumed_new.add(key)

    def find(self, key: bytes) -> Stored | None:
        """Returns the entity of a key after the changes so far, if any."""
        for changes in (self._changes, self._after):
            if key in changes:
                written = changes[key]
                return written and Stored(0, *written[:3])
        if key not in self._before and key not in self._presumed_new:
            self.read([key])
        return self._before.get(key)

    def is_taken(self, key: bytes) -> bool:
        """Returns whether a key has an entity or was reserved."""
        return self.find(key) is not None or is_taken(self.connection, key)

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
            data: The serialized entity.
            values: Its indexed values.
            before: The entity that `find` returned for the key.

        Returns:
            The time at which the entity was created, as a version.
        """
        created = before.created if before else self.version
        entries = self._entries(kind, key, values)
        self._changes[key] = _Written(created, self.version, data, entries)
        return created

    def delete(self, key: bytes) -> None:
        """Deletes an entity, after `find` was called for it."""
        self._changes[key] = None

    def flush(self) -> None:
        """Writes the changes of the accepted commits.

        Raises:
            ExistsError: A key that was presumed new has an entity.
        """
        removed: list[tuple[bytes]] = []
        added: list[tuple[bytes, int, bool]] = []
        inserts: list[tuple[int, bytes, int, int, bytes]] = []
        updates: list[tuple[int, bytes, int]] = []
        deletes: list[tuple[int]] = []
        self.read(self._after.keys() - self._presumed_new)
        for key, after in self._after.items():
            before = self._before.get(key)
            if before is None:
                if after is None:
                    continue
                number = self._next_id
                self._next_id += 1
                inserts.append(
                    (number, key, after.created, after.version, after.data)
                )
                added.extend((e, number, m) for e, m in after.entries.items())
                continue
            old = self._stored_entries(key, before)
            if after is None:
                deletes.append((before.id,))
                removed.extend((entry,) for entry in old)
                continue
            updates.append((after.version, after.data, before.id))
            self._updated[key] = _Remembered(
                after.version, self._generation, after.entries
            )
            changes = old.items() - after.entries.items()
            removed.extend((entry,) for entry, _ in changes)
            changes = after.entries.items() - old.items()
            added.extend((e, before.id, m) for e, m in changes)
        self._execute(_REMOVE_ENTRY, sorted(removed))
        self._execute(_DELETE, deletes)
        self._execute(_UPDATE, updates)
        try:
            self._insert(_INSERT, inserts)
        except sqlite3.IntegrityError as error:
            raise ExistsError from error
        self._insert(_ADD_ENTRY, sorted(added))
        if self._after:
            self.connection.execute(
                'UPDATE state SET version = ?', (self._last,)
            )
        self._before = {}
        self._after = {}

    def _execute(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            self.connection.executemany(sql, rows)

    def _insert(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Inserts rows, many per statement.

        Python may switch to another thread at each statement.
        """
        done = 0
        while done < len(rows):
            size = min(_MAX_ROWS, 1 << ((len(rows) - done).bit_length() - 1))
            some = rows[done : done + size]
            marks = f'({",".join("?" * len(some[0]))})'
            self.connection.execute(
                sql + ','.join([marks] * size), list(itertools.chain(*some))
            )
            done += size

    def remember(self) -> None:
        """Caches ids and entries after the transaction is committed."""
        self.names.remember()
        if len(self._recent) > _MAX_REMEMBERED:
            self._recent.clear()
        self._recent.update(self._updated)

    def _stored_entries(self, key: bytes, stored: Stored) -> Entries:
        last = self._updated.get(key) or self._recent.get(key)
        if last and last[:2] == (stored.version, self._generation):
            return last.entries
        entity = Entity.FromString(stored.data)
        kind = entity.key.path[-1].kind
        return self._entries(kind, key, indexed_values(entity))

    def _entries(self, kind: str, key: bytes, values: IndexedValues) -> Entries:
        """Returns all index entries of an entity."""
        scope_id, path = key[:4], key[4:]
        # The table of entities serves as the index of keys for entities without
        # ancestors; `_prefixes` still names that index for metadata queries.
        is_root = encoding.is_root(path)
        by_key, prefixes = self._prefixes(scope_id, kind, values)
        entries: Entries = {} if is_root else {by_key + path: False}
        for prefix, many in prefixes:
            entries[prefix + path] = many
        for composite in self._composites.get(kind, ()):
            self._add_composite(composite, key, values, entries)
        check_entry_count(len(entries) + is_root)
        return entries

    def _prefixes(
        self, scope_id: bytes, kind: str, values: IndexedValues
    ) -> tuple[bytes, list[tuple[bytes, bool]]]:
        """Returns the parts of index entries before the path.

        Returns:
            The id of the kind's index of keys; and for each value the id of its
            index followed by the value, and whether the property has several
            values.
        """
        last = self._last_prefixes
        # Entities built by one call of a template share their values.
        if last is not None and last[0] is values:
            return last[1]
        give_index = self.names.give_index
        prefixes: list[tuple[bytes, bool]] = []
        for name, encoded in values.items():
            index = give_index(scope_id, kind, name)
            many = len(encoded) > 1
            prefixes += ((index + value, many) for value in encoded)
        result = give_index(scope_id, kind, KEY_PROPERTY), prefixes
        self._last_prefixes = values, result
        return result

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
    """Returns a key in the form of the table of entities."""
    return scope_id + encoding.encode_path(key.path)


def already_exists(key: Pb) -> errors.StatusError:
    """Returns the status of an insert of an existing entity."""
    return errors.StatusError(
        grpc.StatusCode.ALREADY_EXISTS,
        f'entity already exists: {keys.describe_path(key)}',
    )


def not_found(key: Pb) -> errors.StatusError:
    """Returns the status of an update of a missing entity."""
    return errors.StatusError(
        grpc.StatusCode.NOT_FOUND,
        f'no entity to update: {keys.describe_path(key)}',
    )
