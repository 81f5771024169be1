"""Rates as creators see them: with n and an interval."""

from __future__ import annotations

from core.domain.measures import intervals
from core.domain.summary_views import summary_models


def rate_dict(successes: int, n: int) -> summary_models.Rate:
    """Returns a rate with its n and its interval."""
    bounds = intervals.wilson_interval(successes, n)
    return {
        'value': successes / n if n else None,
        'successes': successes,
        'n': n,
        'low': bounds.low,
        'high': bounds.high,
    }
