"""Which answers count as the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.domain.interactions import registry
from core.domain.summaries import answer_forms, log_rows

pytestmark = pytest.mark.no_store


def key(interaction_id: str, answer: Any, *rule_types: str) -> str:
    text = json.dumps(answer, ensure_ascii=False)
    return answer_forms.equality_key(interaction_id, text, rule_types)


def fraction(numerator: int, denominator: int) -> dict[str, Any]:
    return {
        'isNegative': False,
        'wholeNumber': 0,
        'numerator': numerator,
        'denominator': denominator,
    }


def amount(number: float, **units: int) -> dict[str, Any]:
    return {
        'type': 'real',
        'real': number,
        'fraction': fraction(0, 1),
        'units': [
            {'unit': unit, 'exponent': exponent}
            for unit, exponent in units.items()
        ],
    }


@pytest.mark.parametrize(
    ('interaction_id', 'one', 'other'),
    [
        ('TextInput', 'Paris', 'PARIS'),
        ('TextInput', 'Orl\u00e9ans', 'Orle\u0301ans'),
        ('TextInput', 'don\u2019t', "don't"),
        ('SetInput', ['caf\u00e9', "don't"], ['don\u2019t', 'cafe\u0301']),
        ('FractionInput', fraction(2, 4), fraction(1, 2)),
        (
            'FractionInput',
            fraction(3, 2),
            {**fraction(1, 2), 'wholeNumber': 1},
        ),
        ('RatioExpressionInput', [2, 4], [1, 2]),
        ('NumberWithUnits', amount(1, m=1), amount(100, cm=1)),
        ('NumberWithUnits', amount(20, degC=1), amount(68, degF=1)),
        ('NumberWithUnits', amount(2, m=1, s=-1), amount(7.2, h=-1, km=1)),
        (
            'NumberWithUnits',
            amount(0.5, m=1),
            {**amount(0, m=1), 'type': 'fraction', 'fraction': fraction(1, 2)},
        ),
        ('NumericExpressionInput', '2*3+4', '10'),
        ('NumericExpressionInput', 'sqrt(8)', '2*sqrt(2)'),
        ('AlgebraicExpressionInput', '(x+1)^2', '1+2*x+x^2'),
        ('AlgebraicExpressionInput', 'x+y-x', 'y'),
        ('AlgebraicExpressionInput', 'lambda*(a-b)', 'a*lambda-lambda*b'),
        ('MathEquationInput', 'y=m*x+c', '2*m*x=2*y-2*c'),
    ],
)
def test_answers_equal_for_all_rules_have_one_key(
    interaction_id: str, one: Any, other: Any
) -> None:
    assert key(interaction_id, one) == key(interaction_id, other)


@pytest.mark.parametrize(
    ('interaction_id', 'one', 'other', 'rule_types'),
    [
        (
            'FractionInput',
            fraction(2, 4),
            fraction(1, 2),
            ['IsEquivalentTo', 'IsLessThan', 'IsGreaterThan'],
        ),
        ('RatioExpressionInput', [2, 4], [1, 2], ['HasNumberOfTermsEqualTo']),
        (
            'NumberWithUnits',
            amount(2, m=1, s=-1),
            amount(2, s=-1, m=1),
            ['IsEqualTo', 'IsEquivalentTo'],
        ),
        (
            'AlgebraicExpressionInput',
            'a*b+2',
            '2+b*a',
            ['MatchesUpToTrivialManipulations', 'IsEquivalentTo'],
        ),
        ('MathEquationInput', 'y=a*b+2', 'y=2+b*a', ['ContainsSomeOf']),
        ('TextInput', 'Paris', 'PARIS', ['Equals', 'Contains']),
    ],
)
def test_answers_equal_for_some_rules_have_one_key(
    interaction_id: str, one: Any, other: Any, rule_types: list[str]
) -> None:
    one_key = key(interaction_id, one, *rule_types)
    assert one_key == key(interaction_id, other, *rule_types)


def test_numbers_are_equal_however_they_are_written() -> None:
    texts = {log_rows.answer_text(number) for number in (1, 1.0, 10e-1)}
    assert texts == {'1'}


@pytest.mark.parametrize(
    ('interaction_id', 'one', 'other', 'rule_types'),
    [
        ('TextInput', 'Paris', 'PARIS', ['Equals', 'CaseSensitiveEquals']),
        ('TextInput', 'Paris', 'Pairs', ['FuzzyEquals']),
        ('SetInput', ['a', 'b'], ['A', 'b'], ['Equals']),
        ('NumericInput', 1, 2, ['Equals']),
        (
            'FractionInput',
            fraction(2, 4),
            fraction(1, 2),
            ['IsEquivalentTo', 'HasDenominatorEqualTo'],
        ),
        ('RatioExpressionInput', [2, 4], [1, 2], ['Equals', 'IsEquivalent']),
        ('RatioExpressionInput', [2, 4], [1, 3], []),
        ('NumberWithUnits', amount(1, m=1), amount(100, cm=1), ['IsEqualTo']),
        ('NumberWithUnits', amount(1, m=1), amount(1), []),
        ('NumberWithUnits', amount(1, m=1), amount(1, s=1), []),
        ('NumericExpressionInput', '2+3', '3+2', ['MatchesExactlyWith']),
        ('NumericExpressionInput', '2+3', '5', ['ContainsSomeOf']),
        ('AlgebraicExpressionInput', 'x', 'abs(x)', []),
        ('AlgebraicExpressionInput', 'x', 'y', []),
        ('MathEquationInput', 'x=2', 'x=3', []),
        ('MathEquationInput', 'x=2', '2=x', ['OmitsSomeOf']),
        ('DragAndDropSortInput', [[0], [1]], [[1], [0]], []),
    ],
)
def test_answers_that_a_rule_distinguishes_differ(
    interaction_id: str, one: Any, other: Any, rule_types: list[str]
) -> None:
    one_key = key(interaction_id, one, *rule_types)
    assert one_key != key(interaction_id, other, *rule_types)


@pytest.mark.parametrize(
    'interaction_id', [*registry.get_interaction_ids(), 'NoInput']
)
@pytest.mark.parametrize(
    'answer',
    [
        None,
        {},
        [1],
        [0, 'a'],
        '1/0',
        '1/0=2',
        '=',
        fraction(1, 0),
        amount(1, parrot=1),
        amount(1, Ym=99),
        amount(1, VAR=1),
    ],
)
def test_invalid_answers_are_only_equal_to_themselves(
    interaction_id: str, answer: Any
) -> None:
    assert json.loads(key(interaction_id, answer)) == answer


@pytest.mark.parametrize('text', ['-' * 299 + '1', '1' + '^9' * 149, '1' * 300])
def test_long_expressions_have_a_key(text: str) -> None:
    assert key('NumericExpressionInput', text)
