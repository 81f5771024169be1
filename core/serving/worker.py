"""A worker of gunicorn whose requests waitress receives.

gunicorn starts processes, restarts them for changed sources, and ends them;
its own threads, however, wait for data not yet sent by a client, and a few
clients that send nothing more stop them all.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from gunicorn.workers import base

from core.serving import connections, turns, watching

if TYPE_CHECKING:
    from types import FrameType

# Seconds after which the loop looks up, if nothing happens.
_LOOP_SECS = 1.0

# Part of the threads that one sender gets while it is alone. The threads of a
# process share one processor, so the others would hardly make it faster; they
# are there for new requests while the first ones take long.
_SHARE_OF_A_SENDER = 0.75


class BufferingWorker(base.Worker):
    """Hands the application complete requests, in turns of their senders."""

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
        self._noticed_at = 0.0
        while self.alive and self.ppid == os.getppid():
            self._loop()
        for server in self._servers:
            server.stop_accepting()
        end = time.monotonic() + self.cfg.graceful_timeout
        while self._is_busy() and time.monotonic() < end:
            self._loop()
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

    def _loop(self) -> None:
        now = time.monotonic()
        if now - self._noticed_at >= _LOOP_SECS:
            self._noticed_at = now
            # gunicorn ends a worker without heartbeats.
            self.notify()
        rests = (server.secs_of_rest() for server in self._servers)
        self._watched.wait(min(filter(None, rests), default=_LOOP_SECS))

    def _is_busy(self) -> bool:
        return any(server.is_busy() for server in self._servers)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begins to stop; requests in progress are finished."""
        super().handle_exit(sig, frame)
        for server in getattr(self, '_servers', []):
            server.pull_trigger()


def _environ_of(task: Any) -> dict[str, str]:
    """Returns the sender of a complete request as WSGI variables."""
    headers = task.requests[0].headers
    return {
        'REMOTE_ADDR': task.addr[0],
        **{f'HTTP_{name}': value for name, value in headers.items()},
    }
