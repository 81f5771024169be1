"""Filters, alone and combined."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests.conformance import cases, data
from tests.conformance.messages import (
    Combined,
    Condition,
    Find,
    all_of,
    any_of,
    path,
    raw,
    under,
    where,
)
from tests.conformance.session import Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, case = cases.collector()
_Data = Callable[[], cases.Dataset]


def _query(name: str, find: Find, dataset: _Data = data.grid) -> None:
    CASES.append(cases.Case(name, lambda s: s.query(find) and None, dataset))


_OPERANDS: dict[str, list[Any]] = {
    'a': [0, 2, 9, None, 'x'],
    'b': ['x', 'y', ''],
    'd': [2, 2.25, 20],
    'tags': ['t1', 't4', 't'],
    'nums': [2, 6],
    'flag': [True, 0],
    'maybe': [None, 2],
    'rare': [20, None],
    'inner.p': [1],
    'inner': [1],
    'missing': [1, None],
    '__key__': [path('Item', 7), path('Item', 'x'), path('Aaa', 1)],
}

for _name, _values in _OPERANDS.items():
    for _sign, _value in itertools.product(
        ('=', '!=', '<', '<=', '>', '>='), _values
    ):
        _query(
            f'filter:{_name}{_sign}{_value}',
            Find('Item', where(_name, _sign, _value)),
        )

_LISTS: dict[str, list[list[Any]]] = {
    'a': [[0], [1, 3], [3, 1, 3], [None, 2], ['x', 0], []],
    'b': [['x', 'z'], ['q']],
    'tags': [['t1', 't2'], ['t0', 't4', 't3']],
    'maybe': [[None, 1], [1, 2, 3]],
    'missing': [[1]],
    '__key__': [[path('Item', 3), path('Item', 30), path('Item', 99)]],
}
for _name, _lists in _LISTS.items():
    for _sign, _members in itertools.product(('IN', 'NOT_IN'), _lists):
        _query(
            f'filter:{_name}_{_sign}_{_members}',
            Find('Item', where(_name, _sign, _members)),
        )

_query('filter:IN_scalar', Find('Item', where('a', 'IN', 1)))
_query('filter:NOT_IN_scalar', Find('Item', where('a', 'NOT_IN', 1)))
_query('filter:IN_30', Find('Item', where('c', 'IN', list(range(30)))))
_query('filter:IN_31', Find('Item', where('c', 'IN', list(range(31)))))
_query('filter:NOT_IN_10', Find('Item', where('c', 'NOT_IN', [*range(10)])))
_query('filter:NOT_IN_11', Find('Item', where('c', 'NOT_IN', [*range(11)])))
_query(
    'filter:unspecified', Find('Item', where('a', 'OPERATOR_UNSPECIFIED', 1))
)

_COMBINED: dict[str, Condition] = {
    'two_equalities': all_of(where('a', '=', 1), where('b', '=', 'y')),
    'three': all_of(
        where('a', '=', 1), where('b', '=', 'y'), where('flag', '=', False)
    ),
    'of_one': all_of(where('a', '=', 1)),
    'of_none': all_of(),
    'contradiction': all_of(where('a', '=', 1), where('a', '=', 2)),
    'both_tags': all_of(where('tags', '=', 't1'), where('tags', '=', 't2')),
    'range': all_of(where('c', '>', 2), where('c', '<=', 5)),
    'empty_range': all_of(where('c', '>', 5), where('c', '<', 2)),
    'range_on_array': all_of(where('nums', '>', 2), where('nums', '<', 5)),
    'range_over_types': all_of(where('d', '>', 3), where('d', '<', 'x')),
    'equality_and_range': all_of(where('a', '=', 1), where('c', '>', 5)),
    'equality_and_range_on_one': all_of(where('c', '=', 5), where('c', '>', 2)),
    'two_ranges': all_of(where('a', '>', 1), where('c', '<', 5)),
    'nested': all_of(
        where('a', '=', 1), all_of(where('b', '=', 'y'), where('c', '>', 0))
    ),
    'same_twice': all_of(where('a', '=', 1), where('a', '=', 1)),
    'same_inequality_twice': all_of(where('c', '>', 3), where('c', '>', 5)),
    'key_range': all_of(
        where('__key__', '>', path('Item', 5)),
        where('__key__', '<=', path('Item', 8)),
    ),
    'equality_and_key': all_of(
        where('a', '=', 1), where('__key__', '>', path('Item', 20))
    ),
    'equality_and_one_key': all_of(
        where('a', '=', 1), where('__key__', '=', path('Item', 5))
    ),
    'two_not_equal': all_of(where('a', '!=', 1), where('a', '!=', 2)),
    'not_equal_and_range': all_of(where('a', '!=', 1), where('a', '<', 3)),
    'not_equal_on_two': all_of(where('a', '!=', 1), where('c', '!=', 2)),
    'equality_and_not_equal': all_of(where('b', '=', 'x'), where('c', '!=', 4)),
    'in_and_equality': all_of(where('a', 'IN', [1, 2]), where('b', '=', 'x')),
    'in_and_range': all_of(where('a', 'IN', [1, 2]), where('c', '>', 4)),
    'in_and_in': all_of(where('a', 'IN', [1, 2]), where('b', 'IN', ['x', 'y'])),
    'in_and_not_equal': all_of(where('a', 'IN', [1, 2]), where('a', '!=', 2)),
    'not_in_and_equality': all_of(
        where('a', 'NOT_IN', [1, 2]), where('b', '=', 'x')
    ),
    'not_in_and_not_equal': all_of(
        where('a', 'NOT_IN', [1, 2]), where('a', '!=', 3)
    ),
    'or': any_of(where('a', '=', 1), where('b', '=', 'x')),
    'or_of_one': any_of(where('a', '=', 1)),
    'or_of_none': any_of(),
    'or_same': any_of(where('a', '=', 1), where('a', '=', 1)),
    'or_of_ranges': any_of(where('c', '<', 2), where('c', '>', 8)),
    'or_of_different_ranges': any_of(where('a', '<', 1), where('c', '>', 8)),
    'or_of_ands': any_of(
        all_of(where('a', '=', 1), where('b', '=', 'x')),
        all_of(where('a', '=', 2), where('b', '=', 'y')),
    ),
    'and_of_ors': all_of(
        any_of(where('a', '=', 1), where('a', '=', 2)),
        any_of(where('b', '=', 'x'), where('b', '=', 'y')),
    ),
    'or_with_in': any_of(where('a', 'IN', [1, 2]), where('b', '=', 'x')),
    'or_with_arrays': any_of(where('tags', '=', 't1'), where('nums', '=', 6)),
    'or_with_keys': any_of(
        where('__key__', '=', path('Item', 1)), where('a', '=', 3)
    ),
    'or_with_not_equal': any_of(where('a', '!=', 1), where('b', '=', 'x')),
    'or_with_not_in': any_of(where('a', 'NOT_IN', [1]), where('b', '=', 'x')),
    'unspecified': Combined('OPERATOR_UNSPECIFIED', (where('a', '=', 1),)),
}
# Without __key__ the judges disagree on equal entities in descending orders.
_ORDERS = (
    (),
    ('c',),
    ('-c', '__key__'),
    ('a', '-c', '__key__'),
    ('__key__',),
    ('-__key__',),
)
for (_name, _condition), _order in itertools.product(
    _COMBINED.items(), _ORDERS
):
    _query(
        f'combined:{_name}_order_{",".join(_order)}',
        Find('Item', _condition, order=_order),
    )

for _name, _condition in _COMBINED.items():
    _query(
        f'combined:{_name}_limited',
        Find('Item', _condition, offset=1, limit=3),
    )
    _query(f'combined:{_name}_in_a_missing_kind', Find('None', _condition))

_query(
    'array_equality_and_range',
    Find('Item', all_of(where('tags', '=', 't1'), where('tags', '>', 't1'))),
)

_ANCESTORS = {
    'root': path('R', 1),
    'named_root': path('R', 'one'),
    'inner': path('R', 1, 'C', 1),
    'leaf': path('R', 2, 'C', 1),
    'missing': path('R', 99),
    'missing_with_children': path('R', 10),
    'incomplete': path('R'),
}
for _kind, (_name, _ancestor) in itertools.product(
    ('C', 'R', 'D', 'None', None), _ANCESTORS.items()
):
    _query(
        f'ancestor:{_name}_kind_{_kind}',
        Find(_kind, under(_ancestor)),
        data.tree,
    )
    _query(
        f'ancestor:{_name}_kind_{_kind}_descending',
        Find(_kind, under(_ancestor), order=['-__key__']),
        data.tree,
    )
for _name, _ancestor in _ANCESTORS.items():
    _query(
        f'ancestor:{_name}_and_equality',
        Find('C', all_of(under(_ancestor), where('even', '=', True))),
        data.tree,
    )
    _query(
        f'ancestor:{_name}_and_range',
        Find('C', all_of(under(_ancestor), where('n', '>', 4)), order=['-n']),
        data.tree,
    )
    _query(
        f'ancestor:{_name}_and_keys',
        Find(
            'C',
            all_of(
                under(_ancestor), where('__key__', '>', path('R', 1, 'C', 1))
            ),
        ),
        data.tree,
    )
_query(
    'ancestor:not_of_a_key', Find('C', where('n', 'HAS_ANCESTOR', 1)), data.tree
)
_query(
    'ancestor:of_a_property',
    Find('C', where('n', 'HAS_ANCESTOR', path('R', 1))),
    data.tree,
)
_query(
    'ancestor:twice',
    Find('C', all_of(under(path('R', 1)), under(path('R', 1, 'C', 1)))),
    data.tree,
)
_query(
    'ancestor:of_an_integer',
    Find('C', where('__key__', 'HAS_ANCESTOR', 1)),
    data.tree,
)
_query(
    'ancestor:in_an_or',
    Find('C', any_of(under(path('R', 1)), where('n', '=', 10))),
    data.tree,
)

for _sign in ('=', '<', '<=', '>', '>=', '!='):
    for _name, _key in {
        'root': path('R', 1),
        'child': path('R', 1, 'C', 1),
        'name': path('C', 'x'),
        'foreign': path('A', 1),
        'incomplete': path('C'),
        'integer': 5,
        'elsewhere': path('C', 1, namespace='elsewhere'),
    }.items():
        _query(
            f'kindless:key{_sign}{_name}',
            Find(None, where('__key__', _sign, _key)),
            data.tree,
        )
        _query(
            f'kind:key{_sign}{_name}',
            Find('C', where('__key__', _sign, _key)),
            data.tree,
        )
_query('kindless:all', Find(None), data.tree)
_query('kindless:ordered', Find(None, order=['__key__']), data.tree)
_query('kindless:descending', Find(None, order=['-__key__']), data.tree)
_query('kindless:filtered', Find(None, where('n', '=', 3)), data.tree)
_query('kindless:ordered_by_property', Find(None, order=['n']), data.tree)
_query('kindless:keys_only', Find(None, projection=['__key__']), data.tree)
_query('kind:all', Find('C'), data.tree)
_query('kind:keys_only', Find('C', projection=['__key__'], limit=4), data.tree)
_query('kind:empty', Find(''), data.tree)
_query('kind:reserved', Find('__C__'), data.tree)
_query('property:reserved', Find('C', where('__x__', '=', 1)), data.tree)
_query('property:empty', Find('C', where('', '=', 1)), data.tree)
_query(
    'property:key_by_its_old_name', Find('C', where('key', '=', 1)), data.tree
)


@case
def a_filter_without_anything(s: Session) -> None:
    s.note_call(
        'run_query',
        partition_id=s.partition,
        query={'kind': [{'name': 'A'}], 'filter': {}},
    )


@case
def two_kinds_at_once(s: Session) -> None:
    s.note_call(
        'run_query',
        partition_id=s.partition,
        query={'kind': [{'name': 'A'}, {'name': 'B'}]},
    )


@case
def a_query_without_a_query(s: Session) -> None:
    s.note_call('run_query', partition_id=s.partition)


@case
def a_filter_value_without_a_type(s: Session) -> None:
    s.query(Find('A', where('a', '=', raw())))


@case
def a_query_in_another_project_is_refused(s: Session) -> None:
    s.query(Find('A'), partition_id={'project_id': 'another-project'})


@case
def a_filter_by_a_key_of_another_project(s: Session) -> None:
    key = s.build.key(path('A', 1))
    key['partition_id']['project_id'] = 'another-project'
    s.query(Find('A', where('__key__', '=', raw(key_value=key))))


@pytest.mark.parametrize('test_case', CASES, ids=str)
def test_filters_answer_alike(
    test_case: cases.Case, stores: cases.Stores
) -> None:
    cases.assert_stores_agree(test_case, stores)
