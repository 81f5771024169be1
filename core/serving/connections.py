"""Connections that wait for a complete request without holding a thread.

waitress receives requests in one thread, for all connections, and hands over
those that are complete. It closes an idle connection; here
it also closes one whose request is not complete in time, even if bytes
keep arriving.
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

    from core.serving import turns, watching

# Bytes of the head of one request. Browsers send 1 to 2 kB, a cookie and a long
# query among them.
_MAX_HEAD_BYTES = 32_768

# Bytes of a body held in memory; a longer one goes to a file.
_MAX_BODY_BYTES_IN_MEMORY = 65_536

# Concurrent connections, if the system allows so many files. Browsers open
# up to six each, so a school of 300 takes 1,800 when a lesson begins.
_MAX_CONNECTIONS = 5_000

# Part of them that one address may hold. Those of a school are one address.
_SHARE_OF_AN_ADDRESS = 0.5

# Files that the process opens for something else.
_OTHER_FILES = 100


@dataclasses.dataclass(frozen=True)
class Deadlines:
    """Seconds after which a connection is closed.

    Attributes:
        idle: From the last answer (or the begin) to the next request.
        head: From the first byte of a request to the end of its head. It is
            one packet, as a rule.
        request: From its first byte to its last. The largest body, 2 MB, takes
            32 seconds on a line of 500 kbit/s.
        reading: Between two moments at which the client takes some of an
            answer.
        lingering: For which what a client still sends is thrown away after
            an answer that ended the connection, so that it gets to read that.
        checks: Between two looks at which connections are overdue.
    """

    idle: float = 5.0
    head: float = 10.0
    request: float = 60.0
    reading: float = 30.0
    lingering: float = 2.0
    checks: float = 1.0


class _Request(parser.HTTPRequestParser):
    """Refuses what waitress takes, or fails for without an answer."""

    def parse_header(self, header_plus: bytes) -> None:
        """Reads the head of a request.

        Raises:
            ParsingError: It is damaged, or gives the length of its body in two
                ways, of which a proxy may believe the other one (RFC 9112,
                section 6.1).
        """
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            # From urllib, for an address such as http://[::1/.
            raise parser.ParsingError('The address is invalid') from error
        if self.chunked and 'CONTENT_LENGTH' in self.headers:
            raise parser.ParsingError(
                'Content-Length and Transfer-Encoding exclude each other'
            )


class _Task(task.WSGITask):
    """Asks clients of a stopping server to come back on a new connection."""

    def build_response_header(self) -> bytes:
        if not self.channel.server.accepting:
            self.set_close_on_finish()
        return bytes(super().build_response_header())

    def finish(self) -> None:
        super().finish()
        self.channel.note_answered()


class Connection(channel.HTTPChannel):
    """One connection of a client."""

    parser_class = _Request
    task_class = _Task

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._idle_since = self._begun_at = time.monotonic()
        self._lingering_since: float | None = None
        # The thread that is in `received`, if one is.
        self._receiver: int | None = None
        super().__init__(*args, **kwargs)

    def received(self, data: bytes) -> bool:
        """Notes when a request begins."""
        before = self.request
        self._receiver = threading.get_ident()
        try:
            is_new = bool(super().received(data))
        finally:
            self._receiver = None
        if self.request is not before:
            self._begun_at = time.monotonic()
        return is_new

    def send_continue(self) -> None:
        """Asks the client for the body, if the polling thread calls this.

        A request without a body is not asked for one: waitress would wait for
        it.

        waitress also calls this in the thread that answered the previous
        request. That thread could send bytes that the polling thread is
        sending, and close a connection that it is handling; so `handle_write`
        asks instead.
        """
        is_receiver = self._receiver == threading.get_ident()
        if is_receiver and not self.request.completed:
            super().send_continue()

    @property
    def _owes_continue(self) -> bool:
        """Whether the client waits to be asked for its body."""
        request = self.request
        return bool(
            request is not None
            and request.expect_continue
            and request.headers_finished
            and not self.requests
            and not self.sent_continue
        )

    def note_answered(self) -> None:
        """Notes when an answer is complete, before the connection is free."""
        self._idle_since = self._begun_at = time.monotonic()
        self.last_activity = time.time()

    @property
    def _is_lingering(self) -> bool:
        return self._lingering_since is not None

    def readable(self) -> bool:
        """Whether to take what the client sends."""
        if self._is_lingering:
            return True
        return not self._owes_continue and bool(super().readable())

    def writable(self) -> bool:
        """Whether there is something to send, or the connection to close."""
        return not self._is_lingering and bool(
            super().writable() or self._owes_continue
        )

    def handle_write(self) -> None:
        """Sends what there is."""
        if super().writable():
            super().handle_write()
            self.server.task_dispatcher.note_sent()
        elif self._owes_continue:
            super().send_continue()

    def handle_read(self) -> None:
        """Takes what the client sends."""
        if not self._is_lingering:
            super().handle_read()
            return
        try:
            self.recv(self.adj.recv_bytes)
        except OSError:
            self.handle_close()

    def handle_close(self) -> None:
        """Closes, if nothing that was sent is still on its way here.

        A socket that is closed before all of it has been read resets the
        connection, and the client loses the answer that it had not read yet.
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
        """Whether nothing changes here before the client sends something."""
        return not (
            self.is_busy() or self.will_close or self.close_when_flushed
        )

    def is_busy(self) -> bool:
        """Whether a request is being worked on, or its answer sent."""
        return bool(self.requests or self.total_outbufs_len)

    def is_overdue(self, now: float, deadlines: Deadlines) -> bool:
        """Whether the deadline of the client has passed.

        Args:
            now: The time by the monotonic clock.
            deadlines: How much time there is.
        """
        if self._lingering_since is not None:
            return now - self._lingering_since > deadlines.lingering
        unsent = self.total_outbufs_len
        if self.requests and unsent <= self.adj.outbuf_high_watermark:
            return False
        if unsent:
            # waitress takes this time by the other clock.
            return time.time() - self.last_activity > deadlines.reading
        idle_secs = now - self._idle_since
        if self.request is None:
            return idle_secs > deadlines.idle
        if idle_secs > deadlines.idle + deadlines.request:
            # Empty lines before a request are skipped.
            return True
        allowed = (
            deadlines.request
            if self.request.headers_finished
            else deadlines.head
        )
        return now - self._begun_at > allowed

    def read_what_has_come(self) -> None:
        """Reads one request, or closes if not all of it is there."""
        most_bytes = _MAX_HEAD_BYTES + self.adj.max_request_body_size
        for _ in range(most_bytes // self.adj.recv_bytes + 1):
            if not (self.connected and self.readable()):
                return
            # It closes the connection when nothing is there.
            wasyncore.read(self)

    def drop(self) -> None:
        """Closes at once."""
        self.will_close = False
        self.handle_close()


# Seconds for which a process that has accepted a connection leaves new ones to
# the others. The first to wake up would otherwise take all that come at once.
_REST_SECS = 0.002


def max_connections() -> int:
    """Returns how many connections this process may have at once."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(min(_MAX_CONNECTIONS, allowed - _OTHER_FILES), _OTHER_FILES)


class Server(server.TcpWSGIServer):
    """Accepts connections on one socket, and closes those that are overdue.

    Args:
        app: What answers.
        listener: The socket, which listens.
        dispatcher: The threads that work on requests.
        connections: The connections that waitress watches.
        deadlines: The times at which connections are closed.
        max_body_bytes: The largest body that is received.
        are_peers_proxies: Whether one address may be many clients, so that
            it may hold all connections.
        is_alone: Whether no other process accepts connections on the socket.
    """

    channel_class = Connection

    def __init__(
        self,
        app: WSGIApplication,
        listener: socket.socket,
        dispatcher: turns.Turns,
        *,
        connections: watching.Watched,
        deadlines: Deadlines,
        max_body_bytes: int,
        are_peers_proxies: bool = False,
        is_alone: bool = True,
    ) -> None:
        self._deadlines = deadlines
        self._is_alone = is_alone
        self._rests_until_secs = 0.0
        self._overdue: set[Connection] = set()
        share = 1.0 if are_peers_proxies else _SHARE_OF_AN_ADDRESS
        self._max_of_an_address = int(share * max_connections())
        settings = adjustments.Adjustments(
            # Headers of proxies are read by the application, from one setting.
            clear_untrusted_proxy_headers=False,
            connection_limit=max_connections(),
            ident=None,
            inbuf_overflow=_MAX_BODY_BYTES_IN_MEMORY,
            log_socket_errors=False,
            # waitress takes one byte less than that.
            max_request_body_size=max_body_bytes + 1,
            max_request_header_size=_MAX_HEAD_BYTES,
            sockets=[listener],
        )
        settings.cleanup_interval = deadlines.checks
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
        """Accepts a connection, and leaves the next one to other processes."""
        accepted = super().accept()
        if accepted is not None and not self._is_alone:
            self._rests_until_secs = time.monotonic() + _REST_SECS
        return accepted

    def readable(self) -> bool:
        """Whether to accept a connection."""
        return not self.secs_of_rest() and super().readable()

    def secs_of_rest(self) -> float:
        """Returns how long new connections are left to other processes."""
        return max(self._rests_until_secs - time.monotonic(), 0.0)

    def pull_trigger(self) -> None:
        """Ends the wait of the polling thread, as a connection has changed.

        If no thread waits, nothing is needed: each wait begins with a look at
        the connections that may have changed.
        """
        if self._map.is_waiting:
            super().pull_trigger()

    def end_wait(self) -> None:
        """Ends the wait of the polling thread; if none waits, the next wait."""
        super().pull_trigger()

    def set_socket_options(self, conn: socket.socket) -> None:
        """Prepares a connection that is new.

        Raises:
            OSError: Its address has as many as it may have.
        """
        super().set_socket_options(conn)
        if len(self.active_channels) < self._max_of_an_address:
            return
        address = conn.getpeername()[0]
        same = sum(
            connection.addr[0] == address
            for connection in self.active_channels.values()
        )
        if same >= self._max_of_an_address:
            conn.close()
            raise ConnectionRefusedError(f'too many connections of {address}')

    def maintenance(self, now: float) -> None:
        """Closes overdue connections; waitress calls it from time to time.

        Only those that were overdue the last time, too: when the process was
        held up, it may not have read data that has already arrived.
        """
        del now
        monotonic = time.monotonic()
        overdue = {
            connection
            for connection in self.active_channels.values()
            if connection.is_overdue(monotonic, self._deadlines)
        }
        for connection in overdue & self._overdue:
            connection.drop()
        self._overdue = overdue - self._overdue
        self._map.look_at_all()

    def stop_accepting(self) -> None:
        """Takes no new connection, and closes those that have no request.

        A request counts even if it has arrived and was not read yet.
        """
        # The socket alone: threads still wake the loop through its trigger.
        wasyncore.dispatcher.close(self)
        for connection in list(self.active_channels.values()):
            connection.read_what_has_come()
            if not connection.is_busy():
                connection.drop()

    def is_busy(self) -> bool:
        """Whether a request is being worked on, or its answer sent."""
        # A copy: another thread may accept or close connections meanwhile.
        connections = list(self.active_channels.values())
        return any(connection.is_busy() for connection in connections)
