"""Types of arithmetic: expressions, equations and the letters in them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated, Literal

import pydantic
from annotated_types import Len
from pydantic_core import PydanticCustomError

from core.domain.interactions import math_text, object_types

# Letters that an expression of numbers may have.
CONSTANTS = frozenset({'pi'})

_MAX_LETTERS = 50


_Read = Callable[[str], tuple[str, list[str]]]


def _parse(text: str, read: _Read) -> tuple[str, list[str]]:
    try:
        return read(text)
    except math_text.MathTextError as error:
        raise PydanticCustomError(
            'math', '{why}', {'why': str(error)}
        ) from error


def _reader(
    read: _Read,
    allowed: Collection[str] | None = None,
) -> pydantic.AfterValidator:
    """Returns a validator of texts with `allowed` letters; None allows any."""

    def to_stored(text: str) -> str:
        stored, names = _parse(text, read)
        others = sorted(
            set(names).difference(names if allowed is None else allowed)
        )
        if others:
            raise PydanticCustomError(
                'letters',
                'should have numbers only, without {other}',
                {'other': others[0]},
            )
        return stored

    return pydantic.AfterValidator(to_stored)


NUMERIC_EXPRESSION = object_types.ObjectType(
    'NumericExpression',
    Annotated[str, _reader(math_text.read_expression, CONSTANTS)],
)
ALGEBRAIC_EXPRESSION = object_types.ObjectType(
    'AlgebraicExpression', Annotated[str, _reader(math_text.read_expression)]
)
MATH_EQUATION = object_types.ObjectType(
    'MathEquation', Annotated[str, _reader(math_text.read_equation)]
)
POSITION_OF_TERMS = object_types.ObjectType(
    'PositionOfTerms', Literal['lhs', 'rhs', 'both', 'irrelevant']
)


def _to_letter(text: str) -> str:
    expression, names = _parse(text, math_text.read_expression)
    if names != [expression]:
        raise PydanticCustomError('letter', 'should be one letter')
    return expression


LETTERS = object_types.ObjectType(
    'SetOfAlgebraicIdentifiers',
    Annotated[
        list[Annotated[str, pydantic.AfterValidator(_to_letter)]],
        Len(0, _MAX_LETTERS),
        pydantic.AfterValidator(object_types.refuse_repeated),
    ],
)


def letters_in(text: str) -> list[str]:
    """Returns the letters of an expression or of an equation."""
    read = math_text.read_equation if '=' in text else math_text.read_expression
    return read(text)[1]
