"""Indexes are built in steps, between concurrent writes."""

from __future__ import annotations

import itertools
import random
import signal

import pytest

from core.platform.datastore.embedded import backfill, index_yaml
from core.platform.datastore.embedded.names import Names, NewNames
from core.platform.datastore.embedded.storage import StoreFile
from tests import app_server, forking_python
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
COUNT = 20


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / 'store.sqlite3')


@pytest.fixture
def yaml(tmp_path):
    file = tmp_path / 'index.yaml'
    file.write_text(INDEX, encoding='utf-8')
    return str(file)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    monkeypatch.setattr(backfill, 'PIECE_ENTITIES', 3)
    monkeypatch.setattr(backfill, 'PIECE_ENTRIES', 3)


def _fill(store):
    for number in range(1, COUNT + 1):
        h.put(store, h.key('A', number), a=number % 2, n=number)


class _Change:
    """A change of indexes that the test applies piece by piece."""

    def __init__(self, path):
        self._file = StoreFile(path)
        self._names = Names()

    def plan(self, *wanted):
        with self._file.writer() as connection:
            backfill.plan(connection, wanted)

    def do_piece(self):
        with self._file.writer() as connection:
            pending = NewNames(connection, self._names)
            is_left = backfill.do_piece(connection, self._names, pending)
        pending.remember()
        return is_left

    def read_composites(self):
        with self._file.reader() as connection:
            return backfill.read_composites(connection)

    def entries(self):
        """Returns the entries of all indexes by name of the index."""
        with self._file.reader() as connection:
            rows = connection.execute(
                'SELECT substr(name, 6), substr(entry, 5), many FROM entries '
                'JOIN names ON names.id = unhex_id(substr(entry, 1, 4))'
            )
            return sorted(rows.fetchall())

    def close(self):
        self._file.close()


@pytest.fixture
def change(path):
    opened = _Change(path)
    with opened._file.reader() as connection:
        connection.create_function(
            'unhex_id', 1, lambda raw: int.from_bytes(raw, 'big')
        )
    yield opened
    opened.close()


def _random_write(store, source):
    at = h.key('A', source.randint(1, COUNT + 10))
    if source.random() < 0.3:
        h.commit(store, [{'delete': at}])
        return
    values = source.choices(range(3), k=source.randint(1, 3))
    h.put(store, at, a=source.choice([values, values[0]]), n=source.random())


@pytest.mark.parametrize('seed', range(10))
def test_concurrent_writes_are_in_the_index(path, yaml, change, seed):
    source = random.Random(seed)
    store = h.service(path)
    _fill(store)
    change.plan(*index_yaml.read_index_yaml(yaml))
    pieces = 0
    while change.do_piece():
        pieces += 1
        _random_write(store, source)
    assert pieces > 3
    entries = change.entries()
    change.plan()
    while change.do_piece():
        pass
    change.plan(*index_yaml.read_index_yaml(yaml))
    while change.do_piece():
        pass
    assert entries == change.entries()
    store.close()


@pytest.mark.parametrize('seed', range(5))
def test_an_index_restored_while_it_is_dropped_is_complete(
    path, yaml, change, seed
):
    source = random.Random(seed)
    store = h.service(path, index_yaml=yaml)
    _fill(store)
    before = change.entries()
    change.plan()
    assert change.do_piece()
    assert change.do_piece()
    assert len(change.entries()) < len(before)
    change.plan(*index_yaml.read_index_yaml(yaml))
    while change.do_piece():
        _random_write(store, source)
    batch = h.run(store, FIND)
    plain = h.service(path)
    expected = [
        name
        for name in h.names(h.run(plain, h.query(order=h.order('-n'))))
        if name in h.names(h.run(plain, h.query(filter=FIND.filter)))
    ]
    assert h.names(batch) == expected
    plain.close()
    store.close()


def test_no_query_uses_an_incomplete_index(path, yaml, change):
    store = h.service(path)
    _fill(store)
    change.plan(*index_yaml.read_index_yaml(yaml))
    assert change.do_piece()
    assert change.read_composites().building
    assert len(h.names(h.run(store, FIND))) == COUNT // 2
    store.close()


def test_a_piece_is_small_with_many_namespaces(path, yaml, change):
    store = h.service(path)
    for number in range(10):
        at = h.key('A', 1)
        at.partition_id.namespace_id = f'n{number}'
        h.put(store, at, a=1, n=number)
    change.plan(*index_yaml.read_index_yaml(yaml))
    counts = [len(change.entries())]
    while change.do_piece():
        counts.append(len(change.entries()))
    change.plan()
    while change.do_piece():
        counts.append(len(change.entries()))
    steps = {abs(b - a) for a, b in itertools.pairwise(counts)}
    assert max(counts) == counts[0] + 10
    assert max(steps) == 3
    store.close()


_KILLED = """
import os, signal, sys
from core.platform.datastore.embedded import backfill, index_set
from tests.core.platform.datastore import helpers as h
backfill.PIECE_ENTITIES = 3
done = 0
def killed(seconds):
    global done
    done += 1
    if done == 3:
        os.kill(os.getpid(), signal.SIGKILL)
index_set.pause = killed
h.service(sys.argv[1], index_yaml=sys.argv[2])
"""


def test_a_store_opens_after_its_process_was_killed(
    path, yaml, change, monkeypatch
):
    store = h.service(path)
    _fill(store)
    python = forking_python.of_tree(app_server.ROOT)
    killed = python.run_program(_KILLED, path, yaml)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert change.read_composites().building
    h.put(store, h.key('A', 1), a=1, n=100)
    read = []
    real = backfill.indexed_values
    monkeypatch.setattr(
        backfill, 'indexed_values', lambda e: read.append(e) or real(e)
    )
    successor = h.service(path, index_yaml=yaml)
    # Three pieces of three entities each were done before.
    assert len(read) == COUNT - 9
    assert change.read_composites().whole
    assert not change.read_composites().building
    assert h.names(h.run(successor, FIND)) == [1, *range(COUNT - 1, 1, -2)]
    successor.close()
    store.close()


def test_a_store_of_the_previous_format_gets_its_missing_table(path, yaml):
    store = h.service(path)
    _fill(store)
    with store.file.writer() as connection:
        connection.execute('DROP TABLE index_changes')
        connection.execute('PRAGMA user_version=1')
    store.close()
    store = h.service(path, index_yaml=yaml)
    assert len(h.names(h.run(store, FIND))) == COUNT // 2
    store.close()
