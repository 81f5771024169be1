"""Running a query: plans merged, duplicates dropped, entities fetched."""

from __future__ import annotations

import dataclasses
import heapq
import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.platform.datastore.embedded import (
    encoding,
    metadata,
    names,
    scans,
)
from core.platform.datastore.embedded.composites import CompositeIndex
from core.platform.datastore.embedded.evaluation import (
    column,
    key_column,
    positions,
)
from core.platform.datastore.embedded.indexing import indexed_values
from core.platform.datastore.embedded.metadata import (
    MetadataEntity,
    MetadataReader,
)
from core.platform.datastore.embedded.names import Names
from core.platform.datastore.embedded.planner import (
    Plan,
    Planner,
    can_be_indexed,
)
from core.platform.datastore.embedded.protos import Entity, Pb
from core.platform.datastore.embedded.query import (
    Conjunction,
    Order,
    StoreQuery,
)
from core.platform.datastore.embedded.roots import Hit, Row

# Results of one group after which a query seeks the next group.
_MANY_REPEATS = 20

# Rows that are cached until their entity is fetched: at least one per part of a
# query.
_MAX_ROWS_AHEAD = 100


class MissingIndexError(Exception):
    """A query needs a composite index that does not exist.

    Args:
        conjunction: The part of the query that needs it.
    """

    def __init__(self, conjunction: Conjunction) -> None:
        super().__init__()
        self.conjunction = conjunction


class Execution:
    """One query on one snapshot.

    Args:
        connection: A connection inside the snapshot.
        known_names: The ids of scopes and indexes.
        composites: The composite indexes of the store by kind.
        demands_composites: Whether a query without its composite index fails
            (as in production) or is sorted in memory.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        known_names: Names,
        composites: Mapping[str, Sequence[CompositeIndex]],
        demands_composites: bool,
    ) -> None:
        self._connection = connection
        self._names = known_names
        self._composites = composites
        self._demands_composites = demands_composites
        # The results of a metadata query; an entity's id is its index here.
        self._made: list[MetadataEntity] = []
        # Rows of entities that were read along with the index.
        self._rows: dict[int, Row] = {}
        # Whether results were sorted in memory.
        self._sorts = False

    def results(self, query: StoreQuery) -> Iterator[Hit]:
        """Yields the query's results up to its end, one per distinct group.

        Offset and limit are left to the caller.

        Raises:
            MissingIndexError: A composite index is missing and demanded.
        """
        return (
            self._distinct(query)
            if query.distinct
            else self._hits_before_end(query)
        )

    def _hits_before_end(self, query: StoreQuery) -> Iterator[Hit]:
        hits = self.hits(query)
        if query.end is None:
            return hits
        end = query.end
        return itertools.takewhile(lambda hit: hit[0] < end, hits)

    def _distinct(self, query: StoreQuery) -> Iterator[Hit]:
        """Yields the first hit of each combination of distinct properties."""
        # A query that continues after a cursor skips the cursor's group.
        last = _group(query, query.start) if query.start else None
        hits = self._hits_before_end(query)
        repeats = 0
        while (hit := next(hits, None)) is not None:
            group = _group(query, hit[0])
            if group != last:
                last, repeats = group, 0
                yield hit
                continue
            repeats += 1
            if repeats == _MANY_REPEATS and not self._sorts:
                # Cheaper than reading a large group to its end.
                behind = dataclasses.replace(query, start=group + encoding.END)
                hits = self._hits_before_end(behind)

    def hits(self, query: StoreQuery) -> Iterator[Hit]:
        """Yields the query's results by ascending position, each once.

        Offset, limit and end are left to the caller.

        Raises:
            MissingIndexError: A composite index is missing and demanded.
        """
        if query.kind in metadata.KINDS:
            return self._metadata_hits(query, query.kind)
        scope_id = self._names.find_scope(self._connection, query.scope)
        if scope_id is None:
            return iter(())
        planner = self._planner(query, scope_id)
        streams = [
            self._stream(query, planner, conjunction)
            for conjunction in query.conjunctions
        ]
        merged = streams[0] if len(streams) == 1 else heapq.merge(*streams)
        return self._without_duplicates(query, merged)

    def _metadata_hits(self, query: StoreQuery, kind: str) -> Iterator[Hit]:
        reader = MetadataReader(self._connection, self._names, query.scope)
        self._made = reader.entities(kind)
        hits = [
            (position, place, 0)
            for place, made in enumerate(self._made)
            for position in positions(
                query, indexed_values(made.entity), made.path
            )
            if position >= query.start
        ]
        return iter(sorted(hits))

    def _planner(self, query: StoreQuery, scope_id: bytes) -> Planner:
        def find_index(kind: str, property_name: str) -> bytes | None:
            return self._names.find_index(
                self._connection, scope_id, kind, property_name
            )

        def find_composite(index: CompositeIndex) -> bytes | None:
            return self._names.find(
                self._connection,
                names.composite_name(scope_id, index.to_json()),
            )

        usable = self._composites.get(query.kind or '', ())
        return Planner(query, scope_id, find_index, find_composite, usable)

    def _stream(
        self, query: StoreQuery, planner: Planner, conjunction: Conjunction
    ) -> Iterator[Hit]:
        plan = planner.plan(conjunction, self._demands_composites)
        if plan is None:
            if self._demands_composites and can_be_indexed(query, conjunction):
                raise MissingIndexError(conjunction)
            plan = planner.fallback(conjunction)
        if not plan.is_exact:
            return self._sort_hits(query, conjunction, plan)
        return self._hits_with_fixed_columns(query, conjunction, plan)

    def _sort_hits(
        self, query: StoreQuery, conjunction: Conjunction, plan: Plan
    ) -> Iterator[Hit]:
        """Filters and sorts the entities of an inexact plan."""
        self._sorts = True
        hits: set[Hit] = set()
        seen: set[int] = set()
        single = dataclasses.replace(query, conjunctions=(conjunction,))
        for _, entity_id, _ in scans.run(self._connection, plan, b''):
            if entity_id in seen:
                continue
            seen.add(entity_id)
            path, entity = self.path_and_entity(entity_id)
            values = indexed_values(entity, single.properties)
            for position in positions(single, values, path):
                if position >= query.start:
                    hits.add((position, entity_id, 0))
        return iter(sorted(hits))

    def _hits_with_fixed_columns(
        self, query: StoreQuery, conjunction: Conjunction, plan: Plan
    ) -> Iterator[Hit]:
        """Puts the columns fixed by equalities among those of the index."""
        fixed = {
            name: value
            for name, value in conjunction.equalities
            if name in conjunction.fixed_names
        }
        if not any(order.name in fixed for order in query.orders):
            return scans.run(
                self._connection, plan, query.start, self._rows_for(query)
            )
        hits = scans.run(self._connection, plan, b'')
        return _splice(query, fixed, hits)

    def _rows_for(self, query: StoreQuery) -> dict[int, Row] | None:
        """Returns the cache of rows if most hits will be fetched."""
        is_index_enough = query.keys_only or query.projection
        return None if is_index_enough or query.offset else self._rows

    def _without_duplicates(
        self, query: StoreQuery, hits: Iterator[Hit]
    ) -> Iterator[Hit]:
        """Drops duplicates, and an entity's positions except its first."""
        may_repeat = bool(query.orders) and not query.projection
        check_all = len(query.conjunctions) > 1 and may_repeat
        last = None
        for hit in hits:
            position, entity_id, many = hit
            if position == last:
                continue
            last = position
            if may_repeat and (many or check_all):
                path, entity = self.path_and_entity(entity_id)
                values = indexed_values(entity, query.properties)
                if positions(query, values, path) != [position]:
                    continue
            yield hit

    def fetch(self, entity_id: int) -> Row:
        """Returns creation, version and data of the entity of a hit."""
        if self._made:
            return 1, 1, self._made[entity_id].entity.SerializeToString()
        row = self._rows.pop(entity_id, None)
        if row is None:
            row = self._connection.execute(
                'SELECT created, version, data FROM entities WHERE id = ?',
                (entity_id,),
            ).fetchone()
        elif len(self._rows) > _MAX_ROWS_AHEAD:
            # The remaining rows are those of hits that were not fetched.
            self._rows.clear()
        return row

    def path_and_entity(self, entity_id: int) -> tuple[bytes, Pb]:
        """Returns the encoded path and the message of an entity."""
        key, data = self._connection.execute(
            'SELECT key, data FROM entities WHERE id = ?', (entity_id,)
        ).fetchone()
        return key[4:], Entity.FromString(data)


