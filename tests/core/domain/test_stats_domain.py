"""Counts add, and report contradictions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import stats_domain

pytestmark = pytest.mark.no_store

counts = st.dictionaries(
    st.tuples(st.sampled_from([None, 'A', 'B']), st.just('num_completions')),
    st.integers(-5, 5),
)


def exploration_stats(**values) -> stats_domain.ExplorationStats:
    return stats_domain.ExplorationStats(exp_id='exp', exp_version=1, **values)


def state_stats(factor: int) -> stats_domain.StateStats:
    """Builds counts that all differ."""
    return stats_domain.StateStats(
        **{
            name: factor * number
            for number, name in enumerate(stats_domain.STATE_COUNTERS, start=1)
        }
    )


@given(first=counts, second=counts)
def test_an_added_summary_can_be_subtracted(first, second):
    one = stats_domain.AggregatedStats().with_counts(first)
    other = stats_domain.AggregatedStats().with_counts(second)
    both = (one + other).to_counts()

    assert stats_domain.subtract(both, other.to_counts()) == one.to_counts()
    assert both == (other + one).to_counts()


def test_state_stats_add_counter_by_counter():
    one, other, both = state_stats(1), state_stats(10), state_stats(11)

    assert one + other == both


def test_consistent_counts_violate_nothing():
    stats = exploration_stats(
        num_starts=3,
        num_actual_starts=2,
        num_completions=1,
        state_stats_mapping={
            'A': stats_domain.StateStats(
                total_hit_count=5,
                first_hit_count=3,
                total_answers_count=4,
                useful_feedback_count=2,
                num_times_solution_viewed=1,
                num_completions=2,
            ),
            'B': stats_domain.StateStats(),
        },
    )

    assert stats.invariant_violations('A') == []


@pytest.mark.parametrize(
    ('values', 'named'),
    [
        ({'num_actual_starts': 1}, 'num_actual_starts'),
        ({'num_starts': 1, 'num_completions': 1}, 'num_completions'),
        ({'num_starts': -1}, 'negative'),
    ],
)
def test_contradictory_totals_are_named(values, named):
    violations = exploration_stats(**values).invariant_violations()

    assert violations
    assert any(named in violation for violation in violations)


@pytest.mark.parametrize(
    ('values', 'named'),
    [
        ({'first_hit_count': 1}, 'first_hit_count'),
        ({'num_completions': 1}, 'num_completions'),
        ({'useful_feedback_count': 1}, 'useful_feedback_count'),
        ({'num_times_solution_viewed': -1}, 'num_times_solution_viewed'),
    ],
)
def test_contradictory_state_counts_are_named_with_their_state(values, named):
    stats = exploration_stats(
        state_stats_mapping={'Here': stats_domain.StateStats(**values)}
    )

    (violation,) = stats.invariant_violations()

    assert named in violation
    assert 'Here' in violation


@pytest.mark.parametrize('first_hits', [0, 1, 3])
def test_first_hits_of_the_first_state_are_the_starts(first_hits):
    stats = exploration_stats(
        num_starts=2,
        state_stats_mapping={
            'A': stats_domain.StateStats(
                total_hit_count=3, first_hit_count=first_hits
            )
        },
    )

    assert len(stats.invariant_violations('A')) == 1
    assert stats.invariant_violations() == []
