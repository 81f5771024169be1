"""Ids are unique, scattered, and respect reservations."""

from __future__ import annotations

from concurrent import futures
from typing import Any

import pytest
from google.cloud.datastore_v1.types import datastore as datastore_types

from core.platform.datastore.embedded import ids, storage
from tests.core.platform.datastore import helpers as h

pytestmark = pytest.mark.no_store


def _allocate(store: Any, count: int) -> list[int]:
    incomplete = h.key('A', 1)
    incomplete.path[0].ClearField('id')
    request = datastore_types.AllocateIdsRequest.pb()(
        project_id=h.PROJECT, keys=[incomplete] * count
    )
    return [key.path[0].id for key in store.allocate_ids(request).keys]


def test_two_processes_never_allocate_the_same_id(tmp_path):
    path = str(tmp_path / 'store.sqlite3')
    stores = [h.service(path), h.service(path)]
    allocated = []
    for _ in range(3):
        for store in stores:
            allocated.extend(_allocate(store, ids.BLOCK - 1))
    assert len(set(allocated)) == len(allocated)
    for store in stores:
        store.close()


def test_allocated_ids_are_large_and_fit_a_double():
    store = h.service()
    allocated = _allocate(store, 500)
    assert all(1 << 52 <= entity_id < 1 << 53 for entity_id in allocated)
    store.close()


def test_consecutive_ids_are_scattered():
    store = h.service()
    allocated = _allocate(store, 100)
    assert allocated != sorted(allocated)
    store.close()


def test_an_id_is_not_used_again_after_a_failed_commit():
    store = h.service()
    first = _allocate(store, 1)
    with pytest.raises(Exception, match='no entity to update'):
        h.commit(
            store,
            [
                {'insert': _without_id()},
                {'update': h.entity(h.key('B', 1))},
            ],
        )
    answer = h.commit(store, [{'insert': _without_id()}])
    assert answer.mutation_results[0].key.path[0].id not in first
    store.close()


def _without_id() -> Any:
    entity = h.entity(h.key('A', 1), n=1)
    entity.key.path[0].ClearField('id')
    return entity


def _insert_without_ids(store: Any, count: int) -> set[int]:
    answer = h.commit(store, [{'insert': _without_id()}] * count)
    return {result.key.path[0].id for result in answer.mutation_results}


def test_one_commit_may_need_more_ids_than_a_block_has():
    store = h.service()
    count = 2 * ids.BLOCK + 1
    assert len(_insert_without_ids(store, count)) == count
    store.close()


def test_concurrent_commits_share_blocks_without_waiting(monkeypatch):
    # With the default, a deadlock would only fail after a minute.
    monkeypatch.setattr(storage, 'BUSY_SECS', 1.0)
    store = h.service()
    commits, count = 6, ids.BLOCK // 2 - 1
    with futures.ThreadPoolExecutor(commits) as pool:
        inserted = pool.map(
            _insert_without_ids, [store] * commits, [count] * commits
        )
        assert len(set().union(*inserted)) == commits * count
    store.close()


def _reserve_upcoming(store: Any, count: int) -> set[int]:
    first = ids.BLOCK
    upcoming = {ids.scatter(first + number) for number in range(count)}
    store.reserve_ids(
        datastore_types.ReserveIdsRequest.pb()(
            project_id=h.PROJECT,
            keys=[h.key('A', number) for number in upcoming],
        )
    )
    return upcoming


def test_a_reserved_id_is_not_allocated():
    store = h.service()
    upcoming = _reserve_upcoming(store, 3)
    assert not set(_allocate(store, 20)) & upcoming
    store.close()


def test_a_commit_whose_ids_are_all_reserved_finds_others(monkeypatch):
    monkeypatch.setattr(storage, 'BUSY_SECS', 1.0)
    store = h.service()
    upcoming = _reserve_upcoming(store, ids.BLOCK)
    inserted = _insert_without_ids(store, 1)
    for _ in range(3):
        later = _insert_without_ids(store, ids.BLOCK // 2)
        assert not later & inserted
        inserted |= later
    assert not inserted & upcoming
    store.close()
