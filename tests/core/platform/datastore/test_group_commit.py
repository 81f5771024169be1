"""Commits of several threads share one disk write, and nothing else."""

from __future__ import annotations

import threading
from concurrent import futures

import grpc
import pytest

from core.platform.datastore.embedded import keys
from core.platform.datastore.embedded.commits import CommitWriter, key_bytes
from core.platform.datastore.embedded.errors import StatusError
from core.platform.datastore.embedded.transactions import Transaction
from tests.core.platform.datastore import helpers as h

pytestmark = pytest.mark.no_store
A, B, C = h.key('A', 1), h.key('A', 2), h.key('A', 3)


@pytest.fixture
def store(tmp_path):
    service = h.service(str(tmp_path / 'store.sqlite3'))
    h.put(service, h.key('Other', 1), n=0)
    yield service
    service.close()


def _together(store, *calls):
    """Runs calls in one group, in this order; returns results or errors."""
    with futures.ThreadPoolExecutor(len(calls)) as threads:
        with store.file.writer():
            running = []
            for number, call in enumerate(calls, 1):
                running.append(threads.submit(call))
                while len(store._commits._waiting) < number:
                    threading.Event().wait(0.001)
        futures.wait(running)
    return [future.exception() or future.result() for future in running]


def _put(store, at, n, transaction=b''):
    return lambda: h.commit(store, [{'upsert': h.entity(at, n=n)}], transaction)


def _insert(store, at, n):
    return lambda: h.commit(store, [{'insert': h.entity(at, n=n)}])


def _codes(results):
    return [
        result.code if isinstance(result, StatusError) else None
        for result in results
    ]


def _statements(store):
    """Returns a list to which the writer's SQL statements are appended."""
    statements = []
    with store.file.writer() as connection:
        connection.set_trace_callback(statements.append)
    return statements


def test_commits_that_wait_are_written_together(store):
    statements = _statements(store)
    results = _together(store, *(_put(store, h.key('A', n), n) for n in (1, 2)))
    # The first commit is the test's own, for which the two have waited.
    assert statements.count('COMMIT') == 2 + 1
    assert [h.number(store, h.key('A', n)) for n in (1, 2)] == [1, 2]
    first, second = (result.mutation_results[0].version for result in results)
    assert first < second


def test_a_refused_commit_writes_nothing_and_affects_no_other(store):
    h.put(store, B, n=1)

    def insert_existing():
        h.commit(
            store,
            [{'upsert': h.entity(C, n=3)}, {'insert': h.entity(B, n=2)}],
            h.begin(store),
        )

    results = _together(
        store, _put(store, A, 1), insert_existing, _put(store, B, 4)
    )
    assert _codes(results) == [None, grpc.StatusCode.ALREADY_EXISTS, None]
    assert [h.number(store, key) for key in (A, B, C)] == [1, 4, None]


def test_one_of_two_inserts_of_one_entity_is_refused(store):
    results = _together(store, _insert(store, A, 1), _insert(store, A, 2))
    assert _codes(results) == [None, grpc.StatusCode.ALREADY_EXISTS]
    assert h.number(store, A) == 1


@pytest.mark.parametrize('reads', ['lookup', 'query'])
def test_a_transaction_sees_what_its_group_wrote_before_it(store, reads):
    h.put(store, A, n=1)
    transactions = [h.begin(store) for _ in range(2)]
    for transaction in transactions:
        if reads == 'lookup':
            h.number(store, A, transaction)
        else:
            h.run(store, h.query(), transaction=transaction)
    results = _together(store, *(_put(store, A, 2, t) for t in transactions))
    assert _codes(results) == [None, grpc.StatusCode.ABORTED]


def test_an_entity_put_and_deleted_in_one_group_is_gone(store):
    h.put(store, A, n=1)
    delete = [{'delete': A}]
    _together(
        store,
        _put(store, A, 2),
        lambda: h.commit(store, delete),
        _put(store, B, 1),
        lambda: h.commit(store, [{'delete': B}]),
        _put(store, B, 5),
    )
    assert h.number(store, A) is None
    assert h.number(store, B) == 5
    assert h.names(h.run(store, h.query())) == [2]


def test_a_commit_refused_by_a_full_disk_affects_no_other(store):
    with store.file.writer() as connection:
        (pages,) = connection.execute('PRAGMA page_count').fetchone()
        connection.execute(f'PRAGMA max_page_count={pages + 10}')
    large = h.entity(B, n=2)
    large.properties['text'].string_value = 'x' * 500_000
    large.properties['text'].exclude_from_indexes = True
    results = _together(
        store,
        _put(store, A, 1),
        lambda: h.commit(store, [{'upsert': large}]),
        _put(store, C, 3),
    )
    assert _codes(results) == [None, grpc.StatusCode.RESOURCE_EXHAUSTED, None]
    assert [h.number(store, key) for key in (A, B, C)] == [1, None, 3]


def test_an_interrupted_leader_lets_its_followers_retry(store, monkeypatch):
    def interrupt(writer):
        del writer
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(CommitWriter, 'flush', interrupt)
    results = _together(store, _put(store, A, 1), _put(store, B, 2))
    assert isinstance(results[0], KeyboardInterrupt)
    assert _codes(results[1:]) == [grpc.StatusCode.ABORTED]
    h.put(store, B, n=2)
    assert h.number(store, A) is None
    assert h.number(store, B) == 2


def test_an_entity_presumed_new_is_looked_up_if_it_was_read(store):
    h.put(store, A, n=1)
    with store.file.writer() as connection:
        writer = CommitWriter(connection, store._names, store._indexes, {})
        key = key_bytes(writer.names.give_scope(keys.scope_of(A)), A)
        writer.presume_new(key)
        assert writer.find(key) is None
        absent = Transaction(
            ('p', 'd'), connection, 0, False, 0, 0, {key: None}
        )
        assert not writer.still_holds(absent)
