"""Calendar days in the creator's time zone."""

from __future__ import annotations

import datetime
import functools
import importlib.resources
import zoneinfo

MSECS_PER_DAY = 86_400_000

UTC = 'UTC'

# UTC offsets, and the times of their changes, are whole quarter hours.
_MSECS_PER_QUARTER = 900_000
_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()


def is_time_zone(name: str) -> bool:
    """Returns whether a text names a time zone of the bundled database."""
    return name in _names()


@functools.cache
def _names() -> frozenset[str]:
    zones = importlib.resources.files('tzdata').joinpath('zones')
    # `Factory` is the placeholder for an unconfigured time zone.
    return frozenset(zones.read_text('utf-8').split()) - {'Factory'}


def day_of(at_msecs: float, time_zone: str = UTC) -> int:
    """Returns the local day of a moment, counted from 1970-01-01.

    Args:
        at_msecs: Milliseconds since the epoch, not negative.
        time_zone: An IANA name.
    """
    if time_zone == UTC:
        return int(at_msecs) // MSECS_PER_DAY
    return _day_of_quarter(int(at_msecs) // _MSECS_PER_QUARTER, time_zone)


@functools.lru_cache(maxsize=65_536)
def _day_of_quarter(quarter: int, time_zone: str) -> int:
    local = datetime.datetime.fromtimestamp(
        quarter * (_MSECS_PER_QUARTER // 1000), zoneinfo.ZoneInfo(time_zone)
    )
    return local.toordinal() - _EPOCH_DAY


def iso_date(day: int) -> str:
    """Formats a day as in 2026-01-31."""
    return datetime.date.fromordinal(day + _EPOCH_DAY).isoformat()


def day_number(day: str) -> int:
    """Parses a day as formatted by `iso_date`.

    Args:
        day: As in 2026-01-31.
    """
    return datetime.date.fromisoformat(day).toordinal() - _EPOCH_DAY
