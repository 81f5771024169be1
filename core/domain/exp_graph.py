"""Which cards can be reached from which."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Mapping


def get_reachable(
    destinations: Mapping[str, Iterable[str]], sources: Iterable[str]
) -> dict[str, None]:
    """Returns what can be reached, nearest first (breadth first).

    Args:
        destinations: Where each node leads; nodes without an entry lead
            nowhere.
        sources: Where to start; these count as reached.

    Returns:
        The nodes as keys, in the order in which they are found.
    """
    found = dict.fromkeys(sources)
    waiting = collections.deque(found)
    while waiting:
        for node in destinations.get(waiting.popleft(), ()):
            if node not in found:
                found[node] = None
                waiting.append(node)
    return found


def reverse(
    destinations: Mapping[str, Iterable[str]],
) -> dict[str, list[str]]:
    """Returns the same ways walked backwards."""
    reversed_ways: dict[str, list[str]] = collections.defaultdict(list)
    for source, targets in destinations.items():
        for target in targets:
            reversed_ways[target].append(source)
    return reversed_ways
