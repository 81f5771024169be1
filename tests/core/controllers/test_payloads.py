from __future__ import annotations

import contextlib
import json
from typing import Annotated, Any

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.controllers import payloads
from core.domain import plain_text

pytestmark = pytest.mark.no_store


class Item(payloads.Payload):
    name: str
    count: int = 0


def _require_even(value: int) -> int:
    if value % 2:
        raise ValueError('is odd')
    return value


class Pair(payloads.Payload):
    size: Annotated[int, pydantic.AfterValidator(_require_even)]


class Order(payloads.Payload):
    items: list[Item] = []
    note: Any = None
    seconds: float = 0.0


def refusal_of(body: bytes) -> errors.ValidationError:
    with pytest.raises(errors.ValidationError) as info:
        payloads.parse(Order, body)
    return info.value


def test_a_body_within_the_limit_is_read() -> None:
    order = payloads.parse(Order, b'{"items": [{"name": "a", "count": 2}]}')
    assert order.items == [Item(name='a', count=2)]


@pytest.mark.parametrize(
    ('body', 'path'),
    [
        (b'{"items": [{"name": "a"}, {"name": 1}]}', 'items[1].name'),
        (b'{"items": [{"name": "a", "count": true}]}', 'items[0].count'),
        (b'{"items": [{"name": "a", "count": "2"}]}', 'items[0].count'),
        (b'{"items": [{"name": "a", "count": 2.5}]}', 'items[0].count'),
        (b'{"items": [{}]}', 'items[0].name'),
        (b'{"itmes": []}', 'itmes'),
        (b'{"seconds": 1e999}', 'seconds'),
        (b'{"seconds": NaN}', 'seconds'),
        (b'[]', ''),
        (b'null', ''),
    ],
)
def test_an_invalid_value_is_refused_with_its_path(
    body: bytes, path: str
) -> None:
    assert refusal_of(body).path == path


@pytest.mark.parametrize(
    'body',
    [
        b'',
        b'{',
        b'{"items": []} trailing',
        b'\xff\xfe',
        b'\xef\xbb\xbf{}',
        b'{"note": "\\ud800"}',
        b'{"note": "\xed\xa0\x80"}',
        b'{"note": ' + b'[' * 5000 + b']' * 5000 + b'}',
        b'{"note": ' + b'9' * 10_000 + b'}',
        b'{"note": 1e999}',
        b'{"note": [-Infinity]}',
        b'{"note": {"a": NaN}}',
    ],
)
def test_invalid_json_is_refused(body: bytes) -> None:
    assert refusal_of(body).message


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(errors.ValidationError):
        assert isinstance(payloads.parse(Order, body), Order)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=['Cs'])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(json_values)
def test_a_field_of_any_type_accepts_any_json_value(value: Any) -> None:
    body = json.dumps({'note': value}).encode('utf-8', 'surrogatepass')
    try:
        assert payloads.parse(Order, body).note == value
    except errors.ValidationError:
        # A key with half of a surrogate pair cannot be stored.
        assert '\\ud' in body.decode() or plain_text.may_have_control(body)


@pytest.mark.parametrize(('text', 'version'), [('1', 1), ('007', 7)])
def test_a_version_is_read_from_a_query(text: str, version: int) -> None:
    assert payloads.version_from_text(text, 'v') == version


@pytest.mark.parametrize(
    'text', ['0', '-1', '1.0', 'x', ' 1', '\u0661', '1' * 10, '1e3', '\u00b2']
)
def test_an_invalid_version_number_is_refused(text: str) -> None:
    with pytest.raises(errors.ValidationError) as info:
        payloads.version_from_text(text, 'v')
    assert info.value.path == 'v'


def test_a_custom_rule_gives_its_own_message() -> None:
    with pytest.raises(errors.ValidationError) as error_info:
        payloads.parse(Pair, b'{"size": 3}')
    assert error_info.value.message == 'is odd'
    assert error_info.value.path == 'size'
