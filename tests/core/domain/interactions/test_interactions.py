from __future__ import annotations

import json
import pathlib
from contextlib import nullcontext as does_not_raise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.domain.interactions import registry
from tests.core.domain import exp_builders

pytestmark = pytest.mark.no_store

CHOICES = {
    'choices': {'value': ['<p>a</p>', '<p>b</p>', '<p>c</p>']},
    'showChoicesInShuffledOrder': {'value': True},
}
ARGS = {
    'MultipleChoiceInput': CHOICES,
    'DragAndDropSortInput': {'choices': CHOICES['choices']},
    'ItemSelectionInput': {
        'choices': CHOICES['choices'],
        'minAllowableSelectionCount': {'value': 1},
        'maxAllowableSelectionCount': {'value': 2},
    },
    'ImageClickInput': {
        'imageAndRegions': {
            'value': {
                'imagePath': '/static/images/sky.svg',
                'labeledRegions': [
                    {
                        'label': label,
                        'region': {
                            'regionType': 'Rectangle',
                            'area': [[left, 0.25], [right, 0.75]],
                        },
                    }
                    for label, left, right in (
                        ('Earth', 0, 0.5),
                        ('Moon', 0.25, 0.75),
                    )
                ],
            }
        },
        'altText': {'value': 'The sky'},
        'highlightRegionsOnHover': {'value': False},
    },
}
RULE_CASES = json.loads(
    (pathlib.Path(__file__).parents[3] / 'fixtures' / 'rules.json').read_text(
        encoding='utf-8'
    )
)


HALF = {
    'isNegative': False,
    'wholeNumber': 0,
    'numerator': 2,
    'denominator': 4,
}
TWO_WHOLE = {**HALF, 'wholeNumber': 2, 'numerator': 4}
NOT_BELOW_0 = {'requireNonnegativeInput': True}
AROUND_MINUS_2 = {'a': -3, 'b': -1}
SIMPLEST = {'requireSimplestForm': True}
PROPER = {'allowImproperFraction': False}
ONLY_X = {'allowedVariables': ['x']}
THREE_TERMS = {'numberOfTerms': 3}
ONE_WRONG = 'IsEqualToOrderingWithOneItemAtIncorrectPosition'
AT_POSITION = 'HasElementXAtPositionY'
IS_BEFORE = 'HasElementXBeforeElementY'
NO_WHOLE = {'allowNonzeroIntegerPart': False}


def amount(real: float, units: list[str]) -> dict[str, Any]:
    return {
        'type': 'real',
        'real': real,
        'fraction': {**HALF, 'numerator': 0, 'denominator': 1},
        'units': [
            {'unit': unit, 'exponent': units.count(unit)}
            for unit in dict.fromkeys(units)
        ],
    }


def complete_args(interaction_id: str, args: dict[str, Any]) -> dict[str, Any]:
    given = {name: {'value': value} for name, value in args.items()}
    return registry.get_interaction_spec(
        interaction_id
    ).read_customization_args({**ARGS.get(interaction_id, {}), **given}, 'args')


def normalize(
    interaction_id: str, answer: Any, args: dict[str, Any] | None = None
) -> Any:
    return registry.get_interaction_spec(interaction_id).normalize_answer(
        answer, complete_args(interaction_id, args or {})
    )


def test_the_interactions_are_those_of_the_player() -> None:
    assert registry.get_interaction_ids() == [
        'AlgebraicExpressionInput',
        'Continue',
        'DragAndDropSortInput',
        'EndExploration',
        'FractionInput',
        'ImageClickInput',
        'ItemSelectionInput',
        'MathEquationInput',
        'MultipleChoiceInput',
        'NumberWithUnits',
        'NumericExpressionInput',
        'NumericInput',
        'RatioExpressionInput',
        'SetInput',
        'TextInput',
    ]


