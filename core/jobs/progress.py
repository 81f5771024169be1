"""Progress of a pipeline that runs in the observing process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

_listeners: list[Callable[[int], None]] = []


@contextlib.contextmanager
def watched(listener: Callable[[int], None]) -> Iterator[None]:
    """Reports finished units to a listener while it is entered."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def advance(number: int) -> None:
    """Reports finished units."""
    for listener in _listeners:
        listener(number)
