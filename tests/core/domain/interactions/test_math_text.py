"""Arithmetic as people type it."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.interactions import math_text

pytestmark = pytest.mark.no_store

CASES = json.loads(
    (
        pathlib.Path(__file__).parents[3] / 'fixtures' / 'math_texts.json'
    ).read_text(encoding='utf-8')
)


@pytest.mark.parametrize('case', CASES, ids=lambda case: case['text'][:30])
def test_arithmetic_is_read_as_in_the_browser(case: dict[str, Any]) -> None:
    if case['expression'] is None:
        with pytest.raises(math_text.MathTextError):
            math_text.read_expression(case['text'])
        return
    expression, _ = math_text.read_expression(case['text'])
    assert expression == case['expression']
    assert math_text.read_expression(expression)[0] == expression


@given(st.text(alphabet='x2+-*/^()|. pisqrt\u03b1\xdf\xbd\xb2,=', max_size=30))
def test_any_text_is_refused_or_its_normal_form_is_stable(text: str) -> None:
    for read in (math_text.read_expression, math_text.read_equation):
        try:
            written, names = read(text)
        except math_text.MathTextError:
            continue
        assert read(written) == (written, names)


def test_an_equation_has_the_letters_of_both_sides() -> None:
    assert math_text.read_equation('y = \u03c0x') == (
        'y=pi*x',
        ['pi', 'x', 'y'],
    )
