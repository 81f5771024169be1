"""Checks whether a serial order explains concurrent transactions."""

from __future__ import annotations

import dataclasses
import graphlib
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

# The version of an entity that was never written.
ABSENT = 0


@dataclasses.dataclass(frozen=True)
class Record:
    """The reads and writes of one committed transaction.

    Attributes:
        reads: The version that was read of each entity, by key.
        writes: The version that the commit gave each entity, by key.
    """

    reads: Mapping[str, int]
    writes: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Returns the record as plain JSON."""
        return {'reads': dict(self.reads), 'writes': dict(self.writes)}


def cycle(records: Iterable[Record]) -> list[Record] | None:
    """Returns transactions that no serial order explains, or None.

    Builds the direct serialization graph (Adya, "Weak Consistency", 1999,
    section 3.1): the writer of a version precedes its readers and overwriters,
    and its readers precede the writer of the next one. The history is
    serializable exactly when the graph has no cycle.
    """
    history = list(records)
    writers: dict[str, dict[int, int]] = defaultdict(dict)
    for number, record in enumerate(history):
        for key, version in record.writes.items():
            assert version not in writers[key], 'a version was given twice'
            writers[key][version] = number
    before: dict[int, set[int]] = {n: set() for n in range(len(history))}
    for key, by_version in writers.items():
        _order_one_key(key, by_version, history, before)
    try:
        graphlib.TopologicalSorter(before).prepare()
    except graphlib.CycleError as error:
        return [history[number] for number in error.args[1]]
    return None


def _order_one_key(
    key: str,
    by_version: Mapping[int, int],
    history: list[Record],
    before: dict[int, set[int]],
) -> None:
    """Adds the edges of the graph that follow from one entity."""
    versions = sorted(by_version)
    successors = dict(zip([ABSENT, *versions], versions, strict=False))
    for first, second in itertools.pairwise(versions):
        before[by_version[second]].add(by_version[first])
    for number, record in enumerate(history):
        if key not in record.reads:
            continue
        version = record.reads[key]
        if version != ABSENT and by_version[version] != number:
            before[number].add(by_version[version])
        overwriter = by_version.get(successors.get(version, -1))
        if overwriter is not None and overwriter != number:
            before[overwriter].add(number)
