"""Connections that wait for complete requests without occupying a thread.

waitress receives the requests of all connections in one thread and passes on
complete ones. It closes idle connections; this module also closes those whose
request is not complete in time, even if bytes keep arriving.
"""

from __future__ import annotations

import dataclasses
import resource
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from waitress import (
    adjustments,
    channel,
    parser,
    server,
    task,
    wasyncore,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from core.serving import connection_map, task_dispatcher

# Bytes of the head of a request. Browsers send 1 to 2 kB, including a cookie
# and a long query.
_MAX_HEAD_BYTES = 32_768

# Bytes of a body held in memory; larger bodies go to a temporary file.
_MAX_BODY_BYTES_IN_MEMORY = 65_536

# Concurrent connections, if the system allows so many open files. Browsers open
# up to six each, so a school of 300 opens 1,800 when a lesson begins.
_MAX_CONNECTIONS = 5_000

# Maximum share of the connections for one address. A school has one address.
_MAX_SHARE_PER_ADDRESS = 0.5

# Open files of the process other than connections.
_RESERVED_FILES = 100


@dataclasses.dataclass(frozen=True)
class Timeouts:
    """Seconds after which a connection is closed.

    Attributes:
        idle: From the last response, or the start of the connection, to the
            next request.
        head: From the first byte of a request to the end of its head, usually
            one packet.
        request: From the first byte of a request to its last. The largest
            body, 2 MB, takes 32 seconds at 500 kbit/s.
        send: Between two successful writes of a response.
        linger: During which data from the client are discarded after the last
            response of a connection, so that the client can read it.
        check_interval: Between two checks for timed-out connections.
    """

    idle: float = 5.0
    head: float = 10.0
    request: float = 60.0
    send: float = 30.0
    linger: float = 2.0
    check_interval: float = 1.0


class _Request(parser.HTTPRequestParser):
    """Rejects heads that waitress accepts or crashes on without a response."""

    def parse_header(self, header_plus: bytes) -> None:
        """Parses the head of a request.

        Raises:
            ParsingError: The head is malformed, or specifies the length of the
                body in two ways, of which a proxy may use the other one
                (request smuggling; RFC 9112, section 6.1).
        """
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            # From urllib, for a target such as http://[::1/.
            raise parser.ParsingError('The address is invalid') from error
        if self.chunked and 'CONTENT_LENGTH' in self.headers:
            raise parser.ParsingError(
                'Content-Length and Transfer-Encoding exclude each other'
            )


class _Task(task.WSGITask):
    """Closes the connections of a stopping server after their responses."""

    def build_response_header(self) -> bytes:
        if not self.channel.server.accepting:
            self.set_close_on_finish()
        return bytes(super().build_response_header())

    def finish(self) -> None:
        super().finish()
        self.channel.note_response_end()


class Connection(channel.HTTPChannel):
    """A connection of a client."""

    parser_class = _Request
    task_class = _Task

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._idle_since = self._request_start = time.monotonic()
        self._lingering_since: float | None = None
        # The thread that is running `received`, or None.
        self._receiving_thread: int | None = None
        super().__init__(*args, **kwargs)

    def received(self, data: bytes) -> bool:
        """Parses received bytes; records the start of a request."""
        previous = self.request
        self._receiving_thread = threading.get_ident()
        try:
            is_new = bool(super().received(data))
        finally:
            self._receiving_thread = None
        if self.request is not previous:
            self._request_start = time.monotonic()
        return is_new

    def send_continue(self) -> None:
        """Sends "100 Continue", if the polling thread calls this.

        Not for a request without a body, for which waitress would wait.

        waitress also calls this in the thread that processed the previous
        request. That thread would race with the polling thread: it could send
        the same bytes, or close a connection that is being handled. So
        `handle_write` sends the response instead.
        """
        is_receiver = self._receiving_thread == threading.get_ident()
        if is_receiver and not self.request.completed:
            super().send_continue()

    @property
    def _must_send_continue(self) -> bool:
        """Whether the client is waiting for "100 Continue"."""
        request = self.request
        return bool(
            request is not None
            and request.expect_continue
            and request.headers_finished
            and not self.requests
            and not self.sent_continue
        )

    def note_response_end(self) -> None:
        """Records the end of a response, before the next request starts."""
        self._idle_since = self._request_start = time.monotonic()
        self.last_activity = time.time()

    @property
    def _is_lingering(self) -> bool:
        return self._lingering_since is not None

    def readable(self) -> bool:
        """Returns whether to wait for data from the client."""
        if self._is_lingering:
            return True
        return not self._must_send_continue and bool(super().readable())

    def writable(self) -> bool:
        """Returns whether there are data to send or a connection to close."""
        return not self._is_lingering and bool(
            super().writable() or self._must_send_continue
        )

    def handle_write(self) -> None:
        """Sends pending data."""
        if super().writable():
            super().handle_write()
            self.server.task_dispatcher.note_sent()
        elif self._must_send_continue:
            super().send_continue()

    def handle_read(self) -> None:
        """Receives data; discards them while the connection lingers."""
        if not self._is_lingering:
            super().handle_read()
            return
        try:
            self.recv(self.adj.recv_bytes)
        except OSError:
            self.handle_close()

    def handle_close(self) -> None:
        """Closes the connection, lingering first if the server ends it.

        Closing a socket with unread data resets the connection, and the client
        loses the part of the response that it has not read yet.
        """
        if not (self.connected and self.will_close) or self._is_lingering:
            super().handle_close()
            return
        self._lingering_since = time.monotonic()
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            super().handle_close()

    @property
    def is_settled(self) -> bool:
        """Whether only data from the client can change the wanted events."""
        return not (
            self.is_busy() or self.will_close or self.close_when_flushed
        )

    def is_busy(self) -> bool:
        """Returns whether a request is processed or its response sent."""
        return bool(self.requests or self.total_outbufs_len)

    def has_timed_out(self, now: float, timeouts: Timeouts) -> bool:
        """Returns whether the client has exceeded a timeout.

        Args:
            now: The time by the monotonic clock.
            timeouts: The timeouts.
        """
        if self._lingering_since is not None:
            return now - self._lingering_since > timeouts.linger
        unsent = self.total_outbufs_len
        if self.requests and unsent <= self.adj.outbuf_high_watermark:
            return False
        if unsent:
            # waitress uses the wall clock for this time.
            return time.time() - self.last_activity > timeouts.send
        idle_secs = now - self._idle_since
        if self.request is None:
            return idle_secs > timeouts.idle
        if idle_secs > timeouts.idle + timeouts.request:
            # Only empty lines before a request have arrived.
            return True
        timeout_secs = (
            timeouts.request if self.request.headers_finished else timeouts.head
        )
        return now - self._request_start > timeout_secs

    def read_pending_data(self) -> None:
        """Reads a request that has arrived, or closes the connection."""
        max_bytes = _MAX_HEAD_BYTES + self.adj.max_request_body_size
        for _ in range(max_bytes // self.adj.recv_bytes + 1):
            if not (self.connected and self.readable()):
                return
            # Closes the connection if there are no data.
            wasyncore.read(self)

    def drop(self) -> None:
        """Closes the connection at once, without lingering."""
        self.will_close = False
        self.handle_close()


# Seconds during which a process that has accepted a connection leaves new ones
# to other processes. Otherwise the first to wake up accepts all of a burst.
_ACCEPT_PAUSE_SECS = 0.002


def max_connections() -> int:
    """Returns the maximum number of concurrent connections per process."""
    max_files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(
        min(_MAX_CONNECTIONS, max_files - _RESERVED_FILES), _RESERVED_FILES
    )


class Server(server.TcpWSGIServer):
    """Accepts connections on a socket and closes those that have timed out.

    Args:
        app: The WSGI application.
        listener: The listening socket.
        dispatcher: The threads that process requests.
        connections: The `map` of waitress.
        timeouts: The timeouts of connections.
        max_body_bytes: The maximum size of a request body.
        are_peers_proxies: Whether one address may serve many clients, and so
            may hold all connections.
        is_only_process: Whether no other process accepts connections on the
            socket.
    """

    channel_class = Connection

    def __init__(
        self,
        app: WSGIApplication,
        listener: socket.socket,
        dispatcher: task_dispatcher.FairDispatcher,
        *,
        connections: connection_map.ConnectionMap,
        timeouts: Timeouts,
        max_body_bytes: int,
        are_peers_proxies: bool = False,
        is_only_process: bool = True,
    ) -> None:
        self._timeouts = timeouts
        self._is_alone = is_only_process
        self._accepts_from_secs = 0.0
        self._timed_out: set[Connection] = set()
        share = 1.0 if are_peers_proxies else _MAX_SHARE_PER_ADDRESS
        self._max_per_address = int(share * max_connections())
        settings = adjustments.Adjustments(
            # The application evaluates them, as one setting says.
            clear_untrusted_proxy_headers=False,
            connection_limit=max_connections(),
            ident=None,
            inbuf_overflow=_MAX_BODY_BYTES_IN_MEMORY,
            log_socket_errors=False,
            # waitress accepts one byte less.
            max_request_body_size=max_body_bytes + 1,
            max_request_header_size=_MAX_HEAD_BYTES,
            sockets=[listener],
        )
        settings.cleanup_interval = timeouts.check_interval
        super().__init__(
            app,
            map=connections,
            _sock=listener,
            dispatcher=dispatcher,
            adj=settings,
            bind_socket=False,
            sockinfo=(
                listener.family,
                listener.type,
                listener.proto,
                listener.getsockname(),
            ),
        )

    def accept(self) -> Any:
        """Accepts a connection and leaves the next one to other processes."""
        accepted = super().accept()
        if accepted is not None and not self._is_alone:
            self._accepts_from_secs = time.monotonic() + _ACCEPT_PAUSE_SECS
        return accepted

    def readable(self) -> bool:
        """Returns whether to accept a connection."""
        return not self.accept_pause_secs() and super().readable()

    def accept_pause_secs(self) -> float:
        """Returns for how long new connections are left to other processes."""
        return max(self._accepts_from_secs - time.monotonic(), 0.0)

    def pull_trigger(self) -> None:
        """Wakes the polling thread after a change of a connection.

        Not needed if no thread waits: each wait begins by querying the
        connections that may have changed.
        """
        if self._map.is_waiting:
            super().pull_trigger()

    def end_wait(self) -> None:
        """Ends the wait of the polling thread; if none waits, the next wait."""
        super().pull_trigger()

    def set_socket_options(self, conn: socket.socket) -> None:
        """Prepares a new connection.

        Raises:
            OSError: Its address has too many connections.
        """
        super().set_socket_options(conn)
        if len(self.active_channels) < self._max_per_address:
            return
        address = conn.getpeername()[0]
        num_of_address = sum(
            connection.addr[0] == address
            for connection in self.active_channels.values()
        )
        if num_of_address >= self._max_per_address:
            conn.close()
            raise ConnectionRefusedError(f'too many connections of {address}')

    def maintenance(self, now: float) -> None:
        """Closes timed-out connections; called by waitress at intervals.

        Only those that had timed out at the previous check as well: a process
        that was suspended may not have read data that have already arrived.
        """
        del now
        monotonic = time.monotonic()
        timed_out = {
            connection
            for connection in self.active_channels.values()
            if connection.has_timed_out(monotonic, self._timeouts)
        }
        for connection in timed_out & self._timed_out:
            connection.drop()
        self._timed_out = timed_out - self._timed_out
        self._map.recheck_all()

    def stop_accepting(self) -> None:
        """Stops accepting connections, and closes those without a request.

        Requests that have arrived but were not read yet are read and processed.
        """
        # Only the socket: threads still wake the loop through the trigger.
        wasyncore.dispatcher.close(self)
        for connection in list(self.active_channels.values()):
            connection.read_pending_data()
            if not connection.is_busy():
                connection.drop()

    def is_busy(self) -> bool:
        """Returns whether a request is processed or its response sent."""
        # A copy: another thread may accept or close connections meanwhile.
        connections = list(self.active_channels.values())
        return any(connection.is_busy() for connection in connections)
