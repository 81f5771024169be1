"""ImageClickInput: a click on an image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import errors, feconf
from core.domain.interactions import (
    base,
    hexagons,
    image_regions,
    object_types,
)

_PARTS = ('clickPosition', 'clickedRegions')


def _normalize_answer(answer: object, args: Mapping[str, Any]) -> Any:
    """Checks and rounds a position, with the regions that contain it."""
    given = object_types.read_mapping(answer, 'answer')
    if given.keys() != set(_PARTS):
        raise errors.ValidationError(
            f'there should be {" and ".join(_PARTS)} in it', 'answer'
        )
    position = image_regions.POSITION.read(
        given['clickPosition'], 'answer.clickPosition'
    )
    labels = image_regions.LABELS.read(
        given['clickedRegions'], 'answer.clickedRegions'
    )
    regions = args['imageAndRegions']['labeledRegions']
    click = image_regions.click(position, regions)
    if sorted(labels) != sorted(click['clickedRegions']):
        raise errors.ValidationError(
            'these are not the regions at that position',
            'answer.clickedRegions',
        )
    return click


def _counted_form(answer: Any) -> Any:
    """Counts clicks by hexagon; a hexagon's centre counts as itself.

    A value that is not a click, for example written by other software, is
    counted unchanged.
    """
    if not _is_click(answer):
        return answer
    x, y = answer['clickPosition']
    return {**answer, 'clickPosition': list(hexagons.centre_of(x, y))}


def _coarse_form(answer: Any) -> Any:
    """Returns the regions, which the creator named, without the position."""
    if not _is_click(answer):
        return None
    return {**answer, 'clickPosition': None}


def _is_click(answer: Any) -> bool:
    if not isinstance(answer, dict) or answer.keys() != set(_PARTS):
        return False
    try:
        image_regions.POSITION.read(answer['clickPosition'], '')
        image_regions.LABELS.read(answer['clickedRegions'], '')
    except errors.ValidationError:
        return False
    return True


def _check_rule(
    _rule_type: str, inputs: Mapping[str, Any], args: Mapping[str, Any]
) -> str | None:
    regions = args['imageAndRegions']['labeledRegions']
    if inputs['x'] not in (region['label'] for region in regions):
        return 'x should be the label of a region of the image'
    return None


SPEC = base.InteractionSpec(
    interaction_id='ImageClickInput',
    description='Lets the learner point at a place on an image.',
    # A position cannot be shown as text, but a hint can describe it.
    can_have_solution=False,
    rule_specs=base.rules(
        base.RuleSpec(
            'IsInRegion', 'is in the region {x}', {'x': image_regions.LABEL}
        ),
    ),
    customization_arg_specs=(
        base.CustomizationArgSpec(
            name='imageAndRegions',
            description='The image, and the regions that rules can name',
            object_type=image_regions.IMAGE_AND_REGIONS,
        ),
        base.CustomizationArgSpec(
            name='altText',
            description='What the image shows, for those who do not see it',
            object_type=image_regions.ALT_TEXT,
        ),
        base.flag(
            'highlightRegionsOnHover',
            'Name the regions to learners before they answer',
        ),
    ),
    visualizations=(
        base.Visualization(
            id='ClickHexbins',
            calculation_id='AnswerFrequencies',
            options={
                'title': 'Where learners clicked',
                'columns': feconf.HEXAGON_COLUMNS,
                'rows': feconf.HEXAGON_ROWS,
            },
            addressed_info_is_supported=True,
        ),
    ),
    answer_normalizer=_normalize_answer,
    rule_checker=_check_rule,
    answer_counter=_counted_form,
    answer_coarsener=_coarse_form,
)
