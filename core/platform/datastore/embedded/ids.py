"""Ids for incomplete keys: unique, scattered, and never allocated twice.

A process reserves a block of numbers at a time, in one small commit, and
scatters them over 52 bits, because growing ids would all be at one end of an
index. They fit a double, so JavaScript represents them exactly, and are above
2**52, away from ids that people choose.

A commit takes its ids before it begins to write: there is one writer at a
time, so a writer that reserves a block would wait for itself.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence

from core.platform.datastore.embedded.storage import StoreFile

BLOCK = 1000
_FIRST = 1 << 52
# Odd, hence a bijection modulo a power of two; near the golden ratio, hence
# neighbours end up far apart.
_SCATTER = 0x9E3779B97F4A7


def scatter(number: int) -> int:
    """Returns the id for a number."""
    return _FIRST | (number * _SCATTER) % _FIRST


class IdAllocator:
    """Allocates ids for one process.

    Args:
        store_file: The store.
    """

    def __init__(self, store_file: StoreFile) -> None:
        self._file = store_file
        self._lock = threading.Lock()
        self._next = self._end = 0

    def take(self, count: int) -> list[int]:
        """Returns new ids.

        Must not be called inside a write transaction.
        """
        ids: list[int] = []
        with self._lock:
            while len(ids) < count:
                if self._next == self._end:
                    self._reserve_block()
                end = min(self._next + count - len(ids), self._end)
                ids += map(scatter, range(self._next, end))
                self._next = end
        return ids

    def _reserve_block(self) -> None:
        with self._file.writer() as connection:
            numbers = _new_block(connection)
        self._next, self._end = numbers.start, numbers.stop

    def forget(self) -> None:
        """Discards the rest of the block, which a forked child shares."""
        self._lock = threading.Lock()
        self._next = self._end = 0


def _new_block(connection: sqlite3.Connection) -> range:
    (block,) = connection.execute(
        'UPDATE state SET next_id_block = next_id_block + 1 '
        'RETURNING next_id_block - 1'
    ).fetchone()
    return range(block * BLOCK, (block + 1) * BLOCK)


def ids_of_commit(
    connection: sqlite3.Connection, taken: Sequence[int]
) -> Iterator[int]:
    """Yields the ids for one commit, without end.

    Args:
        connection: The connection that writes, inside its transaction.
        taken: Ids that were taken for this commit.

    Yields:
        Those ids; then, since some of them may be in use, ids of a
        block that belongs to this commit and is rolled back with it.
    """
    yield from taken
    while True:
        yield from map(scatter, _new_block(connection))


def is_taken(connection: sqlite3.Connection, key: bytes) -> bool:
    """Returns whether a key has an entity or was reserved."""
    row = connection.execute(
        'SELECT 1 FROM entities WHERE key = ? '
        'UNION ALL SELECT 1 FROM reserved WHERE key = ?',
        (key, key),
    ).fetchone()
    return row is not None
