"""Cycles of states, independent of where they are entered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Names = tuple[str, ...]


def open_cycle(closed: Sequence[str]) -> Names:
    """Returns the states of a cycle, once each.

    Args:
        closed: The states in order; the last one equals the first.
    """
    return tuple(closed[:-1])


def rotate(names: Names) -> Names:
    """Rotates a cycle to begin at the state with the smallest name."""
    first = names.index(min(names))
    return (*names[first:], *names[:first])


def closed_turns(names: Names) -> Iterator[Names]:
    """Yields all rotations of a cycle, each closed by its first state."""
    for first in range(len(names)):
        yield (*names[first:], *names[: first + 1])
