"""The units of measurement of the browser, and their sizes.

`units.json` lists the units of mathjs with their prefixes;
tests/static/js/interactions/units.test.js compares both. The size of a unit is
`value` in units of the SI; it is null if mathjs gives it no real number.
"""

from __future__ import annotations

import functools
import json
import math
import pathlib
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

import pydantic
from annotated_types import Ge, Le, Len, MaxLen
from pydantic_core import PydanticCustomError

from core.domain.interactions import number_types, object_types

_FILE = pathlib.Path(__file__).with_suffix('.json')

# Other names of currencies, as in Oppia.
_MONEY: Mapping[str, str] = {
    **dict.fromkeys(['$', 'dollars', 'Dollars', 'Dollar', 'USD'], 'dollar'),
    **dict.fromkeys(['Rs', 'rupees', '\u20b9', 'Rupees', 'Rupee'], 'rupee'),
    **dict.fromkeys(['cents', 'Cents', 'Cent'], 'cent'),
    **dict.fromkeys(['paisa', 'Paise', 'Paisa'], 'paise'),
}

_MAX_EXPONENT = 99
_MAX_UNITS = 20


class _Size(NamedTuple):
    """The size of a unit with its prefix."""

    prefix: float
    value: float | None
    offset: float
    dimensions: Mapping[str, int]


@functools.cache
def _sizes() -> dict[str, _Size]:
    """Returns the sizes of all units by name, with their prefixes."""
    groups = json.loads(_FILE.read_text('utf-8')).values()
    prefixed = [
        (
            prefix,
            name,
            _Size(
                factor,
                unit['value'],
                unit.get('offset', 0.0),
                unit['dimensions'],
            ),
        )
        for group in groups
        for prefix, factor in group['prefixes'].items()
        for name, unit in group['units'].items()
    ]
    # Units without prefix last, so that "ft" is a foot, not a femtotonne.
    prefixed.sort(key=lambda entry: entry[0] == '')
    return {prefix + name: size for prefix, name, size in prefixed}


def _to_known(name: str) -> str:
    unit = _MONEY.get(name, name)
    if unit not in _sizes():
        raise PydanticCustomError(
            'unit', 'there is no unit {name}', {'name': repr(name)}
        )
    return unit


class _Unit(pydantic.BaseModel):
    """A power of a unit."""

    model_config = pydantic.ConfigDict(strict=True, extra='forbid')

    unit: Annotated[str, MaxLen(50), pydantic.AfterValidator(_to_known)]
    exponent: Annotated[int, Ge(-_MAX_EXPONENT), Le(_MAX_EXPONENT)]


def _to_stored_units(units: list[_Unit]) -> list[dict[str, Any]]:
    """Merges equal units, and drops units to the power of 0."""
    exponents: Counter[str] = Counter()
    for power in units:
        exponents[power.unit] += power.exponent
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
    """Resets the unused number, so that equal amounts have the same form."""
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


def in_any_order(amount: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a number with units in sorted order."""
    return {
        **amount,
        'units': sorted(amount['units'], key=lambda power: power['unit']),
    }


class Quantity(NamedTuple):
    """An amount in units of the SI.

    Attributes:
        number: The number of these units.
        dimensions: The dimensions with their exponents, sorted; None for a
            number without a unit.
    """

    number: float
    dimensions: tuple[tuple[str, int], ...] | None

    def is_equal_to(self, other: Quantity) -> bool:
        """Whether they are equal except for rounding errors."""
        return self.dimensions == other.dimensions and math.isclose(
            self.number, other.number
        )


def quantity_of(amount: Mapping[str, Any]) -> Quantity:
    """Converts a number with units to units of the SI.

    Args:
        amount: The number with units, in stored form.

    Raises:
        ArithmeticError: A unit has no real size in units of the SI.
    """
    number = float(
        amount['real']
        if amount['type'] == 'real'
        else number_types.value_of(amount['fraction'])
    )
    powers = [
        (_sizes()[power['unit']], power['exponent'])
        for power in amount['units']
    ]
    if not powers:
        return Quantity(number, None)
    dimensions: Counter[str] = Counter()
    is_alone = len(powers) == 1 and powers[0][1] == 1
    for size, exponent in powers:
        if size.value is None:
            raise ArithmeticError
        # Only a temperature alone has an offset: 1 J/degC is 1 J/K.
        offset = size.offset if is_alone else 0
        number = number * size.prefix**exponent + offset
        number *= size.value**exponent
        for name, power in size.dimensions.items():
            dimensions[name] += power * exponent
    return Quantity(
        number,
        tuple(
            sorted(
                (name, exponent)
                for name, exponent in dimensions.items()
                if exponent
            )
        ),
    )
