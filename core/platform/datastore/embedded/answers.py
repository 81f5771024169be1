"""Responses as NDB reads them, without a conversion at each access.

The public classes of google-cloud-datastore look up, convert and wrap a field
at each access, and NDB reads dozens of fields for one entity: a quarter of the
time of a query. They do so in `__getattr__`, which Python calls only for
missing attributes, so the fields that NDB reads become plain attributes here.
An assignment to such a field does not change the response.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from google.cloud.datastore_v1.types import datastore as datastore_types
from google.cloud.datastore_v1.types import entity as entity_types
from google.cloud.datastore_v1.types import query as query_types

from core.platform.datastore.embedded.protos import Key, Pb

# Makes the public object of a raw response.
Wrap = Callable[[Pb], Any]


def wrap_lookup(response: Pb) -> Any:
    """Returns a `LookupResponse`."""
    return _wrap(
        datastore_types.LookupResponse,
        response,
        found=[_wrap_result(result) for result in response.found],
        missing=[_wrap_result(result) for result in response.missing],
        # This store answers all keys at once.
        deferred=(),
    )


def wrap_run_query(response: Pb) -> Any:
    """Returns a `RunQueryResponse`."""
    batch = response.batch
    return _wrap(
        datastore_types.RunQueryResponse,
        response,
        batch=_wrap(
            query_types.QueryResultBatch,
            batch,
            entity_results=[
                _wrap_result(result) for result in batch.entity_results
            ],
        ),
    )


def wrap_commit(response: Pb) -> Any:
    """Returns a `CommitResponse`."""
    return _wrap(
        datastore_types.CommitResponse,
        response,
        mutation_results=[
            _wrap(
                datastore_types.MutationResult,
                result,
                key=_wrap_key(result.key)
                if result.HasField('key')
                else _NO_KEY,
            )
            for result in response.mutation_results
        ],
    )


def _wrap_result(result: Pb) -> Any:
    entity = result.entity
    return _wrap(
        query_types.EntityResult,
        result,
        entity=_wrap(entity_types.Entity, entity, key=_wrap_key(entity.key)),
        cursor=result.cursor,
    )


def _wrap_key(key: Pb) -> Any:
    return _wrap(
        entity_types.Key, key, path=key.path, partition_id=key.partition_id
    )


def _wrap(public_type: Any, message: Pb, **fields: Any) -> Any:
    wrapped = public_type.wrap(message)
    vars(wrapped).update(fields)
    return wrapped


_NO_KEY = _wrap_key(Key())

WRAPS: dict[str, Wrap] = {
    'lookup': wrap_lookup,
    'run_query': wrap_run_query,
    'commit': wrap_commit,
}
