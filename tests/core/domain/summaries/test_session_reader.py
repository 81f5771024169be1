"""Summaries of sessions from events in any order and of any quality."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import feconf
from core.domain import (
    event_domain,
    session_token,
    stats_computation,
)
from core.domain.summaries import log_rows, session_reader, session_summary
from core.domain.summaries.session_summary import StateRecord, Visit
from tests.core.domain import stats_builders
from tests.core.domain.summary_builders import (
    KEY,
    Play,
    anything,
    counts_of,
    random_play,
    row_of,
)

pytestmark = pytest.mark.no_store

SESSION = session_token.Session('s', 'exp', 1, True, 0.0)


@given(anything, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(rows, random_):
    shuffled = list(rows)
    random_.shuffle(shuffled)

    one = session_reader.summarise_session('s', rows, KEY)
    other = session_reader.summarise_session('s', shuffled, KEY)

    assert one == other
    assert repr(one) == repr(other)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(event_domain.EVENT_CLASSES)),
            st.sampled_from(['A', 'B', 'End', 'Gone']),
            st.booleans(),
        ),
        max_size=20,
    )
)
def test_counts_equal_those_of_audits(kinds):
    events = [
        stats_builders.make_event(
            SESSION,
            event_type,
            state,
            sequence_number=number,
            **(
                {'is_feedback_useful': useful}
                if event_type == 'answer_submitted'
                else {}
            ),
        )
        for number, (event_type, state, useful) in enumerate(kinds)
    ]

    rows = [row_of(event) for event in events]
    summary = session_reader.summarise_session(SESSION.session_id, rows, KEY)

    assert counts_of(summary) == stats_computation.counts_of_session(events)


def test_a_learner_who_completes_the_exploration():
    play = Play().start()
    play.wrong('A').wait(20).right('A').move('A', 'B', secs=20.25)
    play.solution('B').right('B').move('B', 'C', secs=4).right('C')
    summary = play.move('C', 'End', secs=5).end().summary()

    assert (summary.end, summary.end_state) == ('completed', 'End')
    assert summary.visits == [
        Visit('A', 20_250, 2, 1, 1, session_summary.LED_ON),
        Visit('B', 4_000, 1, 0, 0, session_summary.LED_ON),
        Visit('C', 5_000, 1, 0, 0, session_summary.LED_ON),
        Visit('End', 0, 0, 0, 0, session_summary.TERMINAL),
    ]
    assert summary.states['A'] == StateRecord(
        visits=1,
        time_msecs=20_250,
        answers=2,
        wrong=1,
        first_right=False,
        tries_to_right=2,
        has_seen_solution=False,
        has_given_up=False,
    )
    assert summary.states['B'].has_seen_solution
    assert summary.issue is None
    assert summary.problems == {}
    assert summary.ended_at_msecs - summary.started_at_msecs == 20_000


def test_leaving_after_wrong_answers_counts_as_giving_up():
    play = Play().start().wrong('A').right('A').move('A', 'B').wrong('B')
    summary = play.maybe_leave('B', secs=31).summary()

    assert (summary.end, summary.end_state) == ('left', 'B')
    assert summary.states['B'].has_given_up
    assert not summary.states['A'].has_given_up
    assert summary.visits[-1] == Visit(
        'B', 31_000, 1, 1, 1, session_summary.STOPPED
    )


def test_leaving_during_feedback_counts_at_the_answered_card():
    summary = Play().start().right('A').summary()

    assert (summary.end, summary.end_state) == ('left', 'A')
    assert not summary.states['A'].has_given_up
    assert summary.visits == [Visit('A', -1, 1, 0, 0, session_summary.STOPPED)]


def test_a_session_that_may_come_back_has_not_left():
    play = Play().start().wrong('A')
    soon = play.at_msecs + 1000 * feconf.SESSION_SILENCE_SECS - 1

    open_ = play.summary(now_msecs=soon)

    assert open_.end == 'open'
    assert not open_.states['A'].has_given_up
    assert open_.visits[-1].ending == session_summary.GOING_ON
    assert open_.issue is None
    assert play.summary(now_msecs=soon + 1).end == 'left'


def test_a_learner_who_stops_after_a_refresher_has_left():
    play = Play().start().wrong('A')
    play.event('leave_for_refresher_exp', 'A', time_spent_in_state_secs=9.0)
    play.wait(600).wrong('A')

    assert play.summary().end == 'left'


def test_a_learner_who_took_a_refresher_did_not_give_up():
    play = Play().start().wrong('A')
    play.event('leave_for_refresher_exp', 'A', time_spent_in_state_secs=9.0)

    summary = play.summary()

    assert summary.end == 'left_for_refresher'
    assert summary.visits[-1].time_msecs == 9_000
    assert not summary.states['A'].has_given_up
    assert summary.issue is None


def test_a_repeated_answer_is_one_answer_given_twice():
    summary = Play().start().wrong('A', 'x').wrong('A', 'x').summary()

    assert summary.answers == [
        session_summary.AnswerRecord('A', '"x"', 'default_outcome', 2, 0, 1, 1)
    ]


def test_days_follow_the_time_zone_of_the_creator():
    midnight_in_paris = 1_760_047_200_000.0  # 2025-10-10T00:00+02:00
    play = Play(at_msecs=midnight_in_paris - 1000).start().wait(2).wrong('A')
    paris = session_reader.answer_key.AnswerKey(
        'exp', 1, KEY.states, 'Europe/Paris'
    )

    assert len(play.summary().days) == 1
    days = play.summary(paris).days
    assert [sum(counts.values()) for counts in days.values()] == [3, 1]
    first, second = days
    assert second == first + 1


@pytest.mark.parametrize(
    ('problem', 'play'),
    [
        ('no_start', Play().hit('A')),
        ('repeated_start', Play().start().event('exploration_start', 'A')),
        ('answer_elsewhere', Play().start().wrong('B')),
        ('completed_elsewhere', Play().start().move('B', 'C')),
        ('entered_without_leaving', Play().start().hit('B')),
        ('unknown_state', Play().start().right('A').move('A', 'Gone')),
        ('unknown_event_type', Play().start().event('what', 'A')),
        ('solution_elsewhere', Play().start().solution('B')),
        ('left_elsewhere', Play().start().maybe_leave('B')),
        ('impossible_time', Play().start().maybe_leave('A', secs=-2)),
    ],
)
def test_an_impossible_record_is_counted_as_a_problem(problem, play):
    assert problem in play.summary().problems


def test_gaps_and_repetitions_in_the_order_are_problems():
    rows = Play().start().wrong('A').wrong('A').rows
    summarise = session_reader.summarise_session

    gap = summarise('s', rows[:2] + rows[3:], KEY)
    again = summarise('s', [*rows, rows[2]._replace(event_id='z')], KEY)
    twice = summarise('s', [*rows, rows[2]], KEY)

    assert gap.problems == {'gap': 1}
    assert again.problems == {'repeated_sequence_number': 1}
    assert again.states['A'].answers == 3
    assert twice.problems == {'duplicate_event': 1}
    assert twice.states['A'].answers == 2


def test_an_answer_of_an_unknown_group_is_wrong():
    rows = Play().start().wrong('A').rows
    rows[-1] = rows[-1]._replace(answer_group_index=7)

    summary = session_reader.summarise_session('s', rows, KEY)

    assert summary.problems == {'unknown_answer_group': 1}
    assert summary.states['A'].wrong == 1


def test_unknown_states_are_counted_by_name_but_visited_as_one():
    play = Play().start().right('A').move('A', 'Gone').wrong('Gone')
    summary = play.summary()

    assert counts_of(summary)['Gone', 'total_answers_count'] == 1
    assert summary.visits[-1].state_name == session_summary.UNKNOWN_STATE
    assert summary.end_state == session_summary.UNKNOWN_STATE


def test_the_summary_of_any_session_is_small():
    """A session of 20,000 visits and 30,000 long answers, at unknown states."""
    play = Play().start()
    for number in range(10_000):
        long = f'{number} ' + 'x' * 10_000
        play.wrong('A', long).right('A', long).move('A', f'Gone {number}')
        play.right(f'Gone {number}').move(f'Gone {number}', 'A')
        play.wait(3600)

    summary = play.summary()

    assert len(summary.visits) == feconf.MAX_VISITS_PER_SESSION
    assert len(summary.answers) <= feconf.MAX_ANSWERS_PER_SESSION + 4
    assert sum(given.times for given in summary.answers) == 30_000
    assert len(summary.days) <= 33
    assert len({name for name, _ in counts_of(summary)}) <= 53
    assert len(repr(summary)) < 400_000
    assert counts_of(summary)['A', 'total_hit_count'] == 10_001
    assert {'too_many_visits', 'too_many_answers'} <= summary.problems.keys()


def test_a_digest_does_not_reveal_the_session():
    assert 'secret' not in str(
        random_play(random.Random(1), 'secret').summary()
    )
    assert session_reader.digest_of('a') != session_reader.digest_of('b')


class TestAnswersAsText:
    @pytest.mark.parametrize(
        ('answer', 'text'),
        [
            (None, 'null'),
            (2, '2'),
            (2.0, '2'),
            (2.5, '2.5'),
            (1e308, '1e+308'),
            (10**308, '1e+308'),
            (2**53, '9007199254740992'),
            (2**53 + 1, '9007199254740992'),
            ('ü"', '"\\u00fc\\""'),
            ({'b': 1, 'a': [2]}, '{"a":[2],"b":1}'),
        ],
    )
    def test_equal_answers_have_equal_texts(self, answer, text):
        assert log_rows.answer_text(answer) == text
        assert log_rows.answer_text_of_json(json.dumps(answer)) == text
        assert log_rows.answer_text(log_rows.answer_of_text(text)) == text

    @given(
        st.recursive(
            st.none() | st.integers() | st.text(max_size=300),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=5,
        )
    )
    def test_json_as_stored_gives_the_same_text(self, answer):
        stored = log_rows.json.dumps(answer, separators=(',', ':'))
        text = log_rows.answer_text(answer)
        assert log_rows.answer_text_of_json(stored) == text
        assert len(text) <= feconf.MAX_ANSWER_TEXT_LENGTH

    def test_long_answers_with_the_same_beginning_differ(self):
        long = 'x' * 500
        one, other = (log_rows.answer_text(long + end) for end in 'ab')
        assert one != other
        assert log_rows.is_shortened(one)
        assert log_rows.answer_of_text(one).startswith('"xxx')
        assert log_rows.answer_of_text(one).endswith('…')
