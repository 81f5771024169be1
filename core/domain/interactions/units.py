"""Units of measurement: those that the browser knows, and their sizes.

`units.json` lists the units of mathjs with their prefixes, as a test in
tests/static/js/interactions/units.test.js compares. The size of a unit is
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

# Other names of money, as in Oppia.
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
    # "ft" is a foot, and no femtotonne.
    prefixed.sort(key=lambda each: each[0] == '')
    return {prefix + name: size for prefix, name, size in prefixed}


def _to_known(name: str) -> str:
    unit = _MONEY.get(name, name)
    if unit not in _sizes():
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


def in_any_order(amount: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a number with units whose units are sorted."""
    return {
        **amount,
        'units': sorted(amount['units'], key=lambda each: each['unit']),
    }


class Quantity(NamedTuple):
    """An amount in units of the SI.

    Attributes:
        number: How many of them.
        dimensions: What is measured, as sorted pairs of a dimension and its
            exponent; None for a number without a unit.
    """

    number: float
    dimensions: tuple[tuple[str, int], ...] | None

    def is_equal_to(self, other: Quantity) -> bool:
        """Whether they are as much, but for rounding errors."""
        return self.dimensions == other.dimensions and math.isclose(
            self.number, other.number
        )


def quantity_of(amount: Mapping[str, Any]) -> Quantity:
    """Returns how much a number with units is.

    Args:
        amount: It, in stored form.

    Raises:
        ArithmeticError: It is no real number in units of the SI.
    """
    number = float(
        amount['real']
        if amount['type'] == 'real'
        else number_types.value_of(amount['fraction'])
    )
    powers = [
        (_sizes()[each['unit']], each['exponent']) for each in amount['units']
    ]
    if not powers:
        return Quantity(number, None)
    dimensions: Counter[str] = Counter()
    is_alone = len(powers) == 1 and powers[0][1] == 1
    for size, exponent in powers:
        if size.value is None:
            raise ArithmeticError
        # A difference of temperatures has no zero: 1 J/degC is 1 J/K.
        offset = size.offset if is_alone else 0
        number = number * size.prefix**exponent + offset
        number *= size.value**exponent
        for name, power in size.dimensions.items():
            dimensions[name] += power * exponent
    return Quantity(
        number,
        tuple(sorted((name, n) for name, n in dimensions.items() if n)),
    )
