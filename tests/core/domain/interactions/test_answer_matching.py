"""The server finds the rule that matches an answer like the browser."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from core.domain.interactions import answer_matching, registry
from core.domain.summaries import answer_forms

pytestmark = pytest.mark.no_store

# The tests of the browser's rules use the same cases.
CASES = json.loads(
    (pathlib.Path(__file__).parents[3] / 'fixtures/rules.json').read_text()
)


def matches(case: dict[str, Any], **other: Any) -> bool | None:
    case = {**case, **other}
    return answer_matching.matches(
        case['interaction_id'],
        case['rule_type'],
        case['inputs'],
        case['answer'],
    )


WITH_RULES = {
    interaction_id: registry.get_interaction_spec(interaction_id).rule_specs
    for interaction_id in registry.get_interaction_ids()
    if registry.get_interaction_spec(interaction_id).rule_specs
}


@pytest.mark.parametrize(
    'case',
    CASES,
    ids=lambda case: (
        f'{case["interaction_id"]} {case["rule_type"]} {case["why"]}'
    ),
)
def test_an_answer_matches_as_in_the_browser(case):
    assert matches(case) is case['matches']


@pytest.mark.parametrize('interaction_id', sorted(WITH_RULES))
def test_every_rule_is_known_and_has_cases(interaction_id):
    rule_types = WITH_RULES[interaction_id].keys()
    assert answer_matching._MATCHERS[interaction_id].keys() == rule_types
    for rule_type in rule_types:
        results = {
            case['matches']
            for case in CASES
            if case['interaction_id'] == interaction_id
            and case['rule_type'] == rule_type
        }
        assert results == {True, False}, rule_type


@pytest.mark.parametrize('case', CASES[:1])
def test_the_result_is_unknown_if_only_the_browser_can_decide(case):
    assert matches(case, interaction_id='NewInput') is None
    assert matches(case, rule_type='NewRule') is None
    assert matches(case, inputs={'x': '{{param}}'}) is None


@pytest.mark.parametrize('interaction_id', sorted(WITH_RULES))
@pytest.mark.parametrize('answer', [None, {}, [['a']], 'a', 1, ['<p>Hen</p>']])
def test_an_answer_of_another_form_is_not_an_error(interaction_id, answer):
    for case in CASES:
        if case['interaction_id'] == interaction_id:
            assert matches(case, answer=answer) in (True, False, None)


# Cases where one of two equal expressions is undefined: log(x) for x < 0.
EQUAL_WHERE_BOTH_HAVE_VALUES = {'logarithms, where both have values'}

# For each interaction the rule for equality, and the name of its input.
EQUALITY_RULES = {
    'FractionInput': ('IsEquivalentTo', 'f'),
    'RatioExpressionInput': ('IsEquivalent', 'x'),
    'NumberWithUnits': ('IsEquivalentTo', 'f'),
    'NumericExpressionInput': ('IsEquivalentTo', 'x'),
    'AlgebraicExpressionInput': ('IsEquivalentTo', 'x'),
    'MathEquationInput': ('IsEquivalentTo', 'x'),
    'SetInput': ('Equals', 'x'),
    'DragAndDropSortInput': ('IsEqualToOrdering', 'x'),
}


@pytest.mark.parametrize('interaction_id', EQUALITY_RULES)
def test_answers_that_the_rule_finds_equal_are_counted_together(
    interaction_id,
):
    rule_type, name = EQUALITY_RULES[interaction_id]
    cases = [
        case
        for case in CASES
        if case['interaction_id'] == interaction_id
        and case['rule_type'] == rule_type
        and case['why'] not in EQUAL_WHERE_BOTH_HAVE_VALUES
    ]
    assert len(cases) >= 4
    for case in cases:
        one, other = (
            answer_forms.equality_key(
                interaction_id, json.dumps(answer), [rule_type]
            )
            for answer in (case['answer'], case['inputs'][name])
        )
        assert (one == other) is case['matches'], case['why']
