"""MultipleChoiceInput: one of several choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import errors
from core.domain.interactions import base, object_types


def _normalize_answer(answer: object, args: Mapping[str, Any]) -> int:
    """An answer is the index of a choice, in the creator's order."""
    index: int = object_types.NONNEGATIVE_INT.read(answer, 'answer')
    if index >= len(args['choices']):
        raise errors.ValidationError(
            f'there are only {len(args["choices"])} choices', 'answer'
        )
    return index


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
    is_terminal=False,
    is_linear=False,
    # The choices themselves contain the solution.
    can_have_solution=False,
    rule_specs=base.rules(
        base.RuleSpec(
            rule_type='Equals',
            description='is choice {x}',
            inputs={'x': object_types.NONNEGATIVE_INT},
        ),
    ),
    customization_arg_specs=(
        base.CustomizationArgSpec(
            name='choices',
            description='What to choose from',
            object_type=object_types.CHOICES,
        ),
        base.CustomizationArgSpec(
            name='showChoicesInShuffledOrder',
            description='Shuffle the choices for each learner',
            object_type=object_types.BOOLEAN,
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
    answer_normalizer=_normalize_answer,
    rule_checker=_check_rule,
)
