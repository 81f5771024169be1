"""Tests of waiting for events on connections."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.serving import connection_map


class _Connection:
    """One end of a pair of sockets, readable unless it is busy."""

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
    """Counts changes of the registered sockets, and events."""

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


def _build_map(
    connection: _Connection,
) -> tuple[connection_map.ConnectionMap, _CountingSelector]:
    connections = connection_map.ConnectionMap()
    selector = _CountingSelector(vars(connections)['_selector'])
    vars(connections)['_selector'] = selector
    connections[connection.end.fileno()] = connection
    connections.wait(0)
    return connections, selector


def test_a_request_in_progress_does_not_change_the_selector(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = ends
    connection = _Connection(ours)
    connections, selector = _build_map(connection)
    assert selector.num_changes == 1
    for number in range(3):
        theirs.send(b'x')
        connections.wait(0)
        connection.is_busy = True
        connections.wait(0)
        connection.is_busy = False
        connections.wait(0)
        assert len(connection.received) == number + 1
    assert selector.num_changes == 1


def test_early_bytes_cause_one_event_and_are_read_later(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = ends
    connection = _Connection(ours)
    connections, selector = _build_map(connection)
    connection.is_busy = True
    theirs.send(b'early')
    for _ in range(5):
        connections.wait(0)
    assert selector.num_events == 1
    assert connection.received == b''
    connection.is_busy = False
    connections.wait(0)
    assert connection.received == b'early'


def test_a_client_that_leaves_during_its_request_causes_one_event(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = ends
    connection = _Connection(ours)
    connections, selector = _build_map(connection)
    connection.is_busy = True
    theirs.close()
    for _ in range(5):
        connections.wait(0)
    assert selector.num_events == 1


class _Listener(_Connection):
    """Calls a function when it is polled, and when it accepts a connection."""

    accepting = True

    def __init__(self, end: socket.socket) -> None:
        super().__init__(end)
        self.when_asked: Callable[[], object] = bool
        self.when_accepting: Callable[[], object] = bool

    def readable(self) -> bool:
        self.when_asked()
        return True

    def handle_read_event(self) -> None:
        super().handle_read_event()
        self.when_accepting()


class _ListenersFirst(_CountingSelector):
    """Reports events of listeners before other events."""

    def select(self, timeout: float) -> Any:
        def is_other(happened: Any) -> bool:
            return not isinstance(self.connections[happened[0].fd], _Listener)

        return sorted(super().select(timeout), key=is_other)

    connections: connection_map.ConnectionMap


@pytest.fixture(name='listener')
def listener_that_is_called() -> Iterator[_Listener]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(b'call')
        yield _Listener(ours)


def _build_map_with(
    listener: _Listener, connection: _Connection
) -> connection_map.ConnectionMap:
    connections, selector = _build_map(connection)
    first = _ListenersFirst(selector)
    first.connections = connections
    vars(connections)['_selector'] = first
    connections[listener.end.fileno()] = listener
    return connections


def test_events_of_a_connection_are_not_those_of_its_successor(
    ends: tuple[socket.socket, socket.socket], listener: _Listener
) -> None:
    ours, theirs = ends
    connections = _build_map_with(listener, _Connection(ours))
    successor = _Connection(ours)

    def accept_with_the_same_number() -> None:
        del connections[ours.fileno()]
        connections[ours.fileno()] = successor

    listener.when_accepting = accept_with_the_same_number
    theirs.send(b'x')
    connections.wait(0)
    assert successor.received == b''
    connections.wait(0)
    assert successor.received == b'x'


def test_an_arrived_request_is_read_before_a_timeout(
    ends: tuple[socket.socket, socket.socket], listener: _Listener
) -> None:
    ours, theirs = ends
    connection = _Connection(ours)
    connections = _build_map_with(listener, connection)
    is_waiting = False

    def close_overdue() -> None:
        if is_waiting:
            connections.pop(ours.fileno(), None)

    listener.when_asked = close_overdue
    theirs.send(b'x')
    select = vars(connections)['_selector'].select

    def select_later(timeout: float) -> Any:
        nonlocal is_waiting
        is_waiting = True
        return select(timeout)

    vars(connections)['_selector'].select = select_later
    connections.wait(0)
    assert connection.received == b'x'
