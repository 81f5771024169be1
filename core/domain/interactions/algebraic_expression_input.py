"""AlgebraicExpressionInput: an expression with letters, as its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.interactions import base, math_specs, math_types


def _normalize_answer(answer: object, args: Mapping[str, Any]) -> str:
    expression: str = math_types.ALGEBRAIC_EXPRESSION.read(answer, 'answer')
    math_specs.check_letters(expression, args)
    return expression


SPEC = base.InteractionSpec(
    interaction_id='AlgebraicExpressionInput',
    description='Lets the learner type an expression with letters.',
    is_terminal=False,
    is_linear=False,
    can_have_solution=True,
    rule_specs=math_specs.expression_rules(math_types.ALGEBRAIC_EXPRESSION),
    customization_arg_specs=(
        math_specs.ALLOWED_VARIABLES,
        math_specs.USE_FRACTION_FOR_DIVISION,
    ),
    visualizations=(base.top_answers(),),
    answer_normalizer=_normalize_answer,
    equality_form=math_specs.expression_equality(
        math_types.ALGEBRAIC_EXPRESSION
    ),
    rule_checker=math_specs.check_rule,
)
