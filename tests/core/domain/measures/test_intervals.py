"""Confidence intervals agree with published examples."""

from __future__ import annotations

import pytest

from core.domain.measures import intervals

pytestmark = pytest.mark.no_store


# Newcombe (1998), "Two-sided confidence intervals for the single
# proportion", table I, method 3 (score).
@pytest.mark.parametrize(
    ('successes', 'n', 'low', 'high'),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval_matches_newcombe_table(
    successes: int, n: int, low: float, high: float
) -> None:
    interval = intervals.wilson_interval(successes, n)
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


# Newcombe (1998), "Interval estimation for the difference between
# independent proportions", table II, method 10.
@pytest.mark.parametrize(
    ('first', 'second', 'low', 'high'),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_difference_interval_matches_newcombe_table(
    first: tuple[int, int],
    second: tuple[int, int],
    low: float,
    high: float,
) -> None:
    interval = intervals.difference_interval(first, second)
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


def test_no_observations_give_no_result() -> None:
    assert intervals.wilson_interval(0, 0) == (0.0, 1.0)
    assert intervals.difference_interval((0, 0), (1, 2)) == (-1.0, 1.0)
    assert intervals.correlation_interval(0.9, 3) == (-1.0, 1.0)


def test_an_impossible_rate_is_refused() -> None:
    with pytest.raises(ValueError, match='5 of 4'):
        intervals.wilson_interval(5, 4)


def test_correlation_interval_matches_fisher() -> None:
    # r = 0.5, n = 28: atanh(0.5) +- 1.96 / 5, transformed back.
    interval = intervals.correlation_interval(0.5, 28)
    assert interval.low == pytest.approx(0.156, abs=1e-3)
    assert interval.high == pytest.approx(0.736, abs=1e-3)
