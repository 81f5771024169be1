"""MathEquationInput: an equation, as its text."""

from __future__ import annotations

from core.domain.interactions import base, math_specs, math_types

_EQUATION = {'x': math_types.MATH_EQUATION}
_EQUATION_AND_SIDES = {**_EQUATION, 'y': math_types.POSITION_OF_TERMS}
_TERMS_AND_SIDES = {
    'x': math_types.ALGEBRAIC_EXPRESSION,
    'y': math_types.POSITION_OF_TERMS,
}

SPEC = base.InteractionSpec(
    interaction_id='MathEquationInput',
    description='Lets the learner type an equation.',
    rule_specs=base.rules(
        base.RuleSpec(
            'MatchesExactlyWith',
            'is written exactly as {x}; compared: {y}',
            _EQUATION_AND_SIDES,
        ),
        base.RuleSpec(
            'MatchesUpToTrivialManipulations',
            'is {x}, terms and factors in any order; compared: {y}',
            _EQUATION_AND_SIDES,
        ),
        base.RuleSpec('IsEquivalentTo', 'says the same as {x}', _EQUATION),
        base.RuleSpec(
            'ContainsSomeOf',
            'has at least one of the terms of {x}; compared: {y}',
            _TERMS_AND_SIDES,
        ),
        base.RuleSpec(
            'OmitsSomeOf',
            'lacks at least one of the terms of {x}; compared: {y}',
            _TERMS_AND_SIDES,
        ),
        base.RuleSpec(
            'MatchesWithGeneralForm',
            'has the form of {x}, with the placeholders {y}',
            {**_EQUATION, 'y': math_types.LETTERS},
        ),
    ),
    customization_arg_specs=(
        math_specs.ALLOWED_VARIABLES,
        math_specs.USE_FRACTION_FOR_DIVISION,
    ),
    answer_normalizer=base.answers_of(
        math_types.MATH_EQUATION, math_specs.complaint_about_answer
    ),
    equality_form=math_specs.EQUATION_EQUALITY,
    rule_checker=math_specs.check_rule,
)
