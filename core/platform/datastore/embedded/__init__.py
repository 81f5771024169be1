"""Datastore in one SQLite file, in process or served over gRPC."""

from core.platform.datastore.embedded.client import Client
from core.platform.datastore.embedded.errors import StatusError, StoreError

__all__ = ['Client', 'StatusError', 'StoreError']
