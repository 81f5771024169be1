"""HTML and JSON answers."""

from __future__ import annotations

import json
import pathlib
import zlib
from typing import Any

import jinja2

from core import feconf
from core.controllers import bundles

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
_environment.globals['url_of'] = bundles.url_of
_environment.globals['urls_of_styles'] = bundles.urls_of_styles
_environment.globals['imports_of'] = bundles.imports_of


def hue_of(text: str) -> int:
    """Returns which colour of the design language a text always gets."""
    return zlib.crc32(text.encode()) % _NUM_HUES


_environment.filters['hue'] = hue_of


def html(template_name: str, values: dict[str, Any]) -> str:
    """Returns a page.

    Args:
        template_name: The file below templates/.
        values: What the template may use; a name it uses and does not get
            is an error, never an empty string.
    """
    return _environment.get_template(template_name).render(values)


def json_text(value: Any) -> str:
    """Returns a value as JSON; a number that is not finite is an error."""
    return json.dumps(value, allow_nan=False, separators=(',', ':'))
