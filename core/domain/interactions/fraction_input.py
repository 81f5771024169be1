"""FractionInput: a fraction, which may have a whole number before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import errors
from core.domain.interactions import base, number_types, object_types


def _normalize_answer(
    answer: object, args: Mapping[str, Any]
) -> dict[str, Any]:
    fraction: dict[str, Any] = number_types.FRACTION.read(answer, 'answer')
    refusal = _refusal_of(fraction, args)
    if refusal:
        raise errors.ValidationError(refusal, 'answer')
    return fraction


def _refusal_of(
    fraction: Mapping[str, Any], args: Mapping[str, Any]
) -> str | None:
    """Returns the reason why an answer is not allowed; None if it is."""
    if not args['allowNonzeroIntegerPart'] and fraction['wholeNumber']:
        return 'a whole number before the fraction is not allowed here'
    if not args['allowImproperFraction'] and number_types.is_improper(fraction):
        return 'a fraction of 1 or more is not allowed here'
    if args['requireSimplestForm'] and not number_types.is_in_simplest_form(
        fraction
    ):
        return 'the fraction should be in its simplest form here'
    return None


def _check_rule(
    rule_type: str, inputs: Mapping[str, Any], args: Mapping[str, Any]
) -> str | None:
    refusal = None
    if rule_type == 'IsExactlyEqualTo':
        refusal = _refusal_of(inputs['f'], args)
    elif rule_type == 'HasIntegerPartEqualTo':
        whole = {**number_types.NO_FRACTION, 'wholeNumber': abs(inputs['x'])}
        refusal = _refusal_of(whole, args)
    elif rule_type == 'HasFractionalPartExactlyEqualTo':
        if inputs['f']['wholeNumber'] or inputs['f']['isNegative']:
            return 'f should have no whole number and no minus'
        refusal = _refusal_of(inputs['f'], args)
    return f'no answer matches it: {refusal}' if refusal else None


def _fraction_rule(rule_type: str, description: str) -> base.RuleSpec:
    return base.RuleSpec(
        rule_type=rule_type,
        description=description,
        inputs={'f': number_types.FRACTION},
    )


def _part_rule(
    rule_type: str, description: str, object_type: object_types.ObjectType
) -> base.RuleSpec:
    return base.RuleSpec(
        rule_type=rule_type, description=description, inputs={'x': object_type}
    )


SPEC = base.InteractionSpec(
    interaction_id='FractionInput',
    description='Lets the learner type a fraction.',
    is_terminal=False,
    is_linear=False,
    can_have_solution=True,
    rule_specs=base.rules(
        _fraction_rule('IsExactlyEqualTo', 'is written exactly as {f}'),
        _fraction_rule('IsEquivalentTo', 'has the value of {f}'),
        _fraction_rule(
            'IsEquivalentToAndInSimplestForm',
            'is {f} reduced to its simplest form',
        ),
        _fraction_rule('IsLessThan', 'is less than {f}'),
        _fraction_rule('IsGreaterThan', 'is greater than {f}'),
        _part_rule(
            'HasIntegerPartEqualTo',
            'has the whole number {x}',
            number_types.INT,
        ),
        _part_rule(
            'HasNumeratorEqualTo',
            'has the numerator {x}',
            object_types.NONNEGATIVE_INT,
        ),
        _part_rule(
            'HasDenominatorEqualTo',
            'has the denominator {x}',
            number_types.POSITIVE_INT,
        ),
        base.RuleSpec(
            rule_type='HasNoFractionalPart',
            description='is a whole number',
            inputs={},
        ),
        _fraction_rule(
            'HasFractionalPartExactlyEqualTo',
            'has the fractional part {f}, written exactly so',
        ),
    ),
    customization_arg_specs=(
        base.CustomizationArgSpec(
            name='requireSimplestForm',
            description='Ask for the fraction in its simplest form',
            object_type=object_types.BOOLEAN,
            default_value=False,
        ),
        base.CustomizationArgSpec(
            name='allowImproperFraction',
            description='Allow fractions of 1 or more, such as 5/3',
            object_type=object_types.BOOLEAN,
            default_value=True,
        ),
        base.CustomizationArgSpec(
            name='allowNonzeroIntegerPart',
            description='Allow a whole number before it, such as 1 2/3',
            object_type=object_types.BOOLEAN,
            default_value=True,
        ),
        base.CustomizationArgSpec(
            name='customPlaceholder',
            description='Text shown in the empty box',
            object_type=object_types.LABEL,
            default_value='',
        ),
    ),
    visualizations=(base.top_answers(),),
    answer_normalizer=_normalize_answer,
    equality_form=base.equality_of(
        number_types.FRACTION,
        (
            ('IsEquivalentTo', 'IsLessThan', 'IsGreaterThan'),
            lambda fraction: [str(number_types.value_of(fraction))],
        ),
    ),
    rule_checker=_check_rule,
)
