"""Datastore requests on raw messages, without NDB's entities.

NDB creates an object for each value, which costs several times as much as the
read itself. Here entities remain messages. Requests go through the client of
the NDB context: to the embedded store, an emulator or Cloud Datastore.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from typing import Any

import grpc
from google.api_core import exceptions
from google.cloud import ndb
from google.cloud.datastore_v1 import types
from google.protobuf.message import Message

from core.platform import pauses

# Any protobuf message: the generated classes have no type information.
Pb = Any

_QUERY_REQUEST: Any = types.RunQueryRequest.pb()
_LOOKUP_REQUEST: Any = types.LookupRequest.pb()
_BEGIN_REQUEST: Any = types.BeginTransactionRequest.pb()
_ROLLBACK_REQUEST: Any = types.RollbackRequest.pb()
CommitRequest: Any = types.CommitRequest.pb()
Entity: Any = types.Entity.pb()
Mutation: Any = types.Mutation.pb()
_QUERY: Any = types.Query.pb()
_PROPERTY_FILTER: Any = types.PropertyFilter.pb()
_KEY: Any = types.Key.pb()

# Per request; a batch of results takes far less.
_TIMEOUT_SECS = 60.0

# Datastore allows 1,000.
_MAX_KEYS_PER_LOOKUP = 900

# Values per IN filter that Datastore and its emulators accept.
MAX_IN_VALUES = 30

_OPERATORS = {
    '=': _PROPERTY_FILTER.EQUAL,
    '<': _PROPERTY_FILTER.LESS_THAN,
    '>': _PROPERTY_FILTER.GREATER_THAN,
    '<=': _PROPERTY_FILTER.LESS_THAN_OR_EQUAL,
    '>=': _PROPERTY_FILTER.GREATER_THAN_OR_EQUAL,
    'in': _PROPERTY_FILTER.IN,
    'has ancestor': _PROPERTY_FILTER.HAS_ANCESTOR,
}
_NOT_FINISHED = types.QueryResultBatch.MoreResultsType.NOT_FINISHED

# By client, once detected.
_supports_in: weakref.WeakKeyDictionary[ndb.Client, bool] = (
    weakref.WeakKeyDictionary()
)

# The key, in place of the name of a property.
KEY = '__key__'

# A value of a filter; a `Pb` is a raw `Key` message.
_Operand = str | int | Pb | Sequence[str]

# Property, operator and value: several values with 'in'; with 'has ancestor',
# the key of an ancestor or of the entity itself.
Filter = tuple[str, str, _Operand]


def query(
    kind: str,
    filters: Sequence[Filter] = (),
    order: str | None = None,
    *,
    only: Sequence[str] = (),
    limit: int | None = None,
) -> Iterator[Pb]:
    """Yields the entities of a kind that match all filters.

    The query is sent before this function returns, so that several queries run
    concurrently.

    Args:
        kind: The kind.
        filters: The filters, joined by AND.
        order: The property to order by, with the prefix '-' for descending
            order; None to order by key.
        only: The projection: properties, or KEY; empty for whole entities.
        limit: The maximum number of entities; None for all.

    Yields:
        The raw `Entity` messages.
    """
    message = _query_message(kind, filters, order)
    for name in only:
        message.projection.add().property.name = name
    if limit is not None:
        message.limit.value = limit
    return _stream_results(message, _send_query(message))


def _stream_results(message: Pb, call: _Call) -> Iterator[Pb]:
    while True:
        batch = call.result().batch
        for result in batch.entity_results:
            yield result.entity
        if batch.more_results != _NOT_FINISHED:
            return
        if message.HasField('limit'):
            message.limit.value -= len(batch.entity_results)
        message.start_cursor = batch.end_cursor
        call = _send_query(message)


def query_page(
    kind: str, filters: Sequence[Filter], start_cursor: bytes = b''
) -> tuple[list[Pb], bytes]:
    """Returns one page of the entities that match all filters, ordered by key.

    Args:
        kind: The kind.
        filters: The filters, joined by AND.
        start_cursor: The cursor of the page; empty for the first one.

    Returns:
        The raw `Entity` messages of one response of the store, and the cursor
        of the next page; empty after the last one.
    """
    message = _query_message(kind, filters, None)
    message.start_cursor = start_cursor
    batch = _send_query(message).result().batch
    entities = [result.entity for result in batch.entity_results]
    is_last = batch.more_results != _NOT_FINISHED
    return entities, b'' if is_last else bytes(batch.end_cursor)


def _send_query(message: Pb) -> _Call:
    client = ndb.context.get_context().client
    request = _QUERY_REQUEST(query=message)
    request.partition_id.project_id = client.project
    request.partition_id.database_id = client.database or ''
    request.partition_id.namespace_id = client.namespace or ''
    return _Call('run_query', request)


def supports_in() -> bool:
    """Returns whether the store supports IN filters; old emulators do not."""
    client = ndb.context.get_context().client
    if client not in _supports_in:
        filters: list[Filter] = [('name', 'in', ['one', 'other'])]
        try:
            next(query('NoSuchKind', filters), None)
            _supports_in[client] = True
        except (exceptions.InvalidArgument, exceptions.Unknown):
            _supports_in[client] = False
    return _supports_in[client]


def lookup(keys: Sequence[Pb], transaction: bytes = b'') -> list[Pb | None]:
    """Returns entities by their keys.

    Args:
        keys: Raw `Key` messages.
        transaction: The id of the transaction; empty for none.

    Returns:
        The raw `Entity` messages in the order of the keys; None for missing
        ones.
    """
    entities: dict[Path, Pb] = {}
    pending = list(keys)
    while pending:
        request = _LOOKUP_REQUEST(keys=pending[:_MAX_KEYS_PER_LOOKUP])
        if transaction:
            request.read_options.transaction = transaction
        call = _Call('lookup', request)
        response = call.result()
        for result in response.found:
            entities[path_of(result.entity.key)] = result.entity
        pending = [*response.deferred, *pending[_MAX_KEYS_PER_LOOKUP:]]
    return [entities.get(path_of(key)) for key in keys]


def begin_transaction() -> bytes:
    """Begins a transaction and returns its id."""
    call = _Call('begin_transaction', _BEGIN_REQUEST())
    return bytes(call.result().transaction)


def rollback(transaction: bytes) -> None:
    """Rolls a transaction back."""
    request = _ROLLBACK_REQUEST(transaction=transaction)
    _Call('rollback', request).result()


def commit(mutations: Sequence[Pb], transaction: bytes = b'') -> None:
    """Commits mutations in one request.

    Args:
        mutations: Raw `Mutation` messages with different keys.
        transaction: The id of the transaction to commit; empty to apply each
            mutation independently.
    """
    request = CommitRequest()
    request.mutations.extend(mutations)
    send_commit(request, transaction)


def send_commit(
    request: Pb,
    transaction: bytes = b'',
    template_mutations: Sequence[Any] = (),
) -> None:
    """Sends a commit.

    Args:
        request: The raw `CommitRequest` message with the mutations.
        transaction: As in `commit`.
        template_mutations: More mutations, built by templates.
    """
    if transaction:
        request.mode = request.TRANSACTIONAL
        request.transaction = transaction
    else:
        request.mode = request.NON_TRANSACTIONAL
    if template_mutations:
        client = ndb.context.get_context().client
        request.project_id, request.database_id, _ = _scope(client)
        client.stub.commit_with_templates(request, template_mutations)
    else:
        _Call('commit', request).result()


def templates() -> Any:
    """Returns the templates of an embedded store, which build mutations.

    Returns:
        The templates; None for other stores, which take messages only.
    """
    client = ndb.context.get_context().client
    find = getattr(client.stub, 'templates', None)
    return find and find(_scope(client))


def _scope(client: ndb.Client) -> tuple[str, str, str]:
    return client.project, client.database or '', client.namespace or ''


# Kinds, each followed by a name or a numeric id.
Path = tuple[str | int, ...]


def key_message(*path: str | int) -> Pb:
    """Returns the raw `Key` message of a path.

    Args:
        *path: Kinds, each followed by a name or a numeric id.
    """
    client = ndb.context.get_context().client
    key = Entity().key
    key.partition_id.project_id = client.project
    key.partition_id.database_id = client.database or ''
    key.partition_id.namespace_id = client.namespace or ''
    for kind, name in zip(path[::2], path[1::2], strict=True):
        if isinstance(name, int):
            key.path.add(kind=kind, id=name)
        else:
            key.path.add(kind=kind, name=name)
    return key


def path_of(key: Pb) -> Path:
    """Returns the path of a raw `Key` message."""
    return tuple(
        part
        for element in key.path
        for part in (element.kind, element.name or element.id)
    )


class _Call:
    """A request that has been sent.

    Args:
        method: The name of the RPC method.
        request: The raw request message.
    """

    def __init__(self, method: str, request: Pb) -> None:
        client = ndb.context.get_context().client
        request.project_id = client.project
        request.database_id = client.database or ''
        self._future = getattr(client.stub, method).future(
            request,
            timeout=_TIMEOUT_SECS,
            metadata=_metadata(request),
        )

    def result(self) -> Pb:
        """Waits for the response and returns its raw message.

        Raises:
            GoogleAPICallError: The service responded with an error.
        """
        try:
            with pauses.pause(not self._future.done()):
                response = self._future.result()
        except grpc.RpcError as error:
            raise exceptions.from_grpc_error(error) from error
        # The embedded store responds with raw messages.
        if isinstance(response, Message):
            return response
        return type(response).pb(response)


def _query_message(
    kind: str, filters: Sequence[Filter], order: str | None
) -> Pb:
    message = _QUERY()
    message.kind.add(name=kind)
    if order is not None:
        ordered = message.order.add()
        ordered.property.name = order.removeprefix('-')
        if order.startswith('-'):
            ordered.direction = ordered.DESCENDING
    if filters:
        composite = message.filter.composite_filter
        composite.op = composite.AND
        for name, operator, value in filters:
            one = composite.filters.add().property_filter
            one.property.name = name
            one.op = _OPERATORS[operator]
            _set_value(one.value, value)
    return message


def _set_value(message: Pb, value: _Operand) -> None:
    if isinstance(value, int):
        message.integer_value = value
    elif isinstance(value, str):
        message.string_value = value
    elif isinstance(value, _KEY):
        message.key_value.CopyFrom(value)
    else:
        for text in value:
            message.array_value.values.add(string_value=text)


def _metadata(request: Pb) -> tuple[tuple[str, str], ...]:
    target = f'project_id={request.project_id}'
    if request.database_id:
        target += f'&database_id={request.database_id}'
    return (('x-goog-request-params', target),)
