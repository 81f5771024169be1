"""The store answers over gRPC exactly as in process.

No emulator is needed here: every case runs on both ways to the store.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.cloud import datastore

from core.platform.datastore import embedded
from tests import app_server, emulator, forking_python
from tests.conformance import (
    cases,
    conftest,
    session,
    test_aggregations,
    test_databases,
    test_filters,
    test_ids,
    test_lookup,
    test_metadata,
    test_mutations,
    test_namespaces,
    test_queries,
    test_transactions,
    test_values,
)

pytestmark = pytest.mark.no_store

START_TIMEOUT_SECS = 60

_MODULES = (
    test_aggregations,
    test_databases,
    test_filters,
    test_ids,
    test_lookup,
    test_metadata,
    test_mutations,
    test_namespaces,
    test_queries,
    test_transactions,
    test_values,
)


@pytest.fixture(scope='module')
def host() -> Iterator[str]:
    """The address of a served embedded store."""
    address = f'127.0.0.1:{emulator.free_port()}'
    process = forking_python.of_tree(app_server.ROOT).start_module(
        'core.platform.datastore.embedded',
        f'--host_port={address}',
        '--path=:memory:',
    )
    try:
        with grpc.insecure_channel(address) as channel:
            ready = grpc.channel_ready_future(channel)
            ready.result(timeout=START_TIMEOUT_SECS)
        yield address
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait()


@pytest.fixture(scope='module')
def served_store(host: str) -> Iterator[session.Store]:
    """The embedded store behind a port."""
    client = conftest.new_client(host)
    yield session.Store('served', client.stub)
    client.stub.grpc_channel.close()


@pytest.fixture(scope='module')
def in_process() -> Iterator[session.Store]:
    """The embedded store in this process."""
    client = embedded.Client(':memory:', project=session.PROJECT)
    yield session.Store('embedded', client.stub)
    client.close()


@pytest.mark.parametrize('module', _MODULES, ids=lambda module: module.__name__)
def test_served_and_in_process_answer_alike(
    served_store: session.Store,
    in_process: session.Store,
    module: Any,
) -> None:
    different = [
        case.name
        for case in module.CASES
        if cases.transcript(case, served_store)
        != cases.transcript(case, in_process)
    ]
    assert not different


def test_google_cloud_datastore_works_against_it(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other client library: keys, a query, a transaction, a count."""
    monkeypatch.setenv('DATASTORE_EMULATOR_HOST', host)
    client = datastore.Client(project='other', namespace='library')
    for number in range(1, 4):
        entity = datastore.Entity(client.key('A', number))
        entity.update({'n': number, 'name': f'number {number}'})
        client.put(entity)
    with client.transaction():
        entity = client.get(client.key('A', 1))
        entity['n'] = 10
        client.put(entity)
    query = client.query(kind='A', order=['-n'])
    assert [entity['n'] for entity in query.fetch()] == [10, 3, 2]
    counted = client.aggregation_query(query).count(alias='all').fetch()
    assert [result.value for results in counted for result in results] == [3]
    client.close()
