"""NumericInput: a number, compared as a double."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import errors
from core.domain.interactions import base, object_types


def _normalize_answer(answer: object, args: Mapping[str, Any]) -> int | float:
    number: int | float = object_types.REAL.read(answer, 'answer')
    if args['requireNonnegativeInput'] and number < 0:
        raise errors.ValidationError('should be 0 or more here', 'answer')
    return number


def _check_rule(
    rule_type: str, inputs: Mapping[str, Any], args: Mapping[str, Any]
) -> str | None:
    if 'a' in inputs and inputs['a'] > inputs['b']:
        return 'a should not be greater than b: no number lies between'
    if args['requireNonnegativeInput'] and not _takes_some(rule_type, inputs):
        return 'no answer matches it: numbers below 0 are not allowed here'
    return None


def _takes_some(rule_type: str, inputs: Mapping[str, Any]) -> bool:
    """Whether a rule matches a number of 0 or more."""
    if rule_type.startswith('IsGreaterThan'):
        return True
    if rule_type == 'IsLessThan':
        return bool(inputs['x'] > 0)
    highest = inputs.get('b', inputs.get('x', 0)) + inputs.get('tol', 0)
    return bool(highest >= 0)


def _comparison(rule_type: str, description: str) -> base.RuleSpec:
    return base.RuleSpec(
        rule_type=rule_type,
        description=description,
        inputs={'x': object_types.REAL},
    )


SPEC = base.InteractionSpec(
    interaction_id='NumericInput',
    description='Lets the learner type a number.',
    is_terminal=False,
    is_linear=False,
    can_have_solution=True,
    rule_specs=base.rules(
        _comparison('Equals', 'is equal to {x}'),
        _comparison('IsLessThan', 'is less than {x}'),
        _comparison('IsGreaterThan', 'is greater than {x}'),
        _comparison('IsLessThanOrEqualTo', 'is at most {x}'),
        _comparison('IsGreaterThanOrEqualTo', 'is at least {x}'),
        base.RuleSpec(
            rule_type='IsInclusivelyBetween',
            description='is from {a} to {b}, both included',
            inputs={'a': object_types.REAL, 'b': object_types.REAL},
        ),
        base.RuleSpec(
            rule_type='IsWithinTolerance',
            description='is at most {tol} away from {x}',
            inputs={
                'x': object_types.REAL,
                'tol': object_types.NONNEGATIVE_REAL,
            },
        ),
    ),
    customization_arg_specs=(
        base.placeholder(),
        base.CustomizationArgSpec(
            name='requireNonnegativeInput',
            description='Refuse numbers below 0',
            object_type=object_types.BOOLEAN,
            default_value=False,
        ),
    ),
    visualizations=(base.top_answers(title='Top 10 answers'),),
    answer_normalizer=_normalize_answer,
    rule_checker=_check_rule,
)
