"""Rendering of pages and JSON."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import pathlib
import zlib
from collections.abc import Mapping
from typing import Any

import jinja2

from core import feconf
from core.controllers import bundles
from core.domain import schema, text_direction

_TEMPLATES = pathlib.Path(__file__).parents[2] / 'templates'

# Colours `app-hue-0` and up in app.css.
_NUM_HUES = 6

_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals['site_name'] = feconf.SITE_NAME
_environment.globals['feconf'] = feconf
_environment.globals['url_of'] = bundles.url_of
_environment.globals['urls_of_styles'] = bundles.urls_of_styles
_environment.globals['imports_of'] = bundles.imports_of


def hue_of(text: str) -> int:
    """Returns the number of the colour assigned to a text."""
    return zlib.crc32(text.encode()) % _NUM_HUES


def cover_of(text: str) -> list[tuple[int, int, int]]:
    """Returns the circles of the cover assigned to a text.

    Returns:
        The x, y and radius of each, on an area of 320 by 96.
    """
    digest = hashlib.sha256(text.encode()).digest()
    return [
        (
            digest[n] * 320 // 255,
            digest[n + 1] * 96 // 255,
            16 + digest[n + 2] // 5,
        )
        for n in range(0, 15, 3)
    ]


_environment.filters['hue'] = hue_of
_environment.filters['cover'] = cover_of
_environment.filters['direction'] = text_direction.direction_of


def html(template_name: str, values: dict[str, Any]) -> str:
    """Returns a page.

    Args:
        template_name: The file below templates/.
        values: The values of the template; a missing one is an error.
    """
    return _environment.get_template(template_name).render(values)


class JsonText(str):
    """JSON text that `json_object` writes unchanged."""


def json_object(fields: object) -> str:
    """Returns an object as JSON.

    Args:
        fields: Its fields: a mapping or a dataclass. Fields that are JsonText
            are not encoded again.
    """
    values = dict(fields) if isinstance(fields, Mapping) else vars(fields)
    return (
        '{'
        + ','.join(
            f'{json_text(name)}:'
            f'{value if isinstance(value, JsonText) else json_text(value)}'
            for name, value in values.items()
        )
        + '}'
    )


def json_text(value: object) -> str:
    """Returns a value as JSON.

    Domain objects are written with all their fields. Numbers that are not
    finite are errors.
    """
    return _encoder.encode(value)


def _fields_of(value: object) -> dict[str, Any]:
    if isinstance(value, schema.DomainModel):
        return value.to_dict()
    if dataclasses.is_dataclass(value):
        return vars(value)
    raise TypeError(f'{type(value).__name__} cannot be written as JSON.')


_encoder = json.JSONEncoder(
    allow_nan=False, separators=(',', ':'), default=_fields_of
)
