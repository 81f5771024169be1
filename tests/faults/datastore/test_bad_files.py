"""Unusable files give a clear error and are left unchanged."""

from __future__ import annotations

import os
import pathlib
import resource
import sqlite3
import textwrap
from collections.abc import Callable

import pytest

from core.platform.datastore import embedded
from core.platform.datastore.embedded import errors
from tests import forking_python
from tests.conformance.messages import Find, Unindexed, path
from tests.conformance.session import Failed, Session
from tests.faults.datastore import processes, workload

pytestmark = pytest.mark.no_store

NOBODY = 65534


@pytest.fixture
def file(tmp_path: pathlib.Path) -> pathlib.Path:
    """The file of a closed store with one entity."""
    store_file = tmp_path / 'store.sqlite3'
    client, store = workload.open_store(str(store_file))
    Session(store, workload.NAMESPACE).put(path('A', 1), {'n': 1})
    client.close()
    return store_file


def _still_there(file: pathlib.Path) -> bool:
    client, store = workload.open_store(str(file))
    session = Session(store, workload.NAMESPACE)
    session.lookup(path('A', 1))
    client.close()
    return session.transcript[0]['found'] == [(('A', 1), {'n': ('integer', 1)})]


def _foreign_sqlite(file: pathlib.Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute('CREATE TABLE entities (own INTEGER)')
    connection.execute('INSERT INTO entities VALUES (1)')
    connection.commit()
    connection.close()


_FOREIGN: dict[str, Callable[[pathlib.Path], object]] = {
    'text': lambda file: file.write_text('no store\n' * 500),
    'one byte': lambda file: file.write_bytes(b'x'),
    'an SQLite file of another application': _foreign_sqlite,
    'noise': lambda file: file.write_bytes(bytes(range(256)) * 64),
}


@pytest.mark.parametrize('make', _FOREIGN.values(), ids=list(_FOREIGN))
def test_a_foreign_file_is_refused_and_unchanged(
    tmp_path: pathlib.Path, make: Callable[[pathlib.Path], object]
) -> None:
    file = tmp_path / 'foreign'
    make(file)
    before = file.read_bytes()
    with pytest.raises(errors.StoreError, match=str(file)):
        embedded.Client(str(file))
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ['foreign']


def test_a_newer_format_is_refused_and_unchanged(file: pathlib.Path) -> None:
    connection = sqlite3.connect(file)
    (version,) = connection.execute('PRAGMA user_version').fetchone()
    connection.execute(f'PRAGMA user_version={version + 1}')
    connection.close()
    before = file.read_bytes()
    with pytest.raises(errors.StoreError, match=str(version + 1)):
        embedded.Client(str(file))
    assert file.read_bytes() == before


def test_a_directory_is_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(errors.StoreError, match=str(tmp_path)):
        embedded.Client(str(tmp_path))


def test_a_missing_directory_is_refused(tmp_path: pathlib.Path) -> None:
    file = tmp_path / 'missing' / 'store.sqlite3'
    with pytest.raises(errors.StoreError, match='missing'):
        embedded.Client(str(file))


def _run_script(file: pathlib.Path, script: str) -> str:
    """Runs a script with the path of a file; returns its output."""
    done = forking_python.of_tree(processes.ROOT).run_program(
        textwrap.dedent(script), str(file)
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_read_only_file_is_refused_and_unchanged(
    file: pathlib.Path,
) -> None:
    for folder in (file.parent, *file.parents[1:3]):
        folder.chmod(0o755)
    file.chmod(0o444)
    file.parent.chmod(0o555)
    before = file.read_bytes()
    said = _run_script(
        file,
        f"""
        import os, sys
        from core.platform.datastore import embedded
        from core.platform.datastore.embedded import errors
        from tests.conformance.messages import path
        from tests.conformance.session import Session, Store
        if os.getuid() == 0:
            os.setuid({NOBODY})
        try:
            client = embedded.Client(sys.argv[1], project='conformance')
            session = Session(Store('embedded', client.stub), 'faults')
            session.put(path('A', 1), {{'n': 2}})
            print(session.transcript[0])
        except errors.StoreError as error:
            print('StoreError', error)
        """,
    )
    file.parent.chmod(0o755)
    assert 'StoreError' in said or 'FAILED_PRECONDITION' in said, said
    assert 'unable to open' in said or 'readonly' in said, said
    assert file.read_bytes() == before
    assert _still_there(file)


def test_a_full_disk_refuses_the_commit_and_keeps_the_data(
    file: pathlib.Path,
) -> None:
    """A limit on file sizes simulates the size of the disk."""
    client, store = workload.open_store(str(file))
    session = Session(store, workload.NAMESPACE)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, hard))
        written, failed = _write_until_full(session)
        # Reads still succeed.
        session.lookup(path('A', written + 1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert failed.code == 'RESOURCE_EXHAUSTED'
    assert 'Nothing was written' in failed.message
    assert session.transcript[-1]['missing'] == [('A', written + 1)]
    # Once there is space again, the same store can be written.
    assert session.put(path('A', written + 1), {'n': 0}) is not None
    client.close()
    assert _still_there(file)
    assert _ids(file) == set(range(1, written + 2))


def _write_until_full(session: Session) -> tuple[int, Failed]:
    """Writes entities A 2, 3, ...; returns the last id and the error."""
    for number in range(2, 100):
        properties = {'n': number, 'v': Unindexed(os.urandom(200_000))}
        if session.put(path('A', number), properties) is None:
            return number - 1, session.transcript[-1]
    raise AssertionError('the disk was never full')


def _ids(file: pathlib.Path) -> set[int]:
    client, store = workload.open_store(str(file))
    session = Session(store, workload.NAMESPACE)
    answer = store.call(
        'run_query',
        partition_id=session.partition,
        query=Find('A', projection=['n']).message(session.build),
    )
    client.close()
    results = answer.batch.entity_results
    return {result.entity.key.path[0].id for result in results}
