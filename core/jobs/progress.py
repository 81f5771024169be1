"""How far a pipeline has come, where it runs in the process that watches it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

_listeners: list[Callable[[int], None]] = []


@contextlib.contextmanager
def watched(listener: Callable[[int], None]) -> Iterator[None]:
    """Tells a listener how many more units are done, while it is entered."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def advance(number: int) -> None:
    """Says that so many more units are done."""
    for listener in _listeners:
        listener(number)
