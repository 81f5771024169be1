"""Matching of answers with rules, as the browser does it.

The browser classifies the answers of learners; this module classifies earlier
answers by current rules. tests/fixtures/rules.json has cases in which both must
agree.
"""

from __future__ import annotations

import functools
import operator
import sys
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from core.domain import text_forms
from core.domain.interactions import (
    math_rules,
    number_types,
    object_types,
    units,
)

Inputs = Mapping[str, Any]
_Matcher = Callable[[Any, Inputs], bool]


def matches(
    interaction_id: str, rule_type: str, inputs: Inputs, answer: Any
) -> bool | None:
    """Returns whether a rule matches an answer.

    Args:
        interaction_id: The interaction.
        rule_type: The type of the rule.
        inputs: Its inputs.
        answer: The answer as JSON, normalized.

    Returns:
        Whether it matches; None if only the browser can decide, or if the
        answer is not valid for this interaction.
    """
    matcher = _MATCHERS.get(interaction_id, {}).get(rule_type)
    if matcher is None or object_types.has_references(inputs):
        # A rule can also depend on the parameters of the learner.
        return None
    try:
        return matcher(answer, inputs)
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        SyntaxError,
    ):
        return None


# Cached, because rules compare the same few texts with each answer.
_folded = functools.lru_cache(maxsize=4_096)(text_forms.fold_case)
_composed = functools.lru_cache(maxsize=4_096)(text_forms.compose)


def _any_text(
    is_match: Callable[[str, str], bool],
    form: Callable[[str], str] = _folded,
) -> _Matcher:
    """Returns a matcher that is true if any text of x matches."""
    return lambda answer, inputs: any(
        is_match(form(answer), form(text)) for text in inputs['x']
    )


