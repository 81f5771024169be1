"""Which Datastore runs: decided here and nowhere else.

On App Engine, or with credentials, Cloud Datastore; with
DATASTORE_EMULATOR_HOST an emulator or a served store; otherwise the embedded
store, in the data directory.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from google.cloud import ndb

from core.platform.datastore import embedded

__all__ = [
    'context',
    'embedded',
    'get_client',
    'get_data_dir',
    'set_data_dir',
    'wsgi_middleware',
]

# The embedded store's file in the data directory.
FILE_NAME = 'datastore.sqlite3'
MEMORY = ':memory:'

_lock = threading.Lock()
_client: ndb.Client | None = None
_data_dir: str | None = None

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


def set_data_dir(path: str) -> None:
    """Says where the embedded store's file lives.

    Args:
        path: A directory, made when absent; `:memory:` for a store that is
            gone with the process.

    Raises:
        RuntimeError: A client was made already.
    """
    global _data_dir
    with _lock:
        if _client is not None:
            raise RuntimeError('The Datastore client exists already.')
        _data_dir = path


def get_client() -> ndb.Client:
    """Returns the one client of this process."""
    global _client
    with _lock:
        if _client is None:
            _client = _new_client()
        return _client


def _new_client() -> ndb.Client:
    if os.environ.get('DATASTORE_EMULATOR_HOST'):
        project = os.environ.get('GOOGLE_CLOUD_PROJECT', 'local')
        return ndb.Client(project=project)
    if _is_cloud():
        return ndb.Client()
    return embedded.Client(_embedded_path())


def _is_cloud() -> bool:
    return bool(
        os.environ.get('GAE_ENV')
        or os.environ.get('GOOGLE_APPLICATION_CREDENTIALS')
    )


def get_data_dir() -> str:
    """Returns the directory for what this machine keeps."""
    return _data_dir or os.environ.get('STATS_DATA_DIR') or '.data'


def _embedded_path() -> str:
    directory = get_data_dir()
    if directory == MEMORY:
        return MEMORY
    os.makedirs(directory, exist_ok=True)
    return os.path.join(directory, FILE_NAME)


@contextmanager
def context() -> Iterator[None]:
    """Enters a fresh NDB context on the process's client.

    There is no cache across contexts: with one, a process would show what
    another one has changed already.
    """
    running = ndb.context.get_context(raise_context_error=False)
    if running is None:
        with get_client().context():
            yield
        return
    # A test, or code inside another context: the same client, nothing cached.
    with running.new(cache=None, transaction=None, batches=None).use():
        yield


def wsgi_middleware(app: WsgiApp) -> WsgiApp:
    """Wraps a WSGI application so that each request has an NDB context."""

    def wrapped(
        environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes]:
        with context():
            return app(environ, start_response)

    return wrapped
