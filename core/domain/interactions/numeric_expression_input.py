"""NumericExpressionInput: arithmetic with numbers, as its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.interactions import base, math_specs, math_types


def _normalize_answer(answer: object, _args: Mapping[str, Any]) -> str:
    expression: str = math_types.NUMERIC_EXPRESSION.read(answer, 'answer')
    return expression


SPEC = base.InteractionSpec(
    interaction_id='NumericExpressionInput',
    description='Lets the learner type an expression with numbers.',
    is_terminal=False,
    is_linear=False,
    can_have_solution=True,
    rule_specs=math_specs.expression_rules(math_types.NUMERIC_EXPRESSION),
    customization_arg_specs=(
        base.placeholder('Type an expression here, using only numbers.'),
        math_specs.USE_FRACTION_FOR_DIVISION,
    ),
    visualizations=(base.top_answers(),),
    answer_normalizer=_normalize_answer,
    equality_form=math_specs.expression_equality(math_types.NUMERIC_EXPRESSION),
)
