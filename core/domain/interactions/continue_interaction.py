"""Continue: a button that leads to the next state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import errors
from core.domain.interactions import base, object_types


def _normalize_answer(answer: object, _args: Mapping[str, Any]) -> None:
    if answer is not None:
        raise errors.ValidationError(
            'pressing Continue says nothing, so the answer is null', 'answer'
        )


SPEC = base.InteractionSpec(
    interaction_id='Continue',
    description='A button that leads to the next card.',
    is_linear=True,
    can_have_solution=False,
    rule_specs={},
    customization_arg_specs=(
        base.CustomizationArgSpec(
            name='buttonText',
            description='Label of the button',
            object_type=object_types.NONBLANK_LABEL,
            default_value='Continue',
        ),
    ),
    visualizations=(),
    answer_normalizer=_normalize_answer,
)
