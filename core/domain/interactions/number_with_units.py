"""NumberWithUnits: a number or a fraction, with units of measurement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.interactions import base, units


def _normalize_answer(
    answer: object, _args: Mapping[str, Any]
) -> dict[str, Any]:
    amount: dict[str, Any] = units.NUMBER_WITH_UNITS.read(answer, 'answer')
    return amount


def _quantity_form(amount: Mapping[str, Any]) -> Any:
    quantity = units.quantity_of(amount)
    return [f'{quantity.number:.9g}', quantity.dimensions]


def _amount_rule(rule_type: str, description: str) -> base.RuleSpec:
    return base.RuleSpec(
        rule_type=rule_type,
        description=description,
        inputs={'f': units.NUMBER_WITH_UNITS},
    )


SPEC = base.InteractionSpec(
    interaction_id='NumberWithUnits',
    description='Lets the learner type a number with its unit.',
    is_terminal=False,
    is_linear=False,
    can_have_solution=True,
    rule_specs=base.rules(
        _amount_rule('IsEqualTo', 'is {f}, in the same units'),
        _amount_rule('IsEquivalentTo', 'is as much as {f}, in any units'),
    ),
    customization_arg_specs=(),
    visualizations=(base.top_answers(),),
    answer_normalizer=_normalize_answer,
    equality_form=base.equality_of(
        units.NUMBER_WITH_UNITS,
        (('IsEquivalentTo',), _quantity_form),
        (('IsEquivalentTo', 'IsEqualTo'), units.in_any_order),
    ),
)
