"""The clock of the application, which tests can set."""

from __future__ import annotations

import contextlib
import contextvars
import datetime
from collections.abc import Iterator

_simulated: contextvars.ContextVar[datetime.datetime | None] = (
    contextvars.ContextVar('simulated_time', default=None)
)


def utcnow() -> datetime.datetime:
    """Returns the current time in UTC, without tzinfo, as NDB stores times."""
    return _simulated.get() or _real_utcnow()


def now_msecs() -> float:
    """Returns the current time in milliseconds since the Unix epoch."""
    return msecs_of(utcnow())


def deadline_in(secs: float | None) -> float | None:
    """Returns a deadline in milliseconds since the Unix epoch.

    Args:
        secs: The seconds from now; None for no deadline.
    """
    return None if secs is None else now_msecs() + 1000 * secs


def is_past(deadline_msecs: float | None) -> bool:
    """Returns whether a deadline has passed; None is no deadline."""
    return deadline_msecs is not None and now_msecs() >= deadline_msecs


def msecs_of(moment: datetime.datetime) -> float:
    """Converts a UTC time without tzinfo to milliseconds since the epoch."""
    return moment.replace(tzinfo=datetime.UTC).timestamp() * 1000


@contextlib.contextmanager
def simulating(moment: datetime.datetime) -> Iterator[None]:
    """Sets the current time of this thread, to simulate learners."""
    token = _simulated.set(moment)
    try:
        yield
    finally:
        _simulated.reset(token)


def _real_utcnow() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
