"""Selection of the store of this process, and its NDB contexts.

With DATASTORE_EMULATOR_HOST, an emulator or a served embedded store; on App
Engine or with credentials, Cloud Datastore; otherwise the embedded store in the
data directory.
"""

from __future__ import annotations

import os
import pathlib
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from google.cloud import ndb

from core import settings
from core.platform.datastore import embedded

# For layers that must not depend on a particular store.
StoreError = embedded.StoreError
DamagedStoreError = embedded.DamagedStoreError

__all__ = [
    'DamagedStoreError',
    'StoreError',
    'context',
    'embedded',
    'get_client',
    'get_condition',
    'get_data_dir',
    'is_cloud',
    'iterate_in_context',
    'max_entity_groups',
    'max_writes_per_sec_of_entity',
    'ping',
    'set_data_dir',
    'set_project',
    'thread_context_factory',
    'use_existing_store',
    'wsgi_middleware',
]

# The file of the embedded store in the data directory.
FILE_NAME = 'datastore.sqlite3'
MEMORY = ':memory:'

# Entity groups per transaction. The Datastore emulator still has entity groups
# and allows 25. The other stores have none; there the limit keeps transactions
# short, because a conflict retries them.
_MAX_ENTITY_GROUPS = 250
_MAX_ENTITY_GROUPS_OF_EMULATOR = 25

# Sustained writes per second to one entity, as documented for Datastore. The
# embedded store has no such limit, but a write takes about a millisecond, so at
# this rate about one in ten conflicts with a write of another process.
_MAX_WRITES_PER_SEC_OF_ENTITY = 1.0
_MAX_WRITES_PER_SEC_OF_EMBEDDED_ENTITY = 100.0

_PING_TIMEOUT_SECS = 5.0

INDEX_YAML = pathlib.Path(__file__).parents[3] / 'index.yaml'

_lock = threading.Lock()
_client: ndb.Client | None = None
# The damage that prevents creating a client until the process restarts.
_damage = ''
_data_dir: str | None = None
_project: str | None = None

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


def set_data_dir(path: str) -> None:
    """Sets the directory of the embedded store's file.

    Args:
        path: A directory, created if missing; `:memory:` for a store that
            lives as long as the process.

    Raises:
        RuntimeError: The client exists already.
    """
    global _data_dir
    with _before_client_exists():
        _data_dir = path


def use_existing_store(data_dir: str | None) -> None:
    """Selects the store of a command that requires an existing one.

    Args:
        data_dir: The directory of the embedded store; None for that of the
            settings. Ignored with the emulator or Cloud Datastore.

    Raises:
        StoreError: The directory has no store. Opening it would create an
            empty one, which would hide the mistake.
        RuntimeError: The client exists already.
    """
    if os.environ.get('DATASTORE_EMULATOR_HOST') or is_cloud():
        return
    directory = data_dir or get_data_dir()
    if not (pathlib.Path(directory) / FILE_NAME).is_file():
        raise embedded.StoreError(f'there is no store in {directory}')
    if data_dir:
        set_data_dir(data_dir)


def set_project(project: str) -> None:
    """Sets the project of Cloud Datastore or of the emulator.

    Raises:
        RuntimeError: The client exists already.
    """
    global _project
    with _before_client_exists():
        _project = project


@contextmanager
def _before_client_exists() -> Iterator[None]:
    with _lock:
        if _client is not None:
            raise RuntimeError('The Datastore client exists already.')
        yield


def get_client() -> ndb.Client:
    """Returns the client of this process, creating it on first use.

    Raises:
        StoreError: The file of the embedded store cannot be used.
    """
    global _client, _damage
    with _lock:
        if _damage:
            raise embedded.DamagedStoreError(_damage)
        if _client is None:
            try:
                _client = _new_client()
            except embedded.DamagedStoreError as error:
                _damage = str(error)
                raise
        return _client


