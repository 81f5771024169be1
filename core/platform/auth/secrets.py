"""The secret key that signs sessions and tokens.

Its sources, in order of precedence:

1. the setting STATS_SECRET_KEY;
2. with Cloud Datastore, an entity that the first process creates, so that all
   instances use the same key;
3. the file `secret_key` in the data directory, readable only by its owner.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import secrets
import threading
from collections.abc import Callable
from typing import Any

import itsdangerous
from google.cloud import ndb

from core import settings
from core.platform import datastore
from core.platform.auth import environment
from core.platform.datastore import store

# Random bytes of a key: the output size of SHA-256, the hash of signatures.
_KEY_BYTES = 32

_ENTITY_ID = 'token_signing'
_FILE_NAME = 'secret_key'

_lock = threading.Lock()
_keys_by_source: dict[str, str] = {}


class SecretModel(ndb.Model):
    """A secret shared by all instances; the id is its purpose."""

    # The key as URL-safe text.
    value = ndb.TextProperty(required=True)

    @classmethod
    def kind_name(cls) -> str:
        """Returns the kind of this model in Datastore."""
        return cls.__name__


def get_secret_key() -> str:
    """Returns the secret key."""
    given = settings.current().secret_key
    if given:
        return given
    if environment.is_managed() or datastore.is_cloud():
        return _get_cached_key('datastore', _get_or_create_entity)
    data_dir = datastore.get_data_dir()
    return _get_cached_key(data_dir, lambda: _get_key_of(data_dir))


def serializer(salt: str) -> itsdangerous.URLSafeTimedSerializer:
    """Returns a serializer that signs values for one purpose.

    Args:
        salt: The purpose; signatures for other purposes are invalid.
    """
    return itsdangerous.URLSafeTimedSerializer(get_secret_key(), salt=salt)


def _get_cached_key(source: str, create: Callable[[], str]) -> str:
    with _lock:
        if source not in _keys_by_source:
            _keys_by_source[source] = create()
        return _keys_by_source[source]


def _get_or_create_entity() -> str:
    return store.run(_get_or_create_in_transaction)


def _get_or_create_in_transaction(transaction: store.Transaction) -> str:
    model_class: Any = SecretModel
    entity = transaction.get(model_class, _ENTITY_ID)
    if entity is None:
        entity = store.new(model_class, id=_ENTITY_ID, value=_new_key())
        transaction.put(entity)
    return str(entity.value)


def _get_key_of(data_dir: str) -> str:
    if data_dir == datastore.MEMORY:
        return _new_key()
    return get_or_create_file(pathlib.Path(data_dir) / _FILE_NAME)


def get_or_create_file(path: pathlib.Path) -> str:
    """Returns the key in a file, creating the file if it is missing.

    The file is created atomically: it is written under another name and then
    linked. If processes race, the first one wins.

    Args:
        path: The file; its directory is created if missing.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f'{path.name}.{secrets.token_hex(8)}')
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, 'w') as file:
            file.write(_new_key())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


def _new_key() -> str:
    return secrets.token_urlsafe(_KEY_BYTES)
