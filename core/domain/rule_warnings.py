"""Finds unreachable rules: an earlier rule matches all of their answers.

A rule is compared with one earlier rule at a time, so unreachable rules that
only several earlier ones cover are not found. There are no false warnings.
Equal rules are errors (`state_validation`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from core import errors
from core.domain import exp_domain, schema, state_domain
from core.domain.interactions import answer_matching, object_types

# Maximum comparisons of rules in one exploration, to limit the time.
_MAX_COMPARISONS = 20_000

# Rules that match a single answer, and the input that holds it.
_EXACT: Mapping[tuple[str, str], str] = {
    ('DragAndDropSortInput', 'IsEqualToOrdering'): 'x',
    ('FractionInput', 'IsExactlyEqualTo'): 'f',
    ('ItemSelectionInput', 'Equals'): 'x',
    ('MultipleChoiceInput', 'Equals'): 'x',
    ('NumberWithUnits', 'IsEqualTo'): 'f',
    ('NumericInput', 'Equals'): 'x',
    ('RatioExpressionInput', 'Equals'): 'x',
    ('SetInput', 'Equals'): 'x',
}

# For rules about texts: the types of earlier rules that match all of their
# answers if they match the text itself.
_ABOUT_TEXTS: Mapping[str, frozenset[str]] = {
    'CaseSensitiveEquals': frozenset(
        {'CaseSensitiveEquals', 'Contains', 'Equals', 'FuzzyEquals'}
        | {'StartsWith'}
    ),
    'Equals': frozenset(['Contains', 'Equals', 'FuzzyEquals', 'StartsWith']),
    'StartsWith': frozenset(['Contains', 'StartsWith']),
    'Contains': frozenset(['Contains']),
}


def find(
    exploration: exp_domain.Exploration,
) -> Iterator[errors.ValidationError]:
    """Yields a warning for each rule that no answer reaches."""
    num_left = itertools.count(_MAX_COMPARISONS, -1)
    for name, state in exploration.states.items():
        interaction = state.interaction
        rules = list(interaction.rules())
        for number, (path, rule) in enumerate(rules):
            for earlier_path, earlier in rules[:number]:
                if next(num_left) <= 0:
                    return
                if _takes_all(interaction.id or '', earlier, rule):
                    yield errors.ValidationError(
                        f'never decides: {earlier_path} takes all of its '
                        'answers before',
                        schema.join_path('states', name, 'interaction', path),
                    )
                    break


def _takes_all(
    interaction_id: str,
    earlier: state_domain.RuleSpec,
    rule: state_domain.RuleSpec,
) -> bool:
    """Returns whether an earlier rule matches all answers of a rule."""
    answers = _answers_of(interaction_id, earlier, rule)
    return bool(answers) and all(
        answer_matching.matches(
            interaction_id, earlier.rule_type, earlier.inputs, answer
        )
        for answer in answers
    )


def _answers_of(
    interaction_id: str,
    earlier: state_domain.RuleSpec,
    rule: state_domain.RuleSpec,
) -> list[Any]:
    """Returns answers that represent all answers of the later rule.

    An earlier rule that matches them matches all. The list is empty if these
    two rules cannot be compared.
    """
    inputs = rule.inputs
    if object_types.has_references(inputs):
        return []
    if interaction_id == 'TextInput':
        comparable = earlier.rule_type in _ABOUT_TEXTS.get(rule.rule_type, ())
        return list(inputs['x']) if comparable else []
    if interaction_id == 'NumericInput' and rule.rule_type != 'Equals':
        return _bounds(earlier, rule)
    name = _EXACT.get((interaction_id, rule.rule_type))
    return [inputs[name]] if name else []


def _bounds(
    earlier: state_domain.RuleSpec, rule: state_domain.RuleSpec
) -> list[float]:
    """Returns the ends of the interval that a rule about numbers matches."""
    inputs = rule.inputs
    if rule.rule_type == 'IsInclusivelyBetween':
        return [inputs['a'], inputs['b']]
    if rule.rule_type == 'IsWithinTolerance':
        return [inputs['x'] - inputs['tol'], inputs['x'] + inputs['tol']]
    is_same_direction = earlier.rule_type[:6] == rule.rule_type[:6]
    return [inputs['x']] if is_same_direction else []
