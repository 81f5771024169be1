"""Runs one case on one store and records each response."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import grpc
from google.api_core import exceptions as core_exceptions
from google.cloud.datastore_v1.types import datastore as datastore_types

from tests.conformance.messages import Builder, Find, Message, Path
from tests.conformance.normal import Normal, Normaliser

PROJECT = 'conformance'
RPC_TIMEOUT_SECS = 30
# No case has as many pages: the limit detects a cursor that does not advance.
MOST_PAGES = 100


@dataclasses.dataclass(frozen=True)
class Failed:
    """The answer of an operation that was refused."""

    code: str
    message: str = dataclasses.field(compare=False, default='')


class FailedCallError(Exception):
    """An operation was refused; `failed` gives the status."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(f'{failed.code}: {failed.message}')
        self.failed = failed


@dataclasses.dataclass
class Store:
    """A Datastore v1 service under test.

    Attributes:
        name: For messages.
        stub: A gRPC stub, like `Client.stub` of google-cloud-ndb.
        project: The project all keys are in.
        database: The database, usually the default one.
    """

    name: str
    stub: Any
    project: str = PROJECT
    database: str = ''
    datasets: dict[str, str] = dataclasses.field(default_factory=dict)

    def call(self, method: str, **fields: Any) -> Any:
        """Calls an RPC with a request of these fields.

        Raises:
            FailedCallError: The store refused.
        """
        name = ''.join(part.title() for part in method.split('_')) + 'Request'
        request_type = getattr(datastore_types, name)
        request = request_type.pb()(
            project_id=self.project, database_id=self.database, **fields
        )
        rpc = getattr(self.stub, method)
        try:
            # Without `future`, gRPC needs no thread for each call.
            answer = rpc(request_type.wrap(request), timeout=RPC_TIMEOUT_SECS)
        except grpc.RpcError as error:
            failed = Failed(error.code().name, str(error.details()))
            raise FailedCallError(failed) from error
        except core_exceptions.GoogleAPICallError as error:
            status = error.grpc_status_code
            failed = Failed(status.name if status else '?', error.message)
            raise FailedCallError(failed) from error
        return type(answer).pb(answer)


