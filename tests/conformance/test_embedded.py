"""Guarantees beyond what both emulators can show."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

import pytest

from core.platform.datastore import embedded
from tests import app_server, forking_python
from tests.conformance import cases, data
from tests.conformance.messages import (
    Find,
    Message,
    all_of,
    any_of,
    path,
    where,
)
from tests.conformance.session import (
    PROJECT,
    FailedCallError,
    Session,
    Store,
)

pytestmark = pytest.mark.no_store

NO_MORE, AFTER_LIMIT, AFTER_CURSOR = 3, 2, 4


@pytest.fixture(scope='module')
def store() -> Iterator[Store]:
    """The store under test, in memory."""
    client = embedded.Client(':memory:', project=PROJECT)
    yield Store('embedded', client.stub)
    client.close()


@pytest.fixture
def grid(store: Store) -> Session:
    """A session on the grid of items."""
    return Session(store, cases.load(store, data.grid))


def _batch(session: Session, find: Find) -> Any:
    return session.store.call(
        'run_query',
        partition_id=session.partition,
        query=find.message(session.build),
    ).batch


_FINDS = {
    'all': Find('Item'),
    'equal': Find('Item', where('a', '=', 1)),
    'range': Find('Item', where('c', '>', 3)),
    'array': Find('Item', where('tags', '>=', 't1')),
    'array order': Find('Item', order=['nums']),
    'array order descending': Find('Item', order=['-nums']),
    'two arrays': Find('Item', order=['nums', '-tags']),
    'zig zag': Find('Item', all_of(where('a', '=', 1), where('b', '=', 'y'))),
    'array zig zag': Find(
        'Item', all_of(where('tags', '=', 't1'), where('tags', '=', 't2'))
    ),
    'or': Find('Item', any_of(where('a', '=', 1), where('b', '=', 'x'))),
    'in': Find('Item', where('tags', 'IN', ['t1', 't3'])),
    'not equal': Find('Item', where('a', '!=', 2)),
    'two ranges': Find('Item', all_of(where('a', '>', 0), where('c', '<', 7))),
    'projection': Find('Item', projection=['a', 'c']),
    'array projection': Find('Item', projection=['nums']),
    'projection by key': Find('Item', projection=['nums'], order=['__key__']),
    'projection by key descending': Find(
        'Item', projection=['a', 'nums'], order=['-__key__']
    ),
    'projection by a and key': Find(
        'Item', projection=['a', 'nums'], order=['a', '__key__']
    ),
    'projection of keys in a range': Find(
        'Item', where('__key__', '>', path('Item', 9)), projection=['nums']
    ),
    'distinct': Find('Item', projection=['c'], distinct_on=['c']),
    'kindless': Find(None),
    'keys': Find('Item', projection=['__key__']),
}


def _results(batch: Any) -> list[str]:
    return [
        result.entity.SerializeToString().hex()
        for result in batch.entity_results
    ]


@pytest.mark.parametrize('size', [1, 3, 1000])
@pytest.mark.parametrize('find', _FINDS.values(), ids=list(_FINDS))
def test_pages_together_are_the_whole_result(
    grid: Session, find: Find, size: int
) -> None:
    """Continues at each end cursor; arrays must not repeat an entity."""
    whole = _results(_batch(grid, find))
    paged: list[str] = []
    start = b''
    more = AFTER_LIMIT
    while more == AFTER_LIMIT:
        page = _batch(grid, dataclasses.replace(find, start=start, limit=size))
        paged += _results(page)
        start = page.end_cursor
        more = page.more_results
    assert more == NO_MORE
    assert paged == whole


@pytest.mark.parametrize('find', _FINDS.values(), ids=list(_FINDS))
def test_each_result_has_a_cursor_after_it(grid: Session, find: Find) -> None:
    batch = _batch(grid, find)
    whole = _results(batch)
    for position, result in enumerate(batch.entity_results, 1):
        if position % 5:
            continue
        rest = _batch(grid, dataclasses.replace(find, start=result.cursor))
        until = _batch(grid, dataclasses.replace(find, end=result.cursor))
        assert _results(until) + _results(rest) == whole


def test_more_results_is_reported_correctly(grid: Session) -> None:
    find = Find('Item', order=['c'])
    for limit, more in ((39, AFTER_LIMIT), (40, NO_MORE), (41, NO_MORE)):
        batch = _batch(grid, dataclasses.replace(find, limit=limit))
        assert batch.more_results == more, limit
    fifth = _batch(grid, dataclasses.replace(find, limit=5)).end_cursor
    cut = dataclasses.replace(find, end=fifth)
    assert _batch(grid, cut).more_results == AFTER_CURSOR
    limited = dataclasses.replace(cut, limit=3)
    assert _batch(grid, limited).more_results == AFTER_LIMIT


def test_databases_are_isolated(store: Store) -> None:
    other = dataclasses.replace(store, database='second', datasets={})
    first_session = Session(store, 'databases')
    second_session = Session(other, 'databases')
    key = first_session.build.key(path('A', 1))
    mutation = {'upsert': {'key': key, 'properties': {}}}
    store.call('commit', mode='NON_TRANSACTIONAL', mutations=[mutation])
    elsewhere = json.loads(json.dumps(key))
    elsewhere['partition_id']['database_id'] = 'second'
    assert other.call('lookup', keys=[elsewhere]).missing
    assert store.call('lookup', keys=[key]).found
    partition = second_session.partition | {'database_id': 'second'}
    answer = other.call(
        'run_query',
        partition_id=partition,
        query=Find('A').message(second_session.build),
    )
    assert not answer.batch.entity_results


_FIND_A = {'kind': [{'name': 'A'}]}
_MASK = {'paths': ['a']}
_GQL = {'query_string': 'SELECT * FROM A'}
_UNSUPPORTED: dict[str, tuple[str, Message]] = {
    'a mask of a lookup': ('lookup', {'property_mask': _MASK}),
    'a mask of a query': (
        'run_query',
        {'query': _FIND_A, 'property_mask': _MASK},
    ),
    'GQL': ('run_query', {'gql_query': _GQL}),
    'GQL to aggregate': ('run_aggregation_query', {'gql_query': _GQL}),
    'an explanation': (
        'run_query',
        {'query': _FIND_A, 'explain_options': {'analyze': True}},
    ),
    'an explanation of an aggregation': (
        'run_aggregation_query',
        {
            'aggregation_query': {
                'nested_query': _FIND_A,
                'aggregations': [{'count': {}}],
            },
            'explain_options': {'analyze': True},
        },
    ),
    'vector search': (
        'run_query',
        {'query': {**_FIND_A, 'find_nearest': {'limit': {'value': 1}}}},
    ),
}


@pytest.mark.parametrize('name', _UNSUPPORTED)
def test_an_unsupported_read_is_refused(store: Store, name: str) -> None:
    method, fields = _UNSUPPORTED[name]
    if method != 'lookup':
        fields = {'partition_id': Session(store, 'refused').partition, **fields}
    with pytest.raises(FailedCallError, match='UNIMPLEMENTED'):
        store.call(method, **fields)


@pytest.mark.parametrize(
    'fields',
    [
        {'base_version': 1},
        {'update_time': {'seconds': 1}},
        {'conflict_resolution_strategy': 'FAIL'},
        {'property_mask': _MASK},
        {
            'property_transforms': [
                {'property': 'a', 'increment': {'integer_value': 1}}
            ]
        },
    ],
    ids=lambda fields: next(iter(fields)),
)
@pytest.mark.parametrize('operation', ['upsert', 'update', 'delete'])
def test_an_unsupported_write_is_refused_and_changes_nothing(
    store: Store, operation: str, fields: Message
) -> None:
    session = Session(store, 'refused')
    session.put(path('A', 1), {'a': 'before'})
    mutation = session.mutation(operation, path('A', 1), {'a': 1}, **fields)
    (name,) = fields
    with pytest.raises(FailedCallError, match=name):
        store.call('commit', mode='NON_TRANSACTIONAL', mutations=[mutation])
    (result,) = store.call(
        'lookup', keys=[session.build.key(path('A', 1))]
    ).found
    assert result.entity.properties['a'].string_value == 'before'


_RESUME = """
import sys
from tests.conformance.messages import Find
from tests.conformance.session import Session, Store
from core.platform.datastore import embedded
client = embedded.Client(sys.argv[1], project='conformance')
session = Session(Store('embedded', client.stub), 'cursors')
find = Find('A', order=['n'], start=bytes.fromhex(sys.argv[2]))
answer = session.query(find)
for result in answer.batch.entity_results:
    sys.stdout.write(f'{result.entity.key.path[0].id} ')
client.close()
"""


def test_a_cursor_is_valid_in_another_process(tmp_path: FilePath) -> None:
    file = str(tmp_path / 'store.sqlite3')
    client = embedded.Client(file, project=PROJECT)
    session = Session(Store('embedded', client.stub), 'cursors')
    session.put_many(9)
    cursor = _batch(session, Find('A', order=['n'], limit=6)).end_cursor
    client.close()
    python = forking_python.of_tree(app_server.ROOT)
    done = python.run_program(_RESUME, file, cursor.hex())
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ['7', '8', '9']
