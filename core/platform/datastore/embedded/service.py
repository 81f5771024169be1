"""The methods of the Datastore v1 service on a store.

Each method takes the raw request message and returns the raw response, or
raises `StatusError`. In-process clients and the gRPC server share it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from google.protobuf.message import DecodeError

from core.platform.datastore.embedded import (
    encoding,
    errors,
    keys,
)
from core.platform.datastore.embedded.commits import key_bytes
from core.platform.datastore.embedded.group_commit import Commit, GroupCommit
from core.platform.datastore.embedded.ids import IdAllocator, is_taken
from core.platform.datastore.embedded.index_set import IndexSet
from core.platform.datastore.embedded.mutations import (
    Mutation,
    check_mutations,
)
from core.platform.datastore.embedded.names import Names, NewNames
from core.platform.datastore.embedded.protos import (
    AllocateIdsResponse,
    BeginTransactionResponse,
    CommitResponse,
    Pb,
    ReserveIdsResponse,
    RollbackResponse,
)
from core.platform.datastore.embedded.reads import Reads
from core.platform.datastore.embedded.storage import StoreFile
from core.platform.datastore.embedded.transactions import (
    Transaction,
    Transactions,
)


class Service:
    """The Datastore v1 service.

    Args:
        store_file: The store.
        index_yaml: The file of composite indexes. If set, a query whose index
            is missing fails, as in production.
        writes_index_yaml: Whether to add a missing index to the file, build it
            and run the query instead; for development.
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
        self._reads = Reads(
            store_file, self._names, self._indexes, self._transactions
        )
        self.lookup = self._reads.lookup
        self.run_query = self._reads.run_query
        self.run_aggregation_query = self._reads.run_aggregation_query
        self._commits = GroupCommit(store_file, self._names, self._indexes)
        store_file.on_fork(self._forget_after_fork)

    def _forget_after_fork(self) -> None:
        self._ids.forget()
        self._transactions.forget_all()
        self._commits.forget()

    def begin_transaction(self, request: Pb) -> Pb:
        """Begins a transaction."""
        token = self._reads.begin(request, request.transaction_options)
        return BeginTransactionResponse(transaction=token)

    def rollback(self, request: Pb) -> Pb:
        """Ends a transaction; a second end has no effect."""
        if not self._transactions.was_begun(request.transaction):
            raise errors.invalid('Invalid transaction.')
        self._transactions.end(request.transaction)
        return RollbackResponse()

    def commit(
        self, request: Pb, template_mutations: Sequence[Mutation] = ()
    ) -> Pb:
        """Applies all mutations, or none.

        Args:
            request: The `CommitRequest`.
            template_mutations: More mutations, built by templates.
        """
        which = request.WhichOneof('transaction_selector')
        if request.mode == type(request).NON_TRANSACTIONAL:
            if which:
                raise errors.invalid(
                    'non-transaction commit cannot specify a transaction'
                )
            mutations = check_mutations(request, template_mutations)
            return self._write(mutations, None)
        if which == 'transaction':
            transaction = self._transactions.end_to_commit(request.transaction)
            mutations = check_mutations(request, template_mutations)
            if mutations and transaction.read_only:
                raise _read_only()
            return self._write(mutations, transaction)
        if which != 'single_use_transaction':
            raise errors.invalid('transactional commit requires a transaction')
        mutations = check_mutations(request, template_mutations)
        options = request.single_use_transaction
        if mutations and options.WhichOneof('mode') == 'read_only':
            raise _read_only()
        return self._write(mutations, None)

    def _write(
        self, mutations: list[Mutation], transaction: Transaction | None
    ) -> Pb:
        if not mutations:
            return CommitResponse()
        ids = self._ids.take(sum(not mutation.path for mutation in mutations))
        return self._commits.commit(Commit(mutations, ids, transaction))

    def method(self, name: str) -> Callable[..., Pb]:
        """Wraps a method for clients, so that damage is noticed."""
        return self.file.health.watch(name, getattr(self, name))

    # Ids.

    def allocate_ids(self, request: Pb) -> Pb:
        """Completes keys with ids that are never reused."""
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
            key.path[-1].id = self._ids.take(1)[0]
            if scope_id is None or not is_taken(
                connection, key_bytes(scope_id, key)
            ):
                return

    def reserve_ids(self, request: Pb) -> Pb:
        """Reserves ids, so that they are not allocated."""
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

    def close(self) -> None:
        """Ends all transactions and closes the store."""
        self._transactions.end_all()
        self.file.close()


def open_service(
    path: str, index_yaml: str | None, writes_index_yaml: bool
) -> Service:
    """Opens a store and updates its indexes.

    Raises:
        StoreError: The file cannot be used.
    """
    store_file = StoreFile(path)
    try:
        return Service(store_file, index_yaml, writes_index_yaml)
    except (errors.StatusError, sqlite3.Error, DecodeError) as error:
        store_file.close()
        raise store_file.health.opening_error(error) from error


def _read_only() -> errors.StatusError:
    return errors.invalid('Cannot modify entities in a read-only transaction.')
