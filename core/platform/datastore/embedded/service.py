"""The methods of the Datastore v1 service on one store.

Each method takes the raw request message and returns the raw response, or
raises `StatusError`. In-process clients and the gRPC server share it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from core.platform.datastore.embedded import (
    aggregation,
    encoding,
    errors,
    gql,
    keys,
    limits,
    masks,
)
from core.platform.datastore.embedded.commits import (
    CommitWriter,
    key_bytes,
)
from core.platform.datastore.embedded.execution import Execution
from core.platform.datastore.embedded.ids import IdAllocator, is_taken
from core.platform.datastore.embedded.index_set import IndexSet
from core.platform.datastore.embedded.mutations import (
    Mutation,
    apply_mutations,
    check_mutations,
)
from core.platform.datastore.embedded.names import Names, NewNames
from core.platform.datastore.embedded.parsing import parse_query
from core.platform.datastore.embedded.protos import (
    AllocateIdsResponse,
    BeginTransactionResponse,
    CommitResponse,
    LookupResponse,
    Pb,
    ReserveIdsResponse,
    RollbackResponse,
    RunAggregationQueryResponse,
    RunQueryResponse,
)
from core.platform.datastore.embedded.query import StoreQuery
from core.platform.datastore.embedded.results import BatchBuilder
from core.platform.datastore.embedded.storage import StoreFile, now_version
from core.platform.datastore.embedded.timestamps import set_timestamp
from core.platform.datastore.embedded.transactions import (
    Transaction,
    Transactions,
)

_LOOKUP = 'SELECT created, version, data FROM entities WHERE key = ?'


class Snapshot(NamedTuple):
    """What a read reads from."""

    connection: sqlite3.Connection
    version: int
    transaction: Transaction | None
    # The id of a transaction that the read has begun; empty: none.
    new_transaction: bytes


class Service:
    """The Datastore v1 service.

    Args:
        store_file: The store.
        index_yaml: The file that names the composite indexes. With it, a
            query without the index that it needs fails, as in production.
        writes_index_yaml: Whether to add such an index to the file, build it
            and run the query instead: for development.
    """

    def __init__(
        self,
        store_file: StoreFile,
        index_yaml: str | None = None,
        writes_index_yaml: bool = False,
    ) -> None:
        self.file = store_file
        self._names = Names()
        self._indexes = IndexSet(
            store_file, self._names, index_yaml, writes_index_yaml
        )
        self._ids = IdAllocator(store_file)
        self._transactions = Transactions(store_file)
        store_file.on_fork(self._forget_after_fork)

    def _forget_after_fork(self) -> None:
        self._ids.forget()
        self._transactions.forget_all()

    # Reads.

    @contextmanager
    def _snapshot(self, request: Pb) -> Iterator[Snapshot]:
        options = request.read_options
        which = options.WhichOneof('consistency_type')
        if which == 'transaction':
            transaction = self._transaction(request, options.transaction)
            with transaction.lock:
                yield Snapshot(
                    transaction.connection,
                    transaction.version,
                    transaction,
                    b'',
                )
            return
        if which == 'new_transaction':
            token = self._begin(request, options.new_transaction)
            transaction = self._transactions.get(token)
            with transaction.lock:
                yield Snapshot(
                    transaction.connection,
                    transaction.version,
                    transaction,
                    token,
                )
            return
        with self.file.reader() as connection:
            version = _last_version(connection)
            if which == 'read_time':
                _check_read_time(options.read_time, version)
            yield Snapshot(connection, version, None, b'')

    def _transaction(self, request: Pb, token: bytes) -> Transaction:
        transaction = self._transactions.get(token)
        if transaction.scope != (request.project_id, request.database_id):
            raise errors.invalid(
                'The transaction belongs to another project or database.'
            )
        return transaction

    def lookup(self, request: Pb) -> Pb:
        """Gets entities by key."""
        if len(request.keys) > limits.MAX_LOOKUP_KEYS:
            raise errors.invalid(
                'cannot get more than '
                f'{limits.MAX_LOOKUP_KEYS} keys in a single call'
            )
        for key in request.keys:
            keys.check_key(key, request.project_id, request.database_id)
            keys.check_complete(key)
        mask = _mask_of(request)
        response = LookupResponse()
        with self._snapshot(request) as snapshot:
            response.transaction = snapshot.new_transaction
            set_timestamp(response.read_time, snapshot.version)
            for key in request.keys:
                self._lookup_one(snapshot, key, response)
        if mask is not None:
            for found in response.found:
                found.entity.CopyFrom(masks.select(found.entity, mask))
        return response

    def _lookup_one(self, snapshot: Snapshot, key: Pb, response: Pb) -> None:
        connection, transaction = snapshot.connection, snapshot.transaction
        scope_id = self._names.find_scope(connection, keys.scope_of(key))
        row = None
        if scope_id is not None:
            stored_key = key_bytes(scope_id, key)
            row = connection.execute(_LOOKUP, (stored_key,)).fetchone()
            if transaction is not None:
                transaction.keys[stored_key] = row[1] if row else None
        elif transaction is not None:
            transaction.repeats.append(self._repeat_absent(key))
        if row is None:
            missing = response.missing.add(version=snapshot.version)
            missing.entity.key.CopyFrom(key)
            return
        created, version, data = row
        found = response.found.add(version=version)
        found.entity.ParseFromString(data)
        set_timestamp(found.create_time, created)
        set_timestamp(found.update_time, version)

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
        message = request.query
        which = request.WhichOneof('query_type')
        if which is None:
            raise errors.invalid('A query is required.')
        is_gql = which == 'gql_query'
        if is_gql:
            message = gql.parse_gql(
                request.gql_query, self._gql_partition(request)
            )
        query = self._parse(request, message)
        response = self._indexes.retrying(
            query, lambda: self._answer_query(request, query)
        )
        if is_gql:
            response.query.CopyFrom(message)
        return response

    @staticmethod
    def _gql_partition(request: Pb) -> Pb:
        """Returns the partition of the keys that a GQL text names."""
        partition = type(request.partition_id)()
        partition.CopyFrom(request.partition_id)
        partition.project_id = request.project_id
        partition.database_id = request.database_id
        return partition

    def _answer_query(self, request: Pb, query: StoreQuery) -> Pb:
        mask = _mask_of(request)
        if mask is not None and (query.projection or query.keys_only):
            raise errors.invalid(
                'A projection query cannot have a property mask.'
            )
        response = RunQueryResponse()
        with self._snapshot(request) as snapshot:
            response.transaction = snapshot.new_transaction
            batch, seen = self._run(
                snapshot.connection, query, snapshot.version
            )
            if snapshot.transaction is not None:
                self._remember(snapshot.transaction, query, batch, seen)
        if mask is not None:
            for result in batch.entity_results:
                result.entity.CopyFrom(masks.select(result.entity, mask))
        response.batch.CopyFrom(batch)
        return response

    def _parse(self, request: Pb, query: Pb) -> StoreQuery:
        partition = request.partition_id
        if partition.project_id not in ('', request.project_id):
            raise errors.invalid(
                f'mismatched projects within request: {request.project_id} '
                f'vs. {partition.project_id}'
            )
        if partition.database_id != request.database_id:
            raise errors.invalid(
                'mismatched databases within request: '
                f'{request.database_id} vs. {partition.database_id}'
            )
        keys.check_namespace(partition.namespace_id)
        scope = (
            request.project_id,
            request.database_id,
            partition.namespace_id,
        )
        return parse_query(query, scope)

    def _execution(self, connection: sqlite3.Connection) -> Execution:
        return Execution(
            connection,
            self._names,
            self._indexes.current(connection, _state(connection)[1]),
            self._indexes.is_demanded,
        )

    def _run(
        self, connection: sqlite3.Connection, query: StoreQuery, version: int
    ) -> tuple[Pb, list[tuple[bytes, int]]]:
        builder = BatchBuilder(self._execution(connection), query, version)
        return builder.build(), builder.seen

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
            again, seen_again = self._run(connection, query, 1)
            return seen_again == seen and again.more_results == reason

        transaction.repeats.append(repeat)

    def run_aggregation_query(self, request: Pb) -> Pb:
        """Counts, sums and averages the results of a query."""
        which = request.WhichOneof('query_type')
        if which is None:
            raise errors.invalid('A query is required.')
        if which == 'gql_query':
            message, found = gql.parse_gql_aggregation(
                request.gql_query, self._gql_partition(request)
            )
        else:
            nested = request.aggregation_query
            message, found = nested.nested_query, list(nested.aggregations)
        query = self._parse(request, message)
        aggregations = aggregation.check(found, query)
        return self._indexes.retrying(
            query,
            lambda: self._answer_aggregation(request, query, aggregations),
        )

    def _answer_aggregation(
        self,
        request: Pb,
        query: StoreQuery,
        aggregations: list[tuple[str, Pb]],
    ) -> Pb:
        response = RunAggregationQueryResponse()

        def compute(connection: sqlite3.Connection) -> Pb:
            return aggregation.aggregate(
                self._execution(connection), query, aggregations
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

    # Transactions.

    def _begin(self, request: Pb, options: Pb) -> bytes:
        which = options.WhichOneof('mode')
        read_only = which == 'read_only'
        previous = options.read_write.previous_transaction
        if previous and not self._transactions.was_begun(previous):
            raise errors.invalid('Invalid transaction.')
        if read_only and options.read_only.HasField('read_time'):
            with self.file.reader() as connection:
                _check_read_time(
                    options.read_only.read_time, _last_version(connection)
                )
        return self._transactions.begin(
            (request.project_id, request.database_id), read_only
        )

    def begin_transaction(self, request: Pb) -> Pb:
        """Begins a transaction."""
        token = self._begin(request, request.transaction_options)
        return BeginTransactionResponse(transaction=token)

    def rollback(self, request: Pb) -> Pb:
        """Ends a transaction; one that is over already stays so."""
        if not self._transactions.was_begun(request.transaction):
            raise errors.invalid('Invalid transaction.')
        self._transactions.end(request.transaction)
        return RollbackResponse()

    def commit(self, request: Pb) -> Pb:
        """Applies mutations, all or none."""
        which = request.WhichOneof('transaction_selector')
        if request.mode == type(request).NON_TRANSACTIONAL:
            if which:
                raise errors.invalid(
                    'non-transaction commit cannot specify a transaction'
                )
            return self._write(check_mutations(request), None)
        if which == 'transaction':
            transaction = self._transactions.take(request.transaction)
            try:
                mutations = check_mutations(request)
                return self._commit_transaction(mutations, transaction)
            finally:
                self._transactions.release(transaction)
        if which != 'single_use_transaction':
            raise errors.invalid('transactional commit requires a transaction')
        mutations = check_mutations(request)
        options = request.single_use_transaction
        if mutations and options.WhichOneof('mode') == 'read_only':
            raise _read_only()
        return self._write(mutations, None)

    def _commit_transaction(
        self, mutations: list[Mutation], transaction: Transaction
    ) -> Pb:
        if not mutations:
            return CommitResponse()
        if transaction.read_only:
            raise _read_only()
        return self._write(mutations, transaction)

    def _write(
        self, mutations: list[Mutation], transaction: Transaction | None
    ) -> Pb:
        if not mutations:
            return CommitResponse()
        incomplete = sum(not each.path for each in mutations)
        if incomplete:
            self._ids.ensure(incomplete)
        with self.file.writer() as connection:
            last, generation = _state(connection)
            if (
                transaction is not None
                and last != transaction.version
                and not transaction.still_holds(connection)
            ):
                raise errors.aborted(
                    'Aborted due to cross-transaction contention. This '
                    'occurs when multiple transactions attempt to access the '
                    'same data, requiring Datastore to abort at least one in '
                    'order to enforce serializability.'
                )
            writer = CommitWriter(
                connection,
                self._names,
                self._indexes.current(connection, generation),
                max(last + 1, now_version()),
            )
            response = apply_mutations(writer, mutations, self._ids)
            connection.execute(
                'UPDATE state SET version = ?', (writer.version,)
            )
        writer.names.remember()
        return response

    # Ids.

    def allocate_ids(self, request: Pb) -> Pb:
        """Completes keys with ids that are never given out again."""
        for key in request.keys:
            keys.check_key(key, request.project_id, request.database_id)
            keys.check_writable(key)
            keys.check_incomplete(key)
        response = AllocateIdsResponse()
        with self.file.reader() as connection:
            for key in request.keys:
                completed = response.keys.add()
                completed.CopyFrom(key)
                self._complete(connection, completed)
        return response

    def _complete(self, connection: sqlite3.Connection, key: Pb) -> None:
        scope_id = self._names.find_scope(connection, keys.scope_of(key))
        while True:
            key.path[-1].id = self._ids.allocate()
            if scope_id is None or not is_taken(
                connection, key_bytes(scope_id, key)
            ):
                return

    def reserve_ids(self, request: Pb) -> Pb:
        """Keeps the ids of keys from being given out."""
        for key in request.keys:
            keys.check_key(key, request.project_id, request.database_id)
            keys.check_complete(key)
            keys.check_writable(key)
        with self.file.writer() as connection:
            pending = NewNames(connection, self._names)
            for key in request.keys:
                scope_id = pending.give_scope(keys.scope_of(key))
                connection.execute(
                    'INSERT OR IGNORE INTO reserved (key) VALUES (?)',
                    (scope_id + encoding.encode_path(key.path),),
                )
        pending.remember()
        return ReserveIdsResponse()

    # Beside the service.

    def reset(self) -> None:
        """Removes all entities of all projects."""
        self._transactions.end_all()
        with self.file.writer() as connection:
            connection.execute('DELETE FROM entities')
            connection.execute('DELETE FROM entries')
            connection.execute('DELETE FROM reserved')
            connection.execute(
                'UPDATE state SET version = ?',
                (max(_last_version(connection) + 1, now_version()),),
            )

    def close(self) -> None:
        """Ends all transactions and closes the store."""
        self._transactions.end_all()
        self.file.close()


def _mask_of(request: Pb) -> Pb | None:
    if not request.HasField('property_mask'):
        return None
    masks.check_mask(request.property_mask)
    return request.property_mask


def _state(connection: sqlite3.Connection) -> tuple[int, int]:
    """Returns the last version and the generation of composite indexes."""
    row: tuple[int, int] = connection.execute(
        'SELECT version, composites_generation FROM state'
    ).fetchone()
    return row


def _last_version(connection: sqlite3.Connection) -> int:
    return _state(connection)[0]


def _read_only() -> errors.StatusError:
    return errors.invalid('Cannot modify entities in a read-only transaction.')


def _check_read_time(read_time: Pb, version: int) -> None:
    if encoding.microseconds(read_time) < version:
        raise errors.failed_precondition(
            'The read time is before the last commit: this store keeps no '
            'history.'
        )
