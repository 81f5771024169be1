"""Set-up that many tests share: made once, then copied into their stores."""

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


def copied(
    fill: Callable[_Parameters, _Result],
) -> Callable[_Parameters, _Result]:
    """Decorates a function that writes to the store, and nothing else.

    If the store of the test is empty, what an earlier call with the same
    arguments wrote at the same time of a simulated clock is copied into it.
    """
    copies: dict[Any, tuple[sqlite3.Connection, _Result]] = {}

    @functools.wraps(fill)
    def copied_fill(
        *args: _Parameters.args, **kwargs: _Parameters.kwargs
    ) -> _Result:
        store = _empty_store()
        # The lists have what the set-up of a test requests as well.
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
