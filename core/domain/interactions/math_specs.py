"""The common parts of the interactions for expressions and equations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.interactions import (
    base,
    math_rules,
    math_types,
    object_types,
)

# A setting of Oppia's on-screen keyboard. It has no effect here, because
# answers are typed.
USE_FRACTION_FOR_DIVISION = base.flag(
    'useFractionForDivision',
    'Write divisions as fractions in an on-screen keyboard',
)
ALLOWED_VARIABLES = base.CustomizationArgSpec(
    name='allowedVariables',
    description='The letters that an answer may have; none for any',
    object_type=math_types.LETTERS,
    default_value=[],
)


# The rules that compare only values, and those that also compare terms.
_VALUE_RULES = ('IsEquivalentTo',)
_TERM_RULES = (
    *_VALUE_RULES,
    'MatchesUpToTrivialManipulations',
    'ContainsSomeOf',
    'OmitsSomeOf',
    'MatchesWithGeneralForm',
)


def expression_equality(
    object_type: object_types.ObjectType,
) -> base.EqualityForm:
    """Returns the equality of expressions under the rules."""
    return base.equality_of(
        object_type,
        (_VALUE_RULES, math_rules.value_key),
        (_TERM_RULES, math_rules.terms_key),
    )


EQUATION_EQUALITY = base.equality_of(
    math_types.MATH_EQUATION,
    (_VALUE_RULES, math_rules.equation_key),
    (_TERM_RULES, math_rules.sides_key),
)


def complaint_about_answer(text: str, args: Mapping[str, Any]) -> str | None:
    """Returns the error in the letters of an answer; None if there is none."""
    letters = math_types.letters_in(text)
    return (
        _complaint_about(letters, args) if letters else 'should have a letter'
    )


def _complaint_about(letters: list[str], args: Mapping[str, Any]) -> str | None:
    """Returns the error if some letters are not allowed; None if all are."""
    others = sorted(set(letters).difference(args['allowedVariables']))
    if args['allowedVariables'] and others:
        return f'the letter {others[0]!r} is not allowed here'
    return None


def check_rule(
    _rule_type: str, inputs: Mapping[str, Any], args: Mapping[str, Any]
) -> str | None:
    """Returns the error if a rule has letters that answers may not have."""
    letters = math_types.letters_in(inputs['x'])
    placeholders = inputs['y'] if isinstance(inputs.get('y'), list) else []
    complaint = _complaint_about(
        [letter for letter in letters if letter not in placeholders], args
    )
    return f'no answer matches it: {complaint}' if complaint else None


def expression_rules(
    object_type: object_types.ObjectType,
) -> dict[str, base.RuleSpec]:
    """Returns the rules about an expression.

    Args:
        object_type: The type of the expression that answers are compared with.
    """
    x = {'x': object_type}
    return base.rules(
        base.RuleSpec('MatchesExactlyWith', 'is written exactly as {x}', x),
        base.RuleSpec(
            'MatchesUpToTrivialManipulations',
            'is {x}, its terms and factors in any order',
            x,
        ),
        base.RuleSpec('IsEquivalentTo', 'is equal to {x}', x),
        base.RuleSpec(
            'ContainsSomeOf', 'has at least one of the terms of {x}', x
        ),
        base.RuleSpec(
            'OmitsSomeOf', 'lacks at least one of the terms of {x}', x
        ),
        base.RuleSpec(
            'MatchesWithGeneralForm',
            'has the form of {x}, with the placeholders {y}',
            {'x': math_types.ALGEBRAIC_EXPRESSION, 'y': math_types.LETTERS},
        ),
    )
