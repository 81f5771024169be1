"""Counts from the events of a session, in any order and any parts."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import feconf
from core.domain import (
    event_domain,
    session_token,
    stats_computation,
    stats_domain,
)
from tests.core.domain import stats_builders as b

pytestmark = pytest.mark.no_store

SESSION = session_token.Session('s', 'exp', 1, True, 0.0)

events = st.lists(
    st.builds(
        lambda event_type, state_name, useful, stars, number: b.make_event(
            SESSION,
            event_type,
            state_name,
            sequence_number=number,
            **{
                'answer_submitted': {'is_feedback_useful': useful},
                'rate_exploration': {'stars': stars},
            }.get(event_type, {}),
        ),
        st.sampled_from(sorted(event_domain.EVENT_CLASSES)),
        st.sampled_from(['A', 'B']),
        st.booleans(),
        st.integers(1, feconf.MAX_STARS),
        st.integers(0, 5),
    )
)


def counts(*kinds: tuple) -> dict:
    session_events = [
        b.make_event(SESSION, kind, state, **dict(own))
        for kind, state, *own in kinds
    ]
    return dict(stats_computation.counts_of_session(session_events))


@pytest.mark.parametrize(
    ('event_type', 'counter'),
    [
        ('exploration_start', 'num_starts'),
        ('exploration_actual_start', 'num_actual_starts'),
        ('exploration_complete', 'num_completions'),
    ],
)
def test_totals_count_sessions(event_type, counter):
    assert counts((event_type, 'A')) == {(None, counter): 1}
    assert counts((event_type, 'A'), (event_type, 'B')) == {(None, counter): 1}


def test_every_hit_counts_and_first_hits_count_once():
    assert counts(
        ('state_hit', 'A'), ('state_hit', 'A'), ('state_hit', 'B')
    ) == {
        ('A', 'total_hit_count'): 2,
        ('A', 'first_hit_count'): 1,
        ('B', 'total_hit_count'): 1,
        ('B', 'first_hit_count'): 1,
    }


def test_every_answer_counts_and_useful_feedback_if_marked():
    useful = ('is_feedback_useful', True)
    not_useful = ('is_feedback_useful', False)
    kind = 'answer_submitted'

    assert counts((kind, 'A', useful), (kind, 'A', not_useful)) == {
        ('A', 'total_answers_count'): 2,
        ('A', 'useful_feedback_count'): 1,
    }
    assert counts((kind, 'A', not_useful)) == {('A', 'total_answers_count'): 1}


def test_a_solution_counts_once_in_each_state():
    kind = 'solution_hit'

    assert counts((kind, 'A'), (kind, 'A'), (kind, 'B')) == {
        ('A', 'num_times_solution_viewed'): 1,
        ('B', 'num_times_solution_viewed'): 1,
    }


def test_a_hint_counts_once_in_each_state():
    kind = 'hint_viewed'

    assert counts((kind, 'A'), (kind, 'A'), (kind, 'B')) == {
        ('A', 'num_times_hint_viewed'): 1,
        ('B', 'num_times_hint_viewed'): 1,
    }


def test_completing_a_state_counts_each_time():
    kind = 'state_complete'

    assert counts((kind, 'A'), (kind, 'A')) == {('A', 'num_completions'): 2}


def test_the_last_rating_of_a_session_counts_in_any_order():
    kind = 'rate_exploration'
    first = (kind, 'End', ('stars', 5), ('sequence_number', 7))
    last = (kind, 'End', ('stars', 2), ('sequence_number', 9))

    expected = {(None, 'num_ratings'): 1, (None, 'num_ratings_2'): 1}
    assert counts(first, last) == expected
    assert counts(last, first) == expected


@pytest.mark.parametrize(
    'kind', ['leave_for_refresher_exp', 'exploration_maybe_leave']
)
def test_leaving_the_exploration_counts_nothing(kind):
    assert counts((kind, 'A')) == {}


@given(some=events, data=st.data())
def test_the_order_of_the_events_changes_nothing(some, data):
    others = data.draw(st.permutations(some))

    assert stats_computation.counts_of_session(
        others
    ) == stats_computation.counts_of_session(some)


@given(some=events)
def test_repeated_actions_of_a_session_count_by_the_rules(some):
    once = stats_computation.counts_of_session(some)
    again = [
        dataclasses.replace(event, event_id=f'{event.event_id} again')
        for event in some
    ]
    twice = stats_computation.counts_of_session([*some, *again])

    assert twice.keys() == once.keys()
    for key, count in once.items():
        (rule,) = (
            rule
            for rule in stats_computation.COUNTER_RULES
            if (rule.level == 'exploration', rule.counter)
            == (key[0] is None, key[1])
        )
        is_once = rule.once_per_session or rule.last_only
        assert twice[key] == (count if is_once else 2 * count)


def test_every_counter_has_one_rule():
    assert sorted(
        (rule.level, rule.counter) for rule in stats_computation.COUNTER_RULES
    ) == sorted(
        [
            *(('exploration', c) for c in stats_domain.EXPLORATION_COUNTERS),
            *(('state', c) for c in stats_domain.STATE_COUNTERS),
        ]
    )