@pytest.mark.parametrize('interaction_id', registry.get_interaction_ids())
def test_the_documentation_names_each_interaction_and_rule(
    interaction_id: str,
) -> None:
    root = pathlib.Path(__file__).parents[4]
    text = (root / 'docs' / 'explorations.md').read_text('utf-8')
    assert f'| `{interaction_id}` |' in text
    for rule_type in registry.get_interaction_spec(interaction_id).rule_specs:
        assert f'`{rule_type}`' in text


def test_an_unknown_interaction_is_refused() -> None:
    with pytest.raises(errors.ValidationError) as caught:
        registry.get_interaction_spec('Telepathy')
    assert caught.value.path == 'interaction_id'


@pytest.mark.parametrize(
    ('interaction_id', 'is_terminal', 'is_linear', 'solution', 'hints'),
    [
        ('Continue', False, True, False, False),
        ('EndExploration', True, False, False, False),
        ('MultipleChoiceInput', False, False, False, True),
        ('ImageClickInput', False, False, False, True),
        ('ItemSelectionInput', False, False, False, True),
        ('TextInput', False, False, True, True),
        ('NumericInput', False, False, True, True),
        ('FractionInput', False, False, True, True),
        ('DragAndDropSortInput', False, False, True, True),
        ('SetInput', False, False, True, True),
        ('NumericExpressionInput', False, False, True, True),
        ('AlgebraicExpressionInput', False, False, True, True),
        ('MathEquationInput', False, False, True, True),
        ('NumberWithUnits', False, False, True, True),
        ('RatioExpressionInput', False, False, True, True),
    ],
)
def test_each_interaction_has_its_properties(
    interaction_id: str,
    is_terminal: bool,
    is_linear: bool,
    solution: bool,
    hints: bool,
) -> None:
    spec = registry.get_interaction_spec(interaction_id)
    assert spec.is_terminal == is_terminal
    assert spec.is_linear == is_linear
    assert spec.can_have_solution == solution
    assert spec.can_have_hints == hints


@pytest.mark.parametrize(
    ('interaction_id', 'answer', 'normalized'),
    [
        ('Continue', None, None),
        ('MultipleChoiceInput', 0, 0),
        ('MultipleChoiceInput', 2, 2),
        ('ItemSelectionInput', [2, 0], [0, 2]),
        ('ItemSelectionInput', [1], [1]),
        ('TextInput', 'light', 'light'),
        ('TextInput', '  New \t\n York\u00a0', 'New York'),
        ('TextInput', 'Keeps CASE', 'Keeps CASE'),
        ('TextInput', '\ufeff', ''),
        ('TextInput', '\x1f', '\x1f'),  # Not white space in JavaScript.
        ('NumericInput', 5, 5),
        ('SetInput', ['b', ' a \n c'], ['a c', 'b']),
        ('SetInput', ['\uffee', '\U0001f600'], ['\U0001f600', '\uffee']),
        ('RatioExpressionInput', [2, 1], [2, 1]),
        ('NumericExpressionInput', ' 2(1 + 03) ', '2*(1+3)'),
        ('AlgebraicExpressionInput', '2x\u00b2', '2*x^2'),
        ('MathEquationInput', 'y = 2x', 'y=2*x'),
        ('NumberWithUnits', amount(5.0, ['km', 'km']), amount(5, ['km', 'km'])),
        ('NumberWithUnits', amount(5, ['$']), amount(5, ['dollar'])),
        ('DragAndDropSortInput', [[2], [0], [1]], [[2], [0], [1]]),
        ('NumericInput', 5.0, 5),
        ('NumericInput', -0.0, 0),
        ('NumericInput', 0.5, 0.5),
        ('NumericInput', 1e300, 1e300),
        ('NumericInput', 2**53, 2**53),
        ('NumericInput', 2**53 + 2, float(2**53 + 2)),
    ],
)
def test_equal_answers_have_one_normal_form(
    interaction_id: str, answer: Any, normalized: Any
) -> None:
    result = normalize(interaction_id, answer)
    assert result == normalized
    assert json.dumps(result) == json.dumps(normalized)


