"""Datastore in one SQLite file, in process or served over gRPC."""

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
