"""The current time, in one place, so that tests can set it."""

from __future__ import annotations

import contextlib
import contextvars
import datetime
from collections.abc import Iterator

_simulated: contextvars.ContextVar[datetime.datetime | None] = (
    contextvars.ContextVar('simulated_time', default=None)
)


def utcnow() -> datetime.datetime:
    """Returns the current time in UTC, without tzinfo, as NDB stores it."""
    return _simulated.get() or _real_utcnow()


def now_msecs() -> float:
    """Returns the current time in milliseconds since the Unix epoch."""
    return msecs_of(utcnow())


def deadline_in(secs: float | None) -> float | None:
    """Returns the time of a limit in milliseconds since the Unix epoch.

    Args:
        secs: The seconds from now; None for no limit.
    """
    return None if secs is None else now_msecs() + 1000 * secs


def is_past(deadline_msecs: float | None) -> bool:
    """Returns whether a limit is over; None is no limit."""
    return deadline_msecs is not None and now_msecs() >= deadline_msecs


def msecs_of(moment: datetime.datetime) -> float:
    """Converts a time of the store to milliseconds since the Unix epoch."""
    return moment.replace(tzinfo=datetime.UTC).timestamp() * 1000


@contextlib.contextmanager
def simulated(moment: datetime.datetime) -> Iterator[None]:
    """Sets the current time of this thread, for simulated learners."""
    token = _simulated.set(moment)
    try:
        yield
    finally:
        _simulated.reset(token)


def _real_utcnow() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
