"""The values of expressions, and their terms and factors.

As in static/js/interactions/math_expressions.js; expressions are equal if they
have the same values at several points. Texts are in the form of `math_text`.
Python parses such a text as the browser does, after its powers are replaced by
`**` and its brackets, which Python would drop, by calls of `_`.
"""

from __future__ import annotations

import ast
import functools
import math
import operator
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, TypeVar

NUM_POINTS = 12
_FEWEST_POINTS = 3

# The maximum rounding error: relative, and absolute for values near zero.
_TOLERANCE = 1e-10
_SMALL = 1e-14

_BRACKET = '_'
_OPENING = re.compile(r'(?<![a-z])\(')
# A Greek letter in expressions, but a keyword in Python.
_LAMBDA = re.compile('lambda')

_CONSTANTS = {'pi': math.pi, 'e': math.e}
_FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    _BRACKET: lambda x: x,
    'abs': abs,
    'ln': math.log,
    'log': math.log10,
    'sec': lambda x: 1 / math.cos(x),
    'csc': lambda x: 1 / math.sin(x),
    'cot': lambda x: 1 / math.tan(x),
    **{
        name: getattr(math, name)
        for name in (
            *('sqrt', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan'),
            *('sinh', 'cosh', 'tanh'),
        )
    },
}
_OPERATIONS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}

# The value of an expression at each point; None where it is undefined.
Values = tuple[float | None, ...]
Scope = Callable[[str], float]

_T = TypeVar('_T')


class Term(NamedTuple):
    """A product; a divisor is a factor with the exponent -1."""

    is_negative: bool
    factors: tuple[ast.expr, ...]

    @property
    def node(self) -> ast.expr:
        """The product as a tree."""
        product = functools.reduce(
            lambda left, right: ast.BinOp(left, ast.Mult(), right), self.factors
        )
        return ast.UnaryOp(ast.USub(), product) if self.is_negative else product


@functools.lru_cache(maxsize=1_000)
def parse(expression: str) -> ast.expr:
    """Parses an expression in the form of `math_text`."""
    text = _LAMBDA.sub('lambda_', expression.replace('^', '**'))
    return ast.parse(_OPENING.sub(f'{_BRACKET}(', text), mode='eval').body


