"""NDB clients of the compared stores."""

from __future__ import annotations

import contextlib
import os
import pathlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import grpc
from google.auth.credentials import AnonymousCredentials
from google.cloud import ndb

from benchmarks.datastore import operations
from core.platform.datastore import embedded
from core.platform.datastore.embedded.protos import (
    BeginTransactionResponse,
    CommitResponse,
)
from core.platform.datastore.embedded.service import Service
from core.platform.datastore.embedded.storage import StoreFile
from core.platform.datastore.embedded.stub import Stub
from tests import emulator

PROJECT = 'benchmark'


def _repeat_first_response(call: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Returns a function that calls once, and then repeats the response."""
    answers: list[Any] = []

    def repeat(request: Any) -> Any:
        if not answers:
            answers.append(call(request))
        return answers[0]

    return repeat


class _DiscardingService(Service):
    """A fake Datastore that drops requests and repeats recorded responses."""

    def __init__(self, store_file: StoreFile) -> None:
        super().__init__(store_file)
        for name in ('lookup', 'run_query'):
            setattr(self, name, _repeat_first_response(getattr(self, name)))

    def commit(self, request: Any) -> Any:
        """Acknowledges every write."""
        response = CommitResponse()
        for _ in request.mutations:
            response.mutation_results.add(version=1)
        return response

    def begin_transaction(self, request: Any) -> Any:
        """Returns the id of a transaction that does not exist."""
        del request
        return BeginTransactionResponse(transaction=b't')


@contextlib.contextmanager
def discarding_client() -> Iterator[ndb.Client]:
    """Yields a client of a store that does nothing, to measure NDB itself."""
    client = embedded.Client(':memory:', project=PROJECT)
    try:
        with operations.context(client):
            operations.load(operations.QUERY_RESULTS)
        client.stub = Stub(_DiscardingService(client.service.file))
        yield client
    finally:
        client.close()


@contextlib.contextmanager
def embedded_client(folder: pathlib.Path) -> Iterator[ndb.Client]:
    """Yields a client of the embedded store in a file, which is fsynced."""
    client = embedded.Client(str(folder / 'store.sqlite3'), project=PROJECT)
    try:
        yield client
    finally:
        client.close()


@contextlib.contextmanager
def served_client(folder: pathlib.Path) -> Iterator[ndb.Client]:
    """Yields a client of an embedded store that another process serves."""
    host = f'127.0.0.1:{emulator.free_port()}'
    process = subprocess.Popen(
        [
            sys.executable,
            '-m',
            'core.platform.datastore.embedded',
            f'--host_port={host}',
            f'--path={folder / "served.sqlite3"}',
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        with grpc.insecure_channel(host) as channel:
            ready = grpc.channel_ready_future(channel)
            ready.result(timeout=emulator.START_TIMEOUT_SECS)
        with _client_of(host) as client:
            yield client
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def emulator_client() -> Iterator[ndb.Client]:
    """Yields a client of the official emulator, which stores data in memory.

    Raises:
        EmulatorUnavailableError: It is not installed or does not start.
    """
    with emulator.run() as host, _client_of(host) as client:
        yield client


@contextlib.contextmanager
def _client_of(host: str) -> Iterator[ndb.Client]:
    os.environ['DATASTORE_EMULATOR_HOST'] = host
    try:
        client = ndb.Client(project=PROJECT, credentials=AnonymousCredentials())
    finally:
        del os.environ['DATASTORE_EMULATOR_HOST']
    yield client
    client.stub.grpc_channel.close()
