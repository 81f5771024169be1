"""Cursors: positions among the results of a query, valid in any process."""

from __future__ import annotations

import zlib

from core.platform.datastore.embedded import encoding, errors
from core.platform.datastore.embedded.query import StoreQuery

_VERSION = b'\x02'
# Suffix that turns a position into the one right after it.
_BEHIND = b'\x00'


def _fingerprint(query: StoreQuery) -> bytes:
    """Returns four bytes that identify the columns of a query."""
    columns = repr((query.kind, [order.name for order in query.orders]))
    return zlib.crc32(columns.encode()).to_bytes(4, 'big')


def _directions(query: StoreQuery) -> bytes:
    """Returns one byte for each column: whether it is descending."""
    return bytes(
        [
            *(order.descending for order in query.orders),
            query.key_descending,
        ]
    )


def cursor_header(query: StoreQuery) -> bytes:
    """Returns the prefix of all cursors of a query.

    A position follows; nothing follows in the cursor before all results.
    """
    return _VERSION + _fingerprint(query) + _directions(query)


def after(position: bytes) -> bytes:
    """Returns the position right after another."""
    return position + _BEHIND


def read_cursor(query: StoreQuery, cursor: bytes) -> bytes:
    """Returns the first position after a cursor.

    A cursor of a query with opposite directions is valid, too.

    Raises:
        StatusError: The cursor is invalid or of a query with other columns.
    """
    header = len(_VERSION) + 4
    body = header + len(query.orders) + 1
    if cursor[:header] != _VERSION + _fingerprint(query):
        raise errors.invalid(
            'The cursor is invalid, or belongs to a query with another kind '
            'or order.'
        )
    directions, position = cursor[header:body], cursor[body:]
    if directions == _directions(query) or not position:
        return position
    return _convert_position(query, directions, position)


def _convert_position(
    query: StoreQuery, directions: bytes, position: bytes
) -> bytes:
    """Converts a position of a query with other directions."""
    parts = []
    start = 0
    for order, was_descending in zip(
        query.orders, directions[:-1], strict=True
    ):
        is_descending = bool(was_descending)
        end = encoding.column_end(position, start, is_descending)
        value = position[start:end]
        if is_descending != order.descending:
            value = encoding.flip(value)
        parts.append(value)
        start = end
    path = position[start:].removesuffix(_BEHIND)
    if directions[-1]:
        path = encoding.strip_ancestor(encoding.flip(path))
    if query.key_descending:
        path = encoding.flip(encoding.encode_ancestor(path))
    return b''.join(parts) + path
