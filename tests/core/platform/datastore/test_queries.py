"""All query plans give the same results.

tests/conformance compares the store's answers with the emulators and the
documentation.
"""

from __future__ import annotations

import functools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.platform.datastore.embedded.errors import StatusError
from tests.core.platform.datastore import helpers as h

pytestmark = pytest.mark.no_store

_SCALARS = st.sampled_from([None, False, 0, 1, 2, 1.5, '', 'a', 'ab', 'a\0'])
_CONTENTS = _SCALARS | st.lists(_SCALARS, max_size=3)
_NAMES = ('a', 'b', 'c')
_ENTITIES = st.lists(
    st.tuples(
        st.sampled_from(['R', None]),
        st.dictionaries(st.sampled_from(_NAMES), _CONTENTS),
    ),
    max_size=12,
)
_FILTERS = st.lists(
    st.tuples(
        st.sampled_from(_NAMES),
        st.sampled_from(
            ['EQUAL', 'EQUAL', 'LESS_THAN', 'GREATER_THAN_OR_EQUAL']
        ),
        _SCALARS,
    ),
    max_size=3,
)
_ORDERS = st.lists(
    st.sampled_from(['a', '-a', 'b', '-b', 'c', '__key__', '-__key__']),
    max_size=2,
    unique_by=lambda name: name.removeprefix('-'),
)


def _message(filters: Any, orders: Any, has_ancestor: bool) -> Any:
    conditions = [h.where(*parts) for parts in filters]
    if has_ancestor:
        conditions.append(h.where('__key__', 'HAS_ANCESTOR', h.key('R', 1)))
    message = h.query(order=h.order(*orders))
    if conditions:
        message.filter.CopyFrom(h.both(*conditions))
    return message


def _fill(store: Any, entities: Any) -> None:
    """Replaces all entities of a store."""
    stored = h.run(store, h.query()).entity_results
    mutations = [{'delete': result.entity.key} for result in stored]
    h.commit(store, mutations)
    mutations = []
    for number, (root, properties) in enumerate(entities, 1):
        flat = ('R', 1, 'A', number) if root else ('A', number)
        mutations.append({'upsert': h.entity(h.key(*flat), **properties)})
    h.commit(store, mutations)


def _read_in_pages(store: Any, message: Any, size: int) -> list[Any]:
    names = []
    message.limit.value = size
    while True:
        batch = h.run(store, message)
        names.extend(h.names(batch))
        if len(batch.entity_results) < size:
            return names
        message.start_cursor = batch.end_cursor


def _answer(store: Any, message: Any) -> Any:
    try:
        return h.names(h.run(store, message))
    except StatusError as error:
        return error.message[: len('no matching index')]


@functools.cache
def _stores(directory: str) -> tuple[Any, Any]:
    index_yaml = f'{directory}/index.yaml'
    with open(index_yaml, 'w', encoding='utf-8') as file:
        file.write('indexes:\n')
    sorted_in_memory = h.service()
    indexed = h.service(index_yaml=index_yaml, writes_index_yaml=True)
    return sorted_in_memory, indexed


@settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(_ENTITIES, _FILTERS, _ORDERS, st.booleans(), st.integers(1, 4))
def test_all_plans_find_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    entities: Any,
    filters: Any,
    orders: Any,
    has_ancestor: bool,
    size: int,
) -> None:
    directory = str(tmp_path_factory.getbasetemp())
    sorting, indexed = _stores(directory)
    for store in (sorting, indexed):
        _fill(store, entities)
    message = _message(filters, orders, has_ancestor)
    names = h.names(h.run(sorting, message))
    assert _answer(indexed, message) in (names, 'no matching index')
    assert len(set(names)) == len(names)
    assert _read_in_pages(sorting, message, size) == names


def test_a_batch_says_whether_more_follows() -> None:
    store = h.service()
    for number in range(1, 4):
        h.put(store, h.key('A', number), n=number)
    reasons = []
    for limit in (2, 3, 4):
        batch = h.run(store, h.query(limit={'value': limit}))
        reasons.append(type(batch).MoreResultsType.Name(batch.more_results))
    assert reasons == [
        'MORE_RESULTS_AFTER_LIMIT',
        'NO_MORE_RESULTS',
        'NO_MORE_RESULTS',
    ]
    store.close()


def test_a_large_kind_is_read_in_batches() -> None:
    store = h.service()
    for start in range(0, 1200, 400):
        h.commit(
            store,
            [
                {'upsert': h.entity(h.key('A', number + 1), n=number)}
                for number in range(start, start + 400)
            ],
        )
    batch = h.run(store, h.query())
    assert type(batch).MoreResultsType.Name(batch.more_results) == (
        'NOT_FINISHED'
    )
    names = h.names(batch)
    while batch.more_results == type(batch).NOT_FINISHED:
        batch = h.run(store, h.query(start_cursor=batch.end_cursor))
        names.extend(h.names(batch))
    assert names == list(range(1, 1201))
    store.close()


def test_a_cursor_is_valid_in_another_process(tmp_path: Any) -> None:
    path = str(tmp_path / 'store.sqlite3')
    store = h.service(path)
    for number in range(1, 6):
        h.put(store, h.key('A', number), n=number)
    message = h.query(order=h.order('-n'), limit={'value': 2})
    cursor = h.run(store, message).end_cursor
    store.close()
    store = h.service(path)
    message.start_cursor = cursor
    assert h.names(h.run(store, message)) == [3, 2]
    store.close()


def test_a_cursor_of_another_query_is_refused() -> None:
    store = h.service()
    h.put(store, h.key('A', 1), n=1, m=1)
    cursor = h.run(store, h.query(order=h.order('n'))).end_cursor
    with pytest.raises(StatusError, match='cursor'):
        h.run(store, h.query(order=h.order('m'), start_cursor=cursor))
    store.close()


@pytest.mark.parametrize('names', [('a.b.c',), ('a', 'b.c'), ('a.b', 'c')])
def test_properties_of_embedded_entities_are_sorted_in_memory(
    names: Any,
) -> None:
    store = h.service()
    for number in range(1, 4):
        content = h.value(-number)
        for name in reversed(names):
            inner, content = content, h.value(None)
            content.entity_value.properties[name].CopyFrom(inner)
        entity = h.entity(h.key('A', number), d=number)
        entity.properties.MergeFrom(content.entity_value.properties)
        h.commit(store, [{'upsert': entity}])
    message = h.query(order=h.order('a.b.c', 'd'))
    assert h.names(h.run(store, message)) == [3, 2, 1]
    store.close()


@pytest.mark.parametrize('order', [(), ('n',), ('-n',)])
def test_distinct_values_of_large_groups_are_returned_once(order: Any) -> None:
    store = h.service()
    h.commit(
        store,
        [
            {'upsert': h.entity(h.key('A', number), n=number % 3)}
            for number in range(1, 400)
        ],
    )
    message = h.query(
        projection=[{'property': {'name': 'n'}}],
        distinct_on=[{'name': 'n'}],
        order=h.order(*order),
    )
    batch = h.run(store, message)
    values = [
        result.entity.properties['n'].integer_value
        for result in batch.entity_results
    ]
    assert values == ([2, 1, 0] if order == ('-n',) else [0, 1, 2])
    store.close()
