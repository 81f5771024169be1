"""Store content that many tests need: written once, then copied."""

from __future__ import annotations

import atexit
import contextlib
import copy
import datetime
import functools
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

from google.cloud import ndb

from core import clock
from core.platform.datastore import embedded
from core.platform.datastore.embedded.storage import StoreFile
from tests import request_shapes

_Parameters = ParamSpec('_Parameters')
_Result = TypeVar('_Result')

# The last commit and the next block of ids of a new store.
_INITIAL_STATE = (1, 1)

# A clock that differs less from the real one is not simulated.
_REAL_TIME = datetime.timedelta(seconds=5)


def cache_writes(
    fill: Callable[_Parameters, _Result],
) -> Callable[_Parameters, _Result]:
    """Decorates a function whose only effect is writing to the store.

    If the test's store is empty, it gets a copy of what an earlier call wrote
    with the same arguments and at the same time of a simulated clock.
    """
    copies: dict[Any, tuple[sqlite3.Connection, _Result]] = {}

    @functools.wraps(fill)
    def copied_fill(
        *args: _Parameters.args, **kwargs: _Parameters.kwargs
    ) -> _Result:
        store = _empty_store()
        # A recording of requests includes those of the set-up of tests.
        if store is None or request_shapes.is_recording():
            return fill(*args, **kwargs)
        key = args, tuple(sorted(kwargs.items())), _simulated_time()
        if key in copies:
            content, result = copies[key]
            with _connection(store) as connection:
                content.backup(connection)
            return copy.deepcopy(result)
        result = fill(*args, **kwargs)
        content = sqlite3.connect(':memory:', check_same_thread=False)
        atexit.register(content.close)
        with _connection(store) as connection:
            connection.backup(content)
        copies[key] = content, copy.deepcopy(result)
        return result

    return copied_fill


def _empty_store() -> StoreFile | None:
    """Returns the store of the test if it is embedded and empty."""
    client = ndb.context.get_context().client
    if not isinstance(client, embedded.Client):
        return None
    store = client.service.file
    with store.reader() as connection:
        state = connection.execute(
            'SELECT version, next_id_block FROM state'
        ).fetchone()
    return store if state == _INITIAL_STATE else None


def _simulated_time() -> datetime.datetime | None:
    now = clock.utcnow()
    real_now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    return None if abs(now - real_now) < _REAL_TIME else now


@contextlib.contextmanager
def _connection(store: StoreFile) -> Iterator[sqlite3.Connection]:
    connection = store.acquire()
    yield connection
    store.release(connection)
