"""Every test starts with an empty store and its own NDB context."""

from __future__ import annotations

import atexit
import gc
import os
import uuid
from collections.abc import Iterator

import hypothesis
import pytest
from _pytest import nodeid
from google.cloud import ndb

from tests import emulator, request_shapes

# Python's own end would look through all objects several times, for a second,
# after pytest has done so.
atexit.register(gc.freeze)

# The duration of an example depends on the load of the machine, and
# promises nothing.
hypothesis.settings.register_profile(
    'untimed',
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile('untimed')


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Imports modules and collects tests without collecting garbage.

    They live as long as the process, so searching them takes seconds in vain,
    and would again in tests and at the end.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        # Tests make little garbage in cycles; a twentieth of their time went
        # into looking for it.
        gc.set_threshold(20_000)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Has one process run all tests of a module, and those with NumPy last.

    Each process of pytest-xdist would set up what the module shares, and its
    scheduler looks at all waiting groups after each test. The group `numpy`
    takes its tests out of several modules: one process imports NumPy, SciPy and
    Beam for them, which takes seconds, and from then on Hypothesis seeds random
    numbers of NumPy for each example.
    """
    for item in items:
        if not item.get_closest_marker('xdist_group'):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    items.sort(key=_uses_numpy)
    yield
    # pytest-xdist 3.8 adds the group to an attribute that pytest reads no more
    # since 9.2; without this, groups have no effect.
    for item in items:
        if '_nodeid' in vars(item):
            item._id = nodeid.coerce_node_id(vars(item)['_nodeid'])


def _uses_numpy(item: pytest.Item) -> bool:
    group = item.get_closest_marker('xdist_group')
    return group is not None and group.args == ('numpy',)


def _new_client() -> ndb.Client:
    if os.environ.get('DATASTORE_EMULATOR_HOST'):
        namespace = f'test-{uuid.uuid4().hex}'
        return ndb.Client(project='test-project', namespace=namespace)
    from tests import lazy_client

    return lazy_client.LazyClient()


# Otherwise the app would write a key file beside the data.
os.environ.setdefault('STATS_SECRET_KEY', 'a-key-for-tests-only')
# Tests and the servers that they start are a developer's machine.
os.environ.setdefault('STATS_DEV', '1')


@pytest.fixture(autouse=True)
def ndb_client(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ndb.Client | None]:
    """An empty store; the application under test uses it as well.

    Tests that start a server or browser mark themselves with
    `no_store` and get nothing.
    """
    if request.node.get_closest_marker('no_store'):
        yield None
        return
    from core.platform import datastore

    with request_shapes.checked(request.node):
        client = _new_client()
        monkeypatch.setattr(datastore, 'get_client', lambda: client)
        with client.context():
            yield client
    if not os.environ.get('DATASTORE_EMULATOR_HOST'):
        client.close()


@pytest.fixture(scope='session')
def emulator_host() -> Iterator[str]:
    """Where the emulator of Datastore runs, for as long as the tests do.

    Tests share it, so each uses a namespace or a project of its own.
    """
    with emulator.run_or_skip('datastore') as host:
        yield host


@pytest.fixture(scope='session')
def firestore_host() -> Iterator[str]:
    """Where the emulator of Firestore in Datastore mode runs."""
    with emulator.run_or_skip('firestore') as host:
        yield host
