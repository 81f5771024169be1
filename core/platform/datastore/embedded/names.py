"""Short ids for scopes and indexes, handed out once and never changed."""

from __future__ import annotations

import sqlite3

from core.platform.datastore.embedded import encoding
from core.platform.datastore.embedded.keys import Scope

# What the index of a kind's keys has in place of a property.
KEY_PROPERTY = '__key__'

_SCOPE = b's'
_INDEX = b'i'
_COMPOSITE = b'c'


def scope_name(scope: Scope) -> bytes:
    """Returns the name of a project, database and namespace."""
    return _SCOPE + encoding.encode_scope(*scope)


def index_prefix(scope_id: bytes) -> bytes:
    """Returns what the names of all property indexes of a scope begin with."""
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
    """The ids that this process knows; an id is four bytes."""

    def __init__(self) -> None:
        self._ids: dict[bytes, bytes] = {}

    def find(self, connection: sqlite3.Connection, name: bytes) -> bytes | None:
        """Returns the id of a name, None when nothing was stored under it."""
        known = self._ids.get(name)
        if known is not None:
            return known
        row = connection.execute(
            'SELECT id FROM names WHERE name = ?', (name,)
        ).fetchone()
        if row is None:
            return None
        found = row[0].to_bytes(4, 'big')
        if not connection.in_transaction or not _is_writing(connection):
            self._ids[name] = found
        return found

    def give(
        self,
        connection: sqlite3.Connection,
        name: bytes,
        pending: dict[bytes, bytes],
    ) -> bytes:
        """Returns the id of a name, a new one when it has none yet.

        Args:
            connection: The connection that writes.
            name: The name.
            pending: Ids that hold once the transaction is committed; pass
                them to `remember` then.
        """
        known = self._ids.get(name) or pending.get(name)
        if known is not None:
            return known
        row = connection.execute(
            'SELECT id FROM names WHERE name = ?', (name,)
        ).fetchone()
        if row is None:
            row = connection.execute(
                'INSERT INTO names (name) VALUES (?) RETURNING id', (name,)
            ).fetchone()
        pending[name] = row[0].to_bytes(4, 'big')
        return pending[name]

    def remember(self, pending: dict[bytes, bytes]) -> None:
        """Keeps ids whose transaction was committed."""
        self._ids.update(pending)


def _is_writing(connection: sqlite3.Connection) -> bool:
    return connection.total_changes > 0
