"""Entities that the query cases run on."""

from __future__ import annotations

import datetime
from typing import Any

from tests.conformance import cases
from tests.conformance.messages import Geo, Path, Unindexed, path, raw

# Every type of value, several of each, in no order. NaN, -0.0, the ends of
# the ranges, strings whose UTF-16 order differs from their UTF-8 order, and
# keys whose ids and names look alike are where stores go wrong.
VALUES: dict[str, Any] = {
    'null': None,
    'false': False,
    'true': True,
    'zero': 0,
    'one': 1,
    'two': 2,
    'minus_one': -1,
    'greatest_integer': 2**63 - 1,
    'smallest_integer': -(2**63),
    'beyond_doubles': 2**53 + 1,
    'double_zero': 0.0,
    'double_minus_zero': -0.0,
    'double_one': 1.0,
    'half': 0.5,
    'minus_half': -0.5,
    'huge': 1e300,
    'tiny': 5e-324,
    'two_to_53': float(2**53),
    'infinity': float('inf'),
    'minus_infinity': float('-inf'),
    'nan': float('nan'),
    'epoch': datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC),
    'moment': datetime.datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=datetime.UTC),
    'before_epoch': datetime.datetime(1969, 12, 31, tzinfo=datetime.UTC),
    'year_one': datetime.datetime(1, 1, 1, tzinfo=datetime.UTC),
    'year_9999': datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC),
    'empty_string': '',
    'a': 'a',
    'b': 'b',
    'ab': 'ab',
    'capital': 'B',
    'with_null': 'a\0',
    'with_null_and_more': 'a\0b',
    'with_one': 'a\u0001',
    'umlaut': 'ä',
    'private_use': '\uffee',
    'beyond_the_plane': '😀',
    'longest_indexed': 'z' * 1500,
    'empty_blob': b'',
    'blob_a': b'a',
    'blob_zero': b'\0',
    'blob_255': b'\xff\xff',
    'key': path('A', 1),
    'key_with_name': path('A', '1'),
    'key_child': path('A', 1, 'B', 1),
    'key_of_another_kind': path('B', 1),
    'key_second': path('A', 2),
    'point': Geo(1.5, 2.5),
    'point_south': Geo(-1.5, 2.5),
    'point_west': Geo(1.5, -2.5),
    'empty_entity': {},
    'entity': {'x': 1},
    'entity_second': {'x': 2},
    'entity_nested': {'x': {'y': 'deep'}},
    'array': [1, 2],
    'array_of_types': [None, 'a', 1.5],
    'array_of_one': [2],
    'array_with_twins': [1, 1],
    'unindexed': Unindexed(1),
    'unindexed_string': Unindexed('u' * 2000),
    'array_partly_unindexed': [1, Unindexed(2)],
}

# Types that differ from others only by the `meaning` of the value.
MEANINGS: dict[str, Any] = {
    'text': raw(string_value='text', meaning=15, exclude_from_indexes=True),
    'bytestring': raw(blob_value=b'a', meaning=16),
    'zlib': raw(blob_value=b'a', meaning=22, exclude_from_indexes=True),
    'empty_list': raw(array_value={}, meaning=15),
    'entity': raw(entity_value={}, meaning=20, exclude_from_indexes=True),
    'empty_key': raw(null_value=0, meaning=9),
    'user': raw(integer_value=5, meaning=18),
}


def _value_entities(*, indexed_only: bool) -> cases.Dataset:
    for name, value in sorted(VALUES.items()):
        if indexed_only and isinstance(value, Unindexed):
            continue
        yield path('Value', name), {'v': value}
    yield path('Value', 'without'), {'other': 1}


def values() -> cases.Dataset:
    """One entity for each value, stored in its property v."""
    return _value_entities(indexed_only=False)


def grid() -> cases.Dataset:
    """Items with few values in several properties, and with lists."""
    for number in range(1, 41):
        yield (
            path('Item', number),
            {
                'a': number % 4,
                'b': 'xyz'[number % 3],
                'c': (number * 7) % 11,
                'd': number / 4 if number % 2 else number,
                'tags': [f't{number % 5}', f't{number % 3}'],
                'nums': [number % 3, number % 7, number % 7],
                'flag': number % 2 == 0,
                'maybe': None if number % 3 == 0 else number % 5,
                'inner': {'p': number % 3, 'q': 'uv'[number % 2]},
                **({'rare': number} if number % 10 == 0 else {}),
            },
        )
    for number in range(1, 6):
        yield path('Other', number), {'a': number % 4, 'b': 'x'}


_TREE: tuple[Path, ...] = (
    path('R', 1),
    path('R', 2),
    path('R', 'one'),
    path('R', 1, 'C', 1),
    path('R', 1, 'C', 2),
    path('R', 1, 'C', 'x'),
    path('R', 1, 'D', 1),
    path('R', 1, 'C', 1, 'C', 1),
    path('R', 1, 'C', 1, 'D', 9),
    path('R', 10, 'C', 1),
    path('R', 2, 'C', 1),
    path('R', 'one', 'C', 1),
    path('R', 'one', 'C', 'one'),
    path('R', 'oneself', 'C', 1),
    path('C', 1),
    path('C', 'x'),
    path('C', 2**62),
    path('C', 'ä'),
    path('C', 'z', 'R', 1),
)


def tree() -> cases.Dataset:
    """Entities of several kinds with ancestors."""
    for number, key in enumerate(_TREE):
        yield key, {'n': number, 'even': number % 2 == 0}
