"""Short ids for scopes and indexes; assigned once and never changed."""

from __future__ import annotations

import sqlite3

from core.platform.datastore.embedded import encoding
from core.platform.datastore.embedded.keys import Scope
from core.platform.datastore.embedded.storage import StoreConnection

# Takes the place of the property in the name of a kind's index of keys.
KEY_PROPERTY = '__key__'

_SCOPE = b's'
_INDEX = b'i'
_COMPOSITE = b'c'


def scope_name(scope: Scope) -> bytes:
    """Returns the name of a project, database and namespace."""
    return _SCOPE + encoding.encode_scope(*scope)


def index_prefix(scope_id: bytes) -> bytes:
    """Returns the common prefix of the names of a scope's property indexes."""
    return _INDEX + scope_id


def index_name(scope_id: bytes, kind: str, property_name: str) -> bytes:
    """Returns the name of a kind's index on one property."""
    return (
        index_prefix(scope_id)
        + encoding.encode_text(kind.encode())
        + encoding.encode_text(property_name.encode())
    )


def composite_name(scope_id: bytes, definition: str) -> bytes:
    """Returns the name of a composite index in one scope."""
    return _COMPOSITE + scope_id + definition.encode()


class Names:
    """The ids cached by this process; an id has four bytes."""

    def __init__(self) -> None:
        self.ids: dict[bytes, bytes] = {}
        # The same ids, by keys that can be looked up without encoding.
        self.scopes: dict[Scope, bytes] = {}
        self.indexes: dict[tuple[bytes, str, str], bytes] = {}

    def find(self, connection: sqlite3.Connection, name: bytes) -> bytes | None:
        """Returns the id of a name, or None if it has none."""
        name_id = self.ids.get(name)
        if name_id is None:
            name_id = _read_id(connection, name)
            if name_id is not None and not _is_writing(connection):
                self.ids[name] = name_id
        return name_id

    def find_scope(
        self, connection: sqlite3.Connection, scope: Scope
    ) -> bytes | None:
        """Returns the id of a scope, or None if it is empty."""
        scope_id = self.scopes.get(scope)
        if scope_id is None:
            scope_id = self.find(connection, scope_name(scope))
            if scope_id is not None and not _is_writing(connection):
                self.scopes[scope] = scope_id
        return scope_id

    def find_index(
        self,
        connection: sqlite3.Connection,
        scope_id: bytes,
        kind: str,
        property_name: str,
    ) -> bytes | None:
        """Returns the id of an index, or None if it never had an entry."""
        index = scope_id, kind, property_name
        index_id = self.indexes.get(index)
        if index_id is None:
            index_id = self.find(connection, index_name(*index))
            if index_id is not None and not _is_writing(connection):
                self.indexes[index] = index_id
        return index_id


class NewNames:
    """The ids used by a write transaction, including new ones.

    Args:
        connection: The connection of the transaction.
        known_names: The ids cached by this process.
    """

    def __init__(
        self, connection: sqlite3.Connection, known_names: Names
    ) -> None:
        self._connection = connection
        self._cached = known_names
        self._pending = Names()

    def give(self, name: bytes) -> bytes:
        """Returns the id of a name; assigns one if it has none."""
        name_id = self._cached.ids.get(name) or self._pending.ids.get(name)
        if name_id is None:
            name_id = _read_id(self._connection, name) or self._assign(name)
            self._pending.ids[name] = name_id
        return name_id

    def _assign(self, name: bytes) -> bytes:
        (number,) = self._connection.execute(
            'INSERT INTO names (name) VALUES (?) RETURNING id', (name,)
        ).fetchone()
        return _to_id(number)

    def give_scope(self, scope: Scope) -> bytes:
        """Returns the id of a scope; assigns one if it has none."""
        scope_id = self._cached.scopes.get(scope)
        if scope_id is None:
            scope_id = self.give(scope_name(scope))
            self._pending.scopes[scope] = scope_id
        return scope_id

    def give_index(
        self, scope_id: bytes, kind: str, property_name: str
    ) -> bytes:
        """Returns the id of an index; assigns one if it has none."""
        index = scope_id, kind, property_name
        index_id = self._cached.indexes.get(index)
        if index_id is None:
            index_id = self.give(index_name(*index))
            self._pending.indexes[index] = index_id
        return index_id

    def remember(self) -> None:
        """Adds the ids to the cache after the transaction is committed."""
        self._cached.ids.update(self._pending.ids)
        self._cached.scopes.update(self._pending.scopes)
        self._cached.indexes.update(self._pending.indexes)


def _read_id(connection: sqlite3.Connection, name: bytes) -> bytes | None:
    row = connection.execute(
        'SELECT id FROM names WHERE name = ?', (name,)
    ).fetchone()
    return _to_id(row[0]) if row else None


def _to_id(number: int) -> bytes:
    return number.to_bytes(4, 'big')


def _is_writing(connection: sqlite3.Connection) -> bool:
    # An uncommitted id may never be committed.
    return isinstance(connection, StoreConnection) and connection.is_writing
