"""The progress of a pipeline that runs in this process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

_listeners: list[Callable[[int], None]] = []


@contextlib.contextmanager
def reporting_to(listener: Callable[[int], None]) -> Iterator[None]:
    """Reports finished units to a listener within the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def advance(number: int) -> None:
    """Reports finished units."""
    for listener in _listeners:
        listener(number)
