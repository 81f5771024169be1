"""Answers of all versions are interpreted by the version that is shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

import pytest

from core.domain import exp_domain, exp_services
from core.domain.statistics_tab import statistics_view_services
from core.domain.summaries import answer_key
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import now, store_summary
from tests.core.domain.summary_builders import Play, sum_sessions

__all__ = ['now']


def choices(right: int, *htmls: str) -> dict[str, Any]:
    return interaction_of(
        'MultipleChoiceInput',
        [{'rule_type': 'Equals', 'inputs': {'x': right}}],
        choices={'value': [f'<p>{html}</p>' for html in htmls]},
    )


def texts(rule_type: str, *right: str) -> dict[str, Any]:
    return interaction_of(
        'TextInput', [{'rule_type': rule_type, 'inputs': {'x': list(right)}}]
    )


def interaction_of(
    interaction_id: str, rules: Sequence[dict[str, Any]], **args: Any
) -> dict[str, Any]:
    """Builds a question: the rules lead to B, other answers stay at A."""
    interaction: dict[str, Any] = b.choice_state('A')['interaction']
    wrong = interaction['default_outcome']
    return {
        **interaction,
        'id': interaction_id,
        'customization_args': args,
        'answer_groups': [
            {
                'rule_specs': list(rules),
                'outcome': {**wrong, 'dest': 'B', 'labelled_as_correct': True},
            }
        ],
    }


def save(interaction: dict[str, Any]) -> None:
    """Saves the question at A as the next version."""
    if not exp_services.get_all_exploration_ids():
        b.make_exploration()
    b.edit(
        'exp',
        {
            'cmd': 'edit_state_property',
            'state_name': 'A',
            'property_name': 'interaction',
            'new_value': interaction,
        },
    )


def exploration() -> exp_domain.Exploration:
    return exp_services.get_exploration_by_id('exp')


def play(number: int, *answers: Any) -> None:
    """Folds sessions of the latest version that gave the same answers."""
    give([answers] * number)


def give(sessions: Sequence[Sequence[Any]]) -> None:
    """Folds sessions of the latest version, each with its answers."""
    version = exploration()
    key = answer_key.build_answer_key(version)
    (rule,) = version.states['A'].interaction.answer_groups[0].rule_specs
    (right,) = rule.inputs.values()
    plays = []
    for number, answers in enumerate(sessions):
        one = Play(f'{version.version}-{number}').start()
        for answer in answers:
            is_right = (
                answer in right
                if isinstance(right, list)
                else (answer == right)
            )
            one.answer('A', answer, right=is_right)
        plays.append(one.summary(key))
    store_summary(sum_sessions(plays, key))


def answers_at_a(interaction_id: str = 'MultipleChoiceInput') -> dict[str, Any]:
    view = statistics_view_services.get_state('exp', None, None, 'A')
    return view['answers'][interaction_id]


def first_table_of(
    answers: dict[str, Any],
) -> dict[Any, tuple[int, bool | None]]:
    """Returns count and label of each answer in the first table."""
    return {
        row['answer']: (row['frequency'], row['is_right'])
        for row in answers['visualizations'][0]['data']
    }


class TestChoices:
    def test_reordered_choices_are_matched_by_their_text(self):
        save(choices(1, 'Lion', 'Whale', 'Hen'))
        play(6, 0, 1)
        save(choices(2, 'Hen', 'Lion', 'Whale'))
        play(4, 1, 2)

        answers = answers_at_a()

        assert first_table_of(answers) == {1: (10, False), 2: (10, True)}
        (first,) = answers['first_answers']
        assert (first['answer'], first['share']['successes']) == (1, 10)

    def test_a_removed_choice_is_shown_as_its_text(self):
        save(choices(2, 'Lion', 'Hen', 'Whale'))
        play(5, 0, 1, 2)
        save(choices(1, 'Hen', 'Whale'))
        play(3, 1)

        answers = answers_at_a()

        assert first_table_of(answers) == {
            '<p>Lion</p>': (5, False),
            0: (5, False),
            1: (8, True),
        }
        firsts = {row['answer'] for row in answers['first_answers']}
        assert firsts == {'<p>Lion</p>', 1}

    def test_a_choice_that_returns_is_the_same_choice(self):
        save(choices(1, 'Lion', 'Whale'))
        play(4, 0)
        save(choices(0, 'Whale', 'Hen'))
        play(3, 1)
        save(choices(2, 'Hen', '<b>Lion</b>', 'Whale'))

        assert first_table_of(answers_at_a()) == {1: (4, False), 0: (3, False)}

    def test_sets_of_choices_are_matched_too(self):
        def sets(*htmls: str) -> dict[str, Any]:
            rule = {'rule_type': 'Equals', 'inputs': {'x': [0]}}
            return interaction_of(
                'ItemSelectionInput',
                [rule],
                choices={'value': [f'<p>{html}</p>' for html in htmls]},
            )

        save(sets('Lion', 'Whale', 'Hen'))
        play(3, [0, 2])
        play_of_first = answers_at_a('ItemSelectionInput')
        assert play_of_first['visualizations'][0]['data'][0]['answer'] == [0, 2]
        save(sets('Hen', 'Whale'))
        (answer,) = answers_at_a('ItemSelectionInput')['visualizations'][0][
            'data'
        ]
        assert answer['answer'] == [0, '<p>Lion</p>']
        save(sets('Whale', 'Lion', 'Hen'))
        table, bars = answers_at_a('ItemSelectionInput')['visualizations']
        assert table['data'][0]['answer'] == [1, 2]
        assert [bar['answer'] for bar in bars['data']] == [1, 2]

    def test_a_choice_is_shown_as_its_text_after_a_new_interaction(self):
        save(choices(0, 'Lion', 'Whale'))
        play(3, 1)
        save(texts('Equals', 'Lion'))

        assert first_table_of(answers_at_a()) == {'<p>Whale</p>': (3, False)}

    def test_long_choices_with_the_same_beginning_differ(self):
        long = 'whale ' * 40
        save(choices(0, f'{long}one', f'{long}two'))
        play(3, 0)
        play_again = exploration().version
        save(choices(1, f'{long}two', f'{long}one'))

        assert play_again == exploration().version - 1
        assert first_table_of(answers_at_a()) == {1: (3, True)}

    def test_choices_are_shown_even_of_one_learner(self):
        save(choices(0, 'Lion', 'Whale'))
        play(1, 1)
        answers = answers_at_a()
        assert first_table_of(answers) == {1: (1, False)}
        assert answers['num_withheld'] == 0


class TestCorrectedKey:
    def test_an_answer_is_labelled_by_the_key_that_is_shown(self):
        save(choices(0, 'Lion', 'Whale'))
        play(12, 1, 0)
        save(choices(1, 'Lion', 'Whale'))
        play(3, 1)

        answers = answers_at_a()

        assert first_table_of(answers) == {1: (15, True), 0: (12, False)}
        whale, lion = answers['visualizations'][0]['data']
        assert whale['num_judged_otherwise'] == 12
        assert lion['num_judged_otherwise'] == 12
        assert (whale['is_addressed'], lion['is_addressed']) == (True, False)
        (first,) = answers['first_answers']
        assert first['is_right']
        assert (first['num_times'], first['num_judged_otherwise']) == (15, 12)

    def test_the_earlier_version_is_shown_with_its_own_key(self):
        save(choices(0, 'Lion', 'Whale'))
        play(12, 1)
        save(choices(1, 'Lion', 'Whale'))

        view = statistics_view_services.get_state('exp', 2, None, 'A')
        (whale,) = view['answers']['MultipleChoiceInput']['visualizations'][0][
            'data'
        ]
        assert (whale['is_right'], whale['num_judged_otherwise']) == (False, 0)

    def test_a_new_rule_addresses_earlier_answers(self):
        save(texts('Equals', 'Paris'))
        play(4, 'the capital', 'Paris')
        save(texts('Contains', 'paris', 'capital'))

        top, unresolved = answers_at_a('TextInput')['visualizations']
        assert {row['answer']: row['is_addressed'] for row in top['data']} == {
            'the capital': True,
            'Paris': True,
        }
        assert unresolved['data'] == []

    def test_choices_that_share_a_position_are_matched_too(self):
        for words in ('Hen', 'Lion', 'Whale'), ('Whale', 'Hen', 'Lion'):
            html = [f'<p>{word}</p>' for word in words]
            hen, lion, whale = map(words.index, ('Hen', 'Lion', 'Whale'))
            order = [sorted([hen, whale]), [lion]]
            rule = {'rule_type': 'IsEqualToOrdering', 'inputs': {'x': order}}
            save(
                interaction_of(
                    'DragAndDropSortInput',
                    [rule],
                    choices={'value': html},
                    allowMultipleItemsInSamePosition={'value': True},
                )
            )
            play(3, order)

        answers = answers_at_a('DragAndDropSortInput')
        (top,) = answers['visualizations'][0]['data']

        assert top['answer'] == [[0, 1], [2]]
        assert (top['frequency'], top['is_right']) == (6, True)


def fraction(numerator: int, denominator: int) -> dict[str, Any]:
    return {
        'isNegative': False,
        'wholeNumber': 0,
        'numerator': numerator,
        'denominator': denominator,
    }


class TestSpellings:
    @pytest.fixture(autouse=True)
    def composed_and_decomposed(self):
        self.composed = unicodedata.normalize('NFC', 'Orléans')
        self.decomposed = unicodedata.normalize('NFD', 'Orléans')

    def test_spellings_equal_for_the_rules_are_one_answer(self):
        save(texts('Equals', 'Lyon'))
        give(
            [
                *[['Paris']] * 2,
                *[['paris']] * 2,
                *[['PARIS']] * 2,
                *[[self.composed]] * 4,
                *[[self.decomposed]] * 4,
            ]
        )

        answers = answers_at_a('TextInput')
        orleans, paris = answers['visualizations'][0]['data']

        assert unicodedata.normalize('NFC', orleans['answer']) == self.composed
        assert (orleans['frequency'], orleans['num_sessions']) == (8, 8)
        assert (paris['frequency'], paris['num_sessions']) == (6, 6)
        assert paris['spellings'] == [
            {'answer': text, 'count': 2} for text in ('PARIS', 'Paris', 'paris')
        ]
        assert (answers['num_different'], answers['num_withheld']) == (2, 0)
        assert len(answers['first_answers']) == 2

    def test_the_commonest_spelling_is_shown(self):
        save(texts('Equals', 'Lyon'))
        give([['paris'], ['Paris'], ['Paris'], ['  Paris ']])

        (paris,) = answers_at_a('TextInput')['visualizations'][0]['data']

        assert paris['answer'] == 'Paris'
        assert paris['num_sessions'] == 4

    def test_a_learner_with_three_spellings_counts_once(self):
        save(texts('Equals', 'Lyon'))
        give([['secret', 'Secret', 'SECRET'], ['secret']])

        answers = answers_at_a('TextInput')

        assert answers['visualizations'][0]['data'] == []
        assert (answers['num_different'], answers['num_withheld']) == (1, 1)
        assert answers['others']['count'] == 4

    def test_a_case_sensitive_rule_keeps_spellings_apart(self):
        save(texts('CaseSensitiveEquals', 'Paris'))
        give([['Paris']] * 2 + [['paris']] * 2)

        assert first_table_of(answers_at_a('TextInput')) == {
            'Paris': (2, True),
            'paris': (2, False),
        }

    @pytest.mark.parametrize(
        ('rule_type', 'shown_answers'),
        [
            ('IsEquivalentTo', [((1, 2), 4, 3, True)]),
            (
                'IsExactlyEqualTo',
                [((1, 2), 2, 2, True), ((2, 4), 2, 2, False)],
            ),
        ],
    )
    def test_fractions_are_equal_by_value_if_no_rule_distinguishes(
        self, rule_type, shown_answers
    ):
        rule = {'rule_type': rule_type, 'inputs': {'f': fraction(1, 2)}}
        save(interaction_of('FractionInput', [rule]))
        half, same = fraction(1, 2), fraction(2, 4)
        give([[half], [same], [same, half]])

        answers = answers_at_a('FractionInput')

        assert [
            (
                (row['answer']['numerator'], row['answer']['denominator']),
                row['frequency'],
                row['num_sessions'],
                row['is_right'],
            )
            for row in answers['visualizations'][0]['data']
        ] == shown_answers
        assert answers['num_withheld'] == 0

    def test_numbers_are_equal_by_value(self):
        rule = {'rule_type': 'Equals', 'inputs': {'x': 5}}
        save(interaction_of('NumericInput', [rule]))
        give([[2], [2.0], [2], [1e308], [1e308], [10**308]])

        data = answers_at_a('NumericInput')['visualizations'][0]['data']

        assert [(row['answer'], row['frequency']) for row in data] == [
            (1e308, 3),
            (2, 3),
        ]
        assert not any(row['is_shortened'] for row in data)
