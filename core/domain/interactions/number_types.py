"""Types of numbers that are more than one JSON number."""

from __future__ import annotations

import fractions
import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import pydantic
from annotated_types import Ge, Le, Len
from pydantic_core import PydanticCustomError

from core.domain.interactions import object_types

# JavaScript's Number.MAX_SAFE_INTEGER.
_MAX_EXACT_INT = 2**53 - 1

_Natural = Annotated[int, Ge(0), Le(_MAX_EXACT_INT)]
_Positive = Annotated[int, Ge(1), Le(_MAX_EXACT_INT)]

POSITIVE_INT = object_types.ObjectType('PositiveInt', _Positive)
INT = object_types.ObjectType(
    'Int', Annotated[int, Ge(-_MAX_EXACT_INT), Le(_MAX_EXACT_INT)]
)


class _Fraction(pydantic.BaseModel):
    """A fraction as Oppia writes it: -1 2/3 is negative, 1, 2 and 3."""

    model_config = pydantic.ConfigDict(strict=True, extra='forbid')

    is_negative: Annotated[bool, pydantic.Field(alias='isNegative')]
    whole_number: Annotated[_Natural, pydantic.Field(alias='wholeNumber')]
    numerator: _Natural
    denominator: _Positive


NO_FRACTION: Mapping[str, Any] = {
    'isNegative': False,
    'wholeNumber': 0,
    'numerator': 0,
    'denominator': 1,
}


def _to_stored_fraction(fraction: _Fraction) -> dict[str, Any]:
    """Makes zero non-negative, so that it has one form."""
    is_zero = not fraction.whole_number and not fraction.numerator
    stored = fraction.model_dump(by_alias=True)
    return {**stored, 'isNegative': fraction.is_negative and not is_zero}


StoredFraction = Annotated[
    _Fraction, pydantic.AfterValidator(_to_stored_fraction)
]
FRACTION = object_types.ObjectType('Fraction', StoredFraction, config=None)


# The same limit as Oppia's.
MAX_RATIO_TERMS = 10

RATIO = object_types.ObjectType(
    'RatioExpression', Annotated[list[_Positive], Len(2, MAX_RATIO_TERMS)]
)


def _refuse_one(number: int) -> int:
    if number == 1:
        raise PydanticCustomError('one_term', 'A ratio has at least 2 terms')
    return number


# The number of terms of a ratio; 0 for any number.
NUM_RATIO_TERMS = object_types.ObjectType(
    'NumberOfTerms',
    Annotated[
        int,
        Ge(0),
        Le(MAX_RATIO_TERMS),
        pydantic.AfterValidator(_refuse_one),
    ],
)


def is_in_simplest_form(fraction: Mapping[str, Any]) -> bool:
    """Whether the fractional part is reduced."""
    return math.gcd(fraction['numerator'], fraction['denominator']) == 1


def is_improper(fraction: Mapping[str, Any]) -> bool:
    """Whether the fractional part is one or more."""
    return bool(fraction['numerator'] >= fraction['denominator'])


def value_of(fraction: Mapping[str, Any]) -> fractions.Fraction:
    """Returns the exact value of a fraction."""
    part = fractions.Fraction(fraction['numerator'], fraction['denominator'])
    size = fraction['wholeNumber'] + part
    return -size if fraction['isNegative'] else size


def in_simplest_form(fraction: Mapping[str, Any]) -> dict[str, Any]:
    """Reduces the fractional part; the whole number is unchanged."""
    divisor = math.gcd(fraction['numerator'], fraction['denominator'])
    return {
        **fraction,
        'numerator': fraction['numerator'] // divisor,
        'denominator': fraction['denominator'] // divisor,
    }


def reduced_ratio(terms: Sequence[int]) -> list[int]:
    """Returns the equivalent ratio with the smallest numbers."""
    divisor = math.gcd(*terms)
    return [term // divisor for term in terms]
