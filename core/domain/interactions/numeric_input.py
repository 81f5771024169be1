"""NumericInput: a number, compared as a double."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.interactions import base, object_types

_NUMBER = {'x': object_types.REAL}


def _complaint_about(number: float, args: Mapping[str, Any]) -> str | None:
    if args['requireNonnegativeInput'] and number < 0:
        return 'should be 0 or more here'
    return None


def _check_rule(
    rule_type: str, inputs: Mapping[str, Any], args: Mapping[str, Any]
) -> str | None:
    if 'a' in inputs and inputs['a'] > inputs['b']:
        return 'a should not be greater than b: no number lies between'
    if args['requireNonnegativeInput'] and not _takes_some(rule_type, inputs):
        return 'no answer matches it: numbers below 0 are not allowed here'
    return None


def _takes_some(rule_type: str, inputs: Mapping[str, Any]) -> bool:
    """Whether a rule matches any number of 0 or more."""
    if rule_type.startswith('IsGreaterThan'):
        return True
    if rule_type == 'IsLessThan':
        return bool(inputs['x'] > 0)
    highest = inputs.get('b', inputs.get('x', 0)) + inputs.get('tol', 0)
    return bool(highest >= 0)


SPEC = base.InteractionSpec(
    interaction_id='NumericInput',
    description='Lets the learner type a number.',
    rule_specs=base.rules(
        base.RuleSpec('Equals', 'is equal to {x}', _NUMBER),
        base.RuleSpec('IsLessThan', 'is less than {x}', _NUMBER),
        base.RuleSpec('IsGreaterThan', 'is greater than {x}', _NUMBER),
        base.RuleSpec('IsLessThanOrEqualTo', 'is at most {x}', _NUMBER),
        base.RuleSpec('IsGreaterThanOrEqualTo', 'is at least {x}', _NUMBER),
        base.RuleSpec(
            'IsInclusivelyBetween',
            'is from {a} to {b}, both included',
            {'a': object_types.REAL, 'b': object_types.REAL},
        ),
        base.RuleSpec(
            'IsWithinTolerance',
            'is at most {tol} away from {x}',
            {**_NUMBER, 'tol': object_types.NONNEGATIVE_REAL},
        ),
    ),
    customization_arg_specs=(
        base.placeholder(),
        base.flag('requireNonnegativeInput', 'Refuse numbers below 0'),
    ),
    visualizations=(base.top_answers(title='Top 10 answers'),),
    answer_normalizer=base.answers_of(object_types.REAL, _complaint_about),
    rule_checker=_check_rule,
)
