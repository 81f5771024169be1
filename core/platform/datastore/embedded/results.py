"""One batch of a query's results as a message."""

from __future__ import annotations

import itertools

from core.platform.datastore.embedded import (
    cursors,
    encoding,
    keys,
    limits,
)
from core.platform.datastore.embedded.execution import (
    Execution,
    row_values,
    split_position,
)
from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.protos import (
    EntityResult,
    Pb,
    QueryResultBatch,
)
from core.platform.datastore.embedded.query import StoreQuery
from core.platform.datastore.embedded.roots import Hit
from core.platform.datastore.embedded.timestamps import set_timestamp

# The meaning that marks a value read from an index.
_INDEX_VALUE = 18

# Bytes of a result's fields besides entity and cursor: a version, two times.
_BYTES_AROUND_ENTITY = 40


class BatchBuilder:
    """Fills a batch from the hits of a query.

    Args:
        execution: The execution on that snapshot.
        query: The query.
        snapshot_version: The last commit that the snapshot sees.
        batch: The empty `QueryResultBatch` to fill.
    """

    def __init__(
        self,
        execution: Execution,
        query: StoreQuery,
        snapshot_version: int,
        batch: Pb,
    ) -> None:
        self._execution = execution
        self._query = query
        self._batch = batch
        self._results = batch.entity_results
        batch.snapshot_version = snapshot_version
        set_timestamp(self._batch.read_time, snapshot_version)
        self._hits = execution.results(query)
        self._cursor = cursors.cursor_header(query)
        self._behind = query.start
        self._bytes = 0
        # The sources of the results, for conflict detection.
        self.seen: list[tuple[bytes, int]] = []

    def build(self) -> None:
        """Fills the batch."""
        self._skip()
        self._fill()
        batch = self._batch
        if self._query.projection:
            batch.entity_result_type = EntityResult.PROJECTION
        elif self._query.keys_only:
            batch.entity_result_type = EntityResult.KEY_ONLY
        else:
            batch.entity_result_type = EntityResult.FULL
        batch.end_cursor = self._cursor + self._behind

    def _skip(self) -> None:
        skipped = 0
        for hit in itertools.islice(self._hits, self._query.offset):
            skipped += 1
            self._behind = cursors.after(hit[0])
            self.seen.append((hit[0], 0))
        if skipped:
            self._batch.skipped_results = skipped
            self._batch.skipped_cursor = self._cursor + self._behind

    def _fill(self) -> None:
        wanted = self._query.limit
        limit = limits.MAX_BATCH_RESULTS
        if wanted is not None:
            limit = min(limit, wanted)
        count = 0
        while count < limit and self._bytes < limits.MAX_BATCH_BYTES:
            hit = next(self._hits, None)
            if hit is None:
                self._batch.more_results = self._end_reason()
                return
            self._add(hit)
            count += 1
        if wanted is not None and count >= wanted:
            self._batch.more_results = self._limit_reason()
        else:
            self._batch.more_results = QueryResultBatch.NOT_FINISHED

    def _end_reason(self) -> int:
        reason: int = QueryResultBatch.NO_MORE_RESULTS
        if self._query.end is not None:
            reason = QueryResultBatch.MORE_RESULTS_AFTER_CURSOR
        return reason

    def _limit_reason(self) -> int:
        if next(self._hits, None) is None:
            return self._end_reason()
        reason: int = QueryResultBatch.MORE_RESULTS_AFTER_LIMIT
        return reason

    def _add(self, hit: Hit) -> None:
        position, entity_id, _ = hit
        result = self._results.add()
        self._behind = cursors.after(position)
        result.cursor = self._cursor + self._behind
        if self._query.keys_only or self._query.projection:
            self._add_index_row(result, position)
            self._bytes += result.ByteSize()
        else:
            self._add_entity(result, position, entity_id)

    def _add_index_row(self, result: Pb, position: bytes) -> None:
        """Adds a key or a projection, which the index contains."""
        query = self._query
        path = split_position(query, position)[-1]
        keys.to_message(query.scope, path, result.entity.key)
        self.seen.append((position, 0))
        if not query.projection:
            return
        values = row_values(query, position)
        for name in query.projection:
            if name != KEY_PROPERTY:
                value = result.entity.properties[name]
                encoding.decode_value(values[name], value)
                value.meaning = _INDEX_VALUE

    def _add_entity(self, result: Pb, position: bytes, entity_id: int) -> None:
        created, version, data = self._execution.fetch(entity_id)
        result.entity.ParseFromString(data)
        result.version = version
        set_timestamp(result.update_time, version)
        if created == version:
            result.create_time.CopyFrom(result.update_time)
        else:
            set_timestamp(result.create_time, created)
        self._bytes += len(data) + len(result.cursor) + _BYTES_AROUND_ENTITY
        self.seen.append((position, version))
