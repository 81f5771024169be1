"""The three stores that are compared, as NDB clients."""

from __future__ import annotations

import contextlib
import os
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import ndb
from google.cloud.client import ClientWithProject
from google.cloud.datastore_v1.types import datastore as datastore_types

from core.platform.datastore import embedded
from tests import emulator

PROJECT = 'benchmark'


class _Answered:
    """What NDB expects of a call in flight, answered already."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        """Calls back at once."""
        callback(self)

    def exception(self) -> None:
        """Nothing ever goes wrong here."""

    def result(self) -> Any:
        """The answer."""
        return self._answer

    def cancel(self) -> None:
        """There is nothing to cancel."""


class _Method:
    def __init__(self, answer: Callable[[Any], Any]) -> None:
        self._answer = answer

    def future(self, request: Any, **_: Any) -> _Answered:
        """Answers a request."""
        return _Answered(self._answer(request))


def _commit(request: Any) -> Any:
    response = datastore_types.CommitResponse()
    results = datastore_types.CommitResponse.pb(response).mutation_results
    mutations = datastore_types.CommitRequest.pb(request).mutations
    for _ in mutations:
        results.add(version=1)
    return response


class DiscardingStub:
    """A Datastore that forgets everything: what is left is NDB's own cost."""

    commit = _Method(_commit)
    begin_transaction = _Method(
        lambda _: datastore_types.BeginTransactionResponse(transaction=b't')
    )


class DiscardingClient(ndb.Client):
    """An NDB client whose writes go nowhere."""

    def __init__(self) -> None:
        ClientWithProject.__init__(
            self, project=PROJECT, credentials=AnonymousCredentials()
        )
        self.namespace = None
        self.database = None
        self.secure = False
        self.host = 'nowhere'
        self.stub = DiscardingStub()


@contextlib.contextmanager
def embedded_client(folder: pathlib.Path) -> Iterator[ndb.Client]:
    """The embedded store in a file, with its default: full fsync."""
    client = embedded.Client(str(folder / 'store.sqlite3'), project=PROJECT)
    try:
        yield client
    finally:
        client.close()


@contextlib.contextmanager
def emulator_client() -> Iterator[ndb.Client]:
    """The official emulator, started for this run; it keeps all in memory."""
    with emulator.run() as host:
        os.environ['DATASTORE_EMULATOR_HOST'] = host
        try:
            client = ndb.Client(
                project=PROJECT, credentials=AnonymousCredentials()
            )
        finally:
            del os.environ['DATASTORE_EMULATOR_HOST']
        yield client
        client.stub.grpc_channel.close()
