"""Datastore's limits.

See https://cloud.google.com/datastore/docs/concepts/limits
"""

from __future__ import annotations

# Bytes of one entity: 1 MiB less 4 bytes.
MAX_ENTITY_BYTES = 1_048_572

# Bytes of a string or blob that is indexed.
MAX_INDEXED_VALUE_BYTES = 1500

# Bytes of a string or blob that is not indexed: 1 MiB less 89 bytes.
MAX_UNINDEXED_BYTES = 1_048_487

# Bytes of the name of a kind, property, namespace or key.
MAX_NAME_BYTES = 1500

# Elements in the path of a key.
MAX_PATH_ELEMENTS = 100

# Bytes of a whole key.
MAX_KEY_BYTES = 6144

# Levels of entities inside an entity.
MAX_DEPTH = 20

# Index entries of one entity.
MAX_INDEX_ENTRIES = 20_000

# Keys in one Lookup.
MAX_LOOKUP_KEYS = 1000

# Bytes of one request, and of the writes of one transaction: 10 MiB.
MAX_REQUEST_BYTES = 10 * 1024 * 1024

# Seconds that a transaction may last, and may rest between two requests.
MAX_TRANSACTION_SECS = 270.0
MAX_TRANSACTION_IDLE_SECS = 60.0

# Maximum number of conjunctions after a filter's ORs are multiplied out.
MAX_DISJUNCTIONS = 30

# Results and bytes in one batch of a query; a client asks for the next one.
MAX_BATCH_RESULTS = 500
MAX_BATCH_BYTES = 2 * 1024 * 1024

# Values of one NOT_IN.
MAX_NOT_IN_VALUES = 10