def get_condition() -> embedded.Condition:
    """Returns the condition of the store as last observed by this process.

    Raises:
        StoreError: The store cannot be opened for a reason other than damage.
    """
    try:
        client = get_client()
    except embedded.DamagedStoreError as error:
        return embedded.Condition('damaged', str(error))
    if isinstance(client, embedded.Client):
        return client.service.file.health.condition
    return embedded.Condition()


def _new_client() -> ndb.Client:
    if os.environ.get('DATASTORE_EMULATOR_HOST'):
        default = os.environ.get('GOOGLE_CLOUD_PROJECT', 'local')
        return ndb.Client(project=_project or default)
    if is_cloud():
        return ndb.Client(project=_project)
    return embedded.Client(
        _embedded_path(),
        index_yaml=str(INDEX_YAML),
        writes_index_yaml=settings.current().writes_index_yaml,
    )


def ping() -> None:
    """Checks that the store responds, by looking up a missing entity.

    Raises:
        StoreError: The store cannot be opened.
        GoogleAPICallError: It does not respond, or responds with an error.
    """
    with context():
        ndb.Key('Ping', 'ping').get(
            use_cache=False, retries=0, timeout=_PING_TIMEOUT_SECS
        )


def max_entity_groups() -> int:
    """Returns the maximum number of entity groups per transaction."""
    if os.environ.get('DATASTORE_EMULATOR_HOST'):
        return _MAX_ENTITY_GROUPS_OF_EMULATOR
    return _MAX_ENTITY_GROUPS


def max_writes_per_sec_of_entity() -> float:
    """Returns the maximum sustained writes per second to one entity."""
    if is_cloud() or os.environ.get('DATASTORE_EMULATOR_HOST'):
        return _MAX_WRITES_PER_SEC_OF_ENTITY
    return _MAX_WRITES_PER_SEC_OF_EMBEDDED_ENTITY


def is_cloud() -> bool:
    """Returns whether Cloud Datastore is used unless there is an emulator."""
    return bool(
        _project is not None
        or os.environ.get('GAE_ENV')
        or os.environ.get('GOOGLE_APPLICATION_CREDENTIALS')
        # An Apache Beam worker on another machine: in an embedded store of its
        # own, the job would find an empty log.
        or (
            os.environ.get('CONTROL_API_SERVICE_DESCRIPTOR')
            and 'data_dir' not in settings.current().model_fields_set
        )
    )


def get_data_dir() -> str:
    """Returns the directory of this machine's data."""
    return _data_dir or settings.current().data_dir


def _embedded_path() -> str:
    directory = get_data_dir()
    if directory == MEMORY:
        return MEMORY
    try:
        os.makedirs(directory, exist_ok=True)
    except OSError as error:
        raise embedded.StoreError(
            f'The data directory {directory} cannot be made: {error}'
        ) from error
    return os.path.join(directory, FILE_NAME)


@contextmanager
def context() -> Iterator[None]:
    """Enters a new NDB context with the client of this process.

    Contexts share no cache, which could return entities that another process
    has changed since.
    """
    running = ndb.context.get_context(raise_context_error=False)
    if running is None:
        with get_client().context():
            yield
        return
    # In a test or a nested context: the same client, an empty cache.
    with running.new(cache=None, transaction=None, batches=None).use():
        yield


def thread_context_factory() -> Callable[[], AbstractContextManager[Any]]:
    """Returns a function that creates NDB contexts in other threads.

    They use the client of the current context.
    """
    client = ndb.context.get_context().client
    create_context: Callable[[], AbstractContextManager[Any]] = client.context
    return create_context


def iterate_in_context(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Produces each part of a streamed response in an NDB context.

    The context of a request ends when its handler returns; the parts of a
    streamed response are produced after that.

    Args:
        parts: The parts of the response, produced on demand.

    Yields:
        The same parts.
    """
    while True:
        with context():
            part = next(parts, None)
        if part is None:
            return
        yield part


def wsgi_middleware(app: WsgiApp) -> WsgiApp:
    """Wraps a WSGI application so that it handles requests in NDB contexts."""

    def wrapped(
        environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes]:
        with context():
            return app(environ, start_response)

    return wrapped
