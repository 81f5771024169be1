"""NDB reads fast responses and public messages alike."""

from __future__ import annotations

import pytest
from google.cloud.datastore_v1.types import datastore as datastore_types

from core.platform.datastore.embedded import answers
from tests.core.platform.datastore import helpers as h

pytestmark = pytest.mark.no_store


@pytest.fixture
def store():
    service = h.service()
    h.put(service, h.key('A', 'parent', 'B', 7), n=1, text='x')
    yield service
    service.close()


def _assert_same_key(quick, public):
    assert quick == public
    assert quick._pb == public._pb
    assert [(e.kind, e.id, e.name) for e in quick.path] == [
        (e.kind, e.id, e.name) for e in public.path
    ]
    assert quick.partition_id.project_id == public.partition_id.project_id


def _assert_same_result(quick, public):
    assert quick == public
    assert quick.cursor == public.cursor
    assert quick.version == public.version
    assert quick.entity.properties.keys() == public.entity.properties.keys()
    _assert_same_key(quick.entity.key, public.entity.key)


def test_a_lookup(store):
    response = h.lookup(
        store, h.key('A', 'parent', 'B', 7), h.key('A', 'absent')
    )
    quick = answers.wrap_lookup(response)
    public = datastore_types.LookupResponse.wrap(response)
    assert len(quick.found) == len(quick.missing) == 1
    _assert_same_result(quick.found[0], public.found[0])
    _assert_same_result(quick.missing[0], public.missing[0])
    assert list(quick.deferred) == list(public.deferred) == []
    assert quick.read_time == public.read_time


def test_a_query(store):
    response = datastore_types.RunQueryResponse.pb()(
        batch=h.run(store, h.query('B'))
    )
    quick = answers.wrap_run_query(response)
    public = datastore_types.RunQueryResponse.wrap(response)
    assert len(quick.batch.entity_results) == 1
    _assert_same_result(
        quick.batch.entity_results[0], public.batch.entity_results[0]
    )
    for name in ('more_results', 'end_cursor', 'entity_result_type'):
        assert getattr(quick.batch, name) == getattr(public.batch, name)


def test_a_commit(store):
    without_id = h.key('A', 1)
    without_id.path[0].ClearField('id')
    response = h.commit(
        store,
        [
            {'upsert': h.entity(h.key('A', 1), n=1)},
            {'insert': h.entity(without_id, n=1)},
        ],
    )
    quick = answers.wrap_commit(response)
    public = datastore_types.CommitResponse.wrap(response)
    assert [bool(r.key.path) for r in quick.mutation_results] == [False, True]
    for ours, theirs in zip(
        quick.mutation_results, public.mutation_results, strict=True
    ):
        assert ours == theirs
        _assert_same_key(ours.key, theirs.key)
