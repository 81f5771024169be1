"""Reachability of states."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Mapping


def get_reachable(
    destinations: Mapping[str, Iterable[str]], sources: Iterable[str]
) -> dict[str, None]:
    """Returns the reachable nodes, nearest first (breadth-first search).

    Args:
        destinations: Destinations of each node; a missing node has none.
        sources: Start nodes; they count as reachable.

    Returns:
        The nodes as keys, in the order of their discovery.
    """
    reachable = dict.fromkeys(sources)
    waiting = collections.deque(reachable)
    while waiting:
        for node in destinations.get(waiting.popleft(), ()):
            if node not in reachable:
                reachable[node] = None
                waiting.append(node)
    return reachable


def reverse(
    destinations: Mapping[str, Iterable[str]],
) -> dict[str, list[str]]:
    """Returns the graph with all edges reversed."""
    reversed_ways: dict[str, list[str]] = collections.defaultdict(list)
    for source, targets in destinations.items():
        for target in targets:
            reversed_ways[target].append(source)
    return reversed_ways
