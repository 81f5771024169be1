"""Rules that compare expressions and equations.

The same as in static/js/interactions/math_rules.js and math_equation_input.js.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from core.domain.interactions import math_values
from core.domain.interactions.math_values import Values

_Matcher = Callable[[str, Mapping[str, Any]], bool]

# The points at which an expression is compared with a general form.
_POINTS_OF_FORM = 4


class _Term(NamedTuple):
    """A term with the values of its factors."""

    is_negative: bool
    factors: tuple[Values, ...]
    node: ast.expr

    def is_same_as(self, other: _Term) -> bool:
        """Whether they have the same factors, in any order."""
        return (
            self.is_negative == other.is_negative
            and math_values.can_be_paired(
                self.factors, other.factors, math_values.are_equal
            )
        )

    def negate(self) -> _Term:
        return self._replace(
            is_negative=not self.is_negative,
            node=ast.UnaryOp(ast.USub(), self.node),
        )

    @property
    def key(self) -> list[Any]:
        """A key that is the same for terms with the same factors."""
        return [
            self.is_negative,
            sorted(map(math_values.key_of, self.factors), key=str),
        ]


_Terms = tuple[_Term, ...]


@functools.lru_cache(maxsize=4_096)
def _values(expression: str) -> Values:
    return math_values.values_of(math_values.parse(expression))


@functools.lru_cache(maxsize=4_096)
def _terms(expression: str) -> _Terms:
    return tuple(
        _Term(
            term.is_negative,
            tuple(map(math_values.values_of, term.factors)),
            term.node,
        )
        for term in math_values.terms_of(math_values.parse(expression))
    )


def value_key(expression: str) -> list[Any]:
    """Returns a key that is the same for equal expressions."""
    return math_values.key_of(_values(expression))


def terms_key(expression: str) -> list[Any]:
    """Returns a key that is the same for expressions with the same terms."""
    return sorted((term.key for term in _terms(expression)), key=str)


def equation_key(equation: str) -> list[Any]:
    """Returns a key that is the same if differences of sides are proportional.

    Adding to both sides, or multiplying both by a number, does not change it.
    """
    return math_values.key_of(_difference(equation), up_to_a_factor=True)


def sides_key(equation: str) -> list[Any]:
    """Returns a key that is the same if each side has the same terms."""
    return [terms_key(side) for side in equation.split('=')]


def _difference(equation: str) -> Values:
    return _values('({})-({})'.format(*equation.split('=')))


def _have_same_terms(answer: _Terms, x: _Terms) -> bool:
    return math_values.can_be_paired(answer, x, _Term.is_same_as)


def _num_terms_in(answer: _Terms, x: _Terms) -> int:
    return sum(any(term.is_same_as(other) for other in answer) for term in x)


def _has_form(
    answer: _Term, form: _Term, placeholders: Collection[str]
) -> bool:
    """Whether their difference or quotient depends only on placeholders."""

    def scope(letter: str, point: int) -> float:
        return math_values.value_of_letter(
            letter, 0 if letter in placeholders else point
        )

    return any(
        _is_constant(
            [
                value(functools.partial(scope, point=point))
                for point in range(_POINTS_OF_FORM)
            ]
        )
        for value in (
            math_values.evaluator(ast.BinOp(form.node, sign, answer.node))
            for sign in (ast.Div(), ast.Sub())
        )
    )


def _is_constant(values: list[float | None]) -> bool:
    first = values[0]
    return first is not None and all(
        value is not None and abs(value - first) <= 1e-9 * (1 + abs(value))
        for value in values
    )


def _has_general_form(
    answer: _Terms, form: _Terms, placeholders: Collection[str]
) -> bool:
    names = {
        name for term in answer for name in math_values.letters_in(term.node)
    }
    return names.isdisjoint(placeholders) and math_values.can_be_paired(
        answer, form, lambda a, b: _has_form(a, b, placeholders)
    )


EXPRESSION_RULES: Mapping[str, _Matcher] = {
    'MatchesExactlyWith': lambda answer, given: answer == given['x'],
    'MatchesUpToTrivialManipulations': lambda answer, given: _have_same_terms(
        _terms(answer), _terms(given['x'])
    ),
    'IsEquivalentTo': lambda answer, given: math_values.are_equal(
        _values(answer), _values(given['x'])
    ),
    'ContainsSomeOf': lambda answer, given: (
        _num_terms_in(_terms(answer), _terms(given['x'])) > 0
    ),
    'OmitsSomeOf': lambda answer, given: (
        _num_terms_in(_terms(answer), _terms(given['x']))
        < len(_terms(given['x']))
    ),
    'MatchesWithGeneralForm': lambda answer, given: _has_general_form(
        _terms(answer), _terms(given['x']), given['y']
    ),
}


def _sides_of(equation: str, position: str) -> list[str]:
    lhs, rhs = equation.split('=')
    return {'lhs': [lhs], 'rhs': [rhs]}.get(position, [lhs, rhs])


def _terms_on_one_side(equation: str) -> _Terms:
    lhs, rhs = map(_terms, equation.split('='))
    return lhs + _negate(rhs)


def _negate(terms: _Terms) -> _Terms:
    return tuple(term.negate() for term in terms)


def _sides_rule(matches: _Matcher) -> _Matcher:
    def rule(answer: str, given: Mapping[str, Any]) -> bool:
        if given['y'] == 'irrelevant':
            terms = _terms_on_one_side(answer)
            expected = _terms_on_one_side(given['x'])
            return _have_same_terms(terms, expected) or _have_same_terms(
                _negate(terms), expected
            )
        return all(
            matches(side, {'x': x})
            for side, x in zip(
                _sides_of(answer, given['y']),
                _sides_of(given['x'], given['y']),
                strict=True,
            )
        )

    return rule


def _num_terms_of_sides(answer: str, given: Mapping[str, Any]) -> int:
    if given['y'] == 'irrelevant':
        terms = _terms_on_one_side(answer)
        terms += _negate(terms)
    else:
        sides = _sides_of(answer, given['y'])
        terms = tuple(term for side in sides for term in _terms(side))
    return _num_terms_in(terms, _terms(given['x']))


def _is_equivalent(answer: str, given: Mapping[str, Any]) -> bool:
    """Whether equations differ by a summand or factor of both sides."""
    left, right = answer.split('=')
    given_left, given_right = given['x'].split('=')
    quotient = _values(f'({left})/({right})')
    return (
        math_values.are_proportional(
            _difference(answer), _difference(given['x'])
        )
        or math_values.are_equal(
            quotient, _values(f'({given_left})/({given_right})')
        )
        or math_values.are_equal(
            quotient, _values(f'({given_right})/({given_left})')
        )
    )


EQUATION_RULES: Mapping[str, _Matcher] = {
    'MatchesExactlyWith': _sides_rule(EXPRESSION_RULES['MatchesExactlyWith']),
    'MatchesUpToTrivialManipulations': _sides_rule(
        EXPRESSION_RULES['MatchesUpToTrivialManipulations']
    ),
    'IsEquivalentTo': _is_equivalent,
    'ContainsSomeOf': lambda answer, given: (
        _num_terms_of_sides(answer, given) > 0
    ),
    'OmitsSomeOf': lambda answer, given: (
        _num_terms_of_sides(answer, given) < len(_terms(given['x']))
    ),
    'MatchesWithGeneralForm': lambda answer, given: _has_general_form(
        _terms_on_one_side(answer), _terms_on_one_side(given['x']), given['y']
    ),
}
