"""Images with named regions, and clicks on them.

Positions are fractions of the width and height of the image, measured from its
upper left corner, so they do not depend on its size.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import pydantic
from annotated_types import Ge, Le, Len, MaxLen
from pydantic_core import PydanticCustomError

from core import feconf
from core.domain import asset_names, schema
from core.domain.interactions import object_types

# Images embedded in the exploration; no SVG, because it can contain scripts
# and links.
_INLINE = re.compile(r'data:image/(png|jpeg|webp);base64,([A-Za-z0-9+/]+=*)\Z')
_FIRST_BYTES = {'png': b'\x89PNG\r\n', 'jpeg': b'\xff\xd8\xff', 'webp': b'RIFF'}

# Decimal places of a position; rounding moves it by less than a pixel.
_POSITION_DIGITS = 4
_LONGEST_POSITION = {'clickPosition': [0.1234, 0.1234], 'clickedRegions': 0}

_Json = dict[str, Any]


def _read_source(source: str) -> str:
    if asset_names.ADDRESS_REGEX.match(source) or _is_inline_picture(source):
        return source
    raise PydanticCustomError(
        'image',
        'An image should be a picture of the exploration such as assets/a.png, '
        'a path such as /static/images/a/b.svg, or a small picture as '
        'data:image/png;base64 (also jpeg and webp)',
    )


def _is_inline_picture(source: str) -> bool:
    match = _INLINE.match(source)
    if not match:
        return False
    try:
        content = base64.b64decode(match[2], validate=True)
    except binascii.Error:
        return False
    return content.startswith(_FIRST_BYTES[match[1]])


def _refuse_bare(text: str) -> str:
    if text != text.strip() or not text:
        raise PydanticCustomError(
            'text', 'Text should not be blank, nor begin or end with blanks'
        )
    return text


def _refuse_empty_area(area: list[list[float]]) -> list[list[float]]:
    (left, top), (right, bottom) = area
    if left >= right or top >= bottom:
        raise PydanticCustomError(
            'area',
            'An area should be [[left, top], [right, bottom]], with left '
            'before right and top before bottom',
        )
    return area


Label = Annotated[
    str,
    MaxLen(feconf.MAX_REGION_LABEL_LENGTH),
    pydantic.AfterValidator(_refuse_bare),
]
_Fraction = Annotated[object_types.Real, Ge(0), Le(1)]
_Point = Annotated[list[_Fraction], Len(2, 2)]


class _Region(schema.DomainModel):
    """A rectangle in Oppia's format, which allows other shapes."""

    region_type: Annotated[
        Literal['Rectangle'], pydantic.Field(alias='regionType')
    ]
    area: Annotated[
        list[_Point], Len(2, 2), pydantic.AfterValidator(_refuse_empty_area)
    ]


class _LabelledRegion(schema.DomainModel):
    label: Label
    region: _Region


class _ImageAndRegions(schema.DomainModel):
    image_path: Annotated[
        str,
        pydantic.Field(alias='imagePath'),
        MaxLen(feconf.MAX_IMAGE_SOURCE_LENGTH),
        pydantic.AfterValidator(_read_source),
    ]
    labeled_regions: Annotated[
        list[_LabelledRegion],
        pydantic.Field(alias='labeledRegions'),
        MaxLen(feconf.MAX_IMAGE_REGIONS),
    ]


def _to_stored(image: _ImageAndRegions) -> _Json:
    stored = image.model_dump(by_alias=True)
    regions = stored['labeledRegions']
    labels = [region['label'] for region in regions]
    if len(set(labels)) != len(labels):
        raise PydanticCustomError('repeated', 'The labels should differ')
    if _longest_answer(regions) > feconf.MAX_ANSWER_TEXT_LENGTH:
        raise PydanticCustomError(
            'overlap',
            'Too many regions lie over each other, or their labels are too '
            'long together',
        )
    return stored


def _longest_answer(regions: Sequence[_Json]) -> int:
    """Returns the length of the longest answer as JSON.

    The point where most regions overlap is on the left edge of one of them and
    on the top edge of one of them, so checking the edges suffices.
    """
    areas = [region['region']['area'] for region in regions]
    return len(json.dumps(_LONGEST_POSITION)) + max(
        (
            len(json.dumps(_labels_at(x, y, regions)))
            for x in {left for (left, _), _ in areas}
            for y in {top for (_, top), _ in areas}
        ),
        default=0,
    )


# Oppia's customization argument, validated.
IMAGE_AND_REGIONS = object_types.ObjectType(
    'ImageAndRegions',
    Annotated[_ImageAndRegions, pydantic.AfterValidator(_to_stored)],
    config=None,
)


# The position of a click in an answer.
POSITION = object_types.ObjectType('Position', _Point)
LABEL = object_types.ObjectType('RegionLabel', Label)
LABELS = object_types.ObjectType(
    'RegionLabels', Annotated[list[Label], Len(0, feconf.MAX_IMAGE_REGIONS)]
)
ALT_TEXT = object_types.ObjectType(
    'AltText',
    Annotated[
        str,
        MaxLen(feconf.MAX_ALT_TEXT_LENGTH),
        pydantic.AfterValidator(_refuse_bare),
    ],
)


def click(position: Sequence[float], regions: Sequence[_Json]) -> _Json:
    """Builds the answer for a click.

    Args:
        position: Fractions from the left and from the top.
        regions: The labelled regions of the image.
    """
    x, y = (_round_position(fraction) for fraction in position)
    return {
        'clickPosition': [x, y],
        'clickedRegions': _labels_at(x, y, regions),
    }


def _round_position(fraction: float) -> float:
    rounded = round(fraction, _POSITION_DIGITS)
    return int(rounded) if rounded in (0, 1) else rounded


def _labels_at(x: float, y: float, regions: Sequence[_Json]) -> list[str]:
    """Returns the labels of the regions that contain a position, in order."""
    return [
        region['label']
        for region in regions
        for (left, top), (right, bottom) in [region['region']['area']]
        if left <= x <= right and top <= y <= bottom
    ]
