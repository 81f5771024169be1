"""Comparisons find real differences, and rarely false ones."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.comparisons import comparison, comparison_measures
from core.domain.comparisons.comparison_measures import Sample, SideData
from core.domain.measures import intervals
from tests.core.domain.improvement_builders import (
    LESSON,
    Way,
    plays_of,
    sum_of,
)
from tests.core.domain.improvements.test_improvements_rules import (
    hardly_right,
    leaves,
)
from tests.core.domain.summary_builders import Play

pytestmark = pytest.mark.no_store

BETTER = comparison_measures.EXPLORATION_MEASURES[1]
WORSE = comparison_measures.SESSION_MEASURES[0]

samples = st.integers(0, 400).flatmap(
    lambda n: st.builds(Sample, st.integers(0, n), st.just(n))
)


def metric(a, b, measure=BETTER) -> comparison.Metric:
    return comparison.Metric(measure, Sample(*a), Sample(*b))


def build_side(count: int, seed: int = 1, **ways: Way) -> SideData:
    return SideData(LESSON, sum_of(plays_of(count, seed, **ways)))


def cards(a: SideData, b: SideData) -> dict[str, list[comparison.Metric]]:
    return {
        name: comparison.compare_state(a, b, (name, name), by_sessions=True)
        for name in LESSON.states
    }


def all_of(
    compared: dict[str, list[comparison.Metric]],
) -> list[comparison.Metric]:
    return [metric for metrics in compared.values() for metric in metrics]


@pytest.mark.parametrize(
    ('a', 'b', 'better', 'worse'),
    [
        ((30, 100), (60, 100), 'better', 'worse'),
        ((60, 100), (30, 100), 'worse', 'better'),
        ((500, 1000), (510, 1000), *['no_difference_seen'] * 2),
        ((50, 100), (55, 100), *['cannot_tell_yet'] * 2),
        ((0, 9), (9, 9), *['cannot_tell_yet'] * 2),
        ((0, 0), (60, 100), *['cannot_tell_yet'] * 2),
        ((0, 0), (0, 0), *['cannot_tell_yet'] * 2),
        ((100, 100), (100, 100), *['no_difference_seen'] * 2),
    ],
)
def test_the_verdict_states_only_significant_claims(a, b, better, worse):
    assert metric(a, b, BETTER).verdict == better
    assert metric(a, b, WORSE).verdict == worse


@given(samples, samples)
def test_swapping_the_sides_reverses_the_verdict(a, b):
    turned = {'better': 'worse', 'worse': 'better'}
    one = comparison.Metric(BETTER, a, b)
    other = comparison.Metric(BETTER, b, a)
    assert other.verdict == turned.get(one.verdict, one.verdict)
    assert other.interval.low == pytest.approx(-one.interval.high)


@given(samples, samples)
def test_the_metric_of_any_counts_is_consistent(a, b):
    for growing in ('a', 'b', None):
        compared = comparison.Metric(WORSE, a, b).to_dict(growing)
        difference = compared['difference']
        if difference['value'] is None:
            assert compared['verdict'] == 'cannot_tell_yet'
        else:
            assert -1 <= difference['low'] <= difference['value'] + 1e-12
            assert difference['value'] - 1e-12 <= difference['high'] <= 1
        if compared['verdict'] in {'better', 'worse'}:
            assert difference['low'] > 0 or difference['high'] < 0
        more = compared['num_more_sessions']
        if more is not None:
            assert compared['verdict'] == 'cannot_tell_yet'
            assert more > 0


class TestMoreSessions:
    def test_the_suggested_number_makes_the_difference_significant(self):
        small = metric((400, 1000), (11, 20))
        more = small.num_more_sessions('b')
        assert more is not None
        n = 20 + more
        grown = metric((400, 1000), (round(n * 11 / 20), n))
        assert small.verdict == 'cannot_tell_yet'
        assert grown.verdict == 'better'

    def test_a_tiny_difference_needs_sessions_to_rule_one_out(self):
        tiny = metric((500, 1000), (20, 40))
        more = tiny.num_more_sessions('b')
        assert more is not None
        n = (40 + more) // 2 * 2
        assert metric((500, 1000), (n // 2, n)).verdict == 'no_difference_seen'

    def test_a_growing_side_cannot_compensate_for_one_that_is_too_small(self):
        assert metric((5, 10), (600, 1000)).num_more_sessions('b') is None

    def test_a_difference_already_significant_needs_no_more_sessions(self):
        assert metric((30, 100), (60, 100)).num_more_sessions('b') is None

    def test_the_number_of_more_sessions_is_for_the_growing_side(self):
        assert metric((11, 20), (400, 1000)).num_more_sessions('a') == metric(
            (400, 1000), (11, 20)
        ).num_more_sessions('b')


class TestCorrelatedAnswers:
    def test_many_answers_of_few_learners_count_as_few(self):
        few = Sample(300, 400, num_sessions=20)
        many = Sample(300, 400)
        assert few.effective == pytest.approx((15, 20))
        assert many.effective == (300, 400)
        compared = comparison.Metric(BETTER, few, few).to_dict(None)
        assert compared['a']['n'] == 400
        bounds = intervals.wilson_interval(15, 20)
        low_and_high = (compared['a']['low'], compared['a']['high'])
        assert low_and_high == pytest.approx(bounds)

    def test_a_rate_of_one_is_not_corrected_below_one(self):
        assert Sample(7, 7, num_sessions=3).effective == (3.0, 3.0)

    @given(*[st.integers(-5, 50)] * 3)
    def test_contradictory_counts_still_give_a_rate(self, x, n, m):
        sample = comparison_measures.sample_of(x, n, m)
        low, high = intervals.wilson_interval(*sample.effective)
        assert 0 <= sample.successes <= sample.n
        assert 0 <= low <= high <= 1


class TestCards:
    def test_only_the_card_made_worse_is_found(self):
        compared = cards(build_side(300), build_side(300, 2, C=hardly_right))
        comparison.judge_together(all_of(compared))
        worse = {
            (name, metric.measure.name)
            for name, metrics in compared.items()
            for metric in metrics
            if metric.verdict == 'worse'
        }
        assert worse == {
            ('C', 'first_try'),
            ('C', 'useful_feedback_rate'),
        }

    def test_the_denominator_of_leaving_is_hits(self):
        compared = cards(build_side(200), build_side(200, 2, B=leaves))
        (left,) = [
            metric
            for metric in compared['B']
            if metric.measure.name == 'left_here_rate'
        ]
        assert left.a == Sample(0, 200, 200)
        assert left.b.n == 200
        assert 70 < left.b.successes < 130

    def test_a_terminal_card_has_nothing_to_compare(self):
        assert cards(build_side(20), build_side(20))['End'] == []

    def test_ranges_of_days_are_compared_by_counters(self):
        a, b = build_side(50), build_side(60, 2, B=leaves)
        metrics = comparison.compare_state(a, b, ('B', 'B'), by_sessions=False)
        assert [metric.measure.name for metric in metrics] == [
            'left_here_rate',
            'useful_feedback_rate',
            'solution_view_rate',
        ]
        assert metrics[0].measure.unit == 'visits'
        assert metrics[0].a == Sample(0, 50, 50)

    def test_a_passer_by_has_left_the_first_card_as_in_the_tab(self):
        lookers = [Play(f'l{number}').start('A') for number in range(30)]
        side = SideData(LESSON, sum_of([*lookers, *plays_of(40)]))
        for by_sessions in (True, False):
            left, *_ = comparison.compare_state(
                side, side, ('A', 'A'), by_sessions
            )
            assert (left.a.successes, left.a.n) == (30, 70)

    def test_few_cards_differ_by_chance(self):
        num_called, num_compared = 0, 0
        for seed in range(12):
            a, b = build_side(60, seed), build_side(60, 100 + seed)
            metrics = all_of(cards(a, b))
            num_compared += comparison.judge_together(metrics)
            num_called += sum(
                metric.verdict in {'better', 'worse'} for metric in metrics
            )
        assert num_compared > 200
        assert num_called <= 2


def test_more_comparisons_need_more_sessions():
    alone, among = (metric((400, 1000), (26, 50)) for _ in range(2))
    others = [metric((50, 100), (50, 100)) for _ in range(30)]
    comparison.judge_together([alone])
    comparison.judge_together([among, *others])
    few, many = (metric.num_more_sessions('b') for metric in (alone, among))
    assert few is not None
    assert many is not None
    assert many > few


@pytest.mark.parametrize('seed', range(3))
def test_the_order_of_learners_changes_nothing(seed):
    plays = plays_of(80, seed, B=leaves)
    shuffled = random.Random(seed).sample(plays, len(plays))
    other = build_side(50, 9)
    compared = [
        [
            metric.to_dict('b')
            for metric in cards(SideData(LESSON, sum_of(some)), other)['B']
        ]
        for some in (plays, shuffled)
    ]
    assert compared[0] == compared[1]


def test_more_successes_than_trials_give_a_rate_of_one():
    sample = comparison_measures.sample_of(5, 3)
    assert sample == Sample(3, 3)
