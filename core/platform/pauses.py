"""Marks blocking operations: disk, locks, network.

A server may start another request while a thread is blocked.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager

Pause = Callable[[], AbstractContextManager[None]]

_pause: Pause = contextlib.nullcontext


def set_pause(pause: Pause) -> None:
    """Sets the context that the threads of this process enter to block."""
    global _pause
    _pause = pause


def pause(is_blocking: bool = True) -> AbstractContextManager[None]:
    """Returns a context for an operation that blocks the current thread.

    Args:
        is_blocking: Whether it does; otherwise the context has no effect.
    """
    return _pause() if is_blocking else contextlib.nullcontext()