class Session:
    """Runs operations in a separate namespace and records the answers.

    The methods return the raw answer, or None when the store refused, so that
    later operations can use cursors, ids and versions; the transcript contains
    what must be equal in all stores.
    """

    def __init__(self, store: Store, namespace: str | None = None) -> None:
        self.store = store
        self.namespace = (
            f'case-{uuid.uuid4().hex}' if namespace is None else namespace
        )
        self.build = Builder(store.project, self.namespace)
        self.normal = Normaliser(store.project, self.namespace)
        self.transcript: list[Normal] = []

    def note(self, what: Normal) -> None:
        """Adds something derived from raw answers to the transcript."""
        self.transcript.append(what)

    def attempt(self, method: str, **fields: Any) -> Any:
        """Calls an RPC; notes a refusal, for which it returns None."""
        try:
            return self.store.call(method, **fields)
        except FailedCallError as error:
            self.note(error.failed)
            return None

    def note_call(self, method: str, **fields: Any) -> None:
        """Calls an RPC; notes only whether it was refused, and how."""
        if self.attempt(method, **fields) is not None:
            self.note('accepted')

    @property
    def partition(self) -> Message:
        """The partition that queries of this session run in."""
        return {
            'project_id': self.store.project,
            'namespace_id': self.namespace,
        }

    # Reading.

    def lookup(self, *keys: Path, **fields: Any) -> Any:
        """Looks keys up; notes found entities and missing keys."""
        messages = [self.build.key(key) for key in keys]
        answer = self.attempt('lookup', keys=messages, **fields)
        if answer is not None:
            entities = [
                self.normal.entity(result.entity) for result in answer.found
            ]
            missing_keys = [
                self.normal.key(result.entity.key) for result in answer.missing
            ]
            self.note(
                {
                    'found': _distinct(entities),
                    'missing': _distinct(missing_keys),
                    'deferred': len(answer.deferred),
                    'transaction': bool(answer.transaction),
                }
            )
        return answer

    def query(self, find: Find, **fields: Any) -> Any:
        """Runs a query; notes its batch of results."""
        fields = {'partition_id': self.partition, **fields}
        answer = self.attempt(
            'run_query', query=find.message(self.build), **fields
        )
        if answer is not None:
            noted = self.batch(answer.batch)
            if find.end and noted['more'] in _AT_AN_END_CURSOR:
                # The emulators do not distinguish them as documented.
                noted['more'] = 'END_OF_CURSOR_OR_RESULTS'
            self.note(noted)
        return answer

    def drain(self, find: Find) -> None:
        """Runs a query to its end like a client; notes all results together.

        A store may end a batch early with NOT_FINISHED, even before the
        first result while it skips an offset.
        """
        results: list[Normal] = []
        skipped = 0
        while True:
            answer = self.attempt(
                'run_query',
                partition_id=self.partition,
                query=find.message(self.build),
            )
            if answer is None:
                return
            batch = answer.batch
            results += self.batch(batch)['results']
            skipped += batch.skipped_results
            if _MORE_RESULTS[batch.more_results] != 'NOT_FINISHED':
                break
            limit = find.limit
            find = dataclasses.replace(
                find,
                start=batch.end_cursor,
                offset=find.offset - batch.skipped_results,
                limit=limit and limit - len(batch.entity_results),
            )
        self.note({'drained': results, 'skipped': skipped})

    def pages(self, find: Callable[[bytes], Find]) -> None:
        """Runs a query page by page; notes all pages together."""
        pages: list[Normal] = []
        start = b''
        for _ in range(MOST_PAGES):
            message = find(start).message(self.build)
            answer = self.attempt(
                'run_query', partition_id=self.partition, query=message
            )
            if answer is None:
                return
            pages.append(self.batch(answer.batch)['results'])
            start = answer.batch.end_cursor
            if not pages[-1]:
                break
        self.note({'pages': pages})

    def batch(self, batch: Any) -> Normal:
        """Returns what must be equal in all stores of a batch of results."""
        results = [
            self.normal.entity(result.entity) for result in batch.entity_results
        ]
        cursors = [bool(result.cursor) for result in batch.entity_results]
        return {
            'type': batch.entity_result_type,
            'results': results,
            'every result has a cursor': all(cursors),
            'skipped': batch.skipped_results,
            'more': _MORE_RESULTS[batch.more_results],
        }

    def aggregate(
        self, find: Find, aggregations: Sequence[Message], **fields: Any
    ) -> Any:
        """Runs an aggregation query; notes the aggregates."""
        answer = self.attempt(
            'run_aggregation_query',
            partition_id=self.partition,
            aggregation_query={
                'nested_query': find.message(self.build),
                'aggregations': aggregations,
            },
            **fields,
        )
        if answer is not None:
            self.note(
                [
                    self.normal.properties(result.aggregate_properties)
                    for result in answer.batch.aggregation_results
                ]
            )
        return answer

    # Writing.

    def mutation(
        self,
        operation: str,
        key: Path,
        properties: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> Message:
        """A Mutation message."""
        operand = (
            self.build.key(key)
            if operation == 'delete'
            else self.build.entity(key, properties or {})
        )
        return {operation: operand, **fields}

    def commit(
        self,
        mutations: Iterable[Message],
        transaction: bytes = b'',
        **fields: Any,
    ) -> Any:
        """Commits mutations; notes the allocated keys."""
        if transaction:
            fields = {'transaction': transaction, **fields}
        has_transaction = 'transaction' in fields or (
            'single_use_transaction' in fields
        )
        mode = 'TRANSACTIONAL' if has_transaction else 'NON_TRANSACTIONAL'
        fields.setdefault('mode', mode)
        answer = self.attempt('commit', mutations=list(mutations), **fields)
        if answer is not None:
            for result in answer.mutation_results:
                if result.HasField('key'):
                    self.normal.learn(result.key.path[-1].id)
            self.note(
                [
                    {
                        'key': self.normal.key(result.key)
                        if result.HasField('key')
                        else None,
                        'has a version': result.version > 0,
                    }
                    for result in answer.mutation_results
                ]
            )
        return answer

    def put(self, key: Path, properties: Mapping[str, Any]) -> Any:
        """Upserts one entity."""
        return self.commit([self.mutation('upsert', key, properties)])

    def put_many(self, count: int) -> None:
        """Writes entities of kind A whose id and property n are 1 to count."""
        self.store.call(
            'commit',
            mode='NON_TRANSACTIONAL',
            mutations=[
                self.mutation('upsert', Path(('A', number)), {'n': number})
                for number in range(1, count + 1)
            ],
        )

    def delete(self, key: Path) -> Any:
        """Deletes one entity."""
        return self.commit([self.mutation('delete', key)])

    # Transactions.

    def begin(self, **options: Any) -> bytes:
        """Begins a transaction; notes whether it has begun."""
        answer = self.attempt('begin_transaction', transaction_options=options)
        if answer is None:
            return b''
        self.note('began' if answer.transaction else 'no transaction')
        return bytes(answer.transaction)

    def rollback(self, transaction: bytes) -> None:
        """Rolls a transaction back; notes success."""
        if self.attempt('rollback', transaction=transaction) is not None:
            self.note('rolled back')

    # Ids.

    def allocate(self, *keys: Path) -> Any:
        """Allocates ids; notes the keys."""
        messages = [self.build.key(key) for key in keys]
        answer = self.attempt('allocate_ids', keys=messages)
        if answer is not None:
            for key in answer.keys:
                self.normal.learn(key.path[-1].id)
            self.note([self.normal.key(key) for key in answer.keys])
        return answer

    def reserve(self, *keys: Path) -> None:
        """Reserves ids; notes success."""
        messages = [self.build.key(key) for key in keys]
        if self.attempt('reserve_ids', keys=messages) is not None:
            self.note('reserved')


def _distinct(results: Iterable[Normal]) -> list[Normal]:
    """Sorts results and removes duplicates, where both are undefined."""
    by_text = {repr(result): result for result in results}
    return [result for _, result in sorted(by_text.items())]


_AT_AN_END_CURSOR = {'NO_MORE_RESULTS', 'MORE_RESULTS_AFTER_CURSOR'}
_MORE_RESULTS = {
    0: 'UNSPECIFIED',
    1: 'NOT_FINISHED',
    2: 'MORE_RESULTS_AFTER_LIMIT',
    3: 'NO_MORE_RESULTS',
    4: 'MORE_RESULTS_AFTER_CURSOR',
}