@pytest.mark.parametrize(
    ('interaction_id', 'answer'),
    [
        ('Continue', ''),
        ('Continue', 0),
        ('Continue', False),
        ('EndExploration', None),
        ('MultipleChoiceInput', -1),
        ('MultipleChoiceInput', 3),
        ('MultipleChoiceInput', True),
        ('MultipleChoiceInput', '1'),
        ('MultipleChoiceInput', 1.0),
        ('MultipleChoiceInput', None),
        ('MultipleChoiceInput', 10**400),
        ('DragAndDropSortInput', []),
        ('DragAndDropSortInput', [[0], [1]]),
        ('DragAndDropSortInput', [[0], [1], [2], [3]]),
        ('DragAndDropSortInput', [[0], [1], [1]]),
        ('DragAndDropSortInput', [[0], [1], [2], []]),
        ('DragAndDropSortInput', [[0, 1], [2]]),
        ('DragAndDropSortInput', [0, 1, 2]),
        ('DragAndDropSortInput', None),
        ('ItemSelectionInput', []),
        ('ItemSelectionInput', [0, 1, 2]),
        ('ItemSelectionInput', [1, 1]),
        ('ItemSelectionInput', [3]),
        ('ItemSelectionInput', [-1]),
        ('ItemSelectionInput', [True]),
        ('ItemSelectionInput', 1),
        ('ItemSelectionInput', None),
        ('TextInput', 5),
        ('TextInput', None),
        ('TextInput', ['a']),
        ('TextInput', '\ud800'),
        ('TextInput', 'x' * 10_001),
        ('NumericInput', '5'),
        ('SetInput', 'a'),
        ('SetInput', ['a', 'a\u200b']),
        ('SetInput', ['a', ' ']),
        ('SetInput', [1]),
        ('SetInput', ['x' * 501]),
        ('RatioExpressionInput', [1]),
        ('RatioExpressionInput', [1, 0]),
        ('RatioExpressionInput', [1, -1]),
        ('RatioExpressionInput', [1, 1.0]),
        ('RatioExpressionInput', [1] * 11),
        ('RatioExpressionInput', [1, 2**53]),
        ('RatioExpressionInput', '1:2'),
        ('NumericExpressionInput', 'x+1'),
        ('NumericExpressionInput', '1+'),
        ('NumericExpressionInput', 12),
        ('AlgebraicExpressionInput', '1+1'),
        ('AlgebraicExpressionInput', 'x=1'),
        ('AlgebraicExpressionInput', None),
        ('NumberWithUnits', '5 km'),
        ('NumberWithUnits', amount(5, ['parrots'])),
        ('NumberWithUnits', amount(float('nan'), ['km'])),
        ('NumberWithUnits', {**amount(5, ['km']), 'type': 'complex'}),
        ('NumberWithUnits', {'type': 'real', 'real': 1}),
        ('MathEquationInput', '1=1'),
        ('MathEquationInput', 'x'),
        ('MathEquationInput', 'x=1=1'),
        ('MathEquationInput', '=x'),
        ('NumericInput', True),
        ('NumericInput', None),
        ('NumericInput', float('nan')),
        ('NumericInput', float('inf')),
        ('NumericInput', -(10**400)),
    ],
)
def test_an_invalid_answer_is_refused(interaction_id: str, answer: Any) -> None:
    with pytest.raises(errors.ValidationError) as caught:
        normalize(interaction_id, answer)
    assert caught.value.path.startswith('answer')


