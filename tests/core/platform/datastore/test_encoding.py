"""Encodings compare as their values, in Datastore's order."""

from __future__ import annotations

import functools
import math
import struct
from typing import Any

import pytest
from google.cloud.datastore_v1.types import entity as entity_types
from hypothesis import given
from hypothesis import strategies as st

from core.platform.datastore.embedded import encoding

pytestmark = pytest.mark.no_store

Value: Any = entity_types.Value.pb()
Key: Any = entity_types.Key.pb()

_TYPES = ('null', 'integer', 'boolean', 'text', 'double', 'point', 'key')
_TEXTS = st.text(st.characters(exclude_categories=['Cs']), max_size=5)
_BYTES = st.binary(max_size=5) | st.sampled_from([b'\0', b'\0\0', b'\0\xff'])
_DOUBLES = st.floats(width=64)
_INTEGERS = st.integers(-(2**63), 2**63 - 1) | st.integers(-2, 2)
_ELEMENTS = st.tuples(
    _TEXTS.filter(bool),
    st.integers(1, 2**63 - 1)
    | st.integers(1, 3)
    | _TEXTS.filter(bool)
    | st.sampled_from(['a', 'a\0', 'ab', '\0']),
)
_PATHS = st.lists(_ELEMENTS, min_size=1, max_size=3)


def _path_message(path: list[tuple[str, int | str]]) -> Any:
    key = Key()
    for kind, name in path:
        element = key.path.add(kind=kind)
        if isinstance(name, int):
            element.id = name
        else:
            element.name = name
    return key


def _double_rank(number: float) -> tuple[int, float, float]:
    if math.isnan(number):
        return (1, 0.0, 0.0)
    return (0, number, math.copysign(1.0, number) if number == 0 else 0.0)


def _path_rank(path: list[tuple[str, int | str]]) -> list[Any]:
    return [
        (kind.encode(), (0, name, b''))
        if isinstance(name, int)
        else (kind.encode(), (1, 0, name.encode()))
        for kind, name in path
    ]


# Each value as (type, sort value, message).
Sample = tuple[int, Any, Any]


def _sample(kind: str, rank: Any, **fields: Any) -> Sample:
    return _TYPES.index(kind), rank, Value(**fields)


def _point(pair: tuple[float, float]) -> Sample:
    value = Value()
    value.geo_point_value.latitude, value.geo_point_value.longitude = pair
    return (
        _TYPES.index('point'),
        [_double_rank(degrees) for degrees in pair],
        value,
    )


def _key_sample(path: list[tuple[str, int | str]]) -> Sample:
    value = Value(key_value=_path_message(path))
    return _TYPES.index('key'), _path_rank(path), value


_SAMPLES: st.SearchStrategy[Sample] = st.one_of(
    st.just(_sample('null', 0, null_value=0)),
    _INTEGERS.map(lambda n: _sample('integer', n, integer_value=n)),
    st.booleans().map(lambda b: _sample('boolean', b, boolean_value=b)),
    _TEXTS.map(lambda t: _sample('text', t.encode(), string_value=t)),
    _BYTES.map(lambda b: _sample('text', b, blob_value=b)),
    _DOUBLES.map(lambda d: _sample('double', _double_rank(d), double_value=d)),
    st.tuples(_DOUBLES, _DOUBLES).map(_point),
    _PATHS.map(_key_sample),
)


def _encode(sample: Sample) -> bytes:
    encoded = encoding.encode_value(sample[2])
    assert encoded is not None
    return encoded


@given(_SAMPLES, _SAMPLES)
def test_values_compare_as_their_encodings(a: Sample, b: Sample) -> None:
    first, second = _encode(a), _encode(b)
    assert (a[:2] < b[:2]) == (first < second)
    assert (a[:2] == b[:2]) == (first == second)


@given(_SAMPLES, _SAMPLES)
def test_flipped_encodings_compare_in_reverse(a: Sample, b: Sample) -> None:
    first, second = encoding.flip(_encode(a)), encoding.flip(_encode(b))
    assert (a[:2] < b[:2]) == (first > second)


@given(_SAMPLES, _SAMPLES)
def test_no_encoding_is_a_prefix_of_another(a: Sample, b: Sample) -> None:
    first, second = _encode(a), _encode(b)
    assert first == second or not second.startswith(first)


@given(_SAMPLES, st.binary(max_size=4))
def test_the_end_of_a_value_is_found(sample: Sample, rest: bytes) -> None:
    encoded = _encode(sample)
    flipped = encoding.flip(encoded)
    assert encoding.value_end(encoded + rest, 0) == len(encoded)
    assert encoding.column_end(flipped + rest, 0, True) == len(encoded)


@given(_SAMPLES)
def test_a_decoded_value_has_the_same_encoding(sample: Sample) -> None:
    value = Value()
    encoding.decode_value(_encode(sample), value)
    assert encoding.encode_value(value) == _encode(sample)


@given(_PATHS, _PATHS)
def test_paths_compare_as_their_encodings(
    a: list[tuple[str, int | str]], b: list[tuple[str, int | str]]
) -> None:
    first = encoding.encode_path(_path_message(a).path)
    second = encoding.encode_path(_path_message(b).path)
    assert (_path_rank(a) < _path_rank(b)) == (first < second)


@given(_PATHS)
def test_a_path_survives_its_encoding(
    path: list[tuple[str, int | str]],
) -> None:
    message = _path_message(path)
    decoded = Key()
    encoding.decode_path(encoding.encode_path(message.path), decoded.path)
    assert decoded == message


@given(_PATHS, _PATHS)
def test_descendants_sort_between_an_ancestor_and_its_end_key(
    ancestor: list[tuple[str, int | str]], rest: list[tuple[str, int | str]]
) -> None:
    low = encoding.encode_path(_path_message(ancestor).path)
    inside = encoding.encode_path(_path_message(ancestor + rest).path)
    assert low < inside < low + encoding.END
    assert low in encoding.ancestor_paths(inside)


def test_types_sort_in_the_documented_order() -> None:
    values = [
        Value(null_value=0),
        Value(integer_value=2**62),
        Value(boolean_value=False),
        Value(string_value=''),
        Value(double_value=float('-inf')),
        Value(geo_point_value={'latitude': -90.0, 'longitude': -180.0}),
        Value(key_value=_path_message([('A', 1)])),
    ]
    encoded = [encoding.encode_value(value) for value in values]
    assert encoded == sorted(e for e in encoded if e is not None)


def test_a_timestamp_is_encoded_as_its_microseconds() -> None:
    value = Value(timestamp_value={'seconds': 1, 'nanos': 2_000})
    assert encoding.encode_value(value) == encoding.encode_value(
        Value(integer_value=1_000_002)
    )


def test_all_nans_are_one_value() -> None:
    negative = struct.unpack('>d', b'\xff\xf8\0\0\0\0\0\1')[0]
    encoded = functools.partial(encoding.encode_double)
    assert encoded(negative) == encoded(math.nan)
