"""Values are returned unchanged and ordered across types."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.conformance import cases
from tests.conformance.data import MEANINGS, VALUES, values
from tests.conformance.messages import (
    Find,
    Geo,
    Unindexed,
    path,
    raw,
    where,
)
from tests.conformance.session import Failed, Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, case = cases.collector()
KEY = path('A', 1)


def _build_storage_case(name: str, value: Any) -> cases.Case:
    def run(s: Session) -> None:
        s.put(KEY, {'v': value})
        s.lookup(KEY)

    return cases.Case(f'stored:{name}', run)


_ODD_VALUES: dict[str, Any] = {
    'nanoseconds': raw(timestamp_value={'seconds': 5, 'nanos': 123456789}),
    'negative_nanoseconds': raw(timestamp_value={'seconds': 5, 'nanos': -1}),
    'year_10000': raw(timestamp_value={'seconds': 253402300800}),
    'year_zero': raw(timestamp_value={'seconds': -62135596801}),
    'no_value': raw(),
    'point_too_far_north': Geo(90.5, 0),
    'point_too_far_east': Geo(0, 180.5),
    'point_nan': Geo(float('nan'), 0),
    'point_at_the_pole': Geo(-90, 180),
    'array_in_array': [[1]],
    'array_in_entity_in_array': [{'a': [1]}],
    'empty_array': [],
    'array_of_entities': [{'x': 1}, {'x': 5}],
    'array_excluded_as_a_whole': Unindexed([1, 2]),
    'array_of_excluded': [Unindexed(1), Unindexed(2)],
    'array_of_too_long_excluded': [Unindexed('x' * 1501), 'a'],
    'array_of_too_long': ['x' * 1501, 'a'],
    'string_too_long_to_index': 'x' * 1501,
    'string_too_long_in_bytes': 'é' * 751,
    'string_longest_in_bytes': 'é' * 750,
    'blob_too_long_to_index': b'x' * 1501,
    'blob_longest_indexed': b'x' * 1500,
    'nested_too_long_to_index': {'deep': 'x' * 1501},
    'nested_too_long_unindexed': {'deep': Unindexed('x' * 1501)},
    'unindexed_nested_too_long': Unindexed({'deep': 'x' * 1501}),
    'nested_array_too_long_unindexed': {'deep': [Unindexed('x' * 1501)]},
    'key_incomplete': path('A'),
    'key_without_path': path(),
    'key_reserved': path('__a__', 1),
    'key_elsewhere': path('A', 1, namespace='elsewhere'),
    'entity_with_key': raw(
        entity_value={
            'key': {'path': [{'kind': 'A', 'id': 1}]},
            'properties': {'x': {'integer_value': 1}},
        }
    ),
    'entity_with_incomplete_key': raw(
        entity_value={
            'key': {'path': [{'kind': 'A'}]},
            'properties': {'x': {'integer_value': 1}},
        }
    ),
    'entity_with_dotted_property': {'a.b': 1},
    'entity_with_empty_name': {'': 1},
    'entity_with_reserved_name': {'__a__': 1},
    'meaning_unknown': raw(string_value='a', meaning=99),
}

CASES.extend(_build_storage_case(name, value) for name, value in VALUES.items())
CASES.extend(
    _build_storage_case(name, value) for name, value in _ODD_VALUES.items()
)
CASES.extend(
    _build_storage_case(f'meaning_{name}', value)
    for name, value in MEANINGS.items()
)


def _build_nested_value(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {'n': value}
    return value


CASES.extend(
    _build_storage_case(f'depth_{n}', _build_nested_value(n))
    for n in (19, 20, 21, 30)
)
CASES.extend(
    _build_storage_case(
        f'unindexed_depth_{n}', Unindexed(_build_nested_value(n))
    )
    for n in (19, 20, 21)
)


def _build_order_case(order: str, limit: int | None) -> cases.Case:
    find = Find('Value', order=[order], limit=limit)
    return cases.Case(
        f'ordered:{order}_limit_{limit}',
        lambda s: s.query(find) and None,
        values,
    )


CASES.extend(
    _build_order_case(*chosen)
    for chosen in itertools.product(
        ('v', '-v', '__key__', '-__key__', 'v.x', '-v.x', 'missing'),
        (None, 10),
    )
)

_SIGNS = ('=', '<', '<=', '>', '>=')
_FILTERABLE = {
    name: value
    for name, value in VALUES.items()
    if 'array' not in name and 'unindexed' not in name
}


def _build_filter_case(sign: str, name: str) -> cases.Case:
    find = Find('Value', where('v', sign, _FILTERABLE[name]))
    return cases.Case(
        f'value{sign}{name}', lambda s: s.query(find) and None, values
    )


CASES.extend(
    _build_filter_case(*chosen)
    for chosen in itertools.product(_SIGNS, _FILTERABLE)
)


def _build_odd_filter_case(sign: str, name: str, value: Any) -> cases.Case:
    find = Find('Value', where('v', sign, value))
    return cases.Case(
        f'odd_value{sign}{name}', lambda s: s.query(find) and None, values
    )


_ODD_OPERANDS: dict[str, Any] = {
    'array': [1, 2],
    'empty_array': [],
    'no_value': raw(),
    'long_string': 'x' * 1501,
    'unindexed': Unindexed(1),
    'incomplete_key': path('A'),
    'meaning': raw(integer_value=1, meaning=18),
    'bytestring': raw(blob_value=b'a', meaning=16),
}
CASES.extend(
    _build_odd_filter_case(sign, name, value)
    for sign in ('=', '<')
    for name, value in _ODD_OPERANDS.items()
)


@case
def an_entity_of_the_greatest_size(s: Session) -> None:
    s.put(KEY, {'v': Unindexed(b'x' * 1_048_400)})
    s.commit([s.mutation('upsert', KEY, {'v': Unindexed(b'x' * 1_048_600)})])


@case
def a_property_larger_than_the_greatest(s: Session) -> None:
    s.put(KEY, {'v': Unindexed(b'x' * 1_048_490)})


@case
def many_index_entries(s: Session) -> None:
    s.put(KEY, {'v': list(range(5_000))})


@case
def many_unindexed_elements(s: Session) -> None:
    s.put(KEY, {'v': [Unindexed(number) for number in range(25_000)]})


@case
def arrays_of_entities_are_indexed_by_their_properties(s: Session) -> None:
    s.put(KEY, {'v': [{'x': 1, 'y': 'a'}, {'x': 5, 'y': 'b'}]})
    s.lookup(KEY)
    s.query(Find('A', where('v.x', '=', 5)))
    s.query(Find('A', where('v.x', '>', 5)))
    s.query(Find('A', order=['v.y']))
    s.query(Find('A', projection=['v.x']))


@case
def an_empty_array_in_queries(s: Session) -> None:
    s.put(KEY, {'v': []})
    s.put(path('A', 2), {'v': None})
    s.query(Find('A', order=['v']))
    s.query(Find('A', where('v', '=', None)))
    s.query(Find('A', where('v', '<', 1)))
    s.query(Find('A', projection=['v']))


@case
def an_update_moves_an_entity_in_the_index(s: Session) -> None:
    s.put(KEY, {'v': 1})
    s.put(path('A', 2), {'v': 2})
    s.query(Find('A', order=['v']))
    s.put(KEY, {'v': 3})
    s.query(Find('A', order=['v']))
    s.query(Find('A', where('v', '=', 1)))
    s.put(KEY, {'v': Unindexed(3)})
    s.query(Find('A', order=['v']))
    s.query(Find('A'))
    s.delete(path('A', 2))
    s.query(Find('A', order=['v']))


@pytest.mark.parametrize('test_case', CASES, ids=str)
def test_values_answer_alike(
    test_case: cases.Case, stores: cases.Stores
) -> None:
    cases.assert_stores_agree(test_case, stores)


def test_an_entity_has_at_most_20000_index_entries(
    stores: cases.Stores,
) -> None:
    """Checks a limit that neither emulator enforces.

    "An entity can have at most 20,000 indexed properties" (cloud.google.com/
    appengine/docs/legacy/standard/go111/datastore/entity-property-reference).
    """
    session = Session(stores.embedded)
    session.put(KEY, {'v': list(range(19_000))})
    session.put(path('A', 2), {'v': list(range(20_001))})
    assert isinstance(session.transcript[0], list)
    assert session.transcript[1] == Failed('INVALID_ARGUMENT')
