"""Tests and sample sizes agree with published values and each other."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.domain.measures import intervals, significance

pytestmark = pytest.mark.no_store

groups = st.integers(1, 500).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n))
)


class TestPValues:
    @pytest.mark.xdist_group('numpy')
    @given(groups, groups)
    def test_the_overall_test_matches_the_chi_squared_test(self, first, second):
        from scipy import stats

        table = [[x, n - x] for x, n in (first, second)]
        assume(all(sum(column) for column in zip(*table, strict=True)))
        expected = stats.chi2_contingency(table, correction=False).pvalue
        p_value = significance.p_value_of_difference(first, second)
        assert p_value == pytest.approx(expected, abs=1e-9)

    @given(groups, groups)
    def test_the_order_of_the_groups_does_not_matter(self, first, second):
        one = significance.p_value_of_difference(first, second)
        assert one == significance.p_value_of_difference(second, first)
        assert 0 <= one <= 1

    @given(groups)
    def test_an_empty_group_gives_no_result(self, group):
        assert significance.p_value_of_difference((0, 0), group) == 1

    @pytest.mark.parametrize('x', [0, 30])
    def test_constant_scores_give_no_result(self, x):
        assert significance.p_value_of_difference((x, 30), (x, 30)) == 1


class TestAdjusted:
    @pytest.mark.xdist_group('numpy')
    @given(st.lists(st.floats(0, 1), max_size=30))
    def test_adjusted_p_values_match_benjamini_and_hochberg(self, p_values):
        from scipy import stats

        adjusted = significance.adjusted_p_values(p_values)
        expected = (
            stats.false_discovery_control(p_values, method='bh')
            if p_values
            else []
        )
        assert adjusted == pytest.approx(list(expected))

    def test_a_single_p_value_is_unchanged(self):
        assert significance.adjusted_p_values([0.03]) == [0.03]

    def test_real_differences_are_found_and_few_false_ones(self):
        random_ = random.Random(1)
        chance = [random_.random() for _ in range(900)]
        adjusted = significance.adjusted_p_values([*[1e-6] * 100, *chance])
        called = [index for index, q in enumerate(adjusted) if q <= 0.05]
        false = sum(index >= 100 for index in called)
        assert set(range(100)) <= set(called)
        assert false / len(called) < 0.1


def equal_groups(rate_1: float, rate_2: float) -> int:
    """Returns the smallest sufficient size of two equal groups."""
    n = 1
    while (significance.sessions_needed(rate_1, (rate_2, n)) or math.inf) > n:
        n += 1
    return n


class TestSessionsNeeded:
    # The formula for equal groups by hand: (1.95996 sqrt(2 p q) + 0.84162
    # sqrt(p1 q1 + p2 q2))^2 / d^2; 356 is also what OpenEpi gives.
    @pytest.mark.parametrize(
        ('rates', 'expected'), [((0.6, 0.7), 356), ((0.5, 0.7), 93)]
    )
    def test_equal_groups_match_fleiss(self, rates, expected):
        assert equal_groups(*rates) == pytest.approx(expected, abs=1)

    @pytest.mark.xdist_group('numpy')
    @pytest.mark.parametrize(
        ('rate', 'fixed'),
        [(0.6, (0.7, 356)), (0.5, (0.4, 1000)), (0.2, (0.1, 300))],
    )
    def test_the_suggested_number_has_a_power_of_80_per_cent(self, rate, fixed):
        from scipy import stats

        other_rate, m = fixed
        n = significance.sessions_needed(rate, fixed)
        assert n is not None
        ours, others = range(n + 1), range(m + 1)
        power = 0.0
        chances = stats.binom.pmf(others, m, other_rate)
        for x, chance in zip(ours, stats.binom.pmf(ours, n, rate), strict=True):
            if chance < 1e-7:
                continue
            power += chance * sum(
                weight
                for y, weight in zip(others, chances, strict=True)
                if weight > 1e-7
                and significance.p_value_of_difference((x, n), (y, m)) <= 0.05
            )
        assert power == pytest.approx(0.8, abs=0.02)

    @given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 10_000))
    def test_comparing_with_a_larger_group_needs_no_more_sessions(
        self, rate, other, n
    ):
        num_sessions = significance.sessions_needed(rate, (other, n))
        if num_sessions is not None:
            larger = significance.sessions_needed(rate, (other, 2 * n))
            assert larger is not None
            assert 1 <= larger <= num_sessions

    def test_no_sample_size_is_suggested_for_equal_rates_or_too_few(self):
        assert significance.sessions_needed(0.5, (0.5, 1000)) is None
        assert significance.sessions_needed(0.5, (0.6, 10)) is None
        assert significance.sessions_needed(0.5, (0.6, 0)) is None


@given(groups, groups)
def test_a_significant_test_and_its_interval_agree(first, second):
    p = significance.p_value_of_difference(first, second)
    low, high = intervals.difference_interval(first, second)
    if p < 0.005 and min(first[1], second[1]) >= 10:
        assert low > 0 or high < 0
    if p > 0.3:
        assert low <= 0 <= high
