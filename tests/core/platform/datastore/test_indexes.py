"""Composite indexes match index.yaml, are required and kept up to date."""

from __future__ import annotations

import grpc
import pytest
from google.cloud.datastore_v1.types import datastore as datastore_types

from core.platform.datastore.embedded import commits, index_yaml
from core.platform.datastore.embedded.errors import StatusError, StoreError
from tests.core.platform.datastore import helpers as h

pytestmark = pytest.mark.no_store

FIND = h.query(filter=h.where('a', 'EQUAL', 1), order=h.order('-n'))
INDEX = """indexes:
- kind: A
  properties:
  - name: a
  - name: n
    direction: desc
"""


@pytest.fixture
def yaml_path(tmp_path):
    path = tmp_path / 'index.yaml'
    path.write_text('indexes: []\n', encoding='utf-8')
    return path


def _fill(store, first=1, last=4):
    for number in range(first, last):
        h.put(store, h.key('A', number), a=1, n=number)


def test_a_missing_index_is_named_in_index_yaml_syntax(yaml_path):
    store = h.service(index_yaml=str(yaml_path))
    _fill(store)
    with pytest.raises(StatusError) as caught:
        h.run(store, FIND)
    assert caught.value.code is grpc.StatusCode.FAILED_PRECONDITION
    recommended = caught.value.message.split('recommended index is:\n')[1]
    yaml_path.write_text(f'indexes:\n{recommended}', encoding='utf-8')
    store.close()
    store = h.service(index_yaml=str(yaml_path))
    _fill(store)
    assert h.names(h.run(store, FIND)) == [3, 2, 1]
    store.close()


def test_without_index_yaml_no_index_is_demanded():
    store = h.service()
    _fill(store)
    assert h.names(h.run(store, FIND)) == [3, 2, 1]
    store.close()


def test_an_index_is_built_for_existing_entities(tmp_path, yaml_path):
    path = str(tmp_path / 'store.sqlite3')
    store = h.service(path)
    _fill(store)
    store.close()
    yaml_path.write_text(INDEX, encoding='utf-8')
    store = h.service(path, index_yaml=str(yaml_path))
    assert h.names(h.run(store, FIND)) == [3, 2, 1]
    _fill(store, 4, 6)
    h.commit(store, [{'delete': h.key('A', 2)}])
    h.put(store, h.key('A', 1), a=2, n=1)
    assert h.names(h.run(store, FIND)) == [5, 4, 3]
    store.close()


def test_an_index_removed_from_index_yaml_is_dropped(tmp_path, yaml_path):
    path = str(tmp_path / 'store.sqlite3')
    yaml_path.write_text(INDEX, encoding='utf-8')
    store = h.service(path, index_yaml=str(yaml_path))
    _fill(store)
    store.close()
    yaml_path.write_text('indexes: []\n', encoding='utf-8')
    store = h.service(path, index_yaml=str(yaml_path))
    with pytest.raises(StatusError, match='no matching index'):
        h.run(store, FIND)
    store.close()


def test_other_processes_keep_a_new_index_up_to_date(tmp_path, yaml_path):
    path = str(tmp_path / 'store.sqlite3')
    older = h.service(path)
    _fill(older)
    yaml_path.write_text(INDEX, encoding='utf-8')
    newer = h.service(path, index_yaml=str(yaml_path))
    _fill(older, 4, 6)
    assert h.names(h.run(newer, FIND)) == [5, 4, 3, 2, 1]
    older.close()
    newer.close()


def test_in_development_a_missing_index_is_written(yaml_path):
    yaml_path.write_text('# ours\nindexes:\n', encoding='utf-8')
    store = h.service(index_yaml=str(yaml_path), writes_index_yaml=True)
    _fill(store)
    assert h.names(h.run(store, FIND)) == [3, 2, 1]
    assert yaml_path.read_text(encoding='utf-8').startswith('# ours\n')
    (index,) = index_yaml.read_index_yaml(str(yaml_path))
    assert index_yaml.to_yaml(index) == INDEX.removeprefix('indexes:\n')
    store.close()


