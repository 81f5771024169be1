"""The common parts of the interactions for expressions and equations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import errors
from core.domain.interactions import (
    base,
    math_rules,
    math_types,
    object_types,
)

# Oppia's on-screen keyboard shows a division in one of two ways. Here answers
# are typed, so it has no effect.
USE_FRACTION_FOR_DIVISION = base.CustomizationArgSpec(
    name='useFractionForDivision',
    description='Write divisions as fractions in an on-screen keyboard',
    object_type=object_types.BOOLEAN,
    default_value=False,
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


def check_letters(text: str, args: Mapping[str, Any]) -> None:
    """Raises ValidationError unless an answer has only allowed letters."""
    letters = math_types.letters_in(text)
    if not letters:
        raise errors.ValidationError('should have a letter', 'answer')
    complaint = complaint_about(letters, args)
    if complaint:
        raise errors.ValidationError(complaint, 'answer')


def complaint_about(letters: list[str], args: Mapping[str, Any]) -> str | None:
    """Returns the error if some letters are not allowed; None if all are."""
    others = sorted(set(letters).difference(args['allowedVariables']))
    if args['allowedVariables'] and others:
        return f'the letter {others[0]!r} is not allowed here'
    return None


def check_rule(
    _rule_type: str, inputs: Mapping[str, Any], args: Mapping[str, Any]
) -> str | None:
    """Checks that a rule has only letters that answers may have."""
    letters = math_types.letters_in(inputs['x'])
    placeholders = inputs['y'] if isinstance(inputs.get('y'), list) else []
    complaint = complaint_about(
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
    return base.rules(
        _rule('MatchesExactlyWith', 'is written exactly as {x}', object_type),
        _rule(
            'MatchesUpToTrivialManipulations',
            'is {x}, its terms and factors in any order',
            object_type,
        ),
        _rule('IsEquivalentTo', 'is equal to {x}', object_type),
        _rule(
            'ContainsSomeOf',
            'has at least one of the terms of {x}',
            object_type,
        ),
        _rule(
            'OmitsSomeOf', 'lacks at least one of the terms of {x}', object_type
        ),
        base.RuleSpec(
            rule_type='MatchesWithGeneralForm',
            description='has the form of {x}, with the placeholders {y}',
            inputs={
                'x': math_types.ALGEBRAIC_EXPRESSION,
                'y': math_types.LETTERS,
            },
        ),
    )


def _rule(
    rule_type: str, description: str, object_type: object_types.ObjectType
) -> base.RuleSpec:
    return base.RuleSpec(
        rule_type=rule_type, description=description, inputs={'x': object_type}
    )
