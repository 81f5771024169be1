"""Requests to the Datastore without NDB's entities, for reading much.

NDB makes an object for each value that it reads; that costs several times what
the reading itself does. Here entities stay the messages that they came as. The
requests go where those of the NDB context go: to the embedded store, to an
emulator or to the Cloud.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from google.cloud import ndb
from google.cloud.datastore_v1 import types

# A message of any type: the generated classes carry no type information.
Pb = Any

_QUERY_REQUEST: Any = types.RunQueryRequest.pb()
_COMMIT_REQUEST: Any = types.CommitRequest.pb()
Entity: Any = types.Entity.pb()
Mutation: Any = types.Mutation.pb()
_QUERY: Any = types.Query.pb()
_PROPERTY_FILTER: Any = types.PropertyFilter.pb()
_VALUE: Any = types.Value.pb()

# Seconds for one request; a batch of results takes far less.
_TIMEOUT_SECS = 60.0

_OPERATORS = {
    '=': _PROPERTY_FILTER.EQUAL,
    '<': _PROPERTY_FILTER.LESS_THAN,
    '>=': _PROPERTY_FILTER.GREATER_THAN_OR_EQUAL,
}
_NOT_FINISHED = types.QueryResultBatch.MoreResultsType.NOT_FINISHED

# A filter: property, operator, text.
Filter = tuple[str, str, str]


def query(
    kind: str, filters: Sequence[Filter] = (), order: str | None = None
) -> Iterator[Pb]:
    """Yields the entities of a kind that pass filters.

    Args:
        kind: The kind.
        filters: Conditions on text properties; all must hold.
        order: The property to order by, ascending; by key without it.

    Yields:
        The raw `Entity` messages.
    """
    client = ndb.context.get_context().client
    message = _query_message(kind, filters, order)
    while True:
        request = _QUERY_REQUEST(query=message)
        _address(request, client)
        request.partition_id.project_id = request.project_id
        request.partition_id.database_id = request.database_id
        request.partition_id.namespace_id = client.namespace or ''
        wrapped = client.stub.run_query(
            types.RunQueryRequest.wrap(request),
            timeout=_TIMEOUT_SECS,
            metadata=_metadata(request),
        )
        batch = types.RunQueryResponse.pb(wrapped).batch
        for result in batch.entity_results:
            yield result.entity
        if batch.more_results != _NOT_FINISHED:
            return
        message.start_cursor = batch.end_cursor


def commit(mutations: Sequence[Pb]) -> None:
    """Writes entities, each for itself, in as few requests as may be.

    Args:
        mutations: Raw `Mutation` messages, of different keys.
    """
    client = ndb.context.get_context().client
    request = _COMMIT_REQUEST(mode=_COMMIT_REQUEST.NON_TRANSACTIONAL)
    _address(request, client)
    request.mutations.extend(mutations)
    client.stub.commit(
        types.CommitRequest.wrap(request),
        timeout=_TIMEOUT_SECS,
        metadata=_metadata(request),
    )


def key_message(*path: str) -> Pb:
    """Returns the raw `Key` message of a path of kinds and names."""
    client = ndb.context.get_context().client
    key = Entity().key
    key.partition_id.project_id = client.project
    key.partition_id.database_id = client.database or ''
    key.partition_id.namespace_id = client.namespace or ''
    for kind, name in zip(path[::2], path[1::2], strict=True):
        key.path.add(kind=kind, name=name)
    return key


def _query_message(
    kind: str, filters: Sequence[Filter], order: str | None
) -> Pb:
    message = _QUERY()
    message.kind.add(name=kind)
    if order is not None:
        message.order.add().property.name = order
    if filters:
        composite = message.filter.composite_filter
        composite.op = composite.AND
        for name, operator, value in filters:
            one = composite.filters.add().property_filter
            one.property.name = name
            one.op = _OPERATORS[operator]
            one.value.string_value = value
    return message


def _address(request: Pb, client: ndb.Client) -> None:
    request.project_id = client.project
    request.database_id = client.database or ''


def _metadata(request: Pb) -> tuple[tuple[str, str], ...]:
    target = f'project_id={request.project_id}'
    if request.database_id:
        target += f'&database_id={request.database_id}'
    return (('x-goog-request-params', target),)
