"""Threads report that they wait, so that a server can begin other requests."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from concurrent import futures

import pytest

from core.platform import pauses
from core.platform.datastore import raw_datastore_services, store
from core.storage.statistics import gae_models
from tests.core.platform.datastore import helpers as h

WAIT_SECS = 20


@pytest.fixture
def pause_counter(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Counts the pauses that began."""
    begun = threading.Semaphore(0)

    @contextlib.contextmanager
    def pause() -> Iterator[None]:
        begun.release()
        yield

    monkeypatch.setattr(pauses, '_pause', pause)
    return begun


def num_of(pause_counter: threading.Semaphore) -> int:
    number = 0
    while pause_counter.acquire(blocking=False):
        number += 1
    return number


def test_a_transaction_pauses_while_another_one_holds_its_entity(
    ndb_client, pause_counter
):
    refs = [(gae_models.SessionAccountModel, 'a')]
    is_held, may_end = threading.Event(), threading.Event()

    def hold(_: store.Transaction) -> None:
        is_held.set()
        assert may_end.wait(WAIT_SECS)

    def run(work) -> None:
        with ndb_client.context():
            store.run(work, waits_for=refs)

    with futures.ThreadPoolExecutor(2) as threads:
        first = threads.submit(run, hold)
        assert is_held.wait(WAIT_SECS)
        second = threads.submit(run, lambda _: None)
        assert pause_counter.acquire(timeout=WAIT_SECS)
        assert not second.done()
        may_end.set()
        futures.wait([first, second])
    assert num_of(pause_counter) == 0


@pytest.mark.no_store
def test_all_but_the_first_of_a_group_of_commits_pause(tmp_path, pause_counter):
    service = h.service(str(tmp_path / 'store.sqlite3'))
    num_of(pause_counter)
    with futures.ThreadPoolExecutor(3) as threads:
        with service.file.writer():
            commits = [
                threads.submit(h.put, service, h.key('A', number), n=number)
                for number in (1, 2, 3)
            ]
            for _ in range(2):
                assert pause_counter.acquire(timeout=WAIT_SECS)
        futures.wait(commits)
    assert [commit.exception() for commit in commits] == [None] * 3
    service.close()


@pytest.mark.parametrize('is_done', [True, False])
def test_requests_pause_until_a_remote_store_answers(
    ndb_client, monkeypatch, pause_counter, is_done
):
    answered: futures.Future[object] = futures.Future()
    response = raw_datastore_services.Entity()
    if is_done:
        answered.set_result(response)
    else:
        threading.Timer(0, answered.set_result, [response]).start()
        monkeypatch.setattr(answered, 'done', lambda: False)

    class Method:
        def future(self, *_: object, **__: object) -> futures.Future[object]:
            return answered

    monkeypatch.setattr(ndb_client.stub, 'lookup', Method())
    call = raw_datastore_services._Call(
        'lookup', raw_datastore_services.CommitRequest()
    )
    assert call.result() is response
    assert num_of(pause_counter) == (0 if is_done else 1)