def letters_in(node: ast.expr) -> set[str]:
    """Returns the letters of an expression except pi and e."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return names.difference(_CONSTANTS, _FUNCTIONS)


@functools.lru_cache(maxsize=1_000)
def value_of_letter(letter: str, point: int) -> float:
    """Returns a value without a simple relation to those of other letters."""
    code = sum(map(ord, letter))
    seed = math.sqrt(2) * (code + 1) + math.sqrt(3) * (point + 1)
    value = 0.3 + 2 * (seed % 1)
    # Negative values distinguish |x| from x.
    is_negative = point >= NUM_POINTS // 2 and (point + code) % 2
    return -value if is_negative else value


def evaluator(node: ast.expr) -> Callable[[Scope], float | None]:
    """Returns a function that evaluates an expression; None if undefined."""
    evaluate = _evaluator(node)

    def value(scope: Scope) -> float | None:
        try:
            result = evaluate(scope)
        except (ArithmeticError, ValueError):
            return None
        return result if math.isfinite(result) else None

    return value


def _evaluator(node: ast.expr) -> Callable[[Scope], float]:
    match node:
        case ast.Constant(int() | float() as constant):
            value = float(constant)
            return lambda _: value
        case ast.Name(name):
            if name in _CONSTANTS:
                number = _CONSTANTS[name]
                return lambda _: number
            return lambda scope: scope(name)
        case ast.UnaryOp(ast.USub(), operand):
            inner = _evaluator(operand)
            return lambda scope: -inner(scope)
        case ast.BinOp(left, sign, right):
            one, other = _evaluator(left), _evaluator(right)
            operation = _OPERATIONS[type(sign)]
            return lambda scope: operation(one(scope), other(scope))
        case ast.Call(ast.Name(name), [argument]):
            inner, function = _evaluator(argument), _FUNCTIONS[name]
            return lambda scope: function(inner(scope))
    raise ValueError(ast.dump(node))


def values_of(node: ast.expr) -> Values:
    """Returns the values of an expression at all points."""
    value = evaluator(node)
    letters = set()

    def at_first_point(letter: str) -> float:
        letters.add(letter)
        return value_of_letter(letter, 0)

    first = value(at_first_point)
    if not letters:
        return (first,) * NUM_POINTS
    return (
        first,
        *(
            value(functools.partial(value_of_letter, point=point))
            for point in range(1, NUM_POINTS)
        ),
    )


def hold_everywhere(
    *all_values: Values, holds: Callable[..., bool] = lambda *_: True
) -> bool:
    """Whether a relation holds at all points with values, if these suffice."""
    points = [
        point for point in zip(*all_values, strict=True) if None not in point
    ]
    return len(points) >= _FEWEST_POINTS and all(
        holds(*point) for point in points
    )


def is_close(x: float, y: float) -> bool:
    """Whether two values differ by rounding errors at most."""
    return math.isclose(x, y, rel_tol=_TOLERANCE, abs_tol=_SMALL)


def are_equal(a: Values, b: Values) -> bool:
    """Whether two expressions are equal."""
    return hold_everywhere(a, b, holds=is_close)


def are_proportional(a: Values, b: Values) -> bool:
    """Whether one is the other times a number that is not 0."""
    ratios = [x / y for x, y in zip(a, b, strict=True) if x is not None and y]
    return bool(ratios and ratios[0]) and hold_everywhere(
        a, b, holds=lambda x, y: is_close(x, ratios[0] * y)
    )


def key_of(values: Values, *, up_to_a_factor: bool = False) -> list[str | None]:
    """Returns a key that is the same for equal expressions.

    Args:
        values: The values of an expression.
        up_to_a_factor: Whether it is also the same for proportional ones.

    Raises:
        ArithmeticError: It has too few values to be equal to another.
    """
    if not hold_everywhere(values):
        raise ArithmeticError
    rounded = [
        0.0 if value is not None and abs(value) < _SMALL else value
        for value in values
    ]
    unit = next(filter(None, rounded), 1.0) if up_to_a_factor else 1.0
    return [
        None if value is None else f'{value / unit:.9g}' for value in rounded
    ]


def terms_of(node: ast.expr, *, is_negative: bool = False) -> list[Term]:
    """Returns the terms of a sum, outside of brackets."""
    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub() as sign, right):
            is_minus = isinstance(sign, ast.Sub)
            return [
                *terms_of(left, is_negative=is_negative),
                *terms_of(right, is_negative=is_negative != is_minus),
            ]
    return [_factors_of(node, is_negative)]


def _factors_of(node: ast.expr, is_negative: bool) -> Term:
    match node:
        case ast.Call(ast.Name('_'), [content]) if not _is_sum(content):
            return _factors_of(content, is_negative)
        case ast.UnaryOp(ast.USub(), operand):
            return _factors_of(operand, not is_negative)
        case ast.BinOp(left, ast.Mult() | ast.Div() as sign, right):
            one, other = _factors_of(left, False), _factors_of(right, False)
            factors = other.factors
            if isinstance(sign, ast.Div):
                factors = tuple(
                    ast.BinOp(factor, ast.Pow(), ast.Constant(-1))
                    for factor in factors
                )
            is_mixed = one.is_negative != other.is_negative
            return Term(is_negative != is_mixed, one.factors + factors)
    return Term(is_negative, (node,))


def _is_sum(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(
        node.op, ast.Add | ast.Sub
    )


def can_be_paired(
    a: Collection[_T], b: Sequence[_T], matches: Callable[[_T, _T], bool]
) -> bool:
    """Whether all items of a can be paired with all items of b."""
    rest = list(b)
    for item in a:
        index = next(
            (index for index, other in enumerate(rest) if matches(item, other)),
            None,
        )
        if index is None:
            return False
        del rest[index]
    return not rest
