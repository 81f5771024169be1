"""The current time, in one place, so that tests can set it."""

from __future__ import annotations

import datetime


def utcnow() -> datetime.datetime:
    """Returns the current time in UTC, without tzinfo, as NDB stores it."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


def now_msecs() -> float:
    """Returns the current time in milliseconds since the Unix epoch."""
    return msecs_of(utcnow())


def msecs_of(moment: datetime.datetime) -> float:
    """Converts a time of the store to milliseconds since the Unix epoch."""
    return moment.replace(tzinfo=datetime.UTC).timestamp() * 1000
