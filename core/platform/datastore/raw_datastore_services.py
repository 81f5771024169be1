"""Requests to the Datastore without NDB's entities, for reading much.

NDB makes an object for each value that it reads; that costs several times what
the reading itself does. Here entities stay the messages that they came as. The
requests go where those of the NDB context go: to the embedded store, to an
emulator or to the Cloud.
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

# A message of any type: the generated classes carry no type information.
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

# Seconds for one request; a batch of results takes far less.
_TIMEOUT_SECS = 60.0

# Keys in one lookup; Datastore takes 1,000.
_MAX_KEYS_PER_LOOKUP = 900

# Values of one IN that all products take.
MAX_IN_VALUES = 30

_OPERATORS = {
    '=': _PROPERTY_FILTER.EQUAL,
    '<': _PROPERTY_FILTER.LESS_THAN,
    '>': _PROPERTY_FILTER.GREATER_THAN,
    '<=': _PROPERTY_FILTER.LESS_THAN_OR_EQUAL,
    '>=': _PROPERTY_FILTER.GREATER_THAN_OR_EQUAL,
    'in': _PROPERTY_FILTER.IN,
    'below': _PROPERTY_FILTER.HAS_ANCESTOR,
}
_NOT_FINISHED = types.QueryResultBatch.MoreResultsType.NOT_FINISHED

# By client, once determined.
_knows_in: weakref.WeakKeyDictionary[ndb.Client, bool] = (
    weakref.WeakKeyDictionary()
)

# Name of the key among the properties.
KEY = '__key__'

# The value that a property is compared with: also a raw `Key` message, or
# several texts.
_Operand = str | int | Pb | Sequence[str]

# A filter: property, operator, value; several values for 'in', and the key of
# an ancestor, or of the entity itself, for 'below'.
Filter = tuple[str, str, _Operand]


def query(
    kind: str,
    filters: Sequence[Filter] = (),
    order: str | None = None,
    *,
    only: Sequence[str] = (),
    limit: int | None = None,
) -> Iterator[Pb]:
    """Yields the entities of a kind that pass filters.

    The query is on its way when this returns: those that are called one after
    the other wait for their answers together.

    Args:
        kind: The kind.
        filters: Conditions on properties; all must hold.
        order: The property to order by, with '-' before it descending; by key
            without it.
        only: The properties that are wanted, or KEY; by default all.
        limit: How many are wanted; None: all.

    Yields:
        The raw `Entity` messages.
    """
    message = _query_message(kind, filters, order)
    for name in only:
        message.projection.add().property.name = name
    if limit is not None:
        message.limit.value = limit
    return _results(message, _send_query(message))


def _results(message: Pb, call: _Call) -> Iterator[Pb]:
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
    """Returns some entities of a kind that pass filters, in order of keys.

    Args:
        kind: The kind.
        filters: Conditions on properties; all must hold.
        start_cursor: The cursor to continue from; empty for the beginning.

    Returns:
        The raw `Entity` messages of one response of the store, and the cursor
        to continue from; an empty one at the end.
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


def knows_in() -> bool:
    """Whether the Datastore knows the operator IN; old emulators do not."""
    client = ndb.context.get_context().client
    if client not in _knows_in:
        filters: list[Filter] = [('name', 'in', ['one', 'other'])]
        try:
            next(query('NoSuchKind', filters), None)
            _knows_in[client] = True
        except (exceptions.InvalidArgument, exceptions.Unknown):
            _knows_in[client] = False
    return _knows_in[client]


def lookup(keys: Sequence[Pb], transaction: bytes = b'') -> list[Pb | None]:
    """Returns entities by their keys.

    Args:
        keys: Raw `Key` messages.
        transaction: The id of the transaction to read in; empty for none.

    Returns:
        The raw `Entity` messages in the order of the keys; None for missing
        ones.
    """
    entities: dict[Path, Pb] = {}
    waiting = list(keys)
    while waiting:
        request = _LOOKUP_REQUEST(keys=waiting[:_MAX_KEYS_PER_LOOKUP])
        if transaction:
            request.read_options.transaction = transaction
        call = _Call('lookup', request)
        response = call.result()
        for result in response.found:
            entities[path_of(result.entity.key)] = result.entity
        waiting = [*response.deferred, *waiting[_MAX_KEYS_PER_LOOKUP:]]
    return [entities.get(path_of(key)) for key in keys]


def begin_transaction() -> bytes:
    """Begins a transaction; returns its id."""
    call = _Call('begin_transaction', _BEGIN_REQUEST())
    return bytes(call.result().transaction)


def rollback(transaction: bytes) -> None:
    """Gives a transaction up."""
    request = _ROLLBACK_REQUEST(transaction=transaction)
    _Call('rollback', request).result()


def commit(mutations: Sequence[Pb], transaction: bytes = b'') -> None:
    """Writes entities in one request.

    Args:
        mutations: Raw `Mutation` messages, of different keys.
        transaction: The id of the transaction that this ends; without it each
            is written for itself.
    """
    request = CommitRequest()
    request.mutations.extend(mutations)
    send_commit(request, transaction)


def send_commit(
    request: Pb, transaction: bytes = b'', made: Sequence[Any] = ()
) -> None:
    """Writes entities in one request.

    Args:
        request: The raw `CommitRequest` message with the mutations.
        transaction: As for `commit`.
        made: Further mutations, of templates.
    """
    if transaction:
        request.mode = request.TRANSACTIONAL
        request.transaction = transaction
    else:
        request.mode = request.NON_TRANSACTIONAL
    if made:
        client = ndb.context.get_context().client
        request.project_id, request.database_id, _ = _scope(client)
        client.stub.commit_made(request, made)
    else:
        _Call('commit', request).result()


def templates() -> Any:
    """Returns what makes new entities for a store in this process.

    None where the store is elsewhere, and gets messages.
    """
    client = ndb.context.get_context().client
    find = getattr(client.stub, 'templates', None)
    return find and find(_scope(client))


def _scope(client: ndb.Client) -> tuple[str, str, str]:
    return client.project, client.database or '', client.namespace or ''


# Kinds with names or numbers.
Path = tuple[str | int, ...]


def key_message(*path: str | int) -> Pb:
    """Returns the raw `Key` message of a path of kinds and names or numbers."""
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
    """A request that is on its way.

    Args:
        method: The name of the method of the service.
        request: The raw message of the request.
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
        """Waits for the raw response.

        Raises:
            GoogleAPICallError: The service answered with an error.
        """
        try:
            with pauses.pause(not self._future.done()):
                response = self._future.result()
        except grpc.RpcError as error:
            raise exceptions.from_grpc_error(error) from error
        # The embedded store answers raw messages with such.
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
