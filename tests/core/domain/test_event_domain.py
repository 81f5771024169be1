"""Times and equality of events."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import event_domain, session_token
from tests.core.domain import stats_builders as b

pytestmark = pytest.mark.no_store

SESSION = session_token.Session('s', 'exp', 1, True, 0.0)
NOW = 1_800_000_000_000.0
BEGAN = NOW - 3_600_000


def correct_time(client: float, sent: float) -> float:
    return event_domain.corrected_time_msecs(client, sent, NOW, BEGAN)


@pytest.mark.parametrize('clock_error', [0, -90_000, 5_000_000_000, -NOW])
def test_a_wrong_clock_is_corrected(clock_error):
    happened = NOW - 60_000

    assert correct_time(happened + clock_error, NOW + clock_error) == happened


def test_event_times_lie_between_session_start_and_arrival():
    assert correct_time(NOW + 5_000, NOW) == NOW
    assert correct_time(0, NOW) == BEGAN


@given(st.lists(st.floats(0, 1e13), min_size=1), st.floats(0, 1e13))
def test_correction_keeps_the_order(times, sent):
    ordered = [correct_time(time, sent) for time in sorted(times)]

    assert ordered == sorted(ordered)


def answer(**fields) -> event_domain.Event:
    return b.make_event(
        SESSION,
        'answer_submitted',
        'A',
        event_id='id',
        **{'answer_group_index': 0, 'time_spent_in_state_secs': 2, **fields},
    )


def test_an_event_sent_again_has_the_same_content():
    first = answer(occurred_at_msecs=1.0)

    assert first.has_same_content(answer(occurred_at_msecs=2.0))
    assert first.has_same_content(answer(time_spent_in_state_secs=2.0))


@pytest.mark.parametrize(
    'change',
    [
        {'answer': 'Hello'},
        {'answer_group_index': 1},
        {'is_feedback_useful': False},
        {'sequence_number': 1},
        {'state_name': 'B'},
        {'params': {'x': 1}},
    ],
)
def test_an_event_with_another_value_has_other_content(change):
    other = dataclasses.replace(answer(), **change)

    assert not answer().has_same_content(other)


def test_answers_of_different_types_differ():
    assert not answer(answer=1).has_same_content(answer(answer=True))
    assert not answer(answer=1).has_same_content(answer(answer=1.0))
