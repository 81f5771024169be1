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
