"""Ids for keys without one: unique, scattered, and never given out twice.

A process reserves a block of numbers at a time, in one small commit, and
scatters them over 52 bits, because ids that only grow would all go to one end
of an index. They fit a double, so JavaScript keeps them whole, and stay above
2**52, away from ids that people choose.
"""

from __future__ import annotations

import sqlite3
import threading

from core.platform.datastore.embedded.storage import StoreFile

BLOCK = 1000
# Ids beyond those asked for, in case some are taken.
_SPARE = 100
_FIRST = 1 << 52
# Odd, hence a bijection modulo a power of two; near the golden ratio, hence
# neighbours end up far apart.
_SCATTER = 0x9E3779B97F4A7


def scatter(number: int) -> int:
    """Returns the id that a number stands for."""
    return _FIRST | (number * _SCATTER) % _FIRST


class IdAllocator:
    """Hands out ids on behalf of one process.

    Args:
        store_file: The store.
    """

    def __init__(self, store_file: StoreFile) -> None:
        self._file = store_file
        self._lock = threading.Lock()
        self._next = self._end = 0

    def ensure(self, count: int) -> None:
        """Sees to it that so many ids can be allocated without a write.

        To be called before a write transaction begins in which ids are
        needed: a block reserved inside it would be rolled back with it.
        """
        with self._lock:
            if self._end - self._next < count + _SPARE:
                self._reserve_block()

    def allocate(self) -> int:
        """Returns an id that was never returned before."""
        with self._lock:
            if self._next == self._end:
                self._reserve_block()
            number = self._next
            self._next += 1
        return scatter(number)

    def _reserve_block(self) -> None:
        with self._file.writer() as connection:
            (block,) = connection.execute(
                'UPDATE state SET next_id_block = next_id_block + 1 '
                'RETURNING next_id_block - 1'
            ).fetchone()
        self._next = block * BLOCK
        self._end = self._next + BLOCK

    def forget(self) -> None:
        """Gives up the rest of the block, which a forked child shares."""
        self._lock = threading.Lock()
        self._next = self._end = 0


def is_taken(connection: sqlite3.Connection, key: bytes) -> bool:
    """Returns whether a key has an entity or was reserved."""
    row = connection.execute(
        'SELECT 1 FROM entities WHERE key = ? '
        'UNION ALL SELECT 1 FROM reserved WHERE key = ?',
        (key, key),
    ).fetchone()
    return row is not None
