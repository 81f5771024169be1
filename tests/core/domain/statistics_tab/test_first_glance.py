"""The first glance: wrong answers, and the effect of the latest change."""

from __future__ import annotations

from typing import Any

import pytest

from core import feconf
from core.domain import exp_services
from core.domain.statistics_tab import (
    lesson_sheet,
    statistics_view,
    statistics_view_services,
    wrong_answers,
)
from core.domain.summaries import answer_key
from core.domain.summary_views import summary_view
from tests.core.domain import exp_builders
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import now, store_summary
from tests.core.domain.improvement_builders import LESSON, lesson, sum_of
from tests.core.domain.summary_builders import Play, sum_sessions

__all__ = ['now']

CHOICE = 'MultipleChoiceInput'


def wrong_of(*plays: Play) -> Any:
    """Returns the commonest wrong answer at A in the view of some plays."""
    view = statistics_view.build_view(sum_of(plays))
    return wrong_answers.commonest(view.states, LESSON).get('A')


def answers(number: int, *texts: str) -> Play:
    """Builds a play with wrong answers at A."""
    play = Play(f's{number}').start('A')
    for text in texts:
        play.wrong('A', text)
    return play


@pytest.mark.no_store
class TestTheCommonestWrongAnswer:
    def test_it_is_what_most_sessions_answered_first(self):
        firsts = ['often'] * 4 + ['less'] * 3
        plays = [answers(i, text, 'later') for i, text in enumerate(firsts)]
        plays += [Play(f'r{i}').start('A').right('A') for i in range(5)]

        wrong = wrong_of(*plays)

        assert wrong['answer'] == 'often'
        assert wrong['interaction_id'] == 'TextInput'
        assert (wrong['share']['successes'], wrong['share']['n']) == (4, 12)

    def test_an_answer_of_too_few_sessions_is_withheld(self):
        assert wrong_of(*(answers(i, f'own {i}') for i in range(9))) is None

    def test_a_right_answer_is_not_shown(self):
        plays = [Play(f'r{i}').start('A').right('A') for i in range(9)]
        assert wrong_of(*plays) is None

    def test_an_answer_to_an_earlier_interaction_is_not_shown(self):
        view = statistics_view.build_view(
            sum_of([answers(i, 'often') for i in range(4)])
        )
        now = lesson(A={'id': 'Continue', 'answer_groups': []})
        assert 'A' not in wrong_answers.commonest(view.states, now)

    @pytest.mark.parametrize(
        ('answer', 'shown'),
        [
            (1, '<p>Hen</p>'),
            (2, 2),
            (-1, -1),
            ('<p>x</p>',) * 2,
            ([[1], [0, 2]], [['<p>Hen</p>'], ['<p>Lion</p>', 2]]),
        ],
    )
    def test_a_choice_is_shown_as_its_text(self, answer, shown):
        rate = summary_view.rate_dict(4, 9)
        given = {'answer': answer, 'is_right': False, 'share': rate}
        states = {'A': {'answers': {CHOICE: {'first_answers': [given]}}}}
        choices = {'choices': {'value': ['<p>Lion</p>', '<p>Hen</p>']}}
        rule = exp_builders.group('Equals', {'x': 0}, 'B')
        now = lesson(
            A={
                'id': CHOICE,
                'customization_args': choices,
                'answer_groups': [rule],
            }
        )
        assert wrong_answers.commonest(states, now)['A']['answer'] == shown


def play_version(version: int, completed: list[bool]) -> None:
    """Stores plays of a version, each completed or not."""
    exploration = exp_services.get_exploration_by_id('exp', version)
    key = answer_key.build_answer_key(exploration)
    first = exploration.init_state_name
    plays = []
    for number, is_completed in enumerate(completed):
        play = Play(f'{version}-{number}').start(first)
        play.event('exploration_actual_start', first)
        if is_completed:
            play.event('exploration_complete', 'B')
        plays.append(play.summary(key))
    store_summary(sum_sessions(plays, key))


