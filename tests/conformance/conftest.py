"""The stores: the embedded one and the official emulators."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest
from google.auth import credentials as auth_credentials
from google.cloud import ndb

from tests.conformance import cases, session


# Runs before tests/conftest.py gives each module a group of its own.
@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Moves test_rulings.py, which checks what other tests record, to the end.

    All these tests run in one process, so that it sees their records.
    """
    items.sort(key=lambda item: item.path.name == 'test_rulings.py')
    for item in items:
        is_here = item.path.parent == pathlib.Path(__file__).parent
        if is_here and item.get_closest_marker('emulator'):
            item.add_marker(pytest.mark.xdist_group('emulators'))
    yield


def new_client(host: str) -> ndb.Client:
    """An NDB client on a store behind a port."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('DATASTORE_EMULATOR_HOST', host)
        return ndb.Client(
            project=session.PROJECT,
            credentials=auth_credentials.AnonymousCredentials(),
        )


@pytest.fixture(scope='session')
def stores(emulator_host: str, firestore_host: str) -> Iterator[cases.Stores]:
    """The store under test, in memory, and its judges."""
    from core.platform.datastore import embedded

    judges = [new_client(emulator_host), new_client(firestore_host)]
    client = embedded.Client(':memory:', project=session.PROJECT)
    yield cases.Stores(
        session.Store('embedded', client.stub),
        session.Store('datastore', judges[0].stub),
        session.Store('firestore', judges[1].stub),
    )
    client.close()
    for judge in judges:
        judge.stub.grpc_channel.close()
