"""Creators get no error messages of libraries."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given

from core import errors
from core.domain import exp_yaml, yaml_reader
from tests.core.domain import exp_builders
from tests.core.domain.test_exp_validation import ALWAYS_WRONG

pytestmark = pytest.mark.no_store

FULL = exp_builders.full_exploration_dict()

OF_LIBRARIES = re.compile(
    r'\bInput|permitted|[Rr]equired'
    r'|\b(String|List|Dictionary|Value|Field|Text) '
    r'|valid (string|integer|number|dictionary|list|boolean)|instance of'
    r'|did not find|could not find|expected|while (scanning|parsing)|token'
    r'|<|mapping values|sequence entries|pydantic|Traceback'
)


def messages_of(value: dict[str, Any]) -> list[str]:
    fields = {
        name: part
        for name, part in value.items()
        if name not in ('exp_id', 'version')
    }
    problems: list[errors.ValidationError] = []
    with errors.reporting_to(problems.append):
        exp_yaml.check_value(
            'abc', {'schema_version': 2, **fields}, problems.append, strict=True
        )
    return [problem.message for problem in problems]


@pytest.mark.parametrize(('where', 'value', '_path'), ALWAYS_WRONG)
def test_errors_of_the_schema_are_in_plain_words(
    where: tuple[str | int, ...], value: Any, _path: str | None
) -> None:
    if where[0] in ('exp_id', 'version'):
        return
    messages = messages_of(exp_builders.put_at(FULL, where, value))
    assert messages
    assert [text for text in messages if OF_LIBRARIES.search(text)] == []


@given(value=exp_builders.wild_json)
def test_any_value_anywhere_is_refused_in_plain_words(value: Any) -> None:
    paths = [('title',), ('tags', 0), ('states', 'Start'), ('param_changes',)]
    paths += [('states', 'Choose', 'interaction', 'customization_args')]
    paths += [('states', 'Choose', 'interaction', 'default_outcome')]
    for path in paths:
        messages = messages_of(exp_builders.put_at(FULL, path, value))
        plain = [text for text in messages if json.dumps(value) not in text]
        assert not [
            text
            for text in plain
            if re.search(r'Input should|valid \w+$|not permitted', text)
        ]


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('schema_version: 2\ntitel: A', "'titel' is not known here: did you "),
        ('schema_versoin: 2', 'did you mean schema_version?'),
        ('schema_version: 2\nfoo: 1', 'known are schema_version, title, cat'),
        ('schema_version: 2\ntitle: 5', "put it in quotes, '5'"),
        ('schema_version: 2\ntitle: yes', 'init_state_name is missing'),
        ('schema_version: 2\ntags: one', 'should be a list, each entry'),
        ('schema_version: 2\ntitle: true', "put it in quotes, 'true'"),
        ('schema_version: 2\ntitle:', 'should be a text, but is empty'),
    ],
)
def test_a_message_says_what_to_do(text: str, message: str) -> None:
    _, problems = exp_yaml.check('abc', text)
    assert any(message in problem.message for problem in problems)


# The text, the first line with a problem, and a part of its message.
BROKEN = [
    ('a: [1, 2]]', 1, 'left over'),
    ('a: 1\n b: 2', 2, 'colon'),
    ('a: b: c', 1, 'colon'),
    ('a:1\nb: 2', 2, 'colon'),
    ('a: 1\nb: "open\nc: 2', 2, 'quotation mark'),
    ('a: "b\n---\n"', 1, 'quotation mark'),
    ('\ta: 1', 1, 'tab'),
    ('a:\n\t- b', 2, 'tab'),
    ('a: |\n\tb\n', 2, 'tab'),
    ('a: "x\\q"', 1, 'backslash'),
    ('a: "x\\u12"', 1, 'backslash'),
    ('a: @b', 1, 'begins with @'),
    ('a: `b', 1, 'begins with `'),
    ('a: %x', 1, 'begins with %'),
    ('a: {b: 1\nc: 2\n', 1, 'brace }'),
    ('a: [b\nc: 2\n', 1, 'bracket ]'),
    ('- a\nb: 1', 2, 'indented'),
    ('a:\n  b: 1\n c: 2', 3, 'indented'),
    ('a: - b', 1, 'list'),
    ('a: &', 1, '& or *'),
    ('a: *', 1, '& or *'),
    ('a: |x\n b', 1, 'next line'),
    ('a: >0\n b', 1, '1 to 9'),
    ('a: !<x\n', 1, 'begins with !'),
    ('!x!y a', 1, 'begins with !'),
    ("a: 'it's'", 1, 'twice'),
    ('%YAML 3.0\n---\na', 1, 'YAML 1.1'),
    ('a: 1\nb\n', 2, 'title: Tides'),
    ('a: ,b', 1, 'missing'),
    ('ä: €\nb: \x00', 2, 'NUL'),
]


@pytest.mark.parametrize('loader', [yaml_reader._Loader, yaml.SafeLoader])
@pytest.mark.parametrize(('text', 'line', 'message'), BROKEN)
def test_errors_of_yaml_are_in_plain_words_at_their_line(
    monkeypatch: pytest.MonkeyPatch,
    loader: type,
    text: str,
    line: int,
    message: str,
) -> None:
    monkeypatch.setattr(yaml_reader, '_Loader', loader)
    with pytest.raises(errors.ValidationError) as caught:
        yaml_reader.read(text)
    assert caught.value.line == line
    assert message in caught.value.message
    assert not OF_LIBRARIES.search(caught.value.message)
