"""All interactions by id."""

from __future__ import annotations

from core import errors
from core.domain.interactions import (
    algebraic_expression_input,
    base,
    continue_interaction,
    drag_and_drop_sort_input,
    end_exploration,
    fraction_input,
    image_click_input,
    item_selection_input,
    math_equation_input,
    multiple_choice_input,
    number_with_units,
    numeric_expression_input,
    numeric_input,
    ratio_expression_input,
    set_input,
    text_input,
)

_SPECS = {
    spec.interaction_id: spec
    for spec in (
        algebraic_expression_input.SPEC,
        continue_interaction.SPEC,
        drag_and_drop_sort_input.SPEC,
        end_exploration.SPEC,
        fraction_input.SPEC,
        image_click_input.SPEC,
        item_selection_input.SPEC,
        multiple_choice_input.SPEC,
        math_equation_input.SPEC,
        number_with_units.SPEC,
        numeric_expression_input.SPEC,
        numeric_input.SPEC,
        ratio_expression_input.SPEC,
        set_input.SPEC,
        text_input.SPEC,
    )
}


def get_interaction_ids() -> list[str]:
    """Returns the ids of all interactions, sorted."""
    return sorted(_SPECS)


def get_interaction_spec(
    interaction_id: str, path: str = 'interaction_id'
) -> base.InteractionSpec:
    """Returns the spec of an interaction.

    Args:
        interaction_id: The id, such as `TextInput`.
        path: The path of the id in an input, for the error message.

    Returns:
        The specification.

    Raises:
        ValidationError: The interaction is unknown.
    """
    if interaction_id not in _SPECS:
        raise errors.ValidationError(
            f'there is no interaction {interaction_id!r}; there are '
            + ', '.join(get_interaction_ids()),
            path,
        )
    return _SPECS[interaction_id]
