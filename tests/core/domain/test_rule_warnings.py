"""Rules that no answer reaches are found, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from core.domain import exp_domain, rule_warnings, state_domain
from tests.core.domain import stats_builders as b

pytestmark = pytest.mark.no_store


def fraction(numerator: int, denominator: int) -> dict[str, Any]:
    return {
        'isNegative': False,
        'wholeNumber': 0,
        'numerator': numerator,
        'denominator': denominator,
    }


def warnings(interaction_id: str, *rules: tuple[str, Any]) -> list[str]:
    """Returns the paths of the rules of a state that are warned about."""
    exploration = exp_domain.Exploration.from_dict(
        b.exploration_dict('exp', ['A', 'B'])
    )
    exploration.states['A'].interaction = state_domain.Interaction(
        id=interaction_id,
        answer_groups=[
            state_domain.AnswerGroup(
                rule_specs=[
                    state_domain.RuleSpec(rule_type=rule_type, inputs=inputs)
                ],
                outcome=state_domain.Outcome(dest='B'),
            )
            for rule_type, inputs in rules
        ],
    )
    return [warning.path for warning in rule_warnings.find(exploration)]


SECOND = 'states.A.interaction.answer_groups[1].rule_specs[0]'


@pytest.mark.parametrize(
    ('interaction_id', 'earlier', 'rule'),
    [
        ('TextInput', ('Contains', ['certain']), ('Contains', ['uncertain'])),
        ('TextInput', ('Contains', ['cat']), ('Equals', ['Cat', 'a cat'])),
        ('TextInput', ('StartsWith', ['un']), ('StartsWith', ['Under'])),
        ('TextInput', ('FuzzyEquals', ['rome']), ('Equals', ['roma'])),
        ('TextInput', ('Equals', ['rome']), ('CaseSensitiveEquals', ['Rome'])),
        ('NumericInput', ('IsLessThan', 5), ('Equals', 4)),
        ('NumericInput', ('IsLessThan', 5), ('IsLessThanOrEqualTo', 4)),
        ('NumericInput', ('IsLessThanOrEqualTo', 5), ('IsLessThan', 5)),
        ('MultipleChoiceInput', ('Equals', 1), ('Equals', 1)),
        ('SetInput', ('HasElementsIn', ['a']), ('Equals', ['a', 'b'])),
        ('RatioExpressionInput', ('IsEquivalent', [1, 2]), ('Equals', [2, 4])),
    ],
)
def test_a_rule_whose_answers_an_earlier_one_matches_is_found(
    interaction_id: str, earlier: tuple[str, Any], rule: tuple[str, Any]
) -> None:
    rules = [(rule_type, {'x': x}) for rule_type, x in (earlier, rule)]
    assert warnings(interaction_id, *rules) == [SECOND]


def test_intervals_and_fractions_are_compared_by_all_of_their_inputs() -> None:
    between = ('IsInclusivelyBetween', {'a': 2, 'b': 4})
    near = ('IsWithinTolerance', {'x': 3, 'tol': 1})
    assert warnings('NumericInput', between, near) == [SECOND]
    at_most = ('IsLessThanOrEqualTo', {'x': 3})
    assert warnings('NumericInput', at_most, between) == []
    half = ('IsEquivalentTo', {'f': fraction(1, 2)})
    two_quarters = ('IsExactlyEqualTo', {'f': fraction(2, 4)})
    assert warnings('FractionInput', half, two_quarters) == [SECOND]
    assert warnings('FractionInput', two_quarters, half) == []


@pytest.mark.parametrize(
    ('interaction_id', 'earlier', 'rule'),
    [
        ('TextInput', ('Contains', ['uncertain']), ('Contains', ['certain'])),
        ('TextInput', ('Equals', ['cat']), ('Contains', ['cat'])),
        ('TextInput', ('Equals', ['cat']), ('Equals', ['cat', 'dog'])),
        ('TextInput', ('CaseSensitiveEquals', ['Rome']), ('Equals', ['Rome'])),
        ('TextInput', ('FuzzyEquals', ['rome']), ('FuzzyEquals', ['roma'])),
        ('TextInput', ('Contains', ['a']), ('Equals', ['{{answer}}a'])),
        ('NumericInput', ('IsLessThan', 5), ('IsLessThanOrEqualTo', 5)),
        ('NumericInput', ('IsGreaterThan', 1), ('IsLessThan', 5)),
        ('NumericInput', ('Equals', 4), ('IsLessThanOrEqualTo', 4)),
        ('SetInput', ('Equals', ['a']), ('HasElementsIn', ['a'])),
    ],
)
def test_a_rule_with_answers_of_its_own_is_not_found(
    interaction_id: str, earlier: tuple[str, Any], rule: tuple[str, Any]
) -> None:
    rules = [(rule_type, {'x': x}) for rule_type, x in (earlier, rule)]
    assert warnings(interaction_id, *rules) == []


def test_very_many_rules_are_not_all_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = [('Equals', {'x': 1})] * 4
    assert len(warnings('NumericInput', *rules)) == 3
    monkeypatch.setattr(rule_warnings, '_MAX_COMPARISONS', 2)
    assert len(warnings('NumericInput', *rules)) == 2
