"""ItemSelectionInput: several of the choices, unordered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import errors, feconf
from core.domain.interactions import base, object_types


def _normalize_answer(answer: object, args: Mapping[str, Any]) -> list[int]:
    """Checks and sorts the indices of choices, which form a set."""
    indices: list[int] = object_types.CHOICE_INDICES.read(answer, 'answer')
    num_choices = len(args['choices'])
    if any(index >= num_choices for index in indices):
        raise errors.ValidationError(
            f'there are only {num_choices} choices', 'answer'
        )
    fewest = args['minAllowableSelectionCount']
    most = args['maxAllowableSelectionCount']
    if not fewest <= len(indices) <= most:
        raise errors.ValidationError(
            f'there should be {fewest} to {most} choices in it', 'answer'
        )
    return sorted(indices)


def _check_rule(
    _rule_type: str, inputs: Mapping[str, Any], args: Mapping[str, Any]
) -> str | None:
    num_choices = len(args['choices'])
    if any(index >= num_choices for index in inputs['x']):
        return (
            f'each of x should be less than {num_choices}, '
            'the number of choices'
        )
    return None


_CHOICES = {'x': object_types.CHOICE_INDICES}


SPEC = base.InteractionSpec(
    interaction_id='ItemSelectionInput',
    description='Lets the learner pick some of several choices.',
    # The choices themselves contain the solution.
    can_have_solution=False,
    rule_specs=base.rules(
        base.RuleSpec('Equals', 'is just the choices {x}', _CHOICES),
        base.RuleSpec(
            'ContainsAtLeastOneOf', 'has at least one of {x}', _CHOICES
        ),
        base.RuleSpec(
            'DoesNotContainAtLeastOneOf', 'lacks at least one of {x}', _CHOICES
        ),
        base.RuleSpec(
            'IsProperSubsetOf',
            'is some of {x}, not all, and no other',
            _CHOICES,
        ),
    ),
    customization_arg_specs=(
        base.CustomizationArgSpec(
            name='choices',
            description='What to choose from',
            object_type=object_types.CHOICES,
        ),
        base.CustomizationArgSpec(
            name='minAllowableSelectionCount',
            description='How many choices an answer has at least',
            object_type=object_types.NONNEGATIVE_INT,
            default_value=1,
        ),
        base.CustomizationArgSpec(
            name='maxAllowableSelectionCount',
            description='How many choices an answer has at most',
            object_type=object_types.SELECTION_COUNT,
            default_value=feconf.MAX_CHOICES,
        ),
    ),
    visualizations=(
        base.Visualization(
            id='EnumeratedFrequencyTable',
            calculation_id='Top10AnswerFrequencies',
            options={
                'column_headers': ['Answer (opens and closes)', 'Count'],
                'title': 'Top answers',
            },
            addressed_info_is_supported=True,
        ),
        base.Visualization(
            id='BarChart',
            calculation_id='FrequencyCommonlySubmittedElements',
            options={
                'title': 'Choices taken, alone or with others',
                'x_axis_label': 'Choice',
                'y_axis_label': 'Count',
            },
            addressed_info_is_supported=False,
        ),
    ),
    answer_normalizer=_normalize_answer,
    rule_checker=_check_rule,
)