def _are_within_one_edit(one: str, other: str) -> bool:
    """Whether at most one inserted, removed or replaced character differs."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = _num_equal(zip(short, long, strict=False))
    rest = zip(reversed(short[start:]), reversed(long[start:]), strict=False)
    return len(long) - start - _num_equal(rest) <= 1


def _num_equal(pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _is_within(answer: float, inputs: Inputs) -> bool:
    """Whether a number is within a tolerance, up to the rounding of doubles."""
    x = inputs['x']
    rounding = 2 * sys.float_info.epsilon * max(abs(answer), abs(x))
    return bool(abs(answer - x) <= inputs['tol'] + rounding)


def _set_of_texts(
    is_match: Callable[[frozenset[str], frozenset[str]], bool],
) -> _Matcher:
    return lambda answer, inputs: is_match(
        frozenset(map(_composed, answer)),
        frozenset(map(_composed, inputs['x'])),
    )


def _by_value(is_match: Callable[[Fraction, Fraction], bool]) -> _Matcher:
    return lambda answer, inputs: is_match(
        number_types.value_of(answer), number_types.value_of(inputs['f'])
    )


def _integer_part(fraction: Inputs) -> int:
    whole: int = fraction['wholeNumber']
    return -whole if fraction['isNegative'] else whole


def _position_of(ordering: list[list[int]], choice: int) -> int:
    return next(
        (
            index
            for index, position in enumerate(ordering)
            if choice in position
        ),
        -1,
    )


def _num_at_other_positions(answer: Any, x: Any) -> int:
    """Counts, over all positions, choices that only the larger one has."""
    return sum(
        len(set(more).difference(fewer))
        for fewer, more in (
            sorted(pair, key=len) for pair in zip(answer, x, strict=False)
        )
    )


_MATCHERS: Mapping[str, Mapping[str, _Matcher]] = {
    'AlgebraicExpressionInput': math_rules.EXPRESSION_RULES,
    'DragAndDropSortInput': {
        'IsEqualToOrdering': lambda answer, given: (
            list(map(set, answer)) == list(map(set, given['x']))
        ),
        'IsEqualToOrderingWithOneItemAtIncorrectPosition': (
            lambda answer, given: (
                _num_at_other_positions(answer, given['x']) == 1
            )
        ),
        'HasElementXAtPositionY': lambda answer, given: (
            _position_of(answer, given['x']) == given['y'] - 1
        ),
        'HasElementXBeforeElementY': lambda answer, given: (
            _position_of(answer, given['x']) < _position_of(answer, given['y'])
        ),
    },
    'FractionInput': {
        'IsExactlyEqualTo': lambda answer, given: answer == given['f'],
        'IsEquivalentTo': _by_value(operator.eq),
        'IsEquivalentToAndInSimplestForm': lambda answer, given: (
            answer == number_types.in_simplest_form(given['f'])
        ),
        'IsLessThan': _by_value(operator.lt),
        'IsGreaterThan': _by_value(operator.gt),
        'HasIntegerPartEqualTo': lambda answer, given: (
            _integer_part(answer) == given['x']
        ),
        'HasNumeratorEqualTo': lambda answer, given: (
            answer['numerator'] == given['x']
        ),
        'HasDenominatorEqualTo': lambda answer, given: (
            answer['denominator'] == given['x']
        ),
        'HasNoFractionalPart': lambda answer, _: answer['numerator'] == 0,
        'HasFractionalPartExactlyEqualTo': lambda answer, given: all(
            answer[part] == given['f'][part]
            for part in ('numerator', 'denominator')
        ),
    },
    'ImageClickInput': {
        'IsInRegion': lambda answer, given: (
            given['x'] in answer['clickedRegions']
        ),
    },
    'ItemSelectionInput': {
        'Equals': lambda answer, given: set(answer) == set(given['x']),
        'ContainsAtLeastOneOf': lambda answer, given: bool(
            set(answer) & set(given['x'])
        ),
        'DoesNotContainAtLeastOneOf': lambda answer, given: bool(
            set(given['x']) - set(answer)
        ),
        'IsProperSubsetOf': lambda answer, given: set(answer) < set(given['x']),
    },
    'MathEquationInput': math_rules.EQUATION_RULES,
    'MultipleChoiceInput': {
        'Equals': lambda answer, given: answer == given['x'],
    },
    'NumberWithUnits': {
        'IsEqualTo': lambda answer, given: (
            units.in_any_order(answer) == units.in_any_order(given['f'])
        ),
        'IsEquivalentTo': lambda answer, given: units.quantity_of(
            answer
        ).is_equal_to(units.quantity_of(given['f'])),
    },
    'NumericExpressionInput': math_rules.EXPRESSION_RULES,
    'NumericInput': {
        'Equals': lambda answer, given: answer == given['x'],
        'IsLessThan': lambda answer, given: answer < given['x'],
        'IsGreaterThan': lambda answer, given: answer > given['x'],
        'IsLessThanOrEqualTo': lambda answer, given: answer <= given['x'],
        'IsGreaterThanOrEqualTo': lambda answer, given: answer >= given['x'],
        'IsInclusivelyBetween': lambda answer, given: (
            given['a'] <= answer <= given['b']
        ),
        'IsWithinTolerance': _is_within,
    },
    'RatioExpressionInput': {
        'Equals': lambda answer, given: answer == given['x'],
        'IsEquivalent': lambda answer, given: (
            number_types.reduced_ratio(answer)
            == number_types.reduced_ratio(given['x'])
        ),
        'HasNumberOfTermsEqualTo': lambda answer, given: (
            len(answer) == given['y']
        ),
        'HasSpecificTermEqualTo': lambda answer, given: (
            answer[given['x'] - 1 : given['x']] == [given['y']]
        ),
    },
    'SetInput': {
        'Equals': _set_of_texts(operator.eq),
        'IsSubsetOf': _set_of_texts(operator.lt),
        'IsSupersetOf': _set_of_texts(operator.gt),
        'HasElementsIn': _set_of_texts(lambda answer, x: bool(answer & x)),
        'HasElementsNotIn': _set_of_texts(lambda answer, x: bool(answer - x)),
        'OmitsElementsIn': _set_of_texts(lambda answer, x: bool(x - answer)),
        'IsDisjointFrom': _set_of_texts(frozenset.isdisjoint),
    },
    'TextInput': {
        'Equals': _any_text(lambda answer, text: answer == text),
        'CaseSensitiveEquals': _any_text(
            lambda answer, text: answer == text, _composed
        ),
        'StartsWith': _any_text(lambda answer, text: answer.startswith(text)),
        'Contains': _any_text(lambda answer, text: text in answer),
        'FuzzyEquals': _any_text(_are_within_one_edit),
    },
}
