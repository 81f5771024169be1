"""Reading index ranges in order."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterator

from core.platform.datastore.embedded import encoding, planner, roots
from core.platform.datastore.embedded.roots import Hit, Row

_FORWARD = (
    'SELECT entry, id, many FROM entries WHERE entry >= ? AND entry < ? '
    'ORDER BY entry'
)
# CROSS JOIN makes SQLite iterate over the entries, not the entities.
_FORWARD_WITH_ROWS = (
    'SELECT entry, entries.id, many, created, version, data '
    'FROM entries CROSS JOIN entities ON entities.id = entries.id '
    'WHERE entry >= ? AND entry < ? ORDER BY entry'
)
_BACKWARD = _FORWARD + ' DESC'
_SEEK = _FORWARD + ' LIMIT 1'
_SEEK_BACKWARD = _BACKWARD + ' LIMIT 1'
_ENTITIES = (
    'SELECT key, id, 0 FROM entities WHERE key >= ? AND key < ? ORDER BY key'
)
_ENTITIES_BACKWARD = _ENTITIES + ' DESC'


def run(
    connection: sqlite3.Connection,
    plan: planner.Plan,
    start: bytes,
    rows: dict[int, Row] | None = None,
) -> Iterator[Hit]:
    """Yields the results of a plan, by ascending suffix.

    Args:
        connection: A connection inside a snapshot.
        plan: The plan.
        start: The first suffix.
        rows: Receives the rows of entities, by their ids, if they can be read
            along with the index; None to discard them.
    """
    if not plan.prefixes:
        return iter(())
    if plan.direction == planner.GROUPS:
        return _groups(connection, plan, start)
    if plan.direction == planner.BACKWARD:
        return _backward(connection, plan, start)
    low = max(plan.low, start)
    if len(plan.prefixes) > 1:
        return _merge(connection, plan.prefixes, low, plan.high)
    (prefix,) = plan.prefixes
    if plan.by_entities:
        return _range(connection, _ENTITIES, prefix, low, plan.high)
    if rows is None:
        hits = _range(connection, _FORWARD, prefix, low, plan.high)
    else:
        hits = _range_with_rows(connection, prefix, low, plan.high, rows)
    if plan.roots is not None:
        root_hits = roots.read(connection, plan.roots, low, plan.high, rows)
        hits = heapq.merge(root_hits, hits)
    return hits


def _range(
    connection: sqlite3.Connection,
    sql: str,
    prefix: bytes,
    low: bytes,
    high: bytes,
) -> Iterator[Hit]:
    length = len(prefix)
    rows = connection.execute(sql, (prefix + low, prefix + high))
    for entry, entity_id, many in rows:
        yield entry[length:], entity_id, many


def _range_with_rows(
    connection: sqlite3.Connection,
    prefix: bytes,
    low: bytes,
    high: bytes,
    rows: dict[int, Row],
) -> Iterator[Hit]:
    length = len(prefix)
    joined = connection.execute(
        _FORWARD_WITH_ROWS, (prefix + low, prefix + high)
    )
    for entry, entity_id, many, created, version, data in joined:
        rows[entity_id] = created, version, data
        yield entry[length:], entity_id, many


def _merge(
    connection: sqlite3.Connection,
    prefixes: tuple[bytes, ...],
    target: bytes,
    high: bytes,
) -> Iterator[Hit]:
    """Yields the suffixes that follow every prefix."""
    agreed = many = at = 0
    while True:
        prefix = prefixes[at]
        row = connection.execute(
            _SEEK, (prefix + target, prefix + high)
        ).fetchone()
        if row is None:
            return
        suffix = row[0][len(prefix) :]
        if suffix != target:
            target, agreed, many = suffix, 0, 0
        agreed += 1
        many |= row[2]
        if agreed == len(prefixes):
            yield target, row[1], many
            target += b'\x00'
            agreed = many = 0
        at = (at + 1) % len(prefixes)


def _backward(
    connection: sqlite3.Connection, plan: planner.Plan, start: bytes
) -> Iterator[Hit]:
    """Yields keys in descending order; their column is inverted."""
    high = plan.high
    if start:
        # The first path is the greatest one. `start` may have a suffix, which
        # then excludes that path itself.
        end = encoding.path_end(encoding.flip(start), 0)
        path = encoding.strip_ancestor(encoding.flip(start[:end]))
        is_included = end == len(start)
        high = min(high, path + b'\x00' if is_included else path)
    if len(plan.prefixes) > 1:
        hits = _merge_backward(connection, plan.prefixes, plan.low, high)
    else:
        (prefix,) = plan.prefixes
        sql = _ENTITIES_BACKWARD if plan.by_entities else _BACKWARD
        hits = _range(connection, sql, prefix, plan.low, high)
    if plan.roots is not None:
        root_hits = roots.read(
            connection, plan.roots, plan.low, high, backward=True
        )
        hits = heapq.merge(root_hits, hits, reverse=True)
    for path, entity_id, many in hits:
        column = encoding.flip(encoding.encode_ancestor(path))
        yield column, entity_id, many


def _merge_backward(
    connection: sqlite3.Connection,
    prefixes: tuple[bytes, ...],
    low: bytes,
    high: bytes,
) -> Iterator[Hit]:
    agreed = at = 0
    target = b''
    while True:
        prefix = prefixes[at]
        row = connection.execute(
            _SEEK_BACKWARD, (prefix + low, prefix + high)
        ).fetchone()
        if row is None:
            return
        suffix = row[0][len(prefix) :]
        if suffix != target:
            target, agreed = suffix, 0
            high = suffix + b'\x00'
        agreed += 1
        if agreed == len(prefixes):
            yield target, row[1], row[2]
            high = target
            target, agreed = b'', 0
        at = (at + 1) % len(prefixes)


def _groups(
    connection: sqlite3.Connection, plan: planner.Plan, start: bytes
) -> Iterator[Hit]:
    """Yields values in descending order, the keys of each ascending."""
    (prefix,) = plan.prefixes
    # The bounds of the plan are those of a descending column: inverted.
    low, high = _unflipped_bounds(plan.low, plan.high)
    first_path = b''
    if start > plan.low:
        end = encoding.column_end(start, 0, descending=True)
        value, first_path = encoding.flip(start[:end]), start[end:]
        high = min(high, value + encoding.END)
    length = len(prefix)
    while True:
        row = connection.execute(
            _SEEK_BACKWARD, (prefix + low, prefix + high)
        ).fetchone()
        if row is None:
            return
        end = encoding.value_end(row[0], length)
        value = row[0][length:end]
        if first_path and start[: end - length] != encoding.flip(value):
            first_path = b''
        column = encoding.flip(value)
        group = _range(
            connection, _FORWARD, prefix + value, first_path, encoding.END
        )
        for path, entity_id, many in group:
            yield column + path, entity_id, many
        first_path = b''
        high = value


def _unflipped_bounds(low: bytes, high: bytes) -> tuple[bytes, bytes]:
    """Converts bounds of inverted values to bounds of the values."""
    return _unflip_bound(high, b''), _unflip_bound(low, encoding.END)


def _unflip_bound(bound: bytes, unbounded: bytes) -> bytes:
    # A bound is an inverted value, followed by END if it is after the value;
    # inverted back, such a bound is before the value.
    if bound in (b'', encoding.END):
        return unbounded
    end = encoding.column_end(bound, 0, descending=True)
    value = encoding.flip(bound[:end])
    return value if end < len(bound) else value + encoding.END
