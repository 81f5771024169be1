"""Datastore in one SQLite file, in process or served over gRPC.

Every entry of every index is one row of one table, ordered by its bytes: the
index id, the encoded columns, the encoded path. Ascending and descending
orders by one property read the same entries; several equality filters are a
merge join. Modules by subject:

- encoding, indexing, composites: values, keys and index entries as bytes
- layout, storage, scratch, health, salvage: the file, its tables, its errors
- names, ids, keys, checks, meanings, limits: what is valid
- mutations, commits, group_commit: writing
- templates: new entities as bytes, without messages
- query, parsing, filters: queries as requested
- evaluation: the definition of an answer, one entity at a time
- planner, scans, roots, execution: the answer through indexes
- results, cursors, aggregation, metadata: answers as messages
- transactions: snapshots and conflicts
- index_yaml, index_set, backfill: composite indexes
- service, reads, stored, state, stub, answers, client, server: the API

The store refuses what it does not support: GQL, vector search, explanations of
queries, property masks and transforms, and writes that depend on a version. NDB
requests none of these.
"""

from core.platform.datastore.embedded.client import Client
from core.platform.datastore.embedded.errors import (
    DamagedStoreError,
    StatusError,
    StoreError,
)
from core.platform.datastore.embedded.health import Condition

__all__ = [
    'Client',
    'Condition',
    'DamagedStoreError',
    'StatusError',
    'StoreError',
]
