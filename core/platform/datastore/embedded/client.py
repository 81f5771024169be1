"""An NDB client whose Datastore is a file of this process."""

from __future__ import annotations

from google.auth.credentials import AnonymousCredentials
from google.cloud import ndb
from google.cloud.client import ClientWithProject

from core.platform.datastore.embedded.service import open_service
from core.platform.datastore.embedded.stub import Stub


class Client(ndb.Client):
    """An NDB client on an embedded store; needs no network, no credentials.

    Args:
        path: The store's file, created if missing; `:memory:` for an empty
            store that ends when the client is closed.
        project: The project of keys.
        namespace: The default namespace of keys.
        database: The database; None for the default one.
        index_yaml: The file with the composite indexes; None if queries do
            not require them.
        writes_index_yaml: Whether to add missing indexes to that file.

    Raises:
        StoreError: The file cannot be used.
    """

    def __init__(
        self,
        path: str,
        project: str = 'local',
        namespace: str | None = None,
        database: str | None = None,
        index_yaml: str | None = None,
        writes_index_yaml: bool = False,
    ) -> None:
        # NDB's own initializer opens a channel to Google's servers; only that
        # of its base class runs.
        ClientWithProject.__init__(
            self, project=project, credentials=AnonymousCredentials()
        )
        self.namespace = namespace
        self.database = database
        self.secure = False
        self.host = 'embedded'
        self._open(path, index_yaml, writes_index_yaml)

    def _open(
        self, path: str, index_yaml: str | None, writes_index_yaml: bool
    ) -> None:
        self.service = open_service(path, index_yaml, writes_index_yaml)
        self.stub = Stub(self.service)

    def close(self) -> None:
        """Closes the store."""
        self.service.close()
