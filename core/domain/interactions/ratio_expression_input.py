"""RatioExpressionInput: a ratio such as 1:2:3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.interactions import base, number_types

_RATIO = {'x': number_types.RATIO}


def _complaint_about(num_terms: int, args: Mapping[str, Any]) -> str | None:
    expected = args['numberOfTerms']
    if expected and num_terms != expected:
        return f'should have {expected} terms here'
    return None


def _check_rule(
    rule_type: str, inputs: Mapping[str, Any], args: Mapping[str, Any]
) -> str | None:
    if rule_type == 'HasSpecificTermEqualTo':
        most = args['numberOfTerms'] or number_types.MAX_RATIO_TERMS
        if inputs['x'] > most:
            return f'no answer matches it: a ratio has at most {most} terms'
        return None
    if rule_type == 'HasNumberOfTermsEqualTo':
        if not 2 <= inputs['y'] <= number_types.MAX_RATIO_TERMS:
            return (
                'y must be from 2 to '
                f'{number_types.MAX_RATIO_TERMS}, the length of a ratio'
            )
        num_terms = inputs['y']
    else:
        num_terms = len(inputs['x'])
    complaint = _complaint_about(num_terms, args)
    return f'no answer matches it: a ratio {complaint}' if complaint else None


SPEC = base.InteractionSpec(
    interaction_id='RatioExpressionInput',
    description='Lets the learner type a ratio.',
    rule_specs=base.rules(
        base.RuleSpec('Equals', 'is the ratio {x}', _RATIO),
        base.RuleSpec(
            'IsEquivalent', 'is the ratio {x}, reduced or not', _RATIO
        ),
        base.RuleSpec(
            'HasNumberOfTermsEqualTo',
            'has {y} terms',
            {'y': number_types.POSITIVE_INT},
        ),
        base.RuleSpec(
            'HasSpecificTermEqualTo',
            'has {y} as its term {x}, counted from 1',
            {'x': number_types.POSITIVE_INT, 'y': number_types.POSITIVE_INT},
        ),
    ),
    customization_arg_specs=(
        base.placeholder(),
        base.CustomizationArgSpec(
            name='numberOfTerms',
            description='How many terms an answer has; 0 for any number',
            object_type=number_types.NUM_RATIO_TERMS,
            default_value=0,
        ),
    ),
    answer_normalizer=base.answers_of(
        number_types.RATIO,
        lambda terms, args: _complaint_about(len(terms), args),
    ),
    equality_form=base.equality_of(
        number_types.RATIO,
        (
            ('IsEquivalent', 'HasNumberOfTermsEqualTo'),
            number_types.reduced_ratio,
        ),
    ),
    rule_checker=_check_rule,
)
