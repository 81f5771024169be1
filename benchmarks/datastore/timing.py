"""Rates of operations, measured in turns so that all meet the same load."""

from __future__ import annotations

import itertools
import os
import pathlib
import time
from collections import defaultdict
from collections.abc import Callable, Mapping

from google.cloud import ndb

from benchmarks.datastore import operations

Rates = Mapping[str, float]

# The rate of flushes to the disk among those of the stores.
FLUSH = 'flush'

PAGE_BYTES = 4096
PAGES = 256
DISK_COMMITS = 10


def seconds_each(operation: Callable[[], None], times: int) -> float:
    """The time one operation takes, on average over `times`."""
    start = time.perf_counter()
    for _ in range(times):
        operation()
    return (time.perf_counter() - start) / times


class Disk:
    """The disk's own time for a commit: one page, one fsync."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._file = os.open(folder / 'fsync', os.O_RDWR | os.O_CREAT, 0o600)
        os.pwrite(self._file, bytes(PAGE_BYTES * PAGES), 0)
        os.fsync(self._file)
        self._page = itertools.cycle(range(PAGES))

    def commit(self) -> None:
        """Writes a page over an old one and waits for the disk."""
        page = next(self._page)
        os.pwrite(self._file, b'x' * PAGE_BYTES, page * PAGE_BYTES)
        os.fdatasync(self._file)

    def close(self) -> None:
        """Closes the file."""
        os.close(self._file)


def rates(
    clients: Mapping[str, ndb.Client],
    operation: Callable[[], None],
    times: int,
    rounds: int,
    disk: Disk,
) -> Rates:
    """Operations in a second by store: the fastest of rounds in turns.

    Beside them FLUSH: how often the disk alone can commit a page.

    Other work on the machine can only make a round slower, so the fastest
    says most about the store (as the documentation of timeit advises).
    """
    taken: dict[str, list[float]] = defaultdict(list)
    turns = list(clients.items())
    # The first round warms up and is thrown away.
    for number in range(rounds + 1):
        taken[FLUSH].append(seconds_each(disk.commit, DISK_COMMITS))
        # No store is always behind the same other one.
        turns.append(turns.pop(0))
        for name, client in turns:
            with operations.context(client):
                seconds = seconds_each(operation, times)
            if number:
                taken[name].append(seconds)
    return {name: 1 / min(seconds) for name, seconds in taken.items()}