def _splice(
    query: StoreQuery, fixed: dict[str, bytes], hits: Iterator[Hit]
) -> Iterator[Hit]:
    for suffix, entity_id, many in hits:
        parts = []
        start = 0
        for order in query.orders:
            if order.name in fixed:
                parts.append(column(fixed[order.name], order.descending))
                continue
            end = encoding.column_end(suffix, start, order.descending)
            parts.append(suffix[start:end])
            start = end
        position = b''.join(parts) + suffix[start:]
        if position >= query.start:
            yield position, entity_id, many


def row_values(query: StoreQuery, position: bytes) -> dict[str, bytes]:
    """Returns the encoded values of a result in the index."""
    columns = split_position(query, position)[:-1]
    names = (order.name for order in query.orders)
    values = dict(zip(names, columns, strict=True))
    if len(query.conjunctions) == 1:
        for name, value in sorted(query.conjunctions[0].equalities):
            values.setdefault(name, value)
    return values


def leading_position(
    nested: StoreQuery, query: StoreQuery, position: bytes
) -> bytes:
    """Converts a position to that of a query with fewer columns.

    Args:
        nested: The query whose columns are the first ones of the other.
        query: The query with more columns.
        position: A position among its results.
    """
    end = _columns_end(position, nested.orders)
    path = split_position(query, position)[-1]
    return position[:end] + key_column(path, nested.key_descending)


def split_position(query: StoreQuery, position: bytes) -> list[bytes]:
    """Returns the columns of a position, values unflipped, the path last."""
    parts = []
    start = 0
    for order in query.orders:
        end = encoding.column_end(position, start, order.descending)
        parts.append(column(position[start:end], order.descending))
        start = end
    last = position[start:]
    if query.key_descending:
        last = encoding.strip_ancestor(encoding.flip(last))
    return [*parts, last]


def _group(query: StoreQuery, position: bytes) -> bytes:
    """Returns the columns of the distinct properties in a position."""
    leading = itertools.takewhile(
        lambda order: order.name in query.distinct, query.orders
    )
    return position[: _columns_end(position, leading)]


def _columns_end(position: bytes, orders: Iterable[Order]) -> int:
    """Returns where the first columns of a position end."""
    end = 0
    for order in orders:
        end = encoding.column_end(position, end, order.descending)
    return end
