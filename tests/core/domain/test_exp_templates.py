from __future__ import annotations

from contextlib import nullcontext as does_not_raise
from typing import get_args

import pytest

from core.domain import exp_templates, exp_yaml

pytestmark = pytest.mark.no_store

each_template = pytest.mark.parametrize(
    'template_id', get_args(exp_templates.TemplateId)
)


@each_template
def test_each_template_can_be_published_as_it_is(
    template_id: exp_templates.TemplateId,
) -> None:
    text = exp_templates.read(template_id)
    with does_not_raise():
        exp_yaml.exploration_from_yaml('abc', text, strict=True)


@each_template
@pytest.mark.parametrize('title', ['Tides', 'a: "b" \\1 #', "it's", 'é 🎉'])
def test_a_template_may_get_any_title(
    template_id: exp_templates.TemplateId, title: str
) -> None:
    text = exp_templates.read(template_id, title)
    assert exp_yaml.exploration_from_yaml('abc', text).title == title


def test_all_templates_are_read() -> None:
    titles = [template['title'] for template in exp_templates.read_all()]
    assert titles == ['Quiz', 'Branching story', 'Picture question']
