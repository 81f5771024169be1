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

# At exit Python would traverse all objects several times, which takes a second.
atexit.register(gc.freeze)

# The duration of an example depends on the load of the machine.
hypothesis.settings.register_profile(
    'untimed',
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile('untimed')


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Imports modules and collects tests without collecting garbage.

    Modules live as long as the process. Traversing them takes seconds and frees
    nothing; `gc.freeze` keeps later collections from doing so.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        # Tests create few cycles; with the default threshold, collections took
        # a twentieth of their time.
        gc.set_threshold(20_000)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Makes each module a group, which pytest-xdist runs in one process.

    So shared fixtures are set up once, and the scheduler of pytest-xdist, which
    looks at all waiting groups after each test, has fewer of them. Tests of
    several modules are in the group `numpy`, so that only one process imports
    NumPy, SciPy and Beam: that takes seconds, and once NumPy is imported,
    Hypothesis seeds its random numbers for each example.
    """
    for item in items:
        if not item.get_closest_marker('xdist_group'):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    yield
    # pytest-xdist 3.8 adds the group to an attribute that pytest 9.2 no longer
    # reads; without this, groups have no effect.
    for item in items:
        if '_nodeid' in vars(item):
            item._id = nodeid.coerce_node_id(vars(item)['_nodeid'])


def _new_client() -> ndb.Client:
    if os.environ.get('DATASTORE_EMULATOR_HOST'):
        namespace = f'test-{uuid.uuid4().hex}'
        return ndb.Client(project='test-project', namespace=namespace)
    from tests import lazy_client

    return lazy_client.LazyClient()


# Otherwise the app would write a key file into the data directory.
os.environ.setdefault('STATS_SECRET_KEY', 'a-key-for-tests-only')
# Tests and the servers that they start run in development mode.
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

    with request_shapes.check_requests(request.node):
        client = _new_client()
        monkeypatch.setattr(datastore, 'get_client', lambda: client)
        with client.context():
            yield client
    if not os.environ.get('DATASTORE_EMULATOR_HOST'):
        client.close()


@pytest.fixture(scope='session')
def emulator_host() -> Iterator[str]:
    """The address of an emulator of Datastore.

    Tests share it, so each uses a namespace or a project of its own.
    """
    with emulator.run_or_skip('datastore') as host:
        yield host


@pytest.fixture(scope='session')
def firestore_host() -> Iterator[str]:
    """The address of an emulator of Firestore in Datastore mode."""
    with emulator.run_or_skip('firestore') as host:
        yield host
