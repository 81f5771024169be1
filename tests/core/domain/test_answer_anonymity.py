"""Answers of few sessions are not shown one by one."""

from __future__ import annotations

import pytest
from hypothesis import given

from core import feconf
from core.domain import answer_anonymity, answer_key
from tests.core.domain.summary_builders import (
    KEY,
    Play,
    many_sessions,
    summed,
)

pytestmark = pytest.mark.no_store

K = feconf.ANSWERS_K_ANONYMITY


def answered(text: str, times: int, key: answer_key.AnswerKey = KEY):
    return [
        Play(f'{text}-{number}').start().wrong('A', text).summary(key)
        for number in range(times)
    ]


def table_of(sessions):
    return summed(sessions).states['A'].answers['TextInput']


@pytest.mark.parametrize(('times', 'is_shown'), [(K - 1, False), (K, True)])
def test_an_answer_is_shown_when_enough_sessions_gave_it(times, is_shown):
    shown = answer_anonymity.table_to_show(table_of(answered('me', times)))
    assert (shown.rows != {}) == is_shown
    assert shown.total == times


def test_giving_it_often_in_one_session_does_not_help():
    play = Play().start()
    for _ in range(2 * K):
        play.wrong('A', 'me')
    shown = answer_anonymity.table_to_show(table_of([play.summary()]))
    assert shown.rows == {}
    assert shown.others[0] == 2 * K


@given(many_sessions)
def test_nothing_is_lost_and_the_table_itself_stays(some):
    for state in summed(some).states.values():
        for table in state.answers.values():
            before = table.copy()
            shown = answer_anonymity.table_to_show(table)
            assert table == before
            assert shown.total == table.total
            texts = {text for text, _ in shown.rows}
            assert not texts & answer_anonymity.withheld(table)


def test_what_everybody_can_choose_is_never_withheld_in_a_playthrough():
    closed = answer_key.StateKey(
        'MultipleChoiceInput', ('End', 'A'), (True, False), is_question=True
    )
    end = answer_key.StateKey('EndExploration', is_terminal=True)
    key = answer_key.AnswerKey('exp', 1, {'A': closed, 'End': end})
    of_choices = answer_anonymity.ShownAnswers(
        summed(answered('x', 1, key), key)
    )
    of_texts = answer_anonymity.ShownAnswers(summed(answered('x', 1)))
    assert of_choices.may_show('A', '"x"')
    assert not of_texts.may_show('A', '"x"')
    assert not of_texts.may_show('', '"x"')
