"""Tests of the difference of two rates, and the sessions they need."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

_NORMAL = statistics.NormalDist()

# A need for more sessions than this is reported as impossible.
_MOST_SESSIONS = 1_000_000

# Successes and n of a group. Successes need not be whole: see
# `comparison_measures.Sample`.
Group = tuple[float, float]


def p_value_of_difference(first: Group, second: Group) -> float:
    """Returns the two-sided p-value of the score test of equal rates.

    The square of its statistic is that of K. Pearson's chi-squared test of
    the fourfold table (1900), without correction for continuity. It matches
    score intervals: both use the variance under the hypothesis, not the
    observed one.

    Args:
        first: Successes and n of the one group.
        second: Successes and n of the other.

    Returns:
        The probability of a difference at least as large if both rates were
        equal; 1 if a group is empty or nothing varies.
    """
    (x_1, n_1), (x_2, n_2) = first, second
    if not n_1 or not n_2:
        return 1.0
    pooled = (x_1 + x_2) / (n_1 + n_2)
    variance = pooled * (1 - pooled) * (1 / n_1 + 1 / n_2)
    if variance <= 0:
        return 1.0
    z = abs(x_2 / n_2 - x_1 / n_1) / math.sqrt(variance)
    return 2 * (1 - _NORMAL.cdf(z))


def adjusted_p_values(p_values: Sequence[float]) -> list[float]:
    """Returns p-values adjusted for multiple comparisons.

    If those up to q are called significant, the expected share of false ones
    among them is at most q. Source: Y. Benjamini and Y. Hochberg, "Controlling
    the false discovery rate", JRSS B 57 (1995), 289-300; it also holds under
    positive regression dependency (Benjamini and Yekutieli, Annals of
    Statistics 29 (2001), 1165-1188), but not under arbitrary dependency.

    Args:
        p_values: The p-values of all comparisons.

    Returns:
        The adjusted p-values, in the same order.
    """
    m = len(p_values)
    order = sorted(range(m), key=lambda index: p_values[index], reverse=True)
    adjusted = [1.0] * m
    smallest = 1.0
    for rank, index in zip(range(m, 0, -1), order, strict=True):
        smallest = min(smallest, p_values[index] * m / rank)
        adjusted[index] = smallest
    return adjusted


def sessions_needed(
    rate: float,
    fixed: tuple[float, float],
    significance: float = 0.05,
    power: float = 0.8,
) -> int | None:
    """Returns the size at which a group differs significantly from another.

    Source: J. L. Fleiss, B. Levin and M. C. Paik, "Statistical Methods for
    Rates and Proportions", 3rd edition (2003), chapter 4, in the form for
    unequal groups without correction for continuity: the smallest n with

        d >= z(1 - significance / 2) s0 + z(power) s1

    where d is the difference, s0 its standard error if both rates were equal
    to the pooled one, and s1 its standard error at the actual rates.

    Args:
        rate: The rate of the group that can grow.
        fixed: Rate and size of the group that stays as it is.
        significance: The two-sided significance level.
        power: The probability of a significant result.

    Returns:
        The size; None if no size up to a million suffices, because the other
        group is too small or the rates are equal.
    """
    other_rate, other_n = fixed

    def is_enough(n: float) -> bool:
        share = n / (n + other_n)
        pooled = rate * share + other_rate * (1 - share)
        s_0 = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / other_n))
        s_1 = math.sqrt(
            rate * (1 - rate) / n + other_rate * (1 - other_rate) / other_n
        )
        return abs(rate - other_rate) >= (
            _NORMAL.inv_cdf(1 - significance / 2) * s_0
            + _NORMAL.inv_cdf(power) * s_1
        )

    if rate == other_rate or other_n <= 0 or not is_enough(_MOST_SESSIONS):
        return None
    low, high = 0, _MOST_SESSIONS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
