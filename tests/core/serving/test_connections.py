"""Slow, silent and hostile clients, over real sockets."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time

import pytest

from core.serving import connections, task_dispatcher
from tests.core.serving.served import (
    LONG,
    MAX_BODY_BYTES,
    Served,
    body_on,
    rest_of,
    serving,
    wait_until,
)

pytestmark = pytest.mark.no_store

HALF_A_HEAD = b'GET /quick HTTP/1.1\r\nHost: a'
HALF_A_BODY = (
    b'POST /quick HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nhalf'
)

HALF_A_CHUNK = (
    b'POST /quick HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na'
)

# The client waits for "100 Continue" before it sends the body of three bytes.
EXPECTING = (
    b'POST /quick HTTP/1.1\r\nExpect: 100-continue\r\n'
    b'Connection: close\r\nContent-Length: 3\r\n\r\n'
)


@pytest.mark.parametrize('sent', [b'', HALF_A_HEAD, HALF_A_BODY])
@pytest.mark.parametrize('num', [8, 100, 1_000])
def test_clients_that_send_half_a_request_block_nobody(
    num: int, sent: bytes
) -> None:
    with serving() as served, contextlib.ExitStack() as stack:
        for number in range(num):
            # From several addresses, as the connections of each are limited.
            wire = served.connect(f'127.0.1.{number % 4 + 1}')
            stack.enter_context(wire).sendall(sent)

        assert [served.get() for _ in range(20)] == [b'0'] * 20


@pytest.mark.parametrize(
    ('timeout', 'sent'),
    [
        ('idle', b''),
        ('head', HALF_A_HEAD),
        ('request', HALF_A_BODY),
        ('request', HALF_A_CHUNK),
    ],
)
def test_a_connection_is_closed_after_its_timeout(
    timeout: str, sent: bytes
) -> None:
    with serving(**{timeout: 0.2}) as served, served.connect() as wire:
        wire.sendall(sent)

        assert rest_of(wire) == b''


def test_a_kept_connection_is_closed_when_no_request_follows() -> None:
    with serving(idle=0.2) as served, served.connect() as wire:
        wire.sendall(b'GET /quick HTTP/1.1\r\n\r\n')

        assert rest_of(wire).startswith(b'HTTP/1.1 200')


def is_closed_while_sending(wire: socket.socket, again: bytes) -> bool:
    """Sends the same bytes repeatedly until the other side closes."""
    wire.settimeout(0.05)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            wire.sendall(again)
            if not wire.recv(1):
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


@pytest.mark.parametrize(
    ('timeouts', 'sent', 'again'),
    [
        ({'head': 0.3}, HALF_A_HEAD, b'a'),
        ({'request': 0.3}, HALF_A_BODY, b'a'),
        # Empty lines before a request do not begin one.
        ({'idle': 0.2, 'head': 0.2, 'request': 0.2}, b'', b'\r\n\r\n\r\n'),
    ],
)
def test_a_trickle_of_bytes_does_not_extend_a_timeout(
    timeouts: dict[str, float], sent: bytes, again: bytes
) -> None:
    with serving(**timeouts) as served, served.connect() as wire:
        wire.sendall(sent)

        assert is_closed_while_sending(wire, again)


def test_a_request_in_progress_has_no_timeout() -> None:
    with (
        serving(idle=0.1, head=0.1, request=0.1) as served,
        served.connect() as wire,
    ):
        wire.sendall(b'GET /slow HTTP/1.1\r\nConnection: close\r\n\r\n')
        assert served.app.begun.wait(20)
        # Another connection times out, which shows that timeouts are checked.
        with served.connect() as other:
            assert rest_of(other) == b''
        served.app.may_go.set()

        assert rest_of(wire).startswith(b'HTTP/1.1 200')


def test_a_request_that_arrived_while_the_process_stopped_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (
        serving(idle=5.0, check_interval=0.0) as served,
        served.connect() as wire,
    ):
        wire.sendall(b'GET /quick HTTP/1.1\r\n\r\n')
        assert body_on(wire) == b'0'
        with served.may_poll:
            wire.sendall(b'GET /quick HTTP/1.1\r\n\r\n')
            later = time.monotonic() + 100
            monkeypatch.setattr(time, 'monotonic', lambda: later)

        assert body_on(wire) == b'0'


def test_a_client_that_does_not_read_is_disconnected() -> None:
    with serving(send=0.3) as served, served.connect() as wire:
        wire.sendall(b'GET /large HTTP/1.1\r\n\r\n')
        assert wire.recv(1) == b'H'
        wait_until(lambda: not served.server.active_channels)

        assert served.get() == b'0'


def test_slow_readers_on_all_threads_get_their_answers() -> None:
    with serving() as served:
        clients = [
            served.connect(f'127.0.0.{1 + number // 4}') for number in range(8)
        ]
        for client in clients:
            client.sendall(b'GET /streamed HTTP/1.0\r\n\r\n')
        # Each thread waits until its client reads more of the response.
        wait_until(lambda: served.num_with_much_unsent() == 8)
        lengths = [len(rest_of(client)) for client in clients]
        for client in clients:
            client.close()
        wait_until(lambda: not served.server.active_channels)

    assert min(lengths) > 30_000_000


def test_no_request_waits_for_a_poll_that_was_about_to_begin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(task_dispatcher, '_POLL_SECS', LONG)
    about_to_wait, may_wait = threading.Event(), threading.Event()
    with serving() as served, contextlib.ExitStack() as stack:
        served.longest_poll_secs = LONG
        wires = [stack.enter_context(served.connect()) for _ in range(7)]
        for wire in wires:
            wire.sendall(b'GET /slow HTTP/1.1\r\n\r\n')
        # One address gets at most six threads.
        wait_until(
            lambda: served.app.num_begun() == 6 and served.num_busy() == 7
        )
        wait = served.connections.wait

        def wait_later(secs: float) -> None:
            about_to_wait.set()
            assert may_wait.wait(20)
            wait(secs)

        monkeypatch.setattr(served.connections, 'wait', wait_later)
        served.server.end_wait()
        assert about_to_wait.wait(20)
        served.app.may_go.set()
        for _ in range(6):
            assert served.polls_ended.acquire(timeout=20)
        may_wait.set()

        assert [body_on(wire) for wire in wires] == [b'0'] * 7


def test_a_body_that_is_too_large_is_refused_and_the_connection_ends() -> None:
    body = b'a' * 2_100_000
    with serving() as served, served.connect() as wire:
        wire.sendall(
            b'POST /quick HTTP/1.1\r\nContent-Length: %d\r\n\r\n' % len(body)
        )
        wire.sendall(body)

        head = rest_of(wire).partition(b'\r\n\r\n')[0]
        assert b' 413 ' in head.splitlines()[0]
        assert b'Connection: close' in head.splitlines()


def test_a_body_of_the_maximum_size_is_accepted() -> None:
    head = (
        b'POST /quick HTTP/1.1\r\nContent-Length: %d\r\n\r\n' % MAX_BODY_BYTES
    )
    with serving() as served, served.connect() as wire:
        wire.sendall(head + b'a' * MAX_BODY_BYTES)
        assert body_on(wire) == str(MAX_BODY_BYTES).encode()
        # The next request on the same connection is read correctly.
        wire.sendall(b'GET /quick HTTP/1.1\r\nConnection: close\r\n\r\n')

        assert rest_of(wire).endswith(b'0')


@pytest.mark.parametrize(
    'head',
    [
        b'GET http://[::1/quick HTTP/1.1\r\n',
        b'POST /quick HTTP/1.1\r\nContent-Length: 3\r\n'
        b'Transfer-Encoding: chunked\r\n',
        b'POST /quick HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n',
    ],
)
def test_an_ambiguous_or_malformed_head_is_refused(
    head: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with serving() as served, served.connect() as wire:
        wire.sendall(head + b'\r\n0\r\n\r\nGET /quick HTTP/1.1\r\n\r\n')

        answer = rest_of(wire)
        assert b' 400 ' in answer.splitlines()[0]
        # The rest is not read as another request.
        assert answer.count(b'HTTP/1.1 ') == 1
        assert not caplog.records


@pytest.mark.parametrize(
    ('head', 'status'),
    [
        (b'GET /quick HTTP/1.1\r\n', b' 200 '),
        (b'POST /quick HTTP/1.1\r\nContent-Length: 0\r\n', b' 200 '),
        # Refused before the body is sent.
        (b'POST /quick HTTP/1.1\r\nContent-Length: 999999\r\n', b' 413 '),
        (b'GET http://[::1/quick HTTP/1.1\r\n', b' 400 '),
    ],
)
def test_a_request_is_answered_without_an_unneeded_body(
    head: bytes, status: bytes
) -> None:
    with serving() as served, served.connect() as wire:
        wire.sendall(
            head + b'Expect: 100-continue\r\nConnection: close\r\n\r\n'
        )

        assert status in rest_of(wire).splitlines()[0]


def test_a_pipelined_request_is_asked_for_its_body() -> None:
    with serving() as served, served.connect() as wire:
        wire.sendall(b'GET /quick HTTP/1.1\r\n\r\n' + EXPECTING)
        answer = b''
        while not answer.endswith(b'\r\n\r\n0HTTP/1.1 100 Continue\r\n\r\n'):
            part = wire.recv(1_000)
            assert part
            answer += part
        wire.sendall(b'abc')

        assert rest_of(wire).endswith(b'\r\n\r\n3')


def test_connections_are_closed_by_the_thread_that_polls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    served_one = threading.Event()
    closers: list[int] = []
    pollers: list[int | None] = []
    service = connections.Connection.service
    close = connections.Connection.handle_close

    def noted_service(connection: connections.Connection) -> None:
        service(connection)
        served_one.set()

    with serving() as served:

        def noted_close(connection: connections.Connection) -> None:
            closers.append(threading.get_ident())
            pollers.append(served.poller)
            close(connection)

        monkeypatch.setattr(connections.Connection, 'service', noted_service)
        monkeypatch.setattr(connections.Connection, 'handle_close', noted_close)
        wire = served.connect()
        wire.sendall(b'GET /slow HTTP/1.1\r\n\r\n' + EXPECTING)
        assert served.app.begun.wait(20)
        # Closing sends a reset, so that sending the response fails.
        wire.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)
        )
        with served.may_poll:
            wire.close()
            served.app.may_go.set()
            assert served_one.wait(20)
        wait_until(lambda: not served.server.active_channels)
        monkeypatch.undo()

    assert closers
    assert closers == pollers


def test_a_request_that_raises_exit_only_ends_its_connection(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with serving() as served:
        for _ in range(10):
            with served.connect() as wire:
                wire.sendall(b'GET /exit HTTP/1.1\r\n\r\n')
                assert rest_of(wire) == b''

        assert served.get() == b'0'
    assert caplog.text.count('A request could not be answered') == 10


def test_one_address_cannot_take_all_connections(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, '_MAX_CONNECTIONS', 40)
    monkeypatch.setattr(connections, '_RESERVED_FILES', 0)
    with serving() as served, contextlib.ExitStack() as stack:
        flood = [
            stack.enter_context(served.connect('127.0.0.9')) for _ in range(60)
        ]
        # Connections beyond the limit are closed.
        assert flood[-1].recv(1) == b''

        assert served.get() == b'0'


def test_on_stop_only_requests_in_progress_are_answered() -> None:
    with (
        serving() as served,
        served.connect() as wire,
        served.connect() as idle,
    ):
        wire.sendall(b'GET /slow HTTP/1.1\r\n\r\n')
        assert served.app.begun.wait(20)
        # Like the worker, which stops accepting between two polls.
        with served.may_poll:
            served.server.stop_accepting()
        assert idle.recv(1) == b''
        assert served.server.is_busy()
        served.app.may_go.set()

        assert b'\r\nConnection: close\r\n' in rest_of(wire)
        assert not served.server.is_busy()


@pytest.mark.parametrize('num_bytes', [0, MAX_BODY_BYTES])
def test_on_stop_a_request_that_has_arrived_is_answered(
    num_bytes: int,
) -> None:
    with serving() as served, served.connect() as wire:
        wait_until(lambda: bool(served.server.active_channels))
        with served.may_poll:
            wire.sendall(
                b'POST /quick HTTP/1.1\r\nContent-Length: %d\r\n\r\n'
                % num_bytes
                + b'a' * num_bytes
            )
            served.server.stop_accepting()

        assert body_on(wire) == str(num_bytes).encode()


def test_silent_connections_cost_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[connections.Connection] = []
    readable = connections.Connection.readable

    def record_call(connection: connections.Connection) -> bool:
        asked.append(connection)
        return readable(connection)

    with (
        serving(check_interval=LONG) as served,
        contextlib.ExitStack() as stack,
    ):
        for _ in range(200):
            stack.enter_context(served.connect()).sendall(HALF_A_HEAD)
        wait_until(lambda: served.num_half_sent() == 200)
        assert served.get() == b'0'
        silent = {
            connection
            for connection in list(served.server.active_channels.values())
            if connection.request is not None
        }
        monkeypatch.setattr(connections.Connection, 'readable', record_call)
        for _ in range(10):
            assert served.get() == b'0'
        monkeypatch.undo()

    assert len(silent) == 200
    assert asked
    assert silent.isdisjoint(asked)


def test_processes_share_connections_that_arrive_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, '_ACCEPT_PAUSE_SECS', LONG)
    listener = socket.create_server(('127.0.0.1', 0))
    with contextlib.ExitStack() as stack:
        served = [
            stack.enter_context(contextlib.closing(Served(listener.dup())))
            for _ in range(2)
        ]
        for _ in served:
            assert served[0].get() == b'0'

        rests = [server.server.accept_pause_secs() for server in served]
    listener.close()
    assert all(rest > 0 for rest in rests)


def test_a_process_accepts_connections_again_after_a_pause() -> None:
    listener = socket.create_server(('127.0.0.1', 0))
    with contextlib.closing(Served(listener)) as served:
        assert [served.get() for _ in range(20)] == [b'0'] * 20
