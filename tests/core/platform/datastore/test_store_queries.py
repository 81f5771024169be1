"""Queries of the port find the same as those of NDB."""

from __future__ import annotations

import pytest
from google.cloud import ndb
from google.cloud.datastore_v1 import types

from core.platform.datastore import raw_datastore_services, store
from core.storage.jobs import gae_models as job_models
from core.storage.statistics import gae_models as stats_models
from core.storage.statistics import processed_gae_models as processed_models
from tests.core.domain import stats_builders as b

Run = job_models.JobRunModel
Hit = stats_models.StateHitEventLogEntryModel
Root = processed_models.ProcessedStatsModel
Chunk = processed_models.ProcessedStatsChunkModel
Record = processed_models.FoldedSessionModel


def put_runs(number: int) -> None:
    store.put(
        *(
            store.new(
                Run,
                id=f'run {place:03}',
                name=('even', 'odd')[place % 2],
                began_msecs=place,
                outcome='succeeded',
            )
            for place in range(number)
        )
    )


@pytest.mark.parametrize('limit', [None, 1, 3, 350, 500])
@pytest.mark.parametrize(
    'order', [None, 'began_msecs', '-began_msecs'], ids=str
)
def test_entities_are_returned_in_order_up_to_the_limit(limit, order):
    put_runs(400)
    expected = list(range(400))[:: -1 if order == '-began_msecs' else 1]

    runs = list(store.stream(Run, [], order, limit))
    ids = list(store.stream_ids(Run, [], order, limit))

    assert [run.began_msecs for run in runs] == expected[:limit]
    assert ids == [store.id_of(run) for run in runs]


def test_all_filters_are_applied():
    put_runs(10)
    filters = [('name', '=', 'odd')]

    ids = store.stream_ids(
        Run,
        [
            *filters,
            (store.ID, '>', 'run 001'),
            (store.ID, '<=', 'run 007'),
        ],
    )

    assert list(ids) == ['run 003', 'run 005', 'run 007']
    times = [('began_msecs', '>=', 3), ('began_msecs', '<', 5)]
    assert [run.began_msecs for run in store.stream(Run, times)] == [3, 4]


def test_a_page_continues_after_the_previous_one():
    put_runs(700)
    read, cursor = store.get_page(Run, [('name', '=', 'odd')])
    while cursor:
        page, cursor = store.get_page(Run, [('name', '=', 'odd')], cursor)
        read += page

    assert [run.began_msecs for run in read] == list(range(1, 700, 2))


@pytest.mark.parametrize('supports_in', [True, False])
def test_entities_with_any_of_several_values_are_found(
    monkeypatch, supports_in
):
    assert raw_datastore_services.supports_in()
    monkeypatch.setattr(
        raw_datastore_services, 'supports_in', lambda: supports_in
    )
    b.make_exploration()
    sessions = [b.make_session() for _ in range(33)]
    for session in sessions:
        b.record(session, b.make_event(session, 'state_hit', 'A'))
    wanted = [session.session_id for session in sessions[:-1]]

    hits = store.stream_in(Hit, 'session_id', wanted)

    assert sorted(hit.session_id for hit in hits) == sorted(wanted)


def test_descendants_match_those_of_ndb():
    ref = Root, 'exp.1'
    store.put(
        store.new(Chunk, id=store.ChildId(ref, 2), content=b'by the port'),
        store.new(
            Record,
            id=store.ChildId(ref, '1.s'),
            event_digests=b'digest',
            folded_at_msecs=1,
        ),
    )
    parent = ndb.Key(Root, 'exp.1')
    Chunk(key=ndb.Key(Chunk, 3, parent=parent), content=b'by NDB').put()

    by_ndb = ndb.Key(Chunk, 2, parent=parent).get(use_cache=False)
    assert by_ndb.content == b'by the port'
    ids = [store.ChildId(ref, number) for number in (3, 2, 4)]
    assert [chunk and chunk.content for chunk in store.get(Chunk, ids)] == [
        b'by NDB',
        b'by the port',
        None,
    ]
    below = [(store.ID, 'has ancestor', ref)]
    assert list(store.stream_ids(Record, below)) == ['1.s']
    elsewhere = [(store.ID, 'has ancestor', (Root, 'exp.2'))]
    assert list(store.stream_ids(Record, elsewhere)) == []

    store.delete(
        [(Chunk, store.ChildId(ref, 2)), (Chunk, store.ChildId(ref, 3))]
    )
    assert Chunk.query().fetch() == []


def test_the_embedded_store_returns_raw_messages():
    b.make_exploration()
    client = ndb.context.get_context().client
    keys = [raw_datastore_services.key_message('ExplorationModel', 'exp')]
    public = types.LookupRequest(project_id=client.project, keys=keys)

    wrapped = client.stub.lookup(public)
    answer = client.stub.lookup(types.LookupRequest.pb(public))

    assert isinstance(wrapped, types.LookupResponse)
    assert types.LookupResponse.pb(wrapped).found == answer.found
