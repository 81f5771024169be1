"""EndExploration: the end, with recommended explorations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import errors
from core.domain.interactions import base, object_types


def _refuse_answer(_answer: object, _args: Mapping[str, Any]) -> None:
    raise errors.ValidationError(
        'a card that ends the exploration takes no answer', 'answer'
    )


SPEC = base.InteractionSpec(
    interaction_id='EndExploration',
    description='Ends the exploration.',
    is_terminal=True,
    can_have_solution=False,
    rule_specs={},
    customization_arg_specs=(
        base.CustomizationArgSpec(
            name='recommendedExplorationIds',
            description='Explorations to suggest at the end',
            object_type=object_types.EXPLORATION_IDS,
            default_value=[],
        ),
    ),
    visualizations=(),
    answer_normalizer=_refuse_answer,
)
