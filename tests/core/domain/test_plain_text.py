"""Control characters are refused in all texts."""

from __future__ import annotations

import json
from contextlib import nullcontext as does_not_raise

import pytest

from core import errors, feconf
from core.controllers import payloads
from core.domain import html_cleaner, schema, yaml_reader

pytestmark = pytest.mark.no_store

REFUSED = [chr(code) for code in (0, 7, 8, 11, 12, 27, 31, 127, 128, 155, 159)]


@pytest.mark.parametrize('character', REFUSED)
@pytest.mark.parametrize('ensure_ascii', [True, False])
def test_a_payload_with_a_control_character_is_refused(character, ensure_ascii):
    class Body(payloads.Payload):
        texts: list[dict[str, str]]

    value = {'texts': [{}, {'title': f'a{character}b'}]}
    body = json.dumps(value, ensure_ascii=ensure_ascii).encode()
    with pytest.raises(errors.ValidationError) as caught:
        payloads.parse(Body, body)
    assert caught.value.path == 'texts[1].title'
    value = {'texts': [{f'a{character}b': ''}]}
    body = json.dumps(value, ensure_ascii=ensure_ascii).encode()
    with pytest.raises(errors.ValidationError, match='a key'):
        payloads.parse(Body, body)


def test_a_text_that_resembles_control_characters_is_accepted():
    class Body(payloads.Payload):
        text: str

    text = 'C:\\bin\\u0000 \t\r\n naïve \u2028 \U0001f600 \u00a0'
    body = json.dumps({'text': text}).encode()
    assert payloads.parse(Body, body).text == text


@pytest.mark.parametrize('character', REFUSED)
def test_yaml_with_a_control_character_is_refused_with_its_line(character):
    text = f'title: a\ncategory: "\\x{ord(character):02x}"\n'
    with pytest.raises(errors.ValidationError, match=r'line 2'):
        yaml_reader.read(text)
    with pytest.raises(errors.ValidationError, match=r'line 1'):
        yaml_reader.read(f'"\\x{ord(character):02x}": a\n')


def test_texts_of_several_lines_keep_their_lines():
    value = yaml_reader.read('a: |\n  one\n  \ttwo\nb: "x\\r\\n"\n').value
    assert value == {'a': 'one\n\ttwo\n', 'b': 'x\r\n'}


@pytest.mark.parametrize('item', ['1,', '[],', '{},', '"a",', '~,'])
def test_yaml_with_too_many_values_is_refused_before_parsing(item, monkeypatch):
    monkeypatch.setattr(
        yaml_reader._Reader, 'read_document', lambda _: pytest.fail('read')
    )
    text = '[' + item * feconf.MAX_YAML_NODES + ']'
    with pytest.raises(
        errors.ValidationError, match='more than 100,000 values'
    ):
        yaml_reader.read(text)


def test_the_maximum_of_values_is_read():
    text = '[' + '1,' * (feconf.MAX_YAML_NODES - 1) + ']'
    assert len(yaml_reader.read(text).value) == feconf.MAX_YAML_NODES - 1


def test_values_of_any_depth_are_checked():
    value = 'a'
    for _ in range(5_000):
        value = [value]
    with does_not_raise():
        schema.refuse_control(value)


def test_character_references_to_control_characters_are_removed():
    assert html_cleaner.clean('<p>a&#1;b&#x7f;c&#9;d</p>') == '<p>abc\td</p>'
