"""Which rule matches an answer, as the browser decides it.

The browser classifies what learners answer; this module says how an answer that
was given before would be classified now. tests/fixtures/rules.json has the
cases in which both must agree.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.domain import text_forms

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
        Whether it does; None if only the browser can tell, or if it is no
        answer to this interaction.
    """
    matcher = _MATCHERS.get(interaction_id, {}).get(rule_type)
    if matcher is None or '{{' in str(inputs):
        # A rule can also depend on the parameters of the learner.
        return None
    try:
        return matcher(answer, inputs)
    except (KeyError, TypeError, AttributeError):
        return None


# Rules compare the same few texts with each answer.
_folded = functools.lru_cache(maxsize=4_096)(text_forms.folded)


def _any_text(
    is_match: Callable[[str, str], bool],
    form: Callable[[str], str] = _folded,
) -> _Matcher:
    """Returns a matcher for which any text of x suffices."""
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
    """Whether a number is near enough, except for the rounding of doubles."""
    x = inputs['x']
    rounding = 2 * sys.float_info.epsilon * max(abs(answer), abs(x))
    return bool(abs(answer - x) <= inputs['tol'] + rounding)


_MATCHERS: Mapping[str, Mapping[str, _Matcher]] = {
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
    'MultipleChoiceInput': {
        'Equals': lambda answer, given: answer == given['x'],
    },
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
    'TextInput': {
        'Equals': _any_text(lambda answer, text: answer == text),
        'CaseSensitiveEquals': _any_text(
            lambda answer, text: answer == text, text_forms.composed
        ),
        'StartsWith': _any_text(lambda answer, text: answer.startswith(text)),
        'Contains': _any_text(lambda answer, text: text in answer),
        'FuzzyEquals': _any_text(_are_within_one_edit),
    },
}
