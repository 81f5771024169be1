"""Acknowledged commits survive kill -9 at any moment completely."""

from __future__ import annotations

import json
import pathlib
import random
import sqlite3
import sys

import pytest

from core.platform.datastore import embedded
from tests import forking_python
from tests.conformance.messages import Find, path, under, where
from tests.conformance.session import Session, Store
from tests.faults.datastore import nursery, processes, workload

pytestmark = pytest.mark.no_store

KILLS = 120


@pytest.fixture(scope='module')
def killed_writers(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, dict[int, int]]:
    """A store with killed writers, and the last commit each acknowledged."""
    file = str(tmp_path_factory.mktemp('kill') / 'store.sqlite3')
    seed = str(random.SystemRandom().randrange(10**9))
    # Pytest shows the seed when a test fails.
    sys.stderr.write(f'seed of the kills: {seed}\n')
    done = forking_python.of_tree(processes.ROOT).run_module(
        'tests.faults.datastore.nursery', file, seed, str(KILLS)
    )
    assert done.returncode == 0, done.stderr
    last = {int(key): value for key, value in json.loads(done.stdout).items()}
    return file, last


def _numbers(session: Session, find: Find) -> list[int]:
    """Returns the property `number` of each entity found."""
    numbers: list[int] = []
    start = b''
    while True:
        query = find.message(session.build) | {'start_cursor': start}
        batch = session.store.call(
            'run_query', partition_id=session.partition, query=query
        ).batch
        numbers += [
            result.entity.properties['number'].integer_value
            for result in batch.entity_results
        ]
        start = batch.end_cursor
        if batch.more_results != 1:
            return numbers


def test_the_writers_were_killed_while_writing(
    killed_writers: tuple[str, dict[int, int]],
) -> None:
    _, last = killed_writers
    assert len(last) == KILLS
    assert sum(1 for number in last.values() if number) > KILLS / 2


def test_every_acknowledged_commit_is_stored_completely(
    killed_writers: tuple[str, dict[int, int]],
) -> None:
    file, last = killed_writers
    client = embedded.Client(file, project='conformance')
    session = Session(Store('embedded', client.stub), workload.NAMESPACE)
    for writer, acknowledged in last.items():
        parts = _numbers(session, Find('Part', under(path('W', writer))))
        log = _numbers(session, Find('Log', under(path('W', writer))))
        committed = parts[0] if parts else 0
        assert parts in ([], [committed] * nursery.PARTS)
        assert log == list(range(1, committed + 1))
        # The last commit may be stored, but not acknowledged.
        assert committed in {acknowledged, acknowledged + 1}
    client.close()


def test_indexes_agree_with_entities(
    killed_writers: tuple[str, dict[int, int]],
) -> None:
    file, last = killed_writers
    client = embedded.Client(file, project='conformance')
    session = Session(Store('embedded', client.stub), workload.NAMESPACE)
    by_kind = _numbers(session, Find('Part'))
    assert sorted(by_kind) == _numbers(session, Find('Part', order=['number']))
    for writer in list(last)[:20]:
        numbers = _numbers(session, Find('Part', where('writer', '=', writer)))
        assert numbers == _numbers(
            session, Find('Part', under(path('W', writer)))
        )
    client.close()


def test_the_file_is_intact(
    killed_writers: tuple[str, dict[int, int]],
) -> None:
    file, _ = killed_writers
    connection = sqlite3.connect(file)
    assert connection.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
    connection.close()
    assert pathlib.Path(file).stat().st_size
