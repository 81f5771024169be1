"""AlgebraicExpressionInput: an expression with letters, as its text."""

from __future__ import annotations

from core.domain.interactions import base, math_specs, math_types

SPEC = base.InteractionSpec(
    interaction_id='AlgebraicExpressionInput',
    description='Lets the learner type an expression with letters.',
    rule_specs=math_specs.expression_rules(math_types.ALGEBRAIC_EXPRESSION),
    customization_arg_specs=(
        math_specs.ALLOWED_VARIABLES,
        math_specs.USE_FRACTION_FOR_DIVISION,
    ),
    answer_normalizer=base.answers_of(
        math_types.ALGEBRAIC_EXPRESSION, math_specs.complaint_about_answer
    ),
    equality_form=math_specs.expression_equality(
        math_types.ALGEBRAIC_EXPRESSION
    ),
    rule_checker=math_specs.check_rule,
)
