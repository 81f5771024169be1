"""Rates of operations, measured in turns, so that the load is comparable."""

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

# The key of the rate of disk flushes among the rates of the stores.
FLUSH = 'flush'

PAGE_BYTES = 4096
PAGES = 256
DISK_COMMITS = 10


def seconds_each(operation: Callable[[], None], times: int) -> float:
    """Returns the mean time of one operation, over `times` calls."""
    start = time.perf_counter()
    for _ in range(times):
        operation()
    return (time.perf_counter() - start) / times


class Disk:
    """A file for measuring the disk's share of a commit."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._file = os.open(folder / 'fsync', os.O_RDWR | os.O_CREAT, 0o600)
        os.pwrite(self._file, bytes(PAGE_BYTES * PAGES), 0)
        os.fsync(self._file)
        self._page = itertools.cycle(range(PAGES))

    def commit(self) -> None:
        """Overwrites a page and waits for the disk (fdatasync)."""
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
    """Returns operations per second by store, from the fastest round.

    Includes FLUSH: the rate at which the disk alone can commit a page.

    Other work on the machine can only make a round slower, so the fastest
    says most about the store (as the documentation of timeit advises).
    """
    taken: dict[str, list[float]] = defaultdict(list)
    turns = list(clients.items())
    # The first round is a warm-up and is discarded.
    for number in range(rounds + 1):
        taken[FLUSH].append(seconds_each(disk.commit, DISK_COMMITS))
        # Rotated, so that each store is first equally often.
        turns.append(turns.pop(0))
        for name, client in turns:
            with operations.context(client):
                seconds = seconds_each(operation, times)
            if number:
                taken[name].append(seconds)
    return {name: 1 / min(seconds) for name, seconds in taken.items()}
