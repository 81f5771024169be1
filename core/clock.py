"""What time it is, in one place, so that tests can say what time it is."""

from __future__ import annotations

import datetime


def utcnow() -> datetime.datetime:
    """Returns the current time in UTC, without tzinfo, as NDB stores it."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


def now_msecs() -> float:
    """Returns the current time in milliseconds since the Unix epoch."""
    return msecs_of(utcnow())


def msecs_of(moment: datetime.datetime) -> float:
    """Returns a moment of the store in milliseconds since the Unix epoch."""
    return moment.replace(tzinfo=datetime.UTC).timestamp() * 1000
