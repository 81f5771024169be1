"""Units of measurement: the names that the browser knows.

`units.json` lists the units of mathjs with their prefixes, as a test in
tests/static/js/interactions/units.test.js compares.
"""

from __future__ import annotations

import functools
import json
import pathlib
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import pydantic
from annotated_types import Ge, Le, Len, MaxLen
from pydantic_core import PydanticCustomError

from core.domain.interactions import number_types, object_types

_FILE = pathlib.Path(__file__).with_suffix('.json')

# Other names of money, as in Oppia.
_MONEY: Mapping[str, str] = {
    **dict.fromkeys(['$', 'dollars', 'Dollars', 'Dollar', 'USD'], 'dollar'),
    **dict.fromkeys(['Rs', 'rupees', '\u20b9', 'Rupees', 'Rupee'], 'rupee'),
    **dict.fromkeys(['cents', 'Cents', 'Cent'], 'cent'),
    **dict.fromkeys(['paisa', 'Paise', 'Paisa'], 'paise'),
}

_MAX_EXPONENT = 99
_MAX_UNITS = 20


@functools.cache
def _names() -> frozenset[str]:
    """Returns the names of all units, with their prefixes."""
    groups = json.loads(_FILE.read_text('utf-8')).values()
    return frozenset(
        prefix + unit
        for group in groups
        for prefix in group['prefixes']
        for unit in group['units']
    )


def _to_known(name: str) -> str:
    unit = _MONEY.get(name, name)
    if unit not in _names():
        raise PydanticCustomError(
            'unit', 'there is no unit {name}', {'name': repr(name)}
        )
    return unit


class _Unit(pydantic.BaseModel):
    """A unit to some power."""

    model_config = pydantic.ConfigDict(strict=True, extra='forbid')

    unit: Annotated[str, MaxLen(50), pydantic.AfterValidator(_to_known)]
    exponent: Annotated[int, Ge(-_MAX_EXPONENT), Le(_MAX_EXPONENT)]


def _to_stored_units(units: list[_Unit]) -> list[dict[str, Any]]:
    """Has each unit once, none to the power of 0."""
    exponents: dict[str, int] = {}
    for each in units:
        exponents[each.unit] = exponents.get(each.unit, 0) + each.exponent
    return [
        {'unit': unit, 'exponent': exponent}
        for unit, exponent in exponents.items()
        if exponent
    ]


class _NumberWithUnits(pydantic.BaseModel):
    """A number or a fraction with units, as Oppia writes it."""

    model_config = pydantic.ConfigDict(
        strict=True, extra='forbid', allow_inf_nan=False
    )

    type: Literal['real', 'fraction']
    real: object_types.Real
    fraction: number_types.StoredFraction
    units: Annotated[
        list[_Unit],
        Len(0, _MAX_UNITS),
        pydantic.AfterValidator(_to_stored_units),
    ]


def _to_stored(amount: _NumberWithUnits) -> dict[str, Any]:
    """Leaves out what its type does not mean, so that it has one form."""
    is_real = amount.type == 'real'
    return {
        'type': amount.type,
        'real': amount.real if is_real else 0,
        'fraction': dict(number_types.NO_FRACTION)
        if is_real
        else amount.fraction,
        'units': amount.units,
    }


NUMBER_WITH_UNITS = object_types.ObjectType(
    'NumberWithUnits',
    Annotated[_NumberWithUnits, pydantic.AfterValidator(_to_stored)],
    config=None,
)
