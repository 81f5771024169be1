"""Counts add, subtract, and say when they cannot be right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.domain import stats_domain

pytestmark = pytest.mark.no_store

counts = st.dictionaries(
    st.tuples(st.sampled_from([None, 'A', 'B']), st.just('num_completions')),
    st.integers(-5, 5),
)


def exploration_stats(**values) -> stats_domain.ExplorationStats:
    return stats_domain.ExplorationStats(exp_id='exp', exp_version=1, **values)


@given(first=counts, second=counts)
def test_what_is_added_can_be_subtracted(first, second):
    one = stats_domain.AggregatedStats().with_counts(first)
    other = stats_domain.AggregatedStats().with_counts(second)

    assert (one + other - other).to_counts() == one.to_counts()
    assert (one + other).to_counts() == (other + one).to_counts()


def test_state_stats_add_and_subtract_counter_by_counter():
    one = stats_domain.StateStats(1, 2, 3, 4, 5, 6)
    other = stats_domain.StateStats(10, 20, 30, 40, 50, 60)

    assert one + other == stats_domain.StateStats(11, 22, 33, 44, 55, 66)
    assert one + other - other == one


def test_state_stats_as_a_dict_and_back():
    stats = stats_domain.StateStats(1, 2, 3, 4, 5, 6)

    assert stats_domain.StateStats.from_dict(stats.to_dict()) == stats


@pytest.mark.parametrize('change', [{'more': 1}, {'num_completions': None}])
def test_a_dict_with_other_counters_is_refused(change):
    values = stats_domain.StateStats().to_dict() | change
    if change == {'num_completions': None}:
        del values['num_completions']

    with pytest.raises(errors.ValidationError):
        stats_domain.StateStats.from_dict(values)


def test_a_negative_count_is_refused_with_its_path():
    stats = exploration_stats(
        state_stats_mapping={'A': stats_domain.StateStats(first_hit_count=-1)}
    )

    with pytest.raises(errors.ValidationError) as caught:
        stats.validate()

    assert caught.value.path == 'state_stats_mapping.A.first_hit_count'


def test_right_counts_violate_nothing():
    stats = exploration_stats(
        num_starts=3,
        num_actual_starts=2,
        num_completions=1,
        state_stats_mapping={
            'A': stats_domain.StateStats(4, 2, 5, 3, 1, 2),
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
def test_totals_out_of_order_are_named(values, named):
    violations = exploration_stats(**values).invariant_violations()

    assert violations
    assert any(named in each for each in violations)


@pytest.mark.parametrize(
    ('values', 'named'),
    [
        ({'first_hit_count': 1}, 'first_hit_count'),
        ({'num_completions': 1}, 'num_completions'),
        ({'useful_feedback_count': 1}, 'useful_feedback_count'),
        ({'num_times_solution_viewed': -1}, 'num_times_solution_viewed'),
    ],
)
def test_state_counts_out_of_order_are_named_with_their_state(values, named):
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
