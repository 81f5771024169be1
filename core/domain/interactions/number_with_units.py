"""NumberWithUnits: a number or a fraction, with units of measurement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.interactions import base, units

_AMOUNT = {'f': units.NUMBER_WITH_UNITS}


def _quantity_form(amount: Mapping[str, Any]) -> Any:
    quantity = units.quantity_of(amount)
    return [f'{quantity.number:.9g}', quantity.dimensions]


SPEC = base.InteractionSpec(
    interaction_id='NumberWithUnits',
    description='Lets the learner type a number with its unit.',
    rule_specs=base.rules(
        base.RuleSpec('IsEqualTo', 'is {f}, in the same units', _AMOUNT),
        base.RuleSpec(
            'IsEquivalentTo', 'is as much as {f}, in any units', _AMOUNT
        ),
    ),
    customization_arg_specs=(),
    answer_normalizer=base.answers_of(units.NUMBER_WITH_UNITS),
    equality_form=base.equality_of(
        units.NUMBER_WITH_UNITS,
        (('IsEquivalentTo',), _quantity_form),
        (('IsEquivalentTo', 'IsEqualTo'), units.in_any_order),
    ),
)
