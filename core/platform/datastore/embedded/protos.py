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

_RPC_NAMES = {
    'lookup': 'Lookup',
    'run_query': 'RunQuery',
    'run_aggregation_query': 'RunAggregationQuery',
    'begin_transaction': 'BeginTransaction',
    'commit': 'Commit',
    'rollback': 'Rollback',
    'allocate_ids': 'AllocateIds',
    'reserve_ids': 'ReserveIds',
}

# The methods of the service by their Python names: the name in gRPC, and the
# types of request and response.
METHODS: dict[str, tuple[str, Any, Any]] = {
    name: (
        rpc_name,
        getattr(_datastore, f'{rpc_name}Request'),
        getattr(_datastore, f'{rpc_name}Response'),
    )
    for name, rpc_name in _RPC_NAMES.items()
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
