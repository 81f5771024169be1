"""Pauses of threads: for the disk, for each other, or for the network.

A server may begin with another request meanwhile.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager

Pause = Callable[[], AbstractContextManager[None]]

_pause: Pause = contextlib.nullcontext


def set_pause(pause: Pause) -> None:
    """Sets the context in which the threads of this process wait."""
    global _pause
    _pause = pause


def pause() -> AbstractContextManager[None]:
    """Returns a context for something that makes the current thread wait."""
    return _pause()
