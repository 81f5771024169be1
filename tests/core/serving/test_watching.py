"""Tests of waiting for events on connections."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from core.serving import watching


class _Connection:
    """One end of a pair of sockets, which reads when it may."""

    accepting = False

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self.is_busy = False
        self.received = b''

    def readable(self) -> bool:
        return not self.is_busy

    def writable(self) -> bool:
        return False

    def handle_read_event(self) -> None:
        self.received += self.end.recv(100)


class _CountingSelector:
    """Counts the changes of what is waited for, and the events."""

    def __init__(self, selector: Any) -> None:
        self._selector = selector
        self.num_changes = 0
        self.num_events = 0

    def __getattr__(self, name: str) -> Any:
        if name in {'register', 'modify', 'unregister'}:
            self.num_changes += 1
        return getattr(self._selector, name)

    def select(self, timeout: float) -> Any:
        happened = self._selector.select(timeout)
        self.num_events += len(happened)
        return happened


@pytest.fixture(name='ends')
def two_ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def _watched(
    connection: _Connection,
) -> tuple[watching.Watched, _CountingSelector]:
    watched = watching.Watched()
    selector = _CountingSelector(vars(watched)['_selector'])
    vars(watched)['_selector'] = selector
    watched[connection.end.fileno()] = connection
    watched.wait(0)
    return watched, selector


def test_a_request_that_is_worked_on_changes_nothing_in_the_selector(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = ends
    connection = _Connection(ours)
    watched, selector = _watched(connection)
    assert selector.num_changes == 1
    for number in range(3):
        theirs.send(b'x')
        watched.wait(0)
        connection.is_busy = True
        watched.wait(0)
        connection.is_busy = False
        watched.wait(0)
        assert len(connection.received) == number + 1
    assert selector.num_changes == 1


def test_bytes_that_come_too_early_are_noticed_once_and_read_later(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = ends
    connection = _Connection(ours)
    watched, selector = _watched(connection)
    connection.is_busy = True
    theirs.send(b'early')
    for _ in range(5):
        watched.wait(0)
    assert selector.num_events == 1
    assert connection.received == b''
    connection.is_busy = False
    watched.wait(0)
    assert connection.received == b'early'


def test_a_client_that_leaves_while_its_request_is_worked_on_costs_one_event(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = ends
    connection = _Connection(ours)
    watched, selector = _watched(connection)
    connection.is_busy = True
    theirs.close()
    for _ in range(5):
        watched.wait(0)
    assert selector.num_events == 1
