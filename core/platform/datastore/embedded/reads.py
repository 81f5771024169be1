"""The methods of the service that read, and the reads that a commit repeats."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from core.platform.datastore.embedded import (
    aggregation,
    encoding,
    errors,
    keys,
    limits,
)
from core.platform.datastore.embedded.aggregation import Aggregated
from core.platform.datastore.embedded.commits import key_bytes
from core.platform.datastore.embedded.execution import Execution
from core.platform.datastore.embedded.ids import is_taken
from core.platform.datastore.embedded.index_set import IndexSet
from core.platform.datastore.embedded.names import Names
from core.platform.datastore.embedded.parsing import parse_query
from core.platform.datastore.embedded.protos import (
    LookupResponse,
    Pb,
    QueryResultBatch,
    RunAggregationQueryResponse,
    RunQueryResponse,
)
from core.platform.datastore.embedded.query import StoreQuery
from core.platform.datastore.embedded.results import BatchBuilder
from core.platform.datastore.embedded.state import last_version, read_state
from core.platform.datastore.embedded.storage import StoreFile
from core.platform.datastore.embedded.stored import read_stored
from core.platform.datastore.embedded.timestamps import set_timestamp
from core.platform.datastore.embedded.transactions import (
    Transaction,
    Transactions,
)

# Returns the version of the last commit, followed by the entity.
_LOOKUP_ALONE = (
    'SELECT state.version, entities.created, entities.version, entities.data '
    'FROM state LEFT JOIN entities ON entities.key = ?'
)


class Snapshot(NamedTuple):
    """The snapshot that a read uses."""

    connection: sqlite3.Connection
    version: int
    transaction: Transaction | None
    # The id of the transaction that the read began; empty if it began none.
    new_transaction: bytes


class Reads:
    """Lookup, RunQuery and RunAggregationQuery.

    Args:
        store_file: The store.
        known_names: The ids of scopes and indexes.
        indexes: The composite indexes.
        transactions: The open transactions.
    """

    def __init__(
        self,
        store_file: StoreFile,
        known_names: Names,
        indexes: IndexSet,
        transactions: Transactions,
    ) -> None:
        self._file = store_file
        self._names = known_names
        self._indexes = indexes
        self._transactions = transactions

    def begin(self, request: Pb, options: Pb) -> bytes:
        """Begins a transaction and returns its id."""
        which = options.WhichOneof('mode')
        read_only = which == 'read_only'
        previous = options.read_write.previous_transaction
        if previous and not self._transactions.was_begun(previous):
            raise errors.invalid('Invalid transaction.')
        if read_only and options.read_only.HasField('read_time'):
            with self._file.reader() as connection:
                _check_read_time(
                    options.read_only.read_time, last_version(connection)
                )
        return self._transactions.begin(
            (request.project_id, request.database_id), read_only
        )

    @contextmanager
    def _snapshot(self, request: Pb) -> Iterator[Snapshot]:
        options = request.read_options
        which = options.WhichOneof('consistency_type')
        if which in ('transaction', 'new_transaction'):
            token, new_token = options.transaction, b''
            if which == 'new_transaction':
                token = new_token = self.begin(request, options.new_transaction)
            with self._transactions.using(token) as transaction:
                _check_scope(transaction, request)
                yield Snapshot(
                    transaction.connection,
                    transaction.version,
                    transaction,
                    new_token,
                )
            return
        with self._file.reader() as connection:
            version = last_version(connection)
            if which == 'read_time':
                _check_read_time(options.read_time, version)
            yield Snapshot(connection, version, None, b'')

    def lookup(self, request: Pb) -> Pb:
        """Gets entities by key."""
        errors.refuse_fields(request, 'property_mask')
        if len(request.keys) > limits.MAX_LOOKUP_KEYS:
            raise errors.invalid(
                'cannot get more than '
                f'{limits.MAX_LOOKUP_KEYS} keys in a single call'
            )
        for key in request.keys:
            keys.check_key(key, request.project_id, request.database_id)
            keys.check_complete(key)
        response = LookupResponse()
        which = request.read_options.WhichOneof('consistency_type')
        if len(request.keys) == 1 and which in (None, 'read_consistency'):
            self._lookup_alone(request.keys[0], response)
        else:
            with self._snapshot(request) as snapshot:
                response.transaction = snapshot.new_transaction
                set_timestamp(response.read_time, snapshot.version)
                self._lookup_in(snapshot, request.keys, response)
        return response

    def _lookup_alone(self, key: Pb, response: Pb) -> None:
        """Looks up one key; a single statement needs no transaction."""
        connection = self._file.acquire()
        try:
            scope_id = self._names.find_scope(connection, keys.scope_of(key))
            # An empty key matches no entity.
            stored_key = b'' if scope_id is None else key_bytes(scope_id, key)
            version, *row = connection.execute(
                _LOOKUP_ALONE, (stored_key,)
            ).fetchone()
        finally:
            self._file.release(connection)
        set_timestamp(response.read_time, version)
        _add_found(response, key, version, row if row[2] is not None else None)

    def _lookup_in(
        self, snapshot: Snapshot, asked: Sequence[Pb], response: Pb
    ) -> None:
        connection, transaction = snapshot.connection, snapshot.transaction
        stored_keys: list[bytes] = []
        for key in asked:
            scope_id = self._names.find_scope(connection, keys.scope_of(key))
            if scope_id is None and transaction is not None:
                transaction.repeats.append(self._repeat_absent(key))
            # An empty key matches no entity.
            stored_keys.append((scope_id and key_bytes(scope_id, key)) or b'')
        entities = read_stored(connection, stored_keys)
        for key, stored_key in zip(asked, stored_keys, strict=True):
            stored = entities.get(stored_key)
            if transaction is not None and stored_key:
                transaction.keys[stored_key] = stored and stored.version
            _add_found(response, key, snapshot.version, stored and stored[1:])

    def _repeat_absent(self, key: Pb) -> Callable[[sqlite3.Connection], bool]:
        """Returns the repetition of a lookup in a scope without an id."""

        def repeat(connection: sqlite3.Connection) -> bool:
            scope_id = self._names.find_scope(connection, keys.scope_of(key))
            return scope_id is None or not is_taken(
                connection, key_bytes(scope_id, key)
            )

        return repeat

    def run_query(self, request: Pb) -> Pb:
        """Runs a query and returns one batch of its results."""
        errors.refuse_fields(
            request, 'gql_query', 'property_mask', 'explain_options'
        )
        if not request.HasField('query'):
            raise errors.invalid('A query is required.')
        _check_partition(request)
        query = parse_query(request.query, keys.scope_of(request))
        return self._indexes.retrying(
            query, lambda: self._answer_query(request, query)
        )

    def _answer_query(self, request: Pb, query: StoreQuery) -> Pb:
        response = RunQueryResponse()
        with self._snapshot(request) as snapshot:
            response.transaction = snapshot.new_transaction
            batch = response.batch
            seen = self._run(
                snapshot.connection, query, snapshot.version, batch
            )
            if snapshot.transaction is not None:
                self._remember(snapshot.transaction, query, batch, seen)
        return response

    def _execution(self, connection: sqlite3.Connection) -> Execution:
        _, generation = read_state(connection)
        return Execution(
            connection,
            self._names,
            self._indexes.current(connection, generation).usable,
            self._indexes.is_demanded,
        )

    def _run(
        self,
        connection: sqlite3.Connection,
        query: StoreQuery,
        version: int,
        batch: Pb,
    ) -> list[tuple[bytes, int]]:
        builder = BatchBuilder(
            self._execution(connection), query, version, batch
        )
        builder.build()
        return builder.seen

    def _remember(
        self,
        transaction: Transaction,
        query: StoreQuery,
        batch: Pb,
        seen: list[tuple[bytes, int]],
    ) -> None:
        """Records a query, to be repeated when the transaction commits."""
        if transaction.read_only:
            return
        reason = batch.more_results

        def repeat(connection: sqlite3.Connection) -> bool:
            again = QueryResultBatch()
            seen_again = self._run(connection, query, 1, again)
            return seen_again == seen and again.more_results == reason

        transaction.repeats.append(repeat)

    def run_aggregation_query(self, request: Pb) -> Pb:
        """Counts, sums and averages the results of a query."""
        errors.refuse_fields(request, 'gql_query', 'explain_options')
        if not request.HasField('aggregation_query'):
            raise errors.invalid('A query is required.')
        _check_partition(request)
        nested = request.aggregation_query
        aggregated = aggregation.parse(
            nested.nested_query, keys.scope_of(request), nested.aggregations
        )
        return self._indexes.retrying(
            aggregated.query,
            lambda: self._answer_aggregation(request, aggregated),
        )

    def _answer_aggregation(self, request: Pb, aggregated: Aggregated) -> Pb:
        response = RunAggregationQueryResponse()

        def compute(connection: sqlite3.Connection) -> Pb:
            return aggregation.aggregate(
                self._execution(connection), aggregated
            )

        with self._snapshot(request) as snapshot:
            response.transaction = snapshot.new_transaction
            result = compute(snapshot.connection)
            transaction = snapshot.transaction
            if transaction is not None and not transaction.read_only:
                transaction.repeats.append(
                    lambda connection: compute(connection) == result
                )
            set_timestamp(response.batch.read_time, snapshot.version)
        response.batch.aggregation_results.append(result)
        response.batch.more_results = aggregation.NO_MORE_RESULTS
        return response


def _add_found(
    response: Pb, key: Pb, snapshot_version: int, row: Sequence[Any] | None
) -> None:
    """Adds the result for one key; `row` is None if there is no entity."""
    if row is None:
        missing = response.missing.add(version=snapshot_version)
        missing.entity.key.CopyFrom(key)
        return
    created, version, data = row
    result = response.found.add(version=version)
    result.entity.ParseFromString(data)
    set_timestamp(result.create_time, created)
    set_timestamp(result.update_time, version)


def _check_scope(transaction: Transaction, request: Pb) -> None:
    if transaction.scope != (request.project_id, request.database_id):
        raise errors.invalid(
            'The transaction belongs to another project or database.'
        )


def _check_partition(request: Pb) -> None:
    keys.check_partition(
        request.partition_id, request.project_id, request.database_id
    )


def _check_read_time(read_time: Pb, version: int) -> None:
    if encoding.microseconds(read_time) < version:
        raise errors.failed_precondition(
            'The read time is before the last commit: this store keeps no '
            'history.'
        )
