"""Confidence intervals that hold for small n and for rates near 0 and 1.

Every rate that a creator reads is shown with its n and its interval.
"""

from __future__ import annotations

import math
import statistics
from typing import NamedTuple

# The quantile of the normal distribution for 95 % confidence.
_Z = statistics.NormalDist().inv_cdf(0.975)


class Interval(NamedTuple):
    """The bounds between which a quantity lies with 95 % confidence."""

    low: float
    high: float


def wilson_interval(successes: float, n: float) -> Interval:
    """Returns the 95 % score interval of a rate.

    Source: E. B. Wilson, "Probable inference, the law of succession, and
    statistical inference", JASA 22 (1927), 209-212; without continuity
    correction, as recommended by Brown, Cai and DasGupta (2001).

    Args:
        successes: The number of successes, 0 to n.
        n: The number of trials; the interval for 0 is (0, 1). Both may be
            fractions, as an effective number of trials can be.

    Raises:
        ValueError: The counts are impossible.
    """
    if not 0 <= successes <= n:
        raise ValueError(f'{successes} of {n} is no rate.')
    if n == 0:
        return Interval(0.0, 1.0)
    p = successes / n
    centre = p + _Z * _Z / (2 * n)
    spread = _Z * math.sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
    scale = 1 + _Z * _Z / n
    low = 0.0 if successes == 0 else (centre - spread) / scale
    high = 1.0 if successes == n else (centre + spread) / scale
    return Interval(low, high)


def difference_interval(
    first: tuple[float, float], second: tuple[float, float]
) -> Interval:
    """Returns the 95 % interval of `rate of second - rate of first`.

    Source: R. G. Newcombe, "Interval estimation for the difference between
    independent proportions: comparison of eleven methods", Statistics in
    Medicine 17 (1998), 873-890, method 10 (hybrid score).

    Args:
        first: Successes and n of the one group.
        second: Successes and n of the other.

    Raises:
        ValueError: The counts are impossible.
    """
    low_1, high_1 = wilson_interval(*first)
    low_2, high_2 = wilson_interval(*second)
    if first[1] == 0 or second[1] == 0:
        return Interval(-1.0, 1.0)
    p_1, p_2 = first[0] / first[1], second[0] / second[1]
    difference = p_2 - p_1
    down = math.hypot(p_2 - low_2, high_1 - p_1)
    up = math.hypot(high_2 - p_2, p_1 - low_1)
    return Interval(difference - down, difference + up)


def correlation_interval(r: float, n: int) -> Interval:
    """Returns the 95 % interval of a correlation by Fisher's transformation.

    Source: R. A. Fisher, "On the 'probable error' of a coefficient of
    correlation deduced from a small sample", Metron 1 (1921), 3-32.

    Args:
        r: The correlation, -1 to 1.
        n: The number of pairs; the interval for fewer than 4 is (-1, 1).
    """
    if n < 4:
        return Interval(-1.0, 1.0)
    if abs(r) >= 1:
        return Interval(r, r)
    spread = _Z / math.sqrt(n - 3)
    centre = math.atanh(r)
    return Interval(math.tanh(centre - spread), math.tanh(centre + spread))
