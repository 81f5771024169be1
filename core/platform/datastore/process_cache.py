"""In-process caches of data read from the store."""

from __future__ import annotations

import collections
import threading
import time
import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from google.cloud import ndb

_Key = TypeVar('_Key')
_Value = TypeVar('_Value')


class ProcessCache(Generic[_Key, _Value]):
    """An LRU cache with a maximum size and age of values.

    A change of the NDB client clears it. NDB transactions bypass it.

    Args:
        max_size: The maximum total size of the values.
        size_of: Returns the size of a value; by default 1.
        max_age_secs: The maximum age of a value; by default unlimited.
    """

    def __init__(
        self,
        max_size: int,
        size_of: Callable[[_Value], int] = lambda _: 1,
        max_age_secs: float = float('inf'),
    ) -> None:
        self._max_size = max_size
        self._size_of = size_of
        self._max_age_secs = max_age_secs
        self._lock = threading.Lock()
        self._client: Callable[[], ndb.Client | None] = lambda: None
        # By key: the start time of the read, and the value.
        self._entries: collections.OrderedDict[_Key, tuple[float, _Value]] = (
            collections.OrderedDict()
        )
        self._size = 0
        self._num_dropped = 0

    def get(self, key: _Key, read: Callable[[], _Value]) -> _Value:
        """Returns the value of a key, reading it if it is not cached.

        Args:
            key: The key.
            read: Reads the value from the store; exceptions are not cached.
        """
        context = ndb.context.get_context()
        if context.in_transaction():
            return read()
        began = time.monotonic()
        with self._lock:
            self._clear_if_client_changed(context.client)
            entry = self._entries.get(key)
            if entry is not None and began - entry[0] < self._max_age_secs:
                self._entries.move_to_end(key)
                return entry[1]
            num_dropped = self._num_dropped
        value = read()
        with self._lock:
            # A value that was dropped during the read may be outdated.
            if num_dropped == self._num_dropped:
                self._clear_if_client_changed(context.client)
                self._add(key, began, value)
        return value

    def drop(self, key: _Key) -> None:
        """Removes the value of a key that has changed in the store."""
        with self._lock:
            self._num_dropped += 1
            self._remove(key)

    def _clear_if_client_changed(self, client: ndb.Client) -> None:
        if self._client() is not client:
            self._client = weakref.ref(client)
            self._entries.clear()
            self._size = 0

    def _add(self, key: _Key, began: float, value: _Value) -> None:
        self._remove(key)
        self._entries[key] = began, value
        self._size += self._size_of(value)
        while self._size > self._max_size:
            self._remove(next(iter(self._entries)))

    def _remove(self, key: _Key) -> None:
        removed = self._entries.pop(key, None)
        if removed is not None:
            self._size -= self._size_of(removed[1])


class PerStore(Generic[_Value]):
    """An in-process value for each NDB client.

    Args:
        make: Creates the value when a client is first used.
    """

    def __init__(self, make: Callable[[], _Value]) -> None:
        self._make = make
        self._values: weakref.WeakKeyDictionary[ndb.Client, _Value] = (
            weakref.WeakKeyDictionary()
        )

    def get(self) -> _Value:
        """Returns the value of the current client."""
        client = ndb.context.get_context().client
        if client not in self._values:
            # setdefault: threads that race get the same value.
            self._values.setdefault(client, self._make())
        return self._values[client]
