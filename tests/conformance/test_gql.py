"""GQL as google-cloud-ndb's users write it and as the API takes it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance import cases, data
from tests.conformance.messages import path
from tests.conformance.session import Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, case = cases.collector()

_TEXTS: dict[str, str] = {
    'everything': 'SELECT * FROM Item',
    'lower_case': 'select * from Item where a = 1 order by c limit 3',
    'no_kind': 'SELECT *',
    'keys': 'SELECT __key__ FROM Item LIMIT 3',
    'projection': 'SELECT a, b FROM Item',
    'distinct': 'SELECT DISTINCT a FROM Item',
    'distinct_on': 'SELECT DISTINCT ON (a) a, b FROM Item ORDER BY a, b',
    'equal': 'SELECT * FROM Item WHERE a = 1',
    'and': "SELECT * FROM Item WHERE a = 1 AND b = 'x'",
    'double_quotes': 'SELECT * FROM Item WHERE b = "x"',
    'range': 'SELECT * FROM Item WHERE c > 2 AND c <= 5',
    'reversed': 'SELECT * FROM Item WHERE 2 < c',
    'double': 'SELECT * FROM Item WHERE d >= 2.25',
    'negative': 'SELECT * FROM Item WHERE c > -1',
    'boolean': 'SELECT * FROM Item WHERE flag = TRUE',
    'null': 'SELECT * FROM Item WHERE maybe = NULL',
    'is_null': 'SELECT * FROM Item WHERE maybe IS NULL',
    'contains': "SELECT * FROM Item WHERE tags CONTAINS 't1'",
    'in': 'SELECT * FROM Item WHERE a IN ARRAY(1, 2)',
    'in_parentheses': 'SELECT * FROM Item WHERE a IN (1, 2)',
    'not_in': 'SELECT * FROM Item WHERE a NOT IN ARRAY(1, 2)',
    'not_equal': 'SELECT * FROM Item WHERE a != 1',
    'or': "SELECT * FROM Item WHERE a = 1 OR b = 'x'",
    'and_or': "SELECT * FROM Item WHERE c > 3 AND (a = 1 OR b = 'x')",
    'order': 'SELECT * FROM Item ORDER BY c DESC, __key__ ASC',
    'limit': 'SELECT * FROM Item LIMIT 3',
    'limit_offset': 'SELECT * FROM Item LIMIT 3 OFFSET 2',
    'offset': 'SELECT * FROM Item OFFSET 38',
    'key': 'SELECT * FROM Item WHERE __key__ = KEY(Item, 3)',
    'key_range': 'SELECT * FROM Item WHERE __key__ > KEY(Item, 37)',
    'key_name': "SELECT * FROM Item WHERE __key__ < KEY(Item, 'x')",
    'ancestor': 'SELECT * FROM Item WHERE __key__ HAS ANCESTOR KEY(Item, 3)',
    'descendant': (
        'SELECT * FROM Item WHERE KEY(Item, 3) HAS DESCENDANT __key__'
    ),
    'quoted': 'SELECT `a` FROM `Item` WHERE `inner.p` = 1',
    'nested': 'SELECT * FROM Item WHERE inner.p = 1',
    'escaped': "SELECT * FROM Item WHERE b = 'it''s'",
    'backslash': "SELECT * FROM Item WHERE b = 'it\\'s'",
    'datetime': (
        "SELECT * FROM Item WHERE a > DATETIME('2020-01-01T00:00:00.00Z')"
    ),
    'blob': "SELECT * FROM Item WHERE b = BLOB('eA==')",
    'missing_kind': 'SELECT * FROM Missing',
    'nonsense': 'SELCT * FROM Item',
    'unfinished': 'SELECT * FROM Item WHERE a =',
    'empty': '',
    'two_queries': 'SELECT * FROM Item; SELECT * FROM Item',
    'unknown_function': "SELECT * FROM Item WHERE a = F('x')",
    'unbound': 'SELECT * FROM Item WHERE a = @1',
    'unbound_name': 'SELECT * FROM Item WHERE a = @x',
    'spaces': '  SELECT  *\n FROM Item\tWHERE a=1  ',
    'unquoted_text': 'SELECT * FROM Item WHERE b = x',
}


def _with_literals(name: str) -> cases.Case:
    return cases.Case(
        f'gql:{name}',
        lambda s: s.gql(_TEXTS[name], allow_literals=True) and None,
        data.grid,
    )


CASES.extend(_with_literals(name) for name in _TEXTS)
CASES.append(
    cases.Case(
        'gql:literals_not_allowed',
        lambda s: s.gql(_TEXTS['equal']) and None,
        data.grid,
    )
)

_BOUND: dict[str, tuple[str, list[Any], dict[str, Any]]] = {
    'positional': ('SELECT * FROM Item WHERE a = @1', [1], {}),
    'two': ('SELECT * FROM Item WHERE a = @2 AND b = @1', ['x', 1], {}),
    'named': ('SELECT * FROM Item WHERE a = @x', [], {'x': 1}),
    'both': (
        'SELECT * FROM Item WHERE a = @x AND b = @1',
        ['x'],
        {'x': 1},
    ),
    'too_many': ('SELECT * FROM Item WHERE a = @1', [1, 2], {}),
    'unused_name': ('SELECT * FROM Item WHERE a = @1', [1], {'y': 2}),
    'twice': ('SELECT * FROM Item WHERE a = @1 AND c = @1', [1], {}),
    'key': ('SELECT * FROM Item WHERE __key__ = @1', [path('Item', 3)], {}),
    'ancestor': (
        'SELECT * FROM Item WHERE __key__ HAS ANCESTOR @1',
        [path('Item', 3)],
        {},
    ),
    'limit': ('SELECT * FROM Item LIMIT @1', [3], {}),
    'limit_offset': ('SELECT * FROM Item LIMIT @1 OFFSET @2', [3, 2], {}),
    'array': ('SELECT * FROM Item WHERE a IN @1', [[1, 2]], {}),
    'reserved_name': ('SELECT * FROM Item WHERE a = @__x__', [], {'__x__': 1}),
    'no_value': ('SELECT * FROM Item WHERE a = @1', [None], {}),
}


def _bound(name: str) -> cases.Case:
    text, positional, named = _BOUND[name]

    def run(s: Session) -> None:
        s.gql(
            text,
            positional_bindings=[
                {'value': s.build.value(value)} for value in positional
            ],
            named_bindings={
                key: {'value': s.build.value(value)}
                for key, value in named.items()
            },
        )

    return cases.Case(f'gql_bound:{name}', run, data.grid)


CASES.extend(_bound(name) for name in _BOUND)


@case
def gql_with_a_bound_cursor(s: Session) -> None:
    s.put_many(5)
    answer = s.gql('SELECT * FROM A LIMIT 2', allow_literals=True)
    s.gql(
        'SELECT * FROM A LIMIT 2 OFFSET @1',
        allow_literals=True,
        positional_bindings=[{'cursor': answer.batch.end_cursor}],
    )
    s.gql(
        'SELECT * FROM A LIMIT @1',
        positional_bindings=[{'cursor': answer.batch.end_cursor}],
    )


@case
def gql_answers_with_the_parsed_query(s: Session) -> None:
    answer = s.gql('SELECT * FROM A WHERE n > 1 LIMIT 3', allow_literals=True)
    s.note(
        (
            answer.query.kind[0].name,
            answer.query.limit.value,
            answer.query.filter.property_filter.property.name,
        )
    )


@pytest.mark.parametrize('each', CASES, ids=str)
def test_gql_answers_alike(each: cases.Case, stores: cases.Stores) -> None:
    cases.assert_stores_agree(each, stores)
