"""Withheld answers are described by size and kind, without their text."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain.summaries import log_rows
from core.domain.summary_views import answers_view, withheld_answers
from tests.core.domain.summary_builders import Play, as_json, sum_sessions

pytestmark = pytest.mark.no_store

K = feconf.ANSWERS_K_ANONYMITY


@pytest.mark.parametrize(
    ('answer', 'size'),
    [
        ('', 'no word'),
        ('Paris', '1 word'),
        ('New York', '2 to 3 words'),
        ('I do not know', '4 to 10 words'),
        ('word ' * 11, '11 to 30 words'),
        ('word ' * 1_000, '31 words or more'),
        (0, '0'),
        (0.3, 'between 0 and 1'),
        (-0.3, 'between \u22121 and 0'),
        (1, 'from 1 to 10'),
        (99.9, 'from 10 to 100'),
        (-4_000, 'from \u22121,000 to \u221210,000'),
        (1e308, '1,000,000,000 or more'),
        (-1e308, '\u22121,000,000,000 or less'),
        ([1, 2], '2 to 3 parts'),
        ({'numerator': 1}, 'of any size'),
        (None, 'of any size'),
    ],
)
def test_the_size_of_an_answer(answer, size):
    assert withheld_answers.size_of(log_rows.answer_text(answer)).text == size


def test_a_group_has_answers_of_one_size_and_kind():
    plays = [
        *(Play(f'r{n}').start().right('A', f'right{n}') for n in range(2)),
        *(Play(f'w{n}').start().wrong('A', f'wrong{n}') for n in range(3)),
        *(Play(f'l{n}').start().wrong('A', f'a wrong {n}') for n in range(4)),
        Play('again').start().wrong('A', 'WRONG1'),
        *(Play(f'k{n}').start().wrong('A', 'known') for n in range(K)),
    ]
    table = (
        sum_sessions(play.summary() for play in plays)
        .states['A']
        .answers['TextInput']
    )

    shown = as_json(answers_view.answers_dict('TextInput', table, k=K))

    assert [
        (
            group['size'],
            group['is_right'],
            group['is_addressed'],
            group['num_different'],
            group['count'],
        )
        for group in shown['withheld']
    ] == [
        ('1 word', False, False, 3, 4),
        ('2 to 3 words', False, False, 4, 4),
        ('1 word', True, True, 2, 2),
    ]
    assert shown['num_withheld'] == 9
    assert 'wrong' not in str(shown)
    assert [row['answer'] for row in shown['visualizations'][0]['data']] == [
        'known'
    ]
