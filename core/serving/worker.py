"""A worker of gunicorn whose requests waitress receives.

gunicorn starts processes, restarts them for changed sources, and ends them;
its own threads, however, wait for data not yet sent by a client, and a few
clients that send nothing more stop them all.
"""

from __future__ import annotations

import os
import select
import threading
import time
from typing import Any

from gunicorn.workers import base

from core.serving import connections, turns, watching

# Seconds between two heartbeats.
_HEARTBEAT_SECS = 1.0

# Seconds that all threads must have worked on their requests without sending
# anything, while others wait, for the process to count as hanging. The longest
# requests take about 30 (feconf.FOLD_REQUEST_SECS), apart from downloads;
# clients and proxies have given up by then.
_HANGING_SECS = 120.0

# Seconds between two checks of whether a stopping process is done.
_STOPPING_SECS = 0.05

# Part of the threads that one sender gets while it is alone. The threads of a
# process share one processor, so the others would hardly make it faster; they
# are there for new requests while the first ones take long.
_SHARE_OF_A_SENDER = 0.75


class BufferingWorker(base.Worker):
    """Hands the application complete requests, in turns of their senders."""

    alive: bool

    def run(self) -> None:
        """Serves until a signal comes, then finishes open requests."""
        # Imported here, as in `_new_threads`.
        from core import settings

        settings.keep()
        self._watched = watching.Watched()
        threads = self._new_threads()
        self._servers = [
            self._new_server(socket.sock, threads) for socket in self.sockets
        ]
        self._is_broken = False
        self._has_stopped_accepting = threading.Event()
        threads.start(self._poll, self._end_poll)
        while self.alive and self.ppid == os.getppid():
            # gunicorn replaces a worker without heartbeats.
            if not threads.are_hanging(_HANGING_SECS):
                self.notify()
            self._wait_for_signal(_HEARTBEAT_SECS)
        if not self._is_broken:
            self._finish(threads)

    def _finish(self, threads: turns.Turns) -> None:
        """Accepts nothing more, and finishes open requests."""
        self.alive = False
        self._end_poll()
        end = time.monotonic() + self.cfg.graceful_timeout
        self._has_stopped_accepting.wait(self.cfg.graceful_timeout)
        while self._is_busy() and time.monotonic() < end:
            self.notify()
            self._wait_for_signal(_STOPPING_SECS)
        threads.shutdown(timeout=max(end - time.monotonic(), 0))

    def _new_threads(self) -> turns.Turns:
        # Imported here: a worker that restarts for a changed source does not
        # import again what gunicorn's first process has imported.
        from core.platform import pauses, proxies

        most = max(int(self.cfg.threads * _SHARE_OF_A_SENDER), 1)
        threads = turns.Turns(
            self.cfg.threads,
            most,
            lambda task: proxies.network_of(
                proxies.client_address(_environ_of(task))
            ),
        )
        pauses.set_pause(threads.pause)
        return threads

    def _new_server(
        self, listener: Any, threads: turns.Turns
    ) -> connections.Server:
        from core import feconf
        from core.platform import proxies

        return connections.Server(
            self.wsgi,
            listener,
            threads,
            connections=self._watched,
            deadlines=connections.Deadlines(idle=self.cfg.keepalive),
            max_body_bytes=feconf.MAX_UPLOAD_BYTES,
            are_peers_proxies=proxies.are_peers_proxies(),
            is_alone=self.cfg.workers == 1,
        )

    def _wait_for_signal(self, secs: float) -> None:
        if select.select([self.PIPE[0]], [], [], secs)[0]:
            os.read(self.PIPE[0], 4096)

    def _poll(self, secs: float) -> None:
        """Waits for something to happen on the connections, and handles it."""
        try:
            if not (self.alive or self._has_stopped_accepting.is_set()):
                for server in self._servers:
                    server.stop_accepting()
                self._has_stopped_accepting.set()
            rests = (server.secs_of_rest() for server in self._servers)
            self._watched.wait(min([secs, *filter(None, rests)]))
        # Whatever it is, nobody would be answered: an error would only end this
        # thread, and the next one would meet it, too.
        except Exception:
            self.log.exception('Connections cannot be watched')
            # The process ends now, and gunicorn starts another one.
            self._is_broken = True
            self.alive = False
            os.write(self.PIPE[1], b'.')

    def _end_poll(self) -> None:
        self._servers[0].end_wait()

    def _is_busy(self) -> bool:
        return any(server.is_busy() for server in self._servers)


def _environ_of(task: Any) -> dict[str, str]:
    """Returns the sender of a complete request as WSGI variables."""
    headers = task.requests[0].headers
    return {
        'REMOTE_ADDR': task.addr[0],
        **{f'HTTP_{name}': value for name, value in headers.items()},
    }