def build_text_change(state_name: str) -> dict[str, Any]:
    """Returns a change of the text of a state."""
    return {
        'cmd': 'edit_state_property',
        'state_name': state_name,
        'property_name': 'content',
        'new_value': {'html': '<p>Better</p>'},
    }


def latest_change(version: int | None = None, through: int | None = None):
    view = statistics_view_services.get_view('exp', version, through)
    return view['latest_change']


def counts(rate: dict[str, Any]) -> tuple[int, int]:
    return rate['successes'], rate['n']


class TestTheLatestChange:
    def test_the_first_version_is_no_change(self, now):
        b.make_exploration()
        play_version(1, [True])
        assert latest_change() is None

    def test_plays_since_are_compared_with_all_plays_before(self, now):
        b.make_exploration()
        play_version(1, [True, False, False])
        b.edit('exp', b.rename('A', 'Z'))
        play_version(2, [False])
        b.edit('exp', b.rename('Z', 'Y'))
        play_version(3, [True, True])

        change = latest_change()

        assert change['version'] == 3
        assert counts(change['before']) == (1, 4)
        assert counts(change['since']) == (2, 2)

    def test_plays_of_later_versions_are_ignored(self, now):
        b.make_exploration()
        play_version(1, [True])
        b.edit('exp', b.rename('A', 'Z'))
        b.edit('exp', b.rename('Z', 'Y'))
        play_version(2, [False])
        play_version(3, [True, True])

        change = latest_change(version=2, through=3)

        assert counts(change['before']) == (1, 1)
        assert counts(change['since']) == (0, 1)

    def test_only_changed_states_are_named(self, now):
        b.make_exploration()
        b.edit('exp', b.rename('A', 'Z'))
        assert latest_change()['state_names'] == []
        b.edit('exp', build_text_change('Z'))
        assert latest_change()['state_names'] == ['Z']

    def test_a_version_that_nobody_played_has_no_rate(self, now):
        b.make_exploration()
        b.edit('exp', b.rename('A', 'Z'))
        change = latest_change()
        assert change['since']['value'] is change['before']['value'] is None


def sheet_of(*plays: Play, exploration=LESSON) -> dict[str, Any]:
    """Returns the states on the lesson sheet of some plays, by name."""
    view = statistics_view.build_view(sum_of(plays))
    states = lesson_sheet.build(view.states, exploration)
    return {state['state_name']: state for state in states}


@pytest.mark.no_store
class TestTheLessonSheet:
    def test_it_lists_the_wrong_answers_of_a_question(self):
        firsts = ['often'] * 4 + ['less'] * 3 + ['own words']
        plays = [answers(i, text) for i, text in enumerate(firsts)]
        plays += [Play(f'r{i}').start('A').right('A') for i in range(5)]

        state = sheet_of(*plays)['A']

        assert state['is_question']
        assert state['answers'] == [
            {'answer': 'often', 'num_sessions': 4},
            {'answer': 'less', 'num_sessions': 3},
        ]
        assert state['num_others'] == 1
        assert state['first_try']['n'] == 13

    def test_every_answer_to_an_open_question_is_listed(self):
        no_rule = exp_builders.outcome('B')
        now = lesson(A={'answer_groups': [], 'default_outcome': no_rule})
        plays = [Play(f'r{i}').start('A').right('A', 'Sea') for i in range(4)]

        state = sheet_of(*plays, exploration=now)['A']

        assert not state['is_question']
        assert state['answers'] == [{'answer': 'Sea', 'num_sessions': 4}]
        assert state['num_others'] == 0

    def test_only_the_commonest_are_listed(self):
        words = [f'word {i}' for i in range(9)]
        plays = [
            answers(10 * i + k, word)
            for i, word in enumerate(words)
            for k in range(3)
        ]
        state = sheet_of(*plays)['A']
        assert len(state['answers']) == feconf.MAX_ANSWERS_ON_LESSON_SHEET
        assert state['num_others'] == 3 * (9 - len(state['answers']))

    def test_a_state_without_answers_is_left_out(self):
        assert sheet_of(Play('s').start('A')) == {}
