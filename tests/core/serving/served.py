"""A server in threads of the test process, and helpers for its clients."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from core.serving import connection_map, connections, task_dispatcher

LONG = 600.0
MAX_BODY_BYTES = 100_000


class App:
    """Answers with the length of the body; /slow waits for `may_go`."""

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
        listener: A listening socket that another server uses, too.
        timeouts: Timeouts in seconds, by name; the others are long.
    """

    def __init__(
        self, listener: socket.socket | None = None, **timeouts: float
    ) -> None:
        long = {'idle': LONG, 'head': LONG, 'request': LONG, 'send': LONG}
        self.app = App()
        self.listener = listener or socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.connections = connection_map.ConnectionMap()
        self.threads = task_dispatcher.FairDispatcher(
            8, 6, lambda task: str(task.addr[0])
        )
        self.server = connections.Server(
            self.app,
            self.listener,
            self.threads,
            connections=self.connections,
            timeouts=connections.Timeouts(
                **{**long, 'check_interval': 0.05, **timeouts}
            ),
            max_body_bytes=MAX_BODY_BYTES,
            is_only_process=listener is None,
        )
        self.may_poll = threading.Lock()
        self.poller: int | None = None
        self.longest_poll_secs = 0.05
        self.polls_ended = threading.Semaphore(0)
        self.threads.start(self._poll, self._end_poll)

    def _poll(self, secs: float) -> None:
        with self.may_poll:
            self.poller = threading.get_ident()
            self.connections.wait(min(secs, self.longest_poll_secs))
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
            channel.is_busy()
            for channel in list(self.server.active_channels.values())
        )

    def num_half_sent(self) -> int:
        """Returns how many connections have begun a request."""
        return sum(
            channel.request is not None
            for channel in list(self.server.active_channels.values())
        )

    def num_with_much_unsent(self) -> int:
        """Returns how many connections have an answer that is hardly read."""
        return sum(
            channel.total_outbufs_len > channel.adj.outbuf_high_watermark
            for channel in list(self.server.active_channels.values())
        )

    def close(self) -> None:
        self.app.may_go.set()
        self.threads.shutdown()
        self.connections.close()
        self.listener.close()


@contextlib.contextmanager
def serving(**timeouts: float) -> Iterator[Served]:
    served = Served(None, **timeouts)
    try:
        yield served
    finally:
        served.close()


def wait_until(happened: Callable[[], bool]) -> None:
    """Polls a condition that nothing signals, such as the state of a socket.

    Args:
        happened: Returns whether the condition is fulfilled.
    """
    end = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < end, 'it did not happen'
        # Polling without a pause would slow the server down.
        time.sleep(0.01)


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