@given(
    interaction_id=st.sampled_from(registry.get_interaction_ids()),
    answer=exp_builders.wild_json,
)
def test_an_answer_is_refused_or_its_normal_form_is_stable(
    interaction_id: str, answer: Any
) -> None:
    try:
        normalized = normalize(interaction_id, answer)
    except errors.ValidationError:
        return
    assert json.dumps(normalize(interaction_id, normalized)) == json.dumps(
        normalized
    )
    json.dumps(normalized, allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize('interaction_id', registry.get_interaction_ids())
def test_specs_can_be_shown_to_creators(interaction_id: str) -> None:
    spec = registry.get_interaction_spec(interaction_id)
    assert spec.description
    for rule_type, rule_spec in spec.rule_specs.items():
        assert rule_spec.rule_type == rule_type
        for name in rule_spec.inputs:
            assert f'{{{name}}}' in rule_spec.description
    for visualization in spec.visualizations:
        json.dumps(visualization.options)


def test_a_rule_about_a_missing_choice_is_refused() -> None:
    spec = registry.get_interaction_spec('ItemSelectionInput')
    args = ARGS['ItemSelectionInput']
    spec.validate_rule('Equals', {'x': [0, 2]}, args, 'rule')
    with pytest.raises(errors.ValidationError) as caught:
        spec.validate_rule('Equals', {'x': [0, 3]}, args, 'rule')
    assert caught.value.path == 'rule'


@pytest.mark.parametrize(
    ('interaction_id', 'args', 'answer'),
    [
        ('NumericInput', {'requireNonnegativeInput': True}, -1),
        ('RatioExpressionInput', THREE_TERMS, [1, 2]),
        ('AlgebraicExpressionInput', ONLY_X, 'x+y'),
        ('MathEquationInput', ONLY_X, 'x=y'),
        ('FractionInput', {'requireSimplestForm': True}, HALF),
        ('FractionInput', {'allowImproperFraction': False}, TWO_WHOLE),
        ('FractionInput', {'allowNonzeroIntegerPart': False}, TWO_WHOLE),
    ],
)
def test_an_answer_that_the_card_does_not_allow_is_refused(
    interaction_id: str, args: dict[str, Any], answer: Any
) -> None:
    normalize(interaction_id, answer)
    with pytest.raises(errors.ValidationError) as caught:
        normalize(interaction_id, answer, args)
    assert caught.value.path == 'answer'


@pytest.mark.parametrize(
    ('interaction_id', 'args', 'rule_type', 'inputs'),
    [
        ('NumericInput', NOT_BELOW_0, 'Equals', {'x': -1}),
        ('NumericInput', NOT_BELOW_0, 'IsLessThan', {'x': 0}),
        ('NumericInput', NOT_BELOW_0, 'IsLessThanOrEqualTo', {'x': -1}),
        ('NumericInput', NOT_BELOW_0, 'IsInclusivelyBetween', AROUND_MINUS_2),
        (
            'NumericInput',
            NOT_BELOW_0,
            'IsWithinTolerance',
            {'x': -2, 'tol': 1},
        ),
        ('FractionInput', SIMPLEST, 'IsExactlyEqualTo', {'f': HALF}),
        ('FractionInput', PROPER, 'IsExactlyEqualTo', {'f': TWO_WHOLE}),
        ('FractionInput', NO_WHOLE, 'HasIntegerPartEqualTo', {'x': -1}),
        (
            'FractionInput',
            {},
            'HasFractionalPartExactlyEqualTo',
            {'f': TWO_WHOLE},
        ),
        ('TextInput', {}, 'Contains', {'x': ['a', '\u200b']}),
        ('SetInput', {}, 'Equals', {'x': ['a', 'a ']}),
        ('AlgebraicExpressionInput', ONLY_X, 'IsEquivalentTo', {'x': 'y'}),
        ('MathEquationInput', ONLY_X, 'IsEquivalentTo', {'x': 'x=y'}),
        (
            'AlgebraicExpressionInput',
            ONLY_X,
            'MatchesWithGeneralForm',
            {'x': 'a*y', 'y': ['a']},
        ),
        ('SetInput', {}, 'HasElementsIn', {'x': []}),
        ('RatioExpressionInput', THREE_TERMS, 'Equals', {'x': [1, 2]}),
        (
            'RatioExpressionInput',
            THREE_TERMS,
            'HasNumberOfTermsEqualTo',
            {'y': 2},
        ),
        ('RatioExpressionInput', {}, 'HasNumberOfTermsEqualTo', {'y': 1}),
        (
            'RatioExpressionInput',
            THREE_TERMS,
            'HasSpecificTermEqualTo',
            {'x': 4, 'y': 1},
        ),
        ('DragAndDropSortInput', {}, 'IsEqualToOrdering', {'x': [[0], [1]]}),
        ('DragAndDropSortInput', {}, 'IsEqualToOrdering', {'x': [[0, 1, 2]]}),
        ('DragAndDropSortInput', {}, ONE_WRONG, {'x': [[0], [1], [2]]}),
        ('DragAndDropSortInput', {}, AT_POSITION, {'x': 3, 'y': 1}),
        ('DragAndDropSortInput', {}, AT_POSITION, {'x': 0, 'y': 0}),
        ('DragAndDropSortInput', {}, AT_POSITION, {'x': 0, 'y': 4}),
        ('DragAndDropSortInput', {}, IS_BEFORE, {'x': 0, 'y': 0}),
        ('DragAndDropSortInput', {}, IS_BEFORE, {'x': 0, 'y': 3}),
    ],
)
def test_a_rule_that_no_answer_can_match_is_refused(
    interaction_id: str,
    args: dict[str, Any],
    rule_type: str,
    inputs: dict[str, Any],
) -> None:
    spec = registry.get_interaction_spec(interaction_id)
    complete = complete_args(interaction_id, args)
    with pytest.raises(errors.ValidationError) as caught:
        spec.validate_rule(rule_type, inputs, complete, 'rule')
    assert caught.value.path == 'rule'


@pytest.mark.parametrize('case', RULE_CASES, ids=lambda case: case['why'])
def test_rules_of_the_shared_cases_are_accepted(case: dict[str, Any]) -> None:
    interaction_id = case['interaction_id']
    if interaction_id in ARGS:
        return
    with does_not_raise():
        registry.get_interaction_spec(interaction_id).validate_rule(
            case['rule_type'],
            case['inputs'],
            complete_args(interaction_id, {}),
            'rule',
        )


def test_a_selection_is_shown_as_a_set_and_by_choice() -> None:
    spec = registry.get_interaction_spec('ItemSelectionInput')
    assert [
        (visualization.id, visualization.calculation_id)
        for visualization in spec.visualizations
    ] == [
        ('EnumeratedFrequencyTable', 'Top10AnswerFrequencies'),
        ('BarChart', 'FrequencyCommonlySubmittedElements'),
    ]


def test_text_answers_are_shown_in_two_tables() -> None:
    spec = registry.get_interaction_spec('TextInput')
    assert [
        (
            visualization.id,
            visualization.calculation_id,
            visualization.options['title'],
        )
        for visualization in spec.visualizations
    ] == [
        ('FrequencyTable', 'Top10AnswerFrequencies', 'Top answers'),
        (
            'FrequencyTable',
            'TopNUnresolvedAnswersByFrequency',
            'Top unresolved answers',
        ),
    ]


@pytest.mark.parametrize('case', RULE_CASES, ids=lambda case: case['why'])
def test_the_shared_rule_cases_have_valid_inputs_and_answers(
    case: dict[str, Any],
) -> None:
    spec = registry.get_interaction_spec(case['interaction_id'])
    rule_spec = spec.get_rule_spec(case['rule_type'], 'rule_type')
    assert rule_spec.read_inputs(case['inputs'], 'inputs') == case['inputs']
    assert isinstance(case['matches'], bool)
    if case['interaction_id'] not in ARGS:
        normalize(case['interaction_id'], case['answer'])


def test_the_shared_rule_cases_cover_every_rule_and_result() -> None:
    covered = {
        (case['interaction_id'], case['rule_type'], case['matches'])
        for case in RULE_CASES
    }
    assert covered == {
        (interaction_id, rule_type, matches)
        for interaction_id in registry.get_interaction_ids()
        for rule_type in registry.get_interaction_spec(
            interaction_id
        ).rule_specs
        for matches in (True, False)
    }
    assert len(RULE_CASES) >= 80
