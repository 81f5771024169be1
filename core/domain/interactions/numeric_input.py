"""NumericInput: a number, compared as a double."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.interactions import base, object_types


def _normalize_answer(answer: object, _args: Mapping[str, Any]) -> int | float:
    number: int | float = object_types.REAL.read(answer, 'answer')
    return number


def _check_rule(
    _rule_type: str, inputs: Mapping[str, Any], _args: Mapping[str, Any]
) -> str | None:
    if 'a' in inputs and inputs['a'] > inputs['b']:
        return 'a should not be greater than b: no number lies between'
    return None


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
        base.CustomizationArgSpec(
            name='placeholder',
            description='Text shown in the empty box',
            object_type=object_types.LABEL,
            default_value='',
        ),
    ),
    visualizations=(base.top_answers(title='Top 10 answers'),),
    answer_normalizer=_normalize_answer,
    rule_checker=_check_rule,
)
