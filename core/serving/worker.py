"""A gunicorn worker that receives requests with waitress.

gunicorn starts and stops processes, and restarts them when sources change. The
threads of its own workers, however, block on clients that have not sent
everything; a few stalled clients block them all.
"""

from __future__ import annotations

import os
import select
import threading
import time
from typing import Any

from gunicorn.workers import base

from core.serving import connection_map, connections, task_dispatcher

# Interval of heartbeats.
_HEARTBEAT_SECS = 1.0

# A process hangs if requests wait while all threads have been busy for so long
# without sending anything. Except for downloads, the longest requests take some
# 30 seconds (feconf.FOLD_REQUEST_SECS); clients and proxies have timed out by
# then.
_HANGING_SECS = 120.0

# Interval of checks whether a stopping process has finished its requests.
_STOP_CHECK_SECS = 0.05

# Maximum share of the threads for one sender. The threads of a process share
# one processor, so the remaining ones would hardly speed that sender up; they
# serve new requests while the first ones take long.
_MAX_SHARE_PER_SENDER = 0.75


class BufferingWorker(base.Worker):
    """Passes only complete requests to the application, fairly by sender."""

    alive: bool

    def run(self) -> None:
        """Serves until a signal stops the process, then finishes requests."""
        # Imported here, as in `_build_dispatcher`.
        from core import settings

        settings.cache_environment()
        self._connections = connection_map.ConnectionMap()
        dispatcher = self._build_dispatcher()
        self._servers = [
            self._build_server(socket.sock, dispatcher)
            for socket in self.sockets
        ]
        self._is_broken = False
        self._has_stopped_accepting = threading.Event()
        dispatcher.start(self._poll, self._end_poll)
        while self.alive and self.ppid == os.getppid():
            # Without heartbeats, gunicorn replaces the worker.
            if not dispatcher.is_hanging(_HANGING_SECS):
                self.notify()
            self._wait_for_signal(_HEARTBEAT_SECS)
        if not self._is_broken:
            self._finish(dispatcher)

    def _finish(self, dispatcher: task_dispatcher.FairDispatcher) -> None:
        """Stops accepting connections and finishes open requests."""
        self.alive = False
        self._end_poll()
        end = time.monotonic() + self.cfg.graceful_timeout
        self._has_stopped_accepting.wait(self.cfg.graceful_timeout)
        while self._is_busy() and time.monotonic() < end:
            self.notify()
            self._wait_for_signal(_STOP_CHECK_SECS)
        dispatcher.shutdown(timeout=max(end - time.monotonic(), 0))

    def _build_dispatcher(self) -> task_dispatcher.FairDispatcher:
        # Imported here: a worker restarted after a source change would
        # otherwise use the modules that the master process has imported.
        from core.platform import pauses, proxies

        max_per_sender = max(int(self.cfg.threads * _MAX_SHARE_PER_SENDER), 1)
        dispatcher = task_dispatcher.FairDispatcher(
            self.cfg.threads,
            max_per_sender,
            lambda task: proxies.network_of(
                proxies.client_address(_build_sender_environ(task))
            ),
        )
        pauses.set_pause(dispatcher.pause)
        return dispatcher

    def _build_server(
        self, listener: Any, dispatcher: task_dispatcher.FairDispatcher
    ) -> connections.Server:
        from core import feconf
        from core.platform import proxies

        return connections.Server(
            self.wsgi,
            listener,
            dispatcher,
            connections=self._connections,
            timeouts=connections.Timeouts(idle=self.cfg.keepalive),
            max_body_bytes=feconf.MAX_UPLOAD_BYTES,
            are_peers_proxies=proxies.are_peers_proxies(),
            is_only_process=self.cfg.workers == 1,
        )

    def _wait_for_signal(self, secs: float) -> None:
        if select.select([self.PIPE[0]], [], [], secs)[0]:
            os.read(self.PIPE[0], 4096)

    def _poll(self, secs: float) -> None:
        """Waits for events on the connections and handles them."""
        try:
            if not (self.alive or self._has_stopped_accepting.is_set()):
                for server in self._servers:
                    server.stop_accepting()
                self._has_stopped_accepting.set()
            accept_pauses = (
                server.accept_pause_secs() for server in self._servers
            )
            self._connections.wait(min([secs, *filter(None, accept_pauses)]))
        # Any error: it would end only this thread, and recur in the next one,
        # so that no request were served.
        except Exception:
            self.log.exception('Connections cannot be watched')
            # Ends the process; gunicorn starts another one.
            self._is_broken = True
            self.alive = False
            os.write(self.PIPE[1], b'.')

    def _end_poll(self) -> None:
        self._servers[0].end_wait()

    def _is_busy(self) -> bool:
        return any(server.is_busy() for server in self._servers)


def _build_sender_environ(task: Any) -> dict[str, str]:
    """Returns the WSGI variables that identify the sender of a request."""
    headers = task.requests[0].headers
    return {
        'REMOTE_ADDR': task.addr[0],
        **{f'HTTP_{name}': value for name, value in headers.items()},
    }
