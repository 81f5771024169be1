"""An official emulator as the store of a test, and a frozen clock."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from google.cloud import ndb

from core import clock
from core.platform import datastore
from tests.core.domain.fold_builders import Clock


@pytest.fixture(params=['emulator_host', 'firestore_host'])
def emulator_clock(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Clock]:
    """Uses an official emulator as the store; returns the frozen clock."""
    clock_of_test = Clock()
    host = request.getfixturevalue(request.param)
    monkeypatch.setenv('DATASTORE_EMULATOR_HOST', host)
    client = ndb.Client(
        project='test-project', namespace=f'test-{uuid.uuid4().hex}'
    )
    monkeypatch.setattr(datastore, 'get_client', lambda: client)
    monkeypatch.setattr(clock, 'now_msecs', clock_of_test)
    monkeypatch.setattr(clock, 'utcnow', clock_of_test.utcnow)
    with client.context():
        yield clock_of_test
