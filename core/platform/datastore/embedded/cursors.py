"""Cursors: a place among the results of a query, valid in any process."""

from __future__ import annotations

import zlib

from core.platform.datastore.embedded import errors
from core.platform.datastore.embedded.query import StoreQuery

_VERSION = b'\x01'


def _fingerprint(query: StoreQuery) -> bytes:
    """Returns four bytes that tell queries with other columns apart."""
    columns = repr(
        (
            query.kind,
            [(order.name, order.descending) for order in query.orders],
            query.key_descending,
        )
    )
    return zlib.crc32(columns.encode()).to_bytes(4, 'big')


def make_cursor(query: StoreQuery, behind: bytes) -> bytes:
    """Returns the cursor behind a position; empty: before all of them."""
    return _VERSION + _fingerprint(query) + behind


def after(position: bytes) -> bytes:
    """Returns the first bytes behind a position."""
    return position + b'\x00'


def read_cursor(query: StoreQuery, cursor: bytes) -> bytes:
    """Returns the first position wanted after a cursor.

    Raises:
        StatusError: It is no cursor, or one of a query with another order.
    """
    if cursor[:5] != _VERSION + _fingerprint(query):
        raise errors.invalid(
            'The cursor is invalid, or belongs to a query with another kind '
            'or order.'
        )
    return cursor[5:]
