"""NumericExpressionInput: arithmetic with numbers, as its text."""

from __future__ import annotations

from core.domain.interactions import base, math_specs, math_types

SPEC = base.InteractionSpec(
    interaction_id='NumericExpressionInput',
    description='Lets the learner type an expression with numbers.',
    rule_specs=math_specs.expression_rules(math_types.NUMERIC_EXPRESSION),
    customization_arg_specs=(
        base.placeholder('Type an expression here, using only numbers.'),
        math_specs.USE_FRACTION_FOR_DIVISION,
    ),
    answer_normalizer=base.answers_of(math_types.NUMERIC_EXPRESSION),
    equality_form=math_specs.expression_equality(math_types.NUMERIC_EXPRESSION),
)
