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


def pause(is_wait: bool = True) -> AbstractContextManager[None]:
    """Returns a context for something that makes the current thread wait.

    Args:
        is_wait: Whether it does; the context has no effect otherwise.
    """
    return _pause() if is_wait else contextlib.nullcontext()
