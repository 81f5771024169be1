"""Counts, sums and averages."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from typing import Any

import pytest

from tests.conformance import cases, data
from tests.conformance.messages import (
    Find,
    Message,
    all_of,
    any_of,
    path,
    under,
    where,
)
from tests.conformance.session import Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, case = cases.collector()


def count(up_to: int | None = None, alias: str = 'count') -> Message:
    """A COUNT aggregation."""
    limit = {} if up_to is None else {'up_to': {'value': up_to}}
    return {'alias': alias, 'count': limit}


def total(name: str) -> Message:
    """A SUM aggregation."""
    return {'alias': f'sum_{name}', 'sum': {'property': {'name': name}}}


def average(name: str) -> Message:
    """An AVG aggregation."""
    return {'alias': f'avg_{name}', 'avg': {'property': {'name': name}}}


_FINDS: dict[str, Find] = {
    'all': Find('Item'),
    'equal': Find('Item', where('a', '=', 1)),
    'range': Find('Item', where('c', '>', 3)),
    'two': Find('Item', all_of(where('a', '=', 1), where('b', '=', 'x'))),
    'array': Find('Item', where('tags', '=', 't1')),
    'array_in': Find('Item', where('tags', 'IN', ['t1', 't2'])),
    'or': Find('Item', any_of(where('a', '=', 1), where('b', '=', 'x'))),
    'in': Find('Item', where('a', 'IN', [1, 2])),
    'not_equal': Find('Item', where('a', '!=', 1)),
    'none': Find('Item', where('a', '=', 99)),
    'no_kind': Find('Missing'),
    'kindless': Find(None),
    'limited': Find('Item', limit=7),
    'offset': Find('Item', offset=35),
    'offset_and_limit': Find('Item', order=['c'], offset=5, limit=10),
    'ordered': Find('Item', order=['rare']),
    'keys_only': Find('Item', projection=['__key__']),
    'projection': Find('Item', projection=['nums']),
    'distinct': Find('Item', projection=['a'], distinct_on=['a']),
    'ancestor': Find('Item', under(path('Item', 3))),
}
_AGGREGATIONS: dict[str, list[Message]] = {
    'count': [count()],
    'count_up_to_3': [count(3)],
    'count_up_to_40': [count(40)],
    'count_up_to_0': [count(0)],
    'sum': [total('a')],
    'avg': [average('a')],
    'sum_of_doubles': [total('d'), average('d')],
    'sum_of_some': [total('maybe'), average('maybe'), total('rare')],
    'sum_of_none': [total('b'), average('b')],
    'sum_of_nested': [total('inner.p'), average('inner.p')],
    'all_three': [count(), total('c'), average('c')],
    'sum_of_key': [total('__key__')],
    'no_alias': [{'count': {}}, {'count': {}}],
    'same_alias': [count(), count()],
    'five': [count(alias=f'n{number}') for number in range(5)],
    'six': [count(alias=f'n{number}') for number in range(6)],
    'nothing': [],
    'reserved_alias': [count(alias='__n__')],
    'without_an_operator': [{'alias': 'n'}],
    'sum_without_a_property': [{'alias': 'n', 'sum': {}}],
}


def _aggregate(find: str, aggregations: str) -> cases.Case:
    return cases.Case(
        f'aggregate:{aggregations}_of_{find}',
        lambda s: (
            s.aggregate(_FINDS[find], _AGGREGATIONS[aggregations]) and None
        ),
        data.grid,
    )


CASES.extend(
    _aggregate(find, aggregations)
    for find, aggregations in itertools.product(_FINDS, _AGGREGATIONS)
    if find == 'all' or aggregations in {'count', 'count_up_to_3', 'all_three'}
)

# An aggregation query finds only entities that have all aggregated properties.
# After the query's own orders, their values order the results. Offset and limit
# are applied afterwards.
_PARTS: dict[str, Find] = {
    'all': Find('Item'),
    'by_c': Find('Item', order=['c']),
    'by_c_descending': Find('Item', order=['-c', '__key__']),
    'by_a_descending': Find('Item', order=['-a', '__key__']),
    'by_rare': Find('Item', order=['rare']),
    'by_key': Find('Item', order=['__key__']),
    'by_key_descending': Find('Item', order=['-__key__']),
    'where_a': Find('Item', where('a', '=', 1)),
    'where_a_and_b': Find(
        'Item', all_of(where('a', '=', 1), where('b', '=', 'x'))
    ),
    'where_a_or_b': Find(
        'Item', any_of(where('a', '=', 1), where('b', '=', 'x'))
    ),
    'where_a_in': Find('Item', where('a', 'IN', [1, 2])),
    'where_a_not': Find('Item', where('a', '!=', 1)),
    'where_c_greater': Find('Item', where('c', '>', 3)),
    'where_key_greater': Find('Item', where('__key__', '>', path('Item', 9))),
    'where_key_in': Find(
        'Item', where('__key__', 'IN', [path('Item', n) for n in (9, 3, 5)])
    ),
    'projected': Find('Item', projection=['a', 'c', 'maybe', 'rare', 'nums']),
    'kindless': Find(None),
}
_WINDOWS: dict[str, dict[str, Any]] = {
    'limit_4': {'limit': 4},
    'offset_3': {'offset': 3},
    'offset_2_and_limit_3': {'offset': 2, 'limit': 3},
    'limit_0': {'limit': 0},
    'offset_100': {'offset': 100},
}
_SUMS: dict[str, list[Message]] = {
    'count': [count()],
    'count_up_to_2': [count(2)],
    'sum_of_a': [total('a'), count()],
    'avg_of_maybe': [average('maybe')],
    'sum_of_rare_up_to_2': [total('rare'), count(2)],
    'sums_of_two': [total('maybe'), average('a'), count()],
    'sum_of_nums': [total('nums'), count()],
}


def _build_window_case(part: str, window: str, sums: str) -> cases.Case:
    find = dataclasses.replace(_PARTS[part], **_WINDOWS[window])
    return cases.Case(
        f'aggregate_part:{sums}_of_{part}_{window}',
        lambda s: s.aggregate(find, _SUMS[sums]) and None,
        data.grid,
    )


CASES.extend(
    _build_window_case(*chosen)
    for chosen in itertools.product(_PARTS, _WINDOWS, _SUMS)
)


def _build_sum_case(name: str, values: list[object]) -> cases.Case:
    def run(s: Session) -> None:
        for number, value in enumerate(values, 1):
            s.put(path('A', number), {'v': value})
        s.aggregate(Find('A'), [count(), total('v'), average('v')])

    return cases.Case(f'summed:{name}', run)


_SUMMED: dict[str, list[object]] = {
    'nothing': [],
    'integers': [1, 2, 4],
    'integers_and_doubles': [1, 0.5],
    'doubles_that_make_integers': [0.5, 1.5],
    'text_beside_numbers': ['x', None, True, 3],
    'overflow': [2**63 - 1, 1],
    'negative_overflow': [-(2**63), -1],
    'overflow_and_back': [2**63 - 1, 1, -1],
    'nan': [float('nan'), 1],
    'infinities': [float('inf'), float('-inf')],
    'infinity': [float('inf'), 1],
    'huge': [1e308, 1e308],
    'minus_zero': [-0.0],
    'beyond_doubles': [2**53, 1, 1],
    'arrays': [[1, 2], [7, 'x', 7], 4],
    'times': [datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC), 3, 0.5],
}
CASES.extend(_build_sum_case(name, values) for name, values in _SUMMED.items())


def _between_cursors(order: str) -> cases.Case:
    def run(s: Session) -> None:
        for number in range(1, 7):
            some = {'m': 7 - number} if number % 3 else {}
            s.put(path('A', number), {'n': number, **some})
        whole = Find('A', order=[order] if order else [])
        first = dataclasses.replace(whole, limit=2)
        cursor = s.query(first).batch.end_cursor
        for find in (
            dataclasses.replace(whole, start=cursor),
            dataclasses.replace(whole, end=cursor),
            dataclasses.replace(whole, start=cursor, offset=1, limit=1),
        ):
            s.aggregate(find, [count()])
            s.aggregate(find, [total('m'), count()])
            s.aggregate(find, [total('n'), average('m')])

    return cases.Case(f'aggregates_between_cursors:{order}', run)


CASES.extend(_between_cursors(order) for order in ('n', '', '__key__'))


@case
def aggregates_in_a_transaction(s: Session) -> None:
    s.put(path('A', 1), {'n': 1})
    transaction = s.begin()
    options = {'read_options': {'transaction': transaction}}
    s.aggregate(Find('A'), [count(), total('n')], **options)
    s.rollback(transaction)
    s.aggregate(Find('A'), [count()], **options)


@case
def aggregates_see_the_snapshot_of_a_read_only_transaction(s: Session) -> None:
    s.put(path('A', 1), {'n': 1})
    transaction = s.begin(read_only={})
    options = {'read_options': {'transaction': transaction}}
    s.aggregate(Find('A'), [count()], **options)
    s.put(path('A', 2), {'n': 1})
    s.aggregate(Find('A'), [count()], **options)
    s.aggregate(Find('A'), [count()])


@case
def aggregates_without_a_query(s: Session) -> None:
    s.note_call('run_aggregation_query', partition_id=s.partition)
    s.note_call(
        'run_aggregation_query',
        partition_id=s.partition,
        aggregation_query={'aggregations': [count()]},
    )


@pytest.mark.parametrize('test_case', CASES, ids=str)
def test_aggregations_answer_alike(
    test_case: cases.Case, stores: cases.Stores
) -> None:
    cases.assert_stores_agree(test_case, stores)
