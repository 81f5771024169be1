"""MathEquationInput: an equation, as its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.interactions import base, math_specs, math_types, object_types


def _normalize_answer(answer: object, args: Mapping[str, Any]) -> str:
    equation: str = math_types.MATH_EQUATION.read(answer, 'answer')
    math_specs.check_letters(equation, args)
    return equation


def _sided_rule(
    rule_type: str, description: str, object_type: object_types.ObjectType
) -> base.RuleSpec:
    return base.RuleSpec(
        rule_type=rule_type,
        description=f'{description}; compared: {{y}}',
        inputs={'x': object_type, 'y': math_types.POSITION_OF_TERMS},
    )


SPEC = base.InteractionSpec(
    interaction_id='MathEquationInput',
    description='Lets the learner type an equation.',
    is_terminal=False,
    is_linear=False,
    can_have_solution=True,
    rule_specs=base.rules(
        _sided_rule(
            'MatchesExactlyWith',
            'is written exactly as {x}',
            math_types.MATH_EQUATION,
        ),
        _sided_rule(
            'MatchesUpToTrivialManipulations',
            'is {x}, terms and factors in any order',
            math_types.MATH_EQUATION,
        ),
        base.RuleSpec(
            rule_type='IsEquivalentTo',
            description='says the same as {x}',
            inputs={'x': math_types.MATH_EQUATION},
        ),
        _sided_rule(
            'ContainsSomeOf',
            'has at least one of the terms of {x}',
            math_types.ALGEBRAIC_EXPRESSION,
        ),
        _sided_rule(
            'OmitsSomeOf',
            'lacks at least one of the terms of {x}',
            math_types.ALGEBRAIC_EXPRESSION,
        ),
        base.RuleSpec(
            rule_type='MatchesWithGeneralForm',
            description='has the form of {x}, with the placeholders {y}',
            inputs={'x': math_types.MATH_EQUATION, 'y': math_types.LETTERS},
        ),
    ),
    customization_arg_specs=(
        math_specs.ALLOWED_VARIABLES,
        math_specs.USE_FRACTION_FOR_DIVISION,
    ),
    visualizations=(base.top_answers(),),
    answer_normalizer=_normalize_answer,
    equality_form=math_specs.EQUATION_EQUALITY,
    rule_checker=math_specs.check_rule,
)
