"""Store files are validated and shared, or refused with a clear error."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading

import grpc
import pytest

from core.platform import pauses
from core.platform.datastore.embedded import storage
from core.platform.datastore.embedded.errors import StatusError, StoreError
from tests import app_server, forking_python
from tests.core.platform.datastore import helpers as h

pytestmark = pytest.mark.no_store
A, B = h.key('A', 1), h.key('A', 2)


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / 'store.sqlite3')


def _bytes(path):
    with open(path, 'rb') as file:
        return file.read()


def test_stored_data_survives_reopening(path):
    store = h.service(path)
    h.put(store, A, n=1)
    store.close()
    store = h.service(path)
    assert h.number(store, A) == 1
    store.close()


def test_commits_wait_for_the_disk(path):
    store_file = storage.StoreFile(path)
    with store_file.writer() as connection:
        # 2 is FULL: see https://sqlite.org/pragma.html#pragma_synchronous
        assert connection.execute('PRAGMA synchronous').fetchone() == (2,)
        assert connection.execute('PRAGMA journal_mode').fetchone() == ('wal',)
    store_file.close()


def test_a_file_of_another_application_is_refused_unchanged(path):
    with sqlite3.connect(path) as connection:
        connection.execute('CREATE TABLE theirs (n)')
    connection.close()
    before = _bytes(path)
    with pytest.raises(StoreError, match='another application'):
        h.service(path)
    assert _bytes(path) == before


@pytest.mark.parametrize('size', [1, 99, 9000])
def test_a_file_that_is_not_a_database_is_refused_unchanged(path, size):
    with open(path, 'w', encoding='utf-8') as file:
        file.write('x' * size)
    before = _bytes(path)
    with pytest.raises(StoreError, match='not an SQLite file'):
        h.service(path)
    assert _bytes(path) == before


def test_a_newer_format_is_refused_unchanged(path):
    store = h.service(path)
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute('PRAGMA user_version=99')
    connection.close()
    before = _bytes(path)
    with pytest.raises(StoreError, match='format 99'):
        h.service(path)
    assert _bytes(path) == before


def test_a_missing_directory_is_reported_clearly(tmp_path):
    with pytest.raises(StoreError, match='does not open'):
        h.service(str(tmp_path / 'nowhere' / 'store.sqlite3'))


def _limit_pages(store, pages):
    with store.file.writer() as connection:
        connection.execute(f'PRAGMA max_page_count={pages}')


def test_a_full_disk_fails_the_commit_and_keeps_earlier_data(path):
    store = h.service(path)
    h.put(store, A, n=1)
    connection = sqlite3.connect(path)
    (pages,) = connection.execute('PRAGMA page_count').fetchone()
    connection.close()
    _limit_pages(store, pages)
    with pytest.raises(StatusError) as caught:
        h.commit(
            store,
            [
                {'upsert': h.entity(A, n=2)},
                {'upsert': h.entity(B, n=2, text=['x' * 1000] * 400)},
            ],
        )
    assert caught.value.code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert h.number(store, A) == 1
    assert h.number(store, B) is None
    _limit_pages(store, 1 << 30)
    h.put(store, A, n=3)
    assert h.number(store, A) == 3
    store.close()


def test_a_read_only_store_is_refused_at_open(path, monkeypatch):
    h.service(path).close()
    # File modes do not stop root, so the test opens the file with mode=ro.
    real = sqlite3.connect

    def connect(name, **options):
        return real(f'file:{name}?mode=ro', uri=True, **options)

    monkeypatch.setattr(sqlite3, 'connect', connect)
    with pytest.raises(StoreError, match='readonly'):
        h.service(path)


def test_a_closed_store_raises_an_error():
    store = h.service()
    store.close()
    with pytest.raises(StoreError, match='closed'):
        h.number(store, A)


def test_a_store_in_memory_leaves_nothing_behind():
    store_file = storage.StoreFile(':memory:')
    assert os.path.exists(store_file.path)
    store_file.close()
    assert not os.path.exists(store_file.path)


def test_two_stores_in_memory_are_independent():
    first, second = h.service(), h.service()
    h.put(first, A, n=1)
    assert h.number(second, A) is None
    first.close()
    second.close()


_WRITERS = """
import os
import sys
from tests.core.platform.datastore import helpers as h
for writer in range(3):
    if os.fork() == 0:
        store = h.service(sys.argv[1])
        for number in range(40):
            h.put(store, h.key('A', f'{writer}-{number}'), n=number)
        store.close()
        os._exit(0)
