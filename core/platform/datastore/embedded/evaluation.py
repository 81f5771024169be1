"""The hits of one entity in a query: the reference for all plans.

A row is one combination of the values that the order and the projection name.
An entity with several values in one of them has several rows; a query that
returns whole entities takes the first one.
"""

from __future__ import annotations

import itertools

from core.platform.datastore.embedded import encoding
from core.platform.datastore.embedded.indexing import IndexedValues
from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.query import (
    Conjunction,
    Order,
    StoreQuery,
)


def key_column(path: bytes, descending: bool) -> bytes:
    """Returns the last column of a position."""
    if descending:
        return encoding.flip(encoding.encode_ancestor(path))
    return path


def column(value: bytes, descending: bool) -> bytes:
    """Returns an encoded value as a column of a position."""
    return encoding.flip(value) if descending else value


def matches(
    conjunction: Conjunction, values: IndexedValues, path: bytes
) -> bool:
    """Returns whether an entity satisfies a conjunction."""
    if not conjunction.key_low <= path < conjunction.key_high:
        return False
    if any(
        value not in values.get(name, ())
        for name, value in conjunction.equalities
    ):
        return False
    return all(
        any(value in limits for value in values.get(name, ()))
        for name, limits in conjunction.ranges.items()
    )


def _candidates(
    conjunction: Conjunction, values: IndexedValues, path: bytes, name: str
) -> list[bytes]:
    """Returns the values of a property that rows can have."""
    if name == KEY_PROPERTY:
        return [encoding.encode_key_column(path)]
    limits = conjunction.ranges.get(name)
    equal = [value for other, value in conjunction.equalities if other == name]
    if equal and limits is None:
        return sorted(equal)
    indexed = values.get(name, [])
    if limits is None:
        return indexed
    return [value for value in indexed if value in limits]


def _columns(
    query: StoreQuery,
    conjunction: Conjunction,
    values: IndexedValues,
    path: bytes,
) -> list[list[bytes]]:
    choices = []
    for order in query.orders:
        candidates = _candidates(conjunction, values, path, order.name)
        if not query.projection:
            candidates = _first(candidates, order)
        choices.append(
            [column(value, order.descending) for value in candidates]
        )
    return choices


def _first(candidates: list[bytes], order: Order) -> list[bytes]:
    if not candidates:
        return []
    return [candidates[-1] if order.descending else candidates[0]]


def positions(
    query: StoreQuery, values: IndexedValues, path: bytes
) -> list[bytes]:
    """Returns the positions of an entity in the results.

    Args:
        query: The query.
        values: The entity's indexed values.
        path: The entity's encoded path.

    Returns:
        The positions in ascending order: none when the entity does not
        match, one for a query that returns entities or keys, one for each
        row for a projection.
    """
    last = key_column(path, query.key_descending)
    distinct_positions = {
        b''.join(columns) + last
        for conjunction in query.conjunctions
        if matches(conjunction, values, path)
        for columns in itertools.product(
            *_columns(query, conjunction, values, path)
        )
    }
    if not query.projection and len(distinct_positions) > 1:
        return [min(distinct_positions)]
    return sorted(distinct_positions)
