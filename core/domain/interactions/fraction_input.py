"""FractionInput: a fraction, which may have a whole number before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.interactions import base, number_types, object_types

_FRACTION = {'f': number_types.FRACTION}


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


SPEC = base.InteractionSpec(
    interaction_id='FractionInput',
    description='Lets the learner type a fraction.',
    rule_specs=base.rules(
        base.RuleSpec(
            'IsExactlyEqualTo', 'is written exactly as {f}', _FRACTION
        ),
        base.RuleSpec('IsEquivalentTo', 'has the value of {f}', _FRACTION),
        base.RuleSpec(
            'IsEquivalentToAndInSimplestForm',
            'is {f} reduced to its simplest form',
            _FRACTION,
        ),
        base.RuleSpec('IsLessThan', 'is less than {f}', _FRACTION),
        base.RuleSpec('IsGreaterThan', 'is greater than {f}', _FRACTION),
        base.RuleSpec(
            'HasIntegerPartEqualTo',
            'has the whole number {x}',
            {'x': number_types.INT},
        ),
        base.RuleSpec(
            'HasNumeratorEqualTo',
            'has the numerator {x}',
            {'x': object_types.NONNEGATIVE_INT},
        ),
        base.RuleSpec(
            'HasDenominatorEqualTo',
            'has the denominator {x}',
            {'x': number_types.POSITIVE_INT},
        ),
        base.RuleSpec('HasNoFractionalPart', 'is a whole number', {}),
        base.RuleSpec(
            'HasFractionalPartExactlyEqualTo',
            'has the fractional part {f}, written exactly so',
            _FRACTION,
        ),
    ),
    customization_arg_specs=(
        base.flag(
            'requireSimplestForm', 'Ask for the fraction in its simplest form'
        ),
        base.flag(
            'allowImproperFraction',
            'Allow fractions of 1 or more, such as 5/3',
            default_value=True,
        ),
        base.flag(
            'allowNonzeroIntegerPart',
            'Allow a whole number before it, such as 1 2/3',
            default_value=True,
        ),
        base.placeholder(name='customPlaceholder'),
    ),
    answer_normalizer=base.answers_of(number_types.FRACTION, _refusal_of),
    equality_form=base.equality_of(
        number_types.FRACTION,
        (
            ('IsEquivalentTo', 'IsLessThan', 'IsGreaterThan'),
            lambda fraction: [str(number_types.value_of(fraction))],
        ),
    ),
    rule_checker=_check_rule,
)
