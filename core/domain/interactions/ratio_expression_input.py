"""RatioExpressionInput: a ratio such as 1:2:3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import errors
from core.domain.interactions import base, number_types


def _normalize_answer(answer: object, args: Mapping[str, Any]) -> list[int]:
    terms: list[int] = number_types.RATIO.read(answer, 'answer')
    complaint = _complaint_about(len(terms), args)
    if complaint:
        raise errors.ValidationError(complaint, 'answer')
    return terms


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
                'y should be from 2 to '
                f'{number_types.MAX_RATIO_TERMS}, as a ratio has so many terms'
            )
        num_terms = inputs['y']
    else:
        num_terms = len(inputs['x'])
    complaint = _complaint_about(num_terms, args)
    return f'no answer matches it: a ratio {complaint}' if complaint else None


def _ratio_rule(rule_type: str, description: str) -> base.RuleSpec:
    return base.RuleSpec(
        rule_type=rule_type,
        description=description,
        inputs={'x': number_types.RATIO},
    )


SPEC = base.InteractionSpec(
    interaction_id='RatioExpressionInput',
    description='Lets the learner type a ratio.',
    is_terminal=False,
    is_linear=False,
    can_have_solution=True,
    rule_specs=base.rules(
        _ratio_rule('Equals', 'is the ratio {x}'),
        _ratio_rule('IsEquivalent', 'is the ratio {x}, reduced or not'),
        base.RuleSpec(
            rule_type='HasNumberOfTermsEqualTo',
            description='has {y} terms',
            inputs={'y': number_types.POSITIVE_INT},
        ),
        base.RuleSpec(
            rule_type='HasSpecificTermEqualTo',
            description='has {y} as its term {x}, counted from 1',
            inputs={
                'x': number_types.POSITIVE_INT,
                'y': number_types.POSITIVE_INT,
            },
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
    visualizations=(base.top_answers(),),
    answer_normalizer=_normalize_answer,
    equality_form=base.equality_of(
        number_types.RATIO,
        (
            ('IsEquivalent', 'HasNumberOfTermsEqualTo'),
            number_types.reduced_ratio,
        ),
    ),
    rule_checker=_check_rule,
)
