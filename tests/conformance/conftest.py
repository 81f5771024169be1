"""The stores: the embedded one and the official emulators."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from google.auth import credentials as auth_credentials
from google.cloud import ndb

from tests import emulator
from tests.conformance import cases, session


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the test on the use of rulings behind those that use them."""
    items.sort(key=lambda item: item.path.name == 'test_rulings.py')


def new_client(host: str) -> ndb.Client:
    """An NDB client on a store behind a port."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('DATASTORE_EMULATOR_HOST', host)
        return ndb.Client(
            project=session.PROJECT,
            credentials=auth_credentials.AnonymousCredentials(),
        )


@pytest.fixture(scope='session')
def emulator_host() -> Iterator[str]:
    """Where the emulator of Datastore runs, for as long as the tests do."""
    with emulator.run_or_skip('datastore') as host:
        yield host


@pytest.fixture(scope='session')
def firestore_host() -> Iterator[str]:
    """Where the emulator of Firestore in Datastore mode runs."""
    with emulator.run_or_skip('firestore') as host:
        yield host


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
    for each in judges:
        each.stub.grpc_channel.close()
