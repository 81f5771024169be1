"""Orders, projections, distinct results, limits, offsets and cursors."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable

import pytest

from tests.conformance import cases, data
from tests.conformance.messages import (
    Condition,
    Find,
    all_of,
    any_of,
    path,
    where,
)
from tests.conformance.session import Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, case = cases.collector()
_Data = Callable[[], cases.Dataset]


def _query(name: str, find: Find, dataset: _Data = data.grid) -> None:
    CASES.append(cases.Case(name, lambda s: s.query(find) and None, dataset))


_ORDERS: tuple[tuple[str, ...], ...] = (
    ('a',),
    ('b', 'c'),
    ('c', 'a', 'b'),
    ('d',),
    ('tags',),
    ('nums',),
    ('nums', 'tags'),
    ('maybe',),
    ('rare',),
    ('inner.p', 'c'),
    ('inner',),
    ('missing',),
    ('a', 'missing'),
    ('a', 'a'),
    ('a', '-a'),
    ('__key__', 'a'),
    ('a', '__key__'),
    ('a', '-__key__'),
    ('-a', '__key__'),
    ('-tags', '__key__'),
    ('-nums', '__key__'),
    ('-maybe', '-c', '__key__'),
    ('-rare',),
)
for _order in _ORDERS:
    _query(f'order:{",".join(_order)}', Find('Item', order=_order))
    _query(
        f'order:{",".join(_order)}_where_b',
        Find('Item', where('b', '=', 'x'), order=_order),
    )
_ARRAY_CONDITIONS: dict[str, Condition] = {
    'tags_>': where('tags', '>', 't1'),
    'tags_range': all_of(where('tags', '>', 't0'), where('tags', '<', 't3')),
    'tags_=': where('tags', '=', 't1'),
    'nums_>=': where('nums', '>=', 2),
}
for _name, _condition in _ARRAY_CONDITIONS.items():
    for _order in (
        ('tags',),
        ('-tags', '__key__'),
        ('nums',),
        ('-nums', '__key__'),
    ):
        _query(
            f'order_of_arrays:{_name}_by_{_order[0]}',
            Find('Item', _condition, order=_order),
        )
for _order in (('-a',), ('-b', '-c'), ('a', '-b'), ('-flag',), ('-tags',)):
    _query(f'descending_ties:{",".join(_order)}', Find('Item', order=_order))
_query('order:empty', Find('Item', order=['']))
_query('order:reserved', Find('Item', order=['__x__']))

_PROJECTIONS: tuple[tuple[str, ...], ...] = (
    ('a',),
    ('a', 'b'),
    ('tags',),
    ('nums',),
    ('tags', 'nums'),
    ('a', 'tags'),
    ('maybe',),
    ('rare',),
    ('rare', 'a'),
    ('missing',),
    ('inner.p',),
    ('inner.p', 'inner.q'),
    ('inner',),
    ('d',),
    ('flag',),
    ('__key__',),
    ('__key__', 'a'),
    ('a', 'a'),
    ('',),
)
for _names in _PROJECTIONS:
    _query(f'projection:{",".join(_names)}', Find('Item', projection=_names))
    _query(
        f'projection:{",".join(_names)}_limited',
        Find('Item', projection=_names, limit=5, offset=2),
    )
    _query(
        f'projection:{",".join(_names)}_where_b',
        Find('Item', where('b', '=', 'x'), projection=_names),
    )
    _query(
        f'projection:{",".join(_names)}_by_c',
        Find('Item', projection=_names, order=['c']),
    )
    _query(
        f'projection:{",".join(_names)}_by_key',
        Find('Item', projection=_names, order=['__key__']),
    )
    _query(
        f'projection:{",".join(_names)}_by_c_and_key',
        Find('Item', projection=_names, order=['c', '__key__'], limit=9),
    )
    _query(
        f'projection:{",".join(_names)}_where_key',
        Find('Item', where('__key__', '>', path('Item', 9)), projection=_names),
    )
_query(
    'projection:tags_where_tags_>',
    Find('Item', where('tags', '>', 't1'), projection=['tags']),
)
_query(
    'projection:tags_where_tags_=',
    Find('Item', where('tags', '=', 't1'), projection=['tags']),
)
_query(
    'projection:a_where_a_=',
    Find('Item', where('a', '=', 1), projection=['a', 'b']),
)
_query(
    'projection:a_where_a_>',
    Find('Item', where('a', '>', 1), projection=['a', 'b']),
)
_query(
    'projection:a_where_a_IN',
    Find('Item', where('a', 'IN', [1, 2]), projection=['a', 'b']),
)
_query(
    'projection:b_where_a_IN',
    Find('Item', where('a', 'IN', [1, 2]), projection=['b']),
)
_query('projection:every_type', Find('Value', projection=['v']), data.values)
_query(
    'projection:every_type_distinct',
    Find('Value', projection=['v'], distinct_on=['v']),
    data.values,
)
_query('projection:kindless', Find(None, projection=['a']))

_DISTINCT: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]
_DISTINCT = (
    (('a',), ('a',), ()),
    (('a',), ('a',), ('a',)),
    (('a',), ('a',), ('__key__',)),
    (('a', 'b'), ('a',), ('a', '__key__')),
    (('a',), ('a',), ('-a',)),
    (('a', 'b'), ('a', 'b'), ()),
    (('a', 'b'), ('a',), ()),
    (('a', 'b'), ('a',), ('a', 'b')),
    (('a', 'b'), ('b',), ('b', 'a')),
    (('a', 'b'), ('a',), ('b', 'a')),
    (('b',), ('a',), ()),
    ((), ('a',), ()),
    ((), ('a',), ('a',)),
    ((), ('a',), ('a', '-c')),
    ((), ('a',), ('c',)),
    (('tags',), ('tags',), ()),
    (('tags', 'nums'), ('tags',), ()),
    (('__key__',), ('a',), ()),
    (('a',), ('__key__',), ()),
    (('maybe',), ('maybe',), ()),
    (('missing',), ('missing',), ()),
    (('a',), ('a', 'a'), ()),
    (('a',), ('',), ()),
)
for _names, _distinct, _order in _DISTINCT:
    _name = '|'.join(','.join(names) for names in (_names, _distinct, _order))
    for _limit in (None, 2):
        _query(
            f'distinct:{_name}_limit_{_limit}',
            Find(
                'Item',
                projection=_names,
                distinct_on=_distinct,
                order=_order,
                limit=_limit,
            ),
        )

_WHERE: dict[str, tuple[Condition | None, tuple[str, ...]]] = {
    'all': (None, ()),
    'equal': (where('a', '=', 1), ()),
    'range': (where('c', '>', 3), ()),
    'ordered': (None, ('c',)),
    'array': (where('tags', '>=', 't1'), ()),
    'or': (any_of(where('a', '=', 1), where('b', '=', 'x')), ()),
    'in': (where('a', 'IN', [1, 3]), ('c',)),
}
for _name, _offset, _limit in itertools.product(
    _WHERE, (0, 1, 9, 10, 11, 39, 40, 41), (None, 0, 1, 10, 30, 40)
):
    _query(
        f'window:{_name}_offset_{_offset}_limit_{_limit}',
        Find(
            'Item',
            _WHERE[_name][0],
            order=_WHERE[_name][1],
            offset=_offset,
            limit=_limit,
        ),
    )
_query('window:negative_limit', Find('Item', limit=-1))
_query('window:negative_offset', Find('Item', offset=-1))
_query('window:huge_limit', Find('Item', limit=2**31 - 1))
_query('window:huge_offset', Find('Item', offset=2**31 - 1))


def _build_paging_case(
    name: str, find: Find, dataset: _Data, size: int
) -> cases.Case:
    def run(s: Session) -> None:
        s.pages(lambda start: _page(find, start, size))

    return cases.Case(f'paged:{name}_by_{size}', run, dataset)


def _page(find: Find, start: bytes, limit: int) -> Find:
    return dataclasses.replace(find, start=start, limit=limit)


_PAGED: dict[str, Find] = {
    'all': Find('Item'),
    'equal': Find('Item', where('a', '=', 1)),
    'two_equal': Find(
        'Item', all_of(where('a', '=', 1), where('flag', '=', False))
    ),
    'range': Find('Item', where('c', '>', 3)),
    'ordered': Find('Item', order=['c']),
    'descending': Find('Item', order=['-c', '__key__']),
    'by_two': Find('Item', order=['b', '-c', '__key__']),
    'by_key_descending': Find('Item', order=['-__key__']),
    'keys_only': Find('Item', projection=['__key__']),
    'projection': Find('Item', projection=['a', 'b']),
    'array_projection': Find('Item', projection=['nums']),
    'distinct': Find('Item', projection=['c'], distinct_on=['c']),
    'distinct_of_two': Find(
        'Item', projection=['a', 'b'], distinct_on=['a'], order=['a', 'b']
    ),
    'array_equal': Find('Item', where('tags', '=', 't1')),
    'or': Find('Item', any_of(where('a', '=', 1), where('b', '=', 'x'))),
    'or_ordered': Find(
        'Item', any_of(where('a', '=', 1), where('b', '=', 'x')), order=['c']
    ),
    'in': Find('Item', where('a', 'IN', [1, 3])),
    'in_ordered': Find(
        'Item', where('a', 'IN', [1, 3]), order=['-c', '__key__']
    ),
    'not_equal': Find('Item', where('a', '!=', 2)),
    'not_in': Find('Item', where('a', 'NOT_IN', [0, 2])),
    'kindless': Find(None),
}
for (_name, _find), _size in itertools.product(_PAGED.items(), (1, 7)):
    CASES.append(_build_paging_case(_name, _find, data.grid, _size))


def _between(name: str, find: Find) -> cases.Case:
    """Uses cursors of single results as start and end."""

    def run(s: Session) -> None:
        answer = s.query(dataclasses.replace(find, limit=12))
        if answer is None:
            # Pads the transcript to the length of that of other stores.
            s.transcript *= 9
            return
        cursors = [result.cursor for result in answer.batch.entity_results]
        end = answer.batch.end_cursor
        for window in (
            {'start': cursors[1], 'end': cursors[4]},
            {'start': cursors[3], 'end': cursors[3]},
            {'start': cursors[4], 'end': cursors[1]},
            {'start': cursors[2]},
            {'end': cursors[2]},
            {'start': cursors[1], 'end': cursors[8], 'offset': 2, 'limit': 3},
            {'end': cursors[8], 'offset': 3},
            {'start': end},
        ):
            s.query(dataclasses.replace(find, **window))

    return cases.Case(f'between:{name}', run, data.grid)


CASES.extend(
    _between(name, _PAGED[name])
    for name in (
        'all',
        'range',
        'ordered',
        'descending',
        'keys_only',
        'projection',
        'array_projection',
        'or',
        'in',
        'not_equal',
        'by_key_descending',
    )
)


@case
def a_cursor_that_is_none(s: Session) -> None:
    s.query(Find('A', start=b'no cursor'))
    s.query(Find('A', end=b'\x01'))


@case
def a_cursor_after_changes(s: Session) -> None:
    for number in range(1, 10):
        s.put(path('A', number), {'n': number})
    answer = s.query(Find('A', order=['n'], limit=4))
    end = answer.batch.end_cursor
    s.delete(path('A', 4))
    s.delete(path('A', 5))
    s.put(path('A', 20), {'n': 3})
    s.put(path('A', 21), {'n': 5})
    s.query(Find('A', order=['n'], start=end))
    s.query(Find('A', order=['n'], end=end))


@case
def a_cursor_of_a_skipped_offset(s: Session) -> None:
    for number in range(1, 10):
        s.put(path('A', number), {'n': number})
    answer = s.query(Find('A', order=['n'], offset=3, limit=0))
    s.query(Find('A', order=['n'], start=answer.batch.end_cursor))
    answer = s.query(Find('A', order=['n'], offset=30))
    s.query(Find('A', order=['n'], start=answer.batch.end_cursor))


@case
def a_cursor_at_the_end_sees_what_comes_after(s: Session) -> None:
    s.put(path('A', 1), {'n': 1})
    answer = s.query(Find('A', order=['n']))
    s.put(path('A', 2), {'n': 2})
    s.query(Find('A', order=['n'], start=answer.batch.end_cursor))


@case
def a_cursor_for_the_opposite_order(s: Session) -> None:
    for number in range(1, 6):
        s.put(path('A', number), {'n': number})
    answer = s.query(Find('A', order=['n'], limit=3))
    s.query(Find('A', order=['-n'], start=answer.batch.end_cursor))


@case
def many_results_in_batches(s: Session) -> None:
    s.put_many(450)
    s.drain(Find('A'))
    s.drain(Find('A', offset=440))
    s.drain(Find('A', offset=500))
    s.drain(Find('A', offset=310, limit=20))
    s.drain(Find('A', order=['n'], offset=10, limit=400))


@case
def a_query_with_eventual_consistency(s: Session) -> None:
    s.put(path('A', 1), {'n': 1})
    s.query(Find('A'), read_options={'read_consistency': 'EVENTUAL'})


@pytest.mark.parametrize('test_case', CASES, ids=str)
def test_queries_answer_alike(
    test_case: cases.Case, stores: cases.Stores
) -> None:
    cases.assert_stores_agree(test_case, stores)
