"""Ways that lead round in a circle, wherever one begins to go round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Names = tuple[str, ...]


def opened(closed: Sequence[str]) -> Names:
    """Returns the cards of a cycle, each once.

    Args:
        closed: The cards in order, the first one again at the end.
    """
    return tuple(closed[:-1])


def turned(names: Names) -> Names:
    """Returns the same cycle, begun at the card whose name is smallest."""
    first = names.index(min(names))
    return (*names[first:], *names[:first])


def closed_turns(names: Names) -> Iterator[Names]:
    """Yields the cycle begun at each of its cards, closed."""
    for first in range(len(names)):
        yield (*names[first:], *names[: first + 1])