assert [os.wait()[1] for _ in range(3)] == [0, 0, 0]
"""


def test_several_processes_write_at_once(path):
    python = forking_python.of_tree(app_server.ROOT)
    written = python.run_program(_WRITERS, path)
    assert written.returncode == 0, written.stderr
    store = h.service(path)
    assert len(h.names(h.run(store, h.query()))) == 120
    store.close()


def test_a_forked_child_opens_its_own_connections(path):
    store = h.service(path)
    h.put(store, A, n=1)
    child = os.fork()
    if child == 0:
        ok = h.number(store, A) == 1
        h.put(store, B, n=2)
        os._exit(0 if ok else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert h.number(store, B) == 2
    h.put(store, A, n=3)
    assert h.number(store, A) == 3
    store.close()


def test_a_forked_child_cannot_use_transactions_of_its_parent(path):
    store = h.service(path)
    h.put(store, A, n=1)
    transaction = h.begin(store)
    child = os.fork()
    if child == 0:
        try:
            h.number(store, A, transaction)
        except StatusError:
            os._exit(0)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    assert h.number(store, A, transaction) == 1
    h.commit(store, [{'upsert': h.entity(A, n=2)}], transaction)
    assert h.number(store, A) == 2
    store.close()


def _last_name(connection):
    return connection.execute('SELECT max(name) FROM names').fetchone()[0]


def _add_name(connection, name):
    connection.execute('INSERT INTO names (name) VALUES (?)', (name,))


def test_writes_before_an_error_are_rolled_back(path):
    store_file = storage.StoreFile(path)
    with pytest.raises(KeyError), store_file.writer() as connection:
        raise KeyError(_add_name(connection, b'a'))
    with store_file.reader() as connection:
        assert _last_name(connection) is None
    store_file.close()


def test_a_writer_waits_for_another_process(path):
    store_file = storage.StoreFile(path)
    other = storage.StoreFile(path)
    begun = threading.Event()

    def write():
        begun.set()
        with other.writer() as connection:
            _add_name(connection, b'b')

    with store_file.writer() as connection:
        thread = threading.Thread(target=write)
        thread.start()
        begun.wait()
        _add_name(connection, b'a')
    thread.join()
    with store_file.reader() as connection:
        assert _last_name(connection) == b'b'
    store_file.close()
    other.close()


def test_a_writer_times_out_when_another_process_keeps_the_lock(
    path, monkeypatch
):
    monkeypatch.setattr(storage, 'BUSY_SECS', -1.0)
    store_file = storage.StoreFile(path)
    other = storage.StoreFile(path)
    with (
        store_file.writer(),
        pytest.raises(StatusError) as refused,
        other.writer(),
    ):
        pass
    assert refused.value.code is grpc.StatusCode.ABORTED
    store_file.close()
    other.close()


def test_versions_grow_even_when_the_clock_is_set_back(path, monkeypatch):
    store = h.service(path)
    first = h.put(store, A, n=1).mutation_results[0].version
    monkeypatch.setattr('time.time_ns', lambda: 1000)
    second = h.put(store, A, n=1).mutation_results[0].version
    assert second > first
    store.close()


@pytest.mark.parametrize(
    ('commit_secs', 'pauses_expected'), [(0.0, 0), (0.01, 2)]
)
def test_threads_pause_only_for_a_slow_disk(
    path, monkeypatch, commit_secs, pauses_expected
):
    num_pauses = 0
    now_secs = 0.0

    @contextlib.contextmanager
    def pause():
        nonlocal num_pauses
        num_pauses += 1
        yield

    def note(statement):
        nonlocal now_secs
        if statement == 'COMMIT':
            now_secs += commit_secs

    store_file = storage.StoreFile(path)
    with store_file.writer() as connection:
        connection.set_trace_callback(note)
    monkeypatch.setattr(storage.time, 'monotonic', lambda: now_secs)
    monkeypatch.setattr(pauses, '_pause', pause)
    # The duration of the first commit shows whether the disk is slow.
    for _ in range(3):
        with store_file.writer():
            pass
    monkeypatch.undo()
    store_file.close()

    assert num_pauses == pauses_expected
