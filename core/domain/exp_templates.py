"""Templates of new explorations: one of each kind, ready to play."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Literal, get_args

from typing_extensions import TypedDict

_DIR = pathlib.Path(__file__).parents[2] / 'data' / 'templates'

TemplateId = Literal['quiz', 'branching_story', 'picture_question']


class Template(TypedDict):
    """A template.

    Attributes:
        title: Its kind in words.
        yaml: Its text.
    """

    id: TemplateId
    title: str
    yaml: str


def read(template_id: TemplateId, title: str | None = None) -> str:
    """Returns the text of a template.

    Args:
        template_id: Its id.
        title: The title to give it; its own by default.
    """
    text = (_DIR / f'{template_id}.yaml').read_text(encoding='utf-8')
    if title is None:
        return text
    line = f'title: {json.dumps(title, ensure_ascii=False)}'
    return re.sub(r'^title: .*$', lambda _: line, text, count=1, flags=re.M)


def read_all() -> list[Template]:
    """Returns all templates."""
    return [
        {
            'id': template_id,
            'title': template_id.replace('_', ' ').capitalize(),
            'yaml': read(template_id),
        }
        for template_id in get_args(TemplateId)
    ]
