"""Unreachable rules: an earlier rule takes all of their answers.

Each rule is compared with single earlier rules, so some unreachable ones are
not found; there are no false warnings. Equal rules are errors
(`state_validation`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from core import errors
from core.domain import exp_domain, schema, state_domain
from core.domain.interactions import answer_matching, object_types

# Comparisons of rules in one exploration, to limit the time.
_MAX_COMPARISONS = 20_000

# Rules that take one answer, and the input that is this answer.
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

# Rules about texts, and the rules that take all of their answers if they take
# the text itself.
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
    """Returns whether an earlier rule takes all answers of a rule."""
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

    A rule that takes them takes all of its answers. The list is empty if there
    are none for these rules.
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
    """Returns the ends of an interval: rules about numbers take intervals."""
    inputs = rule.inputs
    if rule.rule_type == 'IsInclusivelyBetween':
        return [inputs['a'], inputs['b']]
    if rule.rule_type == 'IsWithinTolerance':
        return [inputs['x'] - inputs['tol'], inputs['x'] + inputs['tol']]
    is_open_end = earlier.rule_type[:6] == rule.rule_type[:6]
    return [inputs['x']] if is_open_end else []
