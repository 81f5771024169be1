"""Which answers count as the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.domain.summaries import answer_forms

pytestmark = pytest.mark.no_store


def key(interaction_id: str, answer: Any, *rule_types: str) -> str:
    text = json.dumps(answer, ensure_ascii=False)
    return answer_forms.equality_key(interaction_id, text, rule_types)


@pytest.mark.parametrize(
    ('interaction_id', 'one', 'other'),
    [
        ('TextInput', 'Paris', 'PARIS'),
        ('TextInput', 'Orl\u00e9ans', 'Orle\u0301ans'),
        ('TextInput', 'don\u2019t', "don't"),
        ('SetInput', ['caf\u00e9', "don't"], ['don\u2019t', 'cafe\u0301']),
    ],
)
def test_answers_that_the_rules_do_not_tell_apart_are_equal(
    interaction_id: str, one: Any, other: Any
) -> None:
    assert key(interaction_id, one) == key(interaction_id, other)


@pytest.mark.parametrize(
    ('interaction_id', 'one', 'other', 'rule_types'),
    [
        ('TextInput', 'Paris', 'PARIS', ['Equals', 'CaseSensitiveEquals']),
        ('TextInput', 'Paris', 'Pairs', ['FuzzyEquals']),
        ('SetInput', ['a', 'b'], ['A', 'b'], ['Equals']),
        ('NumericInput', 1, 2, ['Equals']),
    ],
)
def test_answers_that_a_rule_tells_apart_differ(
    interaction_id: str, one: Any, other: Any, rule_types: list[str]
) -> None:
    one_key = key(interaction_id, one, *rule_types)
    assert one_key != key(interaction_id, other, *rule_types)


@pytest.mark.parametrize('answer', [None, {}, [1], 'text'])
def test_answers_of_another_form_are_only_equal_to_themselves(
    answer: Any,
) -> None:
    assert json.loads(key('SetInput', answer)) == answer
