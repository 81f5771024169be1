"""Selection and order of the answers shown."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.interactions import registry
from core.domain.summaries import log_rows
from core.domain.summaries.bounded_tables import BoundedTable
from core.domain.summary_views import answer_calculations, answers_view
from tests.core.domain.summary_builders import Play, as_json, sum_sessions

pytestmark = pytest.mark.no_store


def table_of(*answers: tuple[object, str], version: int = 1) -> BoundedTable:
    table = BoundedTable(500, 6, version)
    for answer, category in answers:
        key = (log_rows.answer_text(answer), category)
        table.add(key, [1, 1, 0, 0, 0, 0])
    return table


def short(occurrences):
    return [
        (occurrence['answer'], occurrence['frequency'])
        for occurrence in occurrences
    ]


answers = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 9), st.sampled_from('abc')),
        st.sampled_from(answer_calculations.CATEGORIES),
    ),
    max_size=40,
)


@given(answers)
def test_frequencies_match_a_counter(given_answers):
    frequencies = short(
        answer_calculations.answer_frequencies(table_of(*given_answers))
    )
    assert dict(frequencies) == Counter(answer for answer, _ in given_answers)
    assert frequencies == sorted(
        frequencies, key=lambda item: (-item[1], json.dumps(item[0]))
    )
    top = answer_calculations.top_10_answer_frequencies(
        table_of(*given_answers)
    )
    assert short(top) == frequencies[:10]


@given(answers)
def test_the_parts_by_category_sum_to_the_whole(given_answers):
    table = table_of(*given_answers)
    parts = answer_calculations.top_answers_by_categorization(table)
    assert list(parts) == list(answer_calculations.CATEGORIES)
    for category, occurrences in parts.items():
        assert dict(short(occurrences)) == Counter(
            answer for answer, of in given_answers if of == category
        )


def test_unknown_categories_have_no_separate_part():
    table = table_of(('a', 'made up'))
    parts = answer_calculations.top_answers_by_categorization(table)
    assert not any(parts.values())


def test_elements_are_counted_over_all_lists():
    table = table_of(
        (['a', 'b'], 'explicit'),
        (['a', 'b'], 'default_outcome'),
        (['b', 'c', 'b'], 'explicit'),
        ('b', 'explicit'),
    )
    elements = answer_calculations.frequency_commonly_submitted_elements(table)
    assert short(elements) == [('b', 4), ('a', 2), ('c', 1)]


def test_an_answer_is_unresolved_if_its_latest_version_has_no_rule():
    early = table_of(
        ('now answered', 'default_outcome'),
        ('now answered', 'default_outcome'),
        ('once answered', 'explicit'),
        ('never', 'default_outcome'),
        ('guessed', 'statistical_classifier'),
        ('trained', 'training_data_match'),
    )
    late = table_of(
        ('now answered', 'explicit'),
        ('once answered', 'default_outcome'),
        ('once answered', 'default_outcome'),
        version=2,
    )
    for one, other in ((early, late), (late, early)):
        table = one.copy()
        table.merge(other)
        unresolved = answer_calculations.top_n_unresolved_answers_by_frequency(
            table
        )
        assert short(unresolved) == [
            ('once answered', 3),
            ('guessed', 1),
            ('never', 1),
        ]


def test_at_most_twenty_unresolved_answers_are_shown():
    table = table_of(*((number, 'default_outcome') for number in range(30)))
    unresolved = answer_calculations.top_n_unresolved_answers_by_frequency(
        table
    )
    assert len(unresolved) == 20


def test_every_visualization_has_its_calculation():
    for interaction_id in registry.get_interaction_ids():
        spec = registry.get_interaction_spec(interaction_id)
        for shown in spec.visualizations:
            assert shown.calculation_id in answer_calculations.CALCULATIONS


def test_sessions_are_distinguished_from_answers():
    plays = [
        Play('s1').start().wrong('A', 'x').wrong('A', 'x'),
        Play('s2').start().wrong('A', 'x').right('A', 'y'),
    ]
    total = sum_sessions(play.summary() for play in plays)
    table = total.states['A'].answers['TextInput']
    x, y = answer_calculations.answer_frequencies(table)
    assert (x['answer'], x['frequency'], x['num_sessions']) == ('x', 3, 2)
    assert (y['answer'], y['frequency'], y['num_sessions']) == ('y', 1, 1)
    assert (x['is_addressed'], y['is_addressed']) == (False, True)
    assert x['frequency_at_most'] == 3


def test_first_answers_are_the_distractor_table():
    """Learners with the wrong answer x did better elsewhere than with y."""
    plays = [
        Play('s1').start().wrong('A', 'x').right('A').move('A', 'B').right('B'),
        Play('s2').start().wrong('A', 'y').right('A').move('A', 'B').wrong('B'),
        Play('s3').start().right('A', 'z').move('A', 'B').right('B'),
        Play('s4').start().wrong('A', 'y').right('A'),
    ]
    total = sum_sessions(play.summary() for play in plays)
    table = total.states['A'].answers['TextInput']

    rows = as_json(answers_view.first_answers(table))

    assert [
        (row['answer'], row['is_right'], row['mean_rest_score']) for row in rows
    ] == [('y', False, 0.0), ('x', False, 1.0), ('z', True, 1.0)]
    assert [row['share']['successes'] for row in rows] == [2, 1, 1]
    assert {row['share']['n'] for row in rows} == {4}
