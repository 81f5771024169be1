"""MultipleChoiceInput: one of several choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.interactions import base, object_types


def _complaint_about(index: int, args: Mapping[str, Any]) -> str | None:
    """Returns the error if there is no choice with this index."""
    num_choices = len(args['choices'])
    if index >= num_choices:
        return f'there are only {num_choices} choices'
    return None


def _check_rule(
    _rule_type: str, inputs: Mapping[str, Any], args: Mapping[str, Any]
) -> str | None:
    num_choices = len(args['choices'])
    if inputs['x'] >= num_choices:
        return f'x should be less than {num_choices}, the number of choices'
    return None


SPEC = base.InteractionSpec(
    interaction_id='MultipleChoiceInput',
    description='Lets the learner pick one of several choices.',
    # The choices themselves contain the solution.
    can_have_solution=False,
    rule_specs=base.rules(
        base.RuleSpec(
            'Equals', 'is choice {x}', {'x': object_types.NONNEGATIVE_INT}
        ),
    ),
    customization_arg_specs=(
        base.CustomizationArgSpec(
            name='choices',
            description='What to choose from',
            object_type=object_types.CHOICES,
        ),
        base.flag(
            'showChoicesInShuffledOrder',
            'Shuffle the choices for each learner',
            default_value=True,
        ),
    ),
    visualizations=(
        base.Visualization(
            id='SortedTiles',
            calculation_id='AnswerFrequencies',
            options={'header': 'Top answers', 'use_percentages': True},
            addressed_info_is_supported=True,
        ),
    ),
    answer_normalizer=base.answers_of(
        object_types.NONNEGATIVE_INT, _complaint_about
    ),
    rule_checker=_check_rule,
)
