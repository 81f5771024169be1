"""The raw protocol buffers of the Datastore v1 API.

The public classes of google-cloud-datastore wrap each message in a Python
object that converts on every access. The store handles thousands of messages
a second, so it works on the messages underneath.
"""

from __future__ import annotations

from typing import Any

from google.cloud.datastore_v1.types import (
    datastore as _datastore,
)
from google.cloud.datastore_v1.types import (
    entity as _entity,
)
from google.cloud.datastore_v1.types import (
    query as _query,
)

# A message of any type: the generated classes carry no type information.
Pb = Any

Entity: Any = _entity.Entity.pb()
Key: Any = _entity.Key.pb()
PartitionId: Any = _entity.PartitionId.pb()
Value: Any = _entity.Value.pb()

Query: Any = _query.Query.pb()
Aggregation: Any = _query.AggregationQuery.Aggregation.pb()
EntityResult: Any = _query.EntityResult.pb()
QueryResultBatch: Any = _query.QueryResultBatch.pb()
QueryFilter: Any = _query.Filter.pb()
PropertyFilter: Any = _query.PropertyFilter.pb()
CompositeFilter: Any = _query.CompositeFilter.pb()
PropertyOrder: Any = _query.PropertyOrder.pb()

# The methods of the service, by the name that they have in Python.
METHODS: dict[str, tuple[str, Any, Any]] = {
    'lookup': (
        'Lookup',
        _datastore.LookupRequest,
        _datastore.LookupResponse,
    ),
    'run_query': (
        'RunQuery',
        _datastore.RunQueryRequest,
        _datastore.RunQueryResponse,
    ),
    'run_aggregation_query': (
        'RunAggregationQuery',
        _datastore.RunAggregationQueryRequest,
        _datastore.RunAggregationQueryResponse,
    ),
    'begin_transaction': (
        'BeginTransaction',
        _datastore.BeginTransactionRequest,
        _datastore.BeginTransactionResponse,
    ),
    'commit': (
        'Commit',
        _datastore.CommitRequest,
        _datastore.CommitResponse,
    ),
    'rollback': (
        'Rollback',
        _datastore.RollbackRequest,
        _datastore.RollbackResponse,
    ),
    'allocate_ids': (
        'AllocateIds',
        _datastore.AllocateIdsRequest,
        _datastore.AllocateIdsResponse,
    ),
    'reserve_ids': (
        'ReserveIds',
        _datastore.ReserveIdsRequest,
        _datastore.ReserveIdsResponse,
    ),
}

LookupResponse: Any = _datastore.LookupResponse.pb()
RunQueryResponse: Any = _datastore.RunQueryResponse.pb()
RunAggregationQueryResponse: Any = _datastore.RunAggregationQueryResponse.pb()
BeginTransactionResponse: Any = _datastore.BeginTransactionResponse.pb()
MutationResult: Any = _datastore.MutationResult.pb()
CommitResponse: Any = _datastore.CommitResponse.pb()
RollbackResponse: Any = _datastore.RollbackResponse.pb()
AllocateIdsResponse: Any = _datastore.AllocateIdsResponse.pb()
ReserveIdsResponse: Any = _datastore.ReserveIdsResponse.pb()
