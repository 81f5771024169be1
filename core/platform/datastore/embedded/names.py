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
        known = self.ids.get(name)
        if known is not None:
            return known
        row = connection.execute(
            'SELECT id FROM names WHERE name = ?', (name,)
        ).fetchone()
        if row is None:
            return None
        found: bytes = row[0].to_bytes(4, 'big')
        if not _is_writing(connection):
            self.ids[name] = found
        return found

    def find_scope(
        self, connection: sqlite3.Connection, scope: Scope
    ) -> bytes | None:
        """Returns the id of a scope, or None if it is empty."""
        known = self.scopes.get(scope)
        if known is not None:
            return known
        found = self.find(connection, scope_name(scope))
        if found is not None and not _is_writing(connection):
            self.scopes[scope] = found
        return found

    def find_index(
        self,
        connection: sqlite3.Connection,
        scope_id: bytes,
        kind: str,
        property_name: str,
    ) -> bytes | None:
        """Returns the id of an index, or None if it never had an entry."""
        index = scope_id, kind, property_name
        known = self.indexes.get(index)
        if known is not None:
            return known
        found = self.find(connection, index_name(*index))
        if found is not None and not _is_writing(connection):
            self.indexes[index] = found
        return found


class NewNames:
    """The ids used by a write transaction, including new ones.

    Args:
        connection: The connection of the transaction.
        known: The ids cached by this process.
    """

    def __init__(self, connection: sqlite3.Connection, known: Names) -> None:
        self._connection = connection
        self._known = known
        self._pending = Names()

    def give(self, name: bytes) -> bytes:
        """Returns the id of a name; assigns one if it has none."""
        known = self._known.ids.get(name) or self._pending.ids.get(name)
        if known is not None:
            return known
        row = self._connection.execute(
            'SELECT id FROM names WHERE name = ?', (name,)
        ).fetchone()
        if row is None:
            row = self._connection.execute(
                'INSERT INTO names (name) VALUES (?) RETURNING id', (name,)
            ).fetchone()
        found: bytes = row[0].to_bytes(4, 'big')
        self._pending.ids[name] = found
        return found

    def give_scope(self, scope: Scope) -> bytes:
        """Returns the id of a scope; assigns one if it has none."""
        known = self._known.scopes.get(scope)
        if known is None:
            known = self.give(scope_name(scope))
            self._pending.scopes[scope] = known
        return known

    def give_index(
        self, scope_id: bytes, kind: str, property_name: str
    ) -> bytes:
        """Returns the id of an index; assigns one if it has none."""
        index = scope_id, kind, property_name
        known = self._known.indexes.get(index)
        if known is None:
            known = self.give(index_name(scope_id, kind, property_name))
            self._pending.indexes[index] = known
        return known

    def remember(self) -> None:
        """Adds the ids to the cache after the transaction is committed."""
        self._known.ids.update(self._pending.ids)
        self._known.scopes.update(self._pending.scopes)
        self._known.indexes.update(self._pending.indexes)


def _is_writing(connection: sqlite3.Connection) -> bool:
    # An uncommitted id may never be committed.
    return isinstance(connection, StoreConnection) and connection.is_writing
