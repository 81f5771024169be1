"""Rates of operations, measured in turns so that all meet the same load."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping

from google.cloud import ndb

from benchmarks.datastore import operations

Rates = Mapping[str, float]


def seconds_each(operation: Callable[[], None], times: int) -> float:
    """The time one operation takes, on average over `times`."""
    start = time.perf_counter()
    for _ in range(times):
        operation()
    return (time.perf_counter() - start) / times


def rates(
    clients: Mapping[str, ndb.Client],
    operation: Callable[[], None],
    times: int,
    rounds: int,
) -> Rates:
    """Operations in a second by store: the median of rounds in turns."""
    taken: dict[str, list[float]] = defaultdict(list)
    # The first round warms up and is thrown away.
    for number in range(rounds + 1):
        for name, client in clients.items():
            with operations.context(client):
                seconds = seconds_each(operation, times)
            if number:
                taken[name].append(seconds)
    return {
        name: 1 / statistics.median(seconds) for name, seconds in taken.items()
    }
