"""Expressions with parameters."""

from __future__ import annotations

import json
import pathlib
from contextlib import nullcontext as does_not_raise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors, feconf
from core.domain import param_domain, param_expressions

pytestmark = pytest.mark.no_store

CASES = json.loads(
    (
        pathlib.Path(__file__).parents[2]
        / 'fixtures'
        / 'param_expressions.json'
    ).read_text(encoding='utf-8')
)


@pytest.mark.parametrize(
    'case', CASES, ids=lambda case: case['expression'][:40]
)
def test_expressions_are_read_as_in_the_player(case: dict[str, Any]) -> None:
    expression = case['expression']
    if case['result'] is None:
        with pytest.raises(param_expressions.ExpressionError):
            param_expressions.names_in(expression)
        return
    names = param_expressions.names_in(expression)
    is_set = case['result'] != f'{{{{{expression}}}}}'
    assert (names <= case['values'].keys()) == is_set


@given(st.text(alphabet='ab1.+-*/%<>=!&|(),"\' if then', max_size=40))
def test_any_text_is_an_expression_or_not(text: str) -> None:
    try:
        names = param_expressions.names_in(text)
    except param_expressions.ExpressionError:
        return
    assert names == param_expressions.names_in(f'({text})')


@pytest.mark.parametrize(
    ('html', 'message'),
    [
        ('<p>{{a *}}</p>', 'something is missing'),
        ('<p>{{a * d}}</p>', "'d' is not declared"),
        ('<p>{{d}}</p>', "'d' is not declared"),
        ('<p>{{sin(a)}}</p>', 'does not belong to it'),
        ('<p>{{ if a &lt; 1 then 2 }}</p>', "'else' is missing"),
        ('<p>{{not an expression}}</p>', 'does not belong to it'),
    ],
)
def test_other_expressions_are_refused(html: str, message: str) -> None:
    with pytest.raises(errors.ValidationError, match=message) as caught:
        param_domain.check_html_references(html, {'a', 'b'}, 'html')
    assert caught.value.path == 'html'


@pytest.mark.parametrize(
    'html',
    [
        '<p>{{a * b}} {{answer}} {{a}} {{ 1 &lt;= b }}</p>',
        '<a href="{{x y}}">{ {a b} } {{</a>}}',
    ],
)
def test_expressions_and_other_braces_are_accepted(html: str) -> None:
    with does_not_raise():
        param_domain.check_html_references(html, {'a', 'b'}, '')


@pytest.mark.parametrize('part', ['<', '<a', '<"', "<'"])
def test_unfinished_tags_take_linear_time(part: str) -> None:
    html = part * (feconf.MAX_EXPLORATION_BYTES // len(part)) + '{{d}}'
    with pytest.raises(errors.ValidationError, match="'d' is not declared"):
        param_domain.check_html_references(html, {'a'}, '')