def test_two_indexes_are_merged_for_two_equalities(yaml_path):
    yaml_path.write_text(
        INDEX + INDEX.removeprefix('indexes:\n').replace('name: a', 'name: b'),
        encoding='utf-8',
    )
    store = h.service(index_yaml=str(yaml_path))
    for number in range(1, 20):
        h.put(store, h.key('A', number), a=number % 2, b=number % 3, n=number)
    both = h.both(h.where('a', 'EQUAL', 1), h.where('b', 'EQUAL', 1))
    batch = h.run(store, h.query(filter=both, order=h.order('-n')))
    assert h.names(batch) == [19, 13, 7, 1]
    store.close()


def test_an_index_with_ancestor_serves_only_descendants(yaml_path):
    yaml_path.write_text(
        'indexes:\n- kind: A\n  ancestor: yes\n  properties:\n  - name: n\n',
        encoding='utf-8',
    )
    store = h.service(index_yaml=str(yaml_path))
    h.put(store, h.key('R', 1, 'A', 1), n=2)
    h.put(store, h.key('R', 1, 'A', 2), n=1)
    h.put(store, h.key('R', 2, 'A', 3), n=1)
    find = h.query(
        filter=h.where('__key__', 'HAS_ANCESTOR', h.key('R', 1)),
        order=h.order('n'),
    )
    assert h.names(h.run(store, find)) == [2, 1]
    store.close()


def _sum_of_two(store):
    """Sums the two smallest numbers n of entities with a = 1."""
    request = datastore_types.RunAggregationQueryRequest.pb()(
        project_id=h.PROJECT
    )
    asked = request.aggregation_query
    asked.nested_query.CopyFrom(h.query(filter=h.where('a', 'EQUAL', 1)))
    asked.nested_query.limit.value = 2
    asked.aggregations.add(alias='s').sum.property.name = 'n'
    (result,) = store.run_aggregation_query(request).batch.aggregation_results
    return result.aggregate_properties['s'].integer_value


def test_a_sum_requires_an_index_on_the_summed_property(yaml_path):
    store = h.service(index_yaml=str(yaml_path))
    _fill(store)
    with pytest.raises(StatusError, match=r'- name: a\n  - name: n\n'):
        _sum_of_two(store)
    store.close()
    ascending = INDEX.replace('    direction: desc\n', '')
    yaml_path.write_text(ascending, encoding='utf-8')
    store = h.service(index_yaml=str(yaml_path))
    _fill(store)
    assert _sum_of_two(store) == 1 + 2
    store.close()


@pytest.mark.parametrize(
    'text', ['indexes: 5', 'indexes:\n- properties: []', '[', '- 1']
)
def test_a_broken_index_yaml_is_reported_clearly(yaml_path, text):
    yaml_path.write_text(text, encoding='utf-8')
    with pytest.raises(StoreError, match=r'index\.yaml'):
        h.service(index_yaml=str(yaml_path))


def _entries(store):
    with store.file.reader() as connection:
        return connection.execute('SELECT count(*) FROM entries').fetchone()[0]


def test_cached_entries_equal_the_stored_ones(tmp_path, yaml_path):
    path = str(tmp_path / 'store.sqlite3')
    one, other = (h.service(path) for _ in range(2))
    at = h.key('A', 1)
    for number, store in enumerate([one, one, other, one, other, other]):
        h.put(store, at, a=1, n=number, tags=['a'] * (number % 2) + ['b'])
        batch = h.run(one, h.query(filter=h.where('n', 'EQUAL', number)))
        assert h.names(batch) == [1]
        # Entries of two numbers, and of one or two tags.
        assert _entries(one) == 2 + 1 + number % 2
    # A composite index of another process adds an entry, which deletes remove.
    yaml_path.write_text(INDEX, encoding='utf-8')
    h.put(one, at, a=1, n=7)
    h.service(path, index_yaml=str(yaml_path)).close()
    assert _entries(one) == 3
    for number in (8, 9):
        h.put(one, at, a=1, n=number)
        assert _entries(one) == 3
    h.commit(one, [{'delete': at}])
    h.put(one, at, a=1, n=3)
    h.put(one, at)
    assert _entries(one) == 0
    for store in (one, other):
        store.close()


def test_an_entity_updated_again_is_not_decoded_again(monkeypatch):
    store = h.service()
    decoded = []
    real = commits.indexed_values
    monkeypatch.setattr(
        commits, 'indexed_values', lambda e: decoded.append(e) or real(e)
    )
    for number in range(5):
        h.put(store, h.key('A', 1), n=number)
    assert len(decoded) == 1
    store.close()
