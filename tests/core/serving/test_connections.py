"""Slow, silent and hostile clients, over real sockets."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from core.serving import connections, turns, watching

pytestmark = pytest.mark.no_store

LONG = 600.0
MAX_BODY_BYTES = 100_000
HALF_A_HEAD = b'GET /quick HTTP/1.1\r\nHost: a'
HALF_A_BODY = (
    b'POST /quick HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nhalf'
)

HALF_A_CHUNK = (
    b'POST /quick HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na'
)

# Its client waits to be asked before it sends the body, of three bytes.
EXPECTING = (
    b'POST /quick HTTP/1.1\r\nExpect: 100-continue\r\n'
    b'Connection: close\r\nContent-Length: 3\r\n\r\n'
)


class App:
    """Answers with the length of the body; on /slow when it is let go."""

    def __init__(self) -> None:
        self.may_go = threading.Event()
        self.begun = threading.Event()
        self._num_begun = 0
        self._lock = threading.Lock()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        body = environ['wsgi.input'].read()
        if environ['PATH_INFO'] == '/slow':
            with self._lock:
                self._num_begun += 1
            self.begun.set()
            assert self.may_go.wait(20)
        answer = str(len(body)).encode()
        if environ['PATH_INFO'] == '/large':
            answer = b'x' * 30_000_000
        if environ['PATH_INFO'] == '/exit':
            raise SystemExit
        if environ['PATH_INFO'] == '/streamed':
            start_response('200 OK', [])
            return itertools.repeat(b'x' * 1_000_000, 30)
        start_response('200 OK', [('Content-Length', str(len(answer)))])
        return [answer]

    def num_begun(self) -> int:
        """Returns how many slow requests have begun."""
        return self._num_begun


class Served:
    """A server in threads of this process.

    Args:
        listener: A socket on which another server listens, too.
        deadlines: In seconds, by name; those left out are long.
    """

    def __init__(
        self, listener: socket.socket | None = None, **deadlines: float
    ) -> None:
        long = {'idle': LONG, 'head': LONG, 'request': LONG, 'reading': LONG}
        self.app = App()
        self.listener = listener or socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.watched = watching.Watched()
        self.threads = turns.Turns(8, 6, lambda task: str(task.addr[0]))
        self.server = connections.Server(
            self.app,
            self.listener,
            self.threads,
            connections=self.watched,
            deadlines=connections.Deadlines(
                **{**long, 'checks': 0.05, **deadlines}
            ),
            max_body_bytes=MAX_BODY_BYTES,
            is_alone=listener is None,
        )
        self.may_poll = threading.Lock()
        self.poller: int | None = None
        self.longest_poll_secs = 0.05
        self.polls_ended = threading.Semaphore(0)
        self.threads.start(self._poll, self._end_poll)

    def _poll(self, secs: float) -> None:
        with self.may_poll:
            self.poller = threading.get_ident()
            self.watched.wait(min(secs, self.longest_poll_secs))
            self.poller = None

    def _end_poll(self) -> None:
        self.server.end_wait()
        self.polls_ended.release()

    def connect(self, address: str = '127.0.0.1') -> socket.socket:
        """Connects from an address of this machine."""
        return socket.create_connection(
            ('127.0.0.1', self.port), timeout=20, source_address=(address, 0)
        )

    def get(self, path: str = '/quick') -> bytes:
        """Sends a request on its own connection."""
        asking = http.client.HTTPConnection('127.0.0.1', self.port, timeout=20)
        asking.request('GET', path)
        answer = asking.getresponse().read()
        asking.close()
        return answer

    def num_busy(self) -> int:
        """Returns how many connections have a complete request."""
        return sum(
            each.is_busy()
            for each in list(self.server.active_channels.values())
        )

    def num_half_sent(self) -> int:
        """Returns how many connections have begun a request."""
        return sum(
            each.request is not None
            for each in list(self.server.active_channels.values())
        )

    def num_with_much_unsent(self) -> int:
        """Returns how many connections have an answer that is hardly read."""
        return sum(
            each.total_outbufs_len > each.adj.outbuf_high_watermark
            for each in list(self.server.active_channels.values())
        )

    def close(self) -> None:
        self.app.may_go.set()
        self.threads.shutdown()
        self.watched.close()
        self.listener.close()


@contextlib.contextmanager
def serving(**deadlines: float) -> Iterator[Served]:
    served = Served(**deadlines)
    try:
        yield served
    finally:
        served.close()


def body_on(wire: socket.socket) -> bytes:
    """Reads one answer on a connection that stays open."""
    answer = http.client.HTTPResponse(wire)
    answer.begin()
    assert answer.status == 200
    return answer.read()


def rest_of(wire: socket.socket) -> bytes:
    """Reads until the other side closes."""
    parts = []
    while part := wire.recv(65_536):
        parts.append(part)
    return b''.join(parts)


@pytest.mark.parametrize('sent', [b'', HALF_A_HEAD, HALF_A_BODY])
@pytest.mark.parametrize('num', [8, 100, 1_000])
def test_clients_that_send_half_a_request_block_nobody(
    num: int, sent: bytes
) -> None:
    with serving() as served, contextlib.ExitStack() as stack:
        for number in range(num):
            # From several addresses, since connections are limited for each.
            wire = served.connect(f'127.0.1.{number % 4 + 1}')
            stack.enter_context(wire).sendall(sent)

        assert [served.get() for _ in range(20)] == [b'0'] * 20


@pytest.mark.parametrize(
    ('deadline', 'sent'),
    [
        ('idle', b''),
        ('head', HALF_A_HEAD),
        ('request', HALF_A_BODY),
        ('request', HALF_A_CHUNK),
    ],
)
def test_a_connection_is_closed_when_its_deadline_has_passed(
    deadline: str, sent: bytes
) -> None:
    with serving(**{deadline: 0.2}) as served, served.connect() as wire:
        wire.sendall(sent)

        assert rest_of(wire) == b''


def test_a_kept_connection_is_closed_when_no_request_follows() -> None:
    with serving(idle=0.2) as served, served.connect() as wire:
        wire.sendall(b'GET /quick HTTP/1.1\r\n\r\n')

        assert rest_of(wire).startswith(b'HTTP/1.1 200')


def is_closed_while_sending(wire: socket.socket, again: bytes) -> bool:
    """Sends the same again and again, until the other side closes."""
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
    ('deadlines', 'sent', 'again'),
    [
        ({'head': 0.3}, HALF_A_HEAD, b'a'),
        ({'request': 0.3}, HALF_A_BODY, b'a'),
        # Empty lines before a request belong to none.
        ({'idle': 0.2, 'head': 0.2, 'request': 0.2}, b'', b'\r\n\r\n\r\n'),
    ],
)
def test_a_trickle_of_bytes_does_not_extend_a_deadline(
    deadlines: dict[str, float], sent: bytes, again: bytes
) -> None:
    with serving(**deadlines) as served, served.connect() as wire:
        wire.sendall(sent)

        assert is_closed_while_sending(wire, again)


def test_a_request_in_progress_has_no_deadline() -> None:
    with (
        serving(idle=0.1, head=0.1, request=0.1) as served,
        served.connect() as wire,
    ):
        wire.sendall(b'GET /slow HTTP/1.1\r\nConnection: close\r\n\r\n')
        assert served.app.begun.wait(20)
        # Other connections come and close, so deadlines are checked.
        with served.connect() as other:
            assert rest_of(other) == b''
        served.app.may_go.set()

        assert rest_of(wire).startswith(b'HTTP/1.1 200')


def test_a_request_that_came_while_the_process_was_held_up_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with serving(idle=5.0, checks=0.0) as served, served.connect() as wire:
        wire.sendall(b'GET /quick HTTP/1.1\r\n\r\n')
        assert body_on(wire) == b'0'
        with served.may_poll:
            wire.sendall(b'GET /quick HTTP/1.1\r\n\r\n')
            later = time.monotonic() + 100
            monkeypatch.setattr(time, 'monotonic', lambda: later)

        assert body_on(wire) == b'0'


def test_a_client_that_does_not_read_is_disconnected() -> None:
    with serving(reading=0.3) as served, served.connect() as wire:
        wire.sendall(b'GET /large HTTP/1.1\r\n\r\n')
        assert wire.recv(1) == b'H'
        while served.server.active_channels:
            time.sleep(0.02)

        assert served.get() == b'0'


def test_slow_readers_on_all_threads_get_their_answers() -> None:
    with serving() as served:
        clients = [
            served.connect(f'127.0.0.{1 + number // 4}') for number in range(8)
        ]
        for client in clients:
            client.sendall(b'GET /streamed HTTP/1.0\r\n\r\n')
        # Each thread waits until more of its answer is taken.
        while served.num_with_much_unsent() < 8:
            time.sleep(0.01)
        lengths = [len(rest_of(client)) for client in clients]
        for client in clients:
            client.close()
        while served.server.active_channels:
            time.sleep(0.01)

    assert min(lengths) > 30_000_000


def test_no_request_waits_for_a_poll_that_was_about_to_begin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, '_POLL_SECS', LONG)
    about_to_wait, may_wait = threading.Event(), threading.Event()
    with serving() as served, contextlib.ExitStack() as stack:
        served.longest_poll_secs = LONG
        wires = [stack.enter_context(served.connect()) for _ in range(7)]
        for wire in wires:
            wire.sendall(b'GET /slow HTTP/1.1\r\n\r\n')
        # One address gets six threads.
        while served.app.num_begun() < 6 or served.num_busy() < 7:
            time.sleep(0.01)
        wait = served.watched.wait

        def wait_later(secs: float) -> None:
            about_to_wait.set()
            assert may_wait.wait(20)
            wait(secs)

        monkeypatch.setattr(served.watched, 'wait', wait_later)
        served.server.end_wait()
        assert about_to_wait.wait(20)
        served.app.may_go.set()
        for _ in range(6):
            assert served.polls_ended.acquire(timeout=20)
        may_wait.set()

        assert [body_on(wire) for wire in wires] == [b'0'] * 7


def test_a_body_that_is_too_large_is_answered_and_the_connection_ends() -> None:
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
        # And the next request on the same connection is understood.
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
        # The rest is not a request.
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
def test_a_body_that_is_not_wanted_is_not_waited_for(
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
        # Closed with nothing sent before, so that sending fails.
        wire.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)
        )
        with served.may_poll:
            wire.close()
            served.app.may_go.set()
            assert served_one.wait(20)
        while served.server.active_channels:
            time.sleep(0.01)
        monkeypatch.undo()

    assert closers
    assert closers == pollers


def test_a_request_that_wants_to_exit_ends_its_connection_alone(
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
    monkeypatch.setattr(connections, '_OTHER_FILES', 0)
    with serving() as served, contextlib.ExitStack() as stack:
        flood = [
            stack.enter_context(served.connect('127.0.0.9')) for _ in range(60)
        ]
        # Those that are one too many are closed.
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
        # The worker itself stops it between two turns of its loop.
        with served.may_poll:
            served.server.stop_accepting()
        assert idle.recv(1) == b''
        assert served.server.is_busy()
        served.app.may_go.set()

        assert b'\r\nConnection: close\r\n' in rest_of(wire)
        assert not served.server.is_busy()


@pytest.mark.parametrize('num_bytes', [0, MAX_BODY_BYTES])
def test_on_stop_a_request_that_has_come_unread_is_answered(
    num_bytes: int,
) -> None:
    with serving() as served, served.connect() as wire:
        while not served.server.active_channels:
            time.sleep(0.01)
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

    def counted(connection: connections.Connection) -> bool:
        asked.append(connection)
        return readable(connection)

    with serving(checks=LONG) as served, contextlib.ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(served.connect()).sendall(HALF_A_HEAD)
        while served.num_half_sent() < 200:
            time.sleep(0.01)
        assert served.get() == b'0'
        silent = {
            connection
            for connection in list(served.server.active_channels.values())
            if connection.request is not None
        }
        monkeypatch.setattr(connections.Connection, 'readable', counted)
        for _ in range(10):
            assert served.get() == b'0'
        monkeypatch.undo()

    assert len(silent) == 200
    assert asked
    assert silent.isdisjoint(asked)


def test_processes_share_connections_that_come_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, '_REST_SECS', LONG)
    listener = socket.create_server(('127.0.0.1', 0))
    with contextlib.ExitStack() as stack:
        served = [
            stack.enter_context(contextlib.closing(Served(listener.dup())))
            for _ in range(2)
        ]
        for _ in served:
            assert served[0].get() == b'0'

        rests = [each.server.secs_of_rest() for each in served]
    listener.close()
    assert all(rest > 0 for rest in rests)


def test_a_process_that_rests_goes_on_after_a_moment() -> None:
    listener = socket.create_server(('127.0.0.1', 0))
    with contextlib.closing(Served(listener)) as served:
        assert [served.get() for _ in range(20)] == [b'0'] * 20
