"""Chooses the Datastore of this process.

On App Engine, or with credentials, Cloud Datastore; with
DATASTORE_EMULATOR_HOST an emulator or a served store; otherwise the embedded
store, in the data directory.
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

# For layers that must not know which store runs.
StoreError = embedded.StoreError
DamagedStoreError = embedded.DamagedStoreError

__all__ = [
    'DamagedStoreError',
    'StoreError',
    'context',
    'contexts_for_threads',
    'embedded',
    'get_client',
    'get_condition',
    'get_data_dir',
    'is_cloud',
    'keep_context',
    'max_entity_groups',
    'max_writes_per_sec_of_entity',
    'ping',
    'set_data_dir',
    'set_project',
    'use_existing_store',
    'wsgi_middleware',
]

# The embedded store's file in the data directory.
FILE_NAME = 'datastore.sqlite3'
MEMORY = ':memory:'

# Entity groups that one transaction may touch. The emulator of Datastore still
# has entity groups and allows 25. The other stores have none; there the limit
# keeps transactions short, because a conflict repeats them.
_MAX_ENTITY_GROUPS = 250
_MAX_ENTITY_GROUPS_OF_EMULATOR = 25

# Sustained writes per second of one entity, by Datastore's documentation. The
# embedded store has no such limit, but a write takes about a millisecond there,
# so about one write in ten would conflict with another process.
_MAX_WRITES_PER_SEC_OF_ENTITY = 1.0
_MAX_WRITES_PER_SEC_OF_EMBEDDED_ENTITY = 100.0

# Seconds that the store may take to answer a ping.
_PING_SECS = 5.0

INDEX_YAML = pathlib.Path(__file__).parents[3] / 'index.yaml'

_lock = threading.Lock()
_client: ndb.Client | None = None
# The reason why there is no client until the next start.
_damage = ''
_data_dir: str | None = None
_project: str | None = None

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


def set_data_dir(path: str) -> None:
    """Sets the directory of the embedded store's file.

    Args:
        path: A directory, created if missing; `:memory:` for a store that
            ends with the process.

    Raises:
        RuntimeError: A client was made already.
    """
    global _data_dir
    with _before_client():
        _data_dir = path


def use_existing_store(data_dir: str | None) -> None:
    """Chooses the store of a command that needs an existing one.

    Args:
        data_dir: The directory of the embedded store; None for the one that
            the settings name. Ignored where the emulator or Cloud Datastore
            is used.

    Raises:
        StoreError: The directory has no store. Opening it would create an
            empty one, which would hide the mistake.
        RuntimeError: A client was made already.
    """
    if os.environ.get('DATASTORE_EMULATOR_HOST') or is_cloud():
        return
    directory = data_dir or get_data_dir()
    if not (pathlib.Path(directory) / FILE_NAME).is_file():
        raise embedded.StoreError(f'there is no store in {directory}')
    if data_dir:
        set_data_dir(data_dir)


def set_project(project: str) -> None:
    """Uses a project of Cloud Datastore, or of the emulator.

    Raises:
        RuntimeError: A client was made already.
    """
    global _project
    with _before_client():
        _project = project


@contextmanager
def _before_client() -> Iterator[None]:
    with _lock:
        if _client is not None:
            raise RuntimeError('The Datastore client exists already.')
        yield


def get_client() -> ndb.Client:
    """Returns the one client of this process.

    Raises:
        StoreError: The embedded store's file cannot be used.
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
    """Returns the condition of the store, as far as this process knows.

    Raises:
        StoreError: It cannot be opened, for a reason other than damage.
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
    """Looks up a missing entity, to check that the store answers.

    Raises:
        StoreError: It cannot be opened.
        GoogleAPICallError: It does not answer, or answers with an error.
    """
    with context():
        ndb.Key('Ping', 'ping').get(
            use_cache=False, retries=0, timeout=_PING_SECS
        )


def max_entity_groups() -> int:
    """Returns how many entity groups one transaction may touch."""
    if os.environ.get('DATASTORE_EMULATOR_HOST'):
        return _MAX_ENTITY_GROUPS_OF_EMULATOR
    return _MAX_ENTITY_GROUPS


def max_writes_per_sec_of_entity() -> float:
    """Returns the sustained writes per second that one entity allows."""
    if is_cloud() or os.environ.get('DATASTORE_EMULATOR_HOST'):
        return _MAX_WRITES_PER_SEC_OF_ENTITY
    return _MAX_WRITES_PER_SEC_OF_EMBEDDED_ENTITY


def is_cloud() -> bool:
    """Whether Cloud Datastore is used if there is no emulator."""
    return bool(
        _project is not None
        or os.environ.get('GAE_ENV')
        or os.environ.get('GOOGLE_APPLICATION_CREDENTIALS')
        # A worker of Apache Beam on another machine: with a separate
        # embedded store the job would find an empty log.
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
    """Enters a fresh NDB context on the process's client.

    There is no cache across contexts: it would show stale entities that
    another process has changed.
    """
    running = ndb.context.get_context(raise_context_error=False)
    if running is None:
        with get_client().context():
            yield
        return
    # A test, or code inside another context: the same client, nothing cached.
    with running.new(cache=None, transaction=None, batches=None).use():
        yield


def contexts_for_threads() -> Callable[[], AbstractContextManager[Any]]:
    """Returns a function that makes such a context for another thread."""
    client = ndb.context.get_context().client
    context_of: Callable[[], AbstractContextManager[Any]] = client.context
    return context_of


def keep_context(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Lets a streamed answer use the Datastore after its handler returned.

    The context of a request ends with its handler, but a streamed response is
    produced later. Each of its parts gets a context while it is produced.

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
    """Wraps a WSGI application so that each request has an NDB context."""

    def wrapped(
        environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes]:
        with context():
            return app(environ, start_response)

    return wrapped
