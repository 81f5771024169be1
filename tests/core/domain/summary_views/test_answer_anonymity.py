"""Answers of few sessions are not shown individually."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given

from core import feconf
from core.domain.statistics_tab import statistics_view
from core.domain.summaries import answer_key, bounded_tables, state_summary
from core.domain.summary_views import answer_anonymity, answer_sessions
from tests.core.domain.summary_builders import (
    KEY,
    Play,
    many_sessions,
    sum_sessions,
)

pytestmark = pytest.mark.no_store

K = feconf.ANSWERS_K_ANONYMITY
CHOICES = 'MultipleChoiceInput'


def build_sessions(text: str, times: int, key: answer_key.AnswerKey = KEY):
    return [
        Play(f'{text}-{number}').start().wrong('A', text).summary(key)
        for number in range(times)
    ]


def table_to_show(
    table: bounded_tables.BoundedTable, interaction_id: str = 'TextInput'
) -> bounded_tables.BoundedTable:
    return answer_anonymity.table_to_show(table, interaction_id, K)


def table_of(sessions):
    return sum_sessions(sessions).states['A'].answers['TextInput']


@pytest.mark.parametrize(('times', 'is_shown'), [(K - 1, False), (K, True)])
def test_an_answer_is_shown_when_enough_sessions_gave_it(times, is_shown):
    shown = table_to_show(table_of(build_sessions('me', times)))
    assert (shown.rows != {}) == is_shown
    assert shown.total == times


def test_an_answer_repeated_in_one_session_counts_once():
    play = Play().start()
    for _ in range(2 * K):
        play.wrong('A', 'me')
    shown = table_to_show(table_of([play.summary()]))
    assert shown.rows == {}
    assert shown.others[0] == 2 * K


def table_of_categories(*num_sessions: int) -> bounded_tables.BoundedTable:
    table = bounded_tables.BoundedTable(10, len(state_summary.ANSWER_VALUES))
    for number, count in enumerate(num_sessions):
        table.add(('"me"', f'category {number}'), (count, count, 0, 0, 0, 0, 0))
    return table


@pytest.mark.parametrize(
    ('num_sessions', 'is_shown'),
    [((K - 1, K - 1), False), ((K, 1), True), ((1, K), True), ((K,), True)],
)
def test_a_session_counts_once_in_several_categories(num_sessions, is_shown):
    table = table_of_categories(*num_sessions)
    assert answer_sessions.at_least(table, 'TextInput') == {
        '"me"': max(num_sessions)
    }
    assert (
        answer_anonymity.answers_to_withhold(table, 'TextInput', K)
        == frozenset()
    ) == is_shown
    shown = table_to_show(table)
    assert (shown.rows != {}) == is_shown
    assert shown.total == sum(num_sessions)


@given(many_sessions)
def test_the_minimum_of_sessions_is_at_most_their_number(some):
    summary = sum_sessions(some)
    for state in summary.states.values():
        for table in state.answers.values():
            for count in answer_sessions.at_least(table, 'TextInput').values():
                assert 1 <= count <= state.num_sessions


@given(many_sessions)
def test_withholding_keeps_the_total_and_the_table(some):
    for state in sum_sessions(some).states.values():
        for table in state.answers.values():
            before = table.copy()
            shown = table_to_show(table)
            assert table == before
            assert shown.total == table.total
            texts = {text for text, _ in shown.rows}
            assert not texts & answer_anonymity.answers_to_withhold(
                table, 'TextInput', K
            )


def test_choices_are_never_withheld_in_a_playthrough():
    closed = answer_key.StateKey(
        'MultipleChoiceInput', ('End', 'A'), (True, False), is_question=True
    )
    end = answer_key.StateKey('EndExploration', is_terminal=True)
    key = answer_key.AnswerKey('exp', 1, {'A': closed, 'End': end})
    of_choices = answer_anonymity.ShownAnswers(
        sum_sessions(build_sessions('x', 1, key), key), K
    )
    of_texts = answer_anonymity.ShownAnswers(
        sum_sessions(build_sessions('x', 1)), K
    )
    assert of_choices.text_to_show('A', '"x"') == '"x"'
    assert of_texts.text_to_show('A', '"x"') is None
    assert of_texts.text_to_show('', '"x"') is None


def test_open_answers_stay_withheld_after_the_card_asks_for_choices():
    summary = sum_sessions(build_sessions('x', K - 1) + build_sessions('y', K))
    shown = answer_anonymity.ShownAnswers(
        dataclasses.replace(
            summary, interactions={**summary.interactions, 'A': CHOICES}
        ),
        K,
    )
    assert shown.text_to_show('A', '"x"') is None
    assert shown.text_to_show('A', '"y"') == '"y"'


def image_key() -> answer_key.AnswerKey:
    image = answer_key.StateKey(
        'ImageClickInput', ('End', 'A'), (True, False), is_question=True
    )
    end = answer_key.StateKey('EndExploration', is_terminal=True)
    return answer_key.AnswerKey('exp', 1, {'A': image, 'End': end})


def clicks(session: str, *places: tuple[float, str]) -> Play:
    play = Play(session).start()
    for x, *labels in places:
        click = {'clickPosition': [x, 0.5], 'clickedRegions': labels}
        play.wrong('A', click)
    return play


def shown_clicks(*plays: Play) -> tuple[dict, int]:
    key = image_key()
    summary = sum_sessions((play.summary(key) for play in plays), key)
    table = summary.states['A'].answers['ImageClickInput']
    shown = table_to_show(table, 'ImageClickInput')
    assert shown.total == table.total
    rows = {}
    for (text, _), row in shown.rows.items():
        click = json.loads(text)
        position = click['clickPosition']
        rows[position and position[0], *click['clickedRegions']] = row[0]
    return rows, shown.others[0]


def test_clicks_into_one_hexagon_are_one_answer():
    rows, others = shown_clicks(
        *(clicks(f's{n}', (0.5 + n / 1000, 'Sea')) for n in range(K))
    )
    assert list(rows.values()) == [K]
    assert others == 0


def test_rare_clicks_are_shown_as_their_regions():
    rows, others = shown_clicks(
        *(clicks(f's{n}', (n / 10, 'Sea')) for n in range(K)),
        *(clicks(f't{n}', (n / 10,)) for n in range(K - 1)),
    )
    assert rows == {(None, 'Sea'): K}
    assert others == K - 1


def test_many_clicks_of_one_learner_count_once():
    rows, others = shown_clicks(
        clicks('s', *((n / 10, 'Sea') for n in range(10)))
    )
    assert rows == {}
    assert others == 10


def test_a_rare_click_of_a_playthrough_is_shown_as_its_region():
    key = image_key()
    shown = answer_anonymity.ShownAnswers(
        sum_sessions([clicks('s', (0.5, 'Sea')).summary(key)], key), K
    )
    text = '{"clickPosition":[0.5,0.5],"clickedRegions":["Sea"]}'
    assert shown.text_to_show('A', text) == text.replace('[0.5,0.5]', 'null')
    assert shown.text_to_show('A', 'null') is None


def test_first_clicks_are_shown_by_region():
    key = image_key()
    plays = [clicks(f's{n}', (n / 10, 'Sea'), (0.9, 'Land')) for n in range(K)]
    summary = sum_sessions((play.summary(key) for play in plays), key)
    view = statistics_view.build_view(summary).states['A']
    answers = view['answers']['ImageClickInput']
    (first,) = answers['first_answers']
    assert first['answer'] == {'clickPosition': None, 'clickedRegions': ['Sea']}
    assert first['share']['successes'] == K
    assert answers['num_different'] == K + 1
