"""Rates and correlations as creators see them: with n and an interval."""

from __future__ import annotations

from core.domain.measures import intervals, item_analysis
from core.domain.summary_views import summary_models


def rate_dict(
    successes: int, n: int, effective: tuple[float, float] | None = None
) -> summary_models.Rate:
    """Returns a rate with its n and its interval.

    Args:
        successes: The number of successes.
        n: The number of trials.
        effective: Successes and n for the interval, if trials are correlated.
    """
    bounds = intervals.wilson_interval(*(effective or (successes, n)))
    return {
        'value': successes / n if n else None,
        'successes': successes,
        'n': n,
        'low': bounds.low,
        'high': bounds.high,
    }


def discrimination_dict(
    table: item_analysis.ItemTable,
) -> summary_models.Estimate:
    """Returns the discrimination of a state with its n and its interval."""
    bounds = table.discrimination_interval
    return {
        'value': table.discrimination,
        'n': table.num_with_rest,
        'low': bounds.low,
        'high': bounds.high,
    }
