"""Helpers shared by the tests of the embedded store."""

from __future__ import annotations

from typing import Any

from google.cloud.datastore_v1.types import datastore as datastore_types
from google.cloud.datastore_v1.types import entity as entity_types
from google.cloud.datastore_v1.types import query as query_types

from core.platform.datastore.embedded.service import Service
from core.platform.datastore.embedded.storage import StoreFile

PROJECT = 'test'
NON_TRANSACTIONAL = 2


def service(path: str = ':memory:', **options: Any) -> Service:
    return Service(StoreFile(path), **options)


def key(*flat: str | int) -> Any:
    message = entity_types.Key.pb()(partition_id={'project_id': PROJECT})
    for kind, name in zip(flat[::2], flat[1::2], strict=True):
        element = message.path.add(kind=kind)
        if isinstance(name, int):
            element.id = name
        else:
            element.name = name
    return message


def value(content: Any) -> Any:
    message = entity_types.Value.pb()()
    if content is None:
        message.null_value = 0
    elif isinstance(content, list):
        message.array_value.SetInParent()
        message.array_value.values.extend(value(item) for item in content)
    else:
        fields = {bool: 'boolean', int: 'integer', float: 'double'}
        name = fields.get(type(content), 'string')
        setattr(message, f'{name}_value', content)
    return message


def entity(at: Any, **properties: Any) -> Any:
    message = entity_types.Entity.pb()(key=at)
    for name, content in properties.items():
        message.properties[name].CopyFrom(value(content))
    return message


def put(store: Service, at: Any, **properties: Any) -> Any:
    return commit(store, [{'upsert': entity(at, **properties)}])


def commit(
    store: Service, mutations: list[dict[str, Any]], transaction: bytes = b''
) -> Any:
    request = datastore_types.CommitRequest.pb()(project_id=PROJECT)
    for mutation in mutations:
        request.mutations.add(**mutation)
    if transaction:
        request.mode = 1
        request.transaction = transaction
    else:
        request.mode = NON_TRANSACTIONAL
    return store.commit(request)


def begin(store: Service, read_only: bool = False) -> bytes:
    request = datastore_types.BeginTransactionRequest.pb()(project_id=PROJECT)
    if read_only:
        request.transaction_options.read_only.SetInParent()
    return bytes(store.begin_transaction(request).transaction)


def rollback(store: Service, transaction: bytes) -> None:
    store.rollback(
        datastore_types.RollbackRequest.pb()(
            project_id=PROJECT, transaction=transaction
        )
    )


def lookup(store: Service, *keys: Any, transaction: bytes = b'') -> Any:
    request = datastore_types.LookupRequest.pb()(
        project_id=PROJECT, keys=list(keys)
    )
    if transaction:
        request.read_options.transaction = transaction
    return store.lookup(request)


def number(store: Service, at: Any, transaction: bytes = b'') -> int | None:
    """Returns the property `n` of an entity, or None without an entity."""
    results = lookup(store, at, transaction=transaction).found
    return results[0].entity.properties['n'].integer_value if results else None


def query(kind: str | None = 'A', **fields: Any) -> Any:
    message = query_types.Query.pb()(**fields)
    if kind is not None:
        message.kind.add(name=kind)
    return message


def where(name: str, operator: str, content: Any) -> Any:
    """Returns a filter; the content is a message or a plain value."""
    operators = query_types.PropertyFilter.Operator
    message = query_types.Filter.pb()()
    message.property_filter.property.name = name
    message.property_filter.op = operators[operator]
    target = message.property_filter.value
    if type(content).__name__ == 'Key':
        target.key_value.CopyFrom(content)
    else:
        target.CopyFrom(value(content))
    return message


def both(*filters: Any) -> Any:
    message = query_types.Filter.pb()()
    message.composite_filter.op = query_types.CompositeFilter.Operator.AND
    message.composite_filter.filters.extend(filters)
    return message


def order(*names: str) -> list[dict[str, Any]]:
    """Returns orders; a name with a minus in front is descending."""
    return [
        {
            'property': {'name': name.removeprefix('-')},
            'direction': 2 if name.startswith('-') else 1,
        }
        for name in names
    ]


def run(store: Service, message: Any, transaction: bytes = b'') -> Any:
    request = datastore_types.RunQueryRequest.pb()(
        project_id=PROJECT, query=message
    )
    if transaction:
        request.read_options.transaction = transaction
    return store.run_query(request).batch


def names(batch: Any) -> list[str | int]:
    """Returns the names or ids of a batch's results."""
    elements = [result.entity.key.path[-1] for result in batch.entity_results]
    return [element.name or element.id for element in elements]
