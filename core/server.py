"""Serving the application on this machine.

gunicorn runs the process that serves and restarts it when sources change;
core/serving/ receives the requests.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from core import settings

if TYPE_CHECKING:
    from core import scheduler

DEFAULT_PORT = 8181

# By name, so that each worker imports it, and its dependencies, itself.
WORKER_CLASS = 'core.serving.worker.BufferingWorker'

# Concurrent requests of each process.
DEFAULT_THREADS = 8

# Seconds for which an idle connection stays open for another request.
_KEEP_ALIVE_SECS = 5


class Server(BaseApplication):
    """gunicorn, configured by the caller instead of a command line."""

    def __init__(self, app_uri: str, options: dict[str, Any]) -> None:
        self._app_uri = app_uri
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Passes on the options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Imports the application in a worker process."""
        module_name, _, attribute = self._app_uri.partition(':')
        module = __import__(module_name, fromlist=[attribute])
        return getattr(module, attribute)


def serve(
    app_uri: str = 'main:app',
    *,
    host: str = '127.0.0.1',
    port: int = DEFAULT_PORT,
    threads: int = DEFAULT_THREADS,
    workers: int = 1,
    reload: bool = False,
    on_ready: Callable[[], None] | None = None,
) -> None:
    """Serves until a signal stops the process, and runs scheduled work.

    Args:
        app_uri: `module:attribute` of the WSGI application.
        host: The address to listen on.
        port: The port to listen on.
        threads: Concurrent requests of each process.
        workers: The number of processes; one of them runs the scheduled
            work.
        reload: Whether to restart when a source file changes.
        on_ready: Called by gunicorn's first process once the application
            answers.
    """
    running: list[scheduler.Scheduler] = []
    # Set by gunicorn's first process, which then forks the workers.
    number = 0

    def pre_fork(arbiter: Any, worker: Any) -> None:
        nonlocal number
        # A worker that replaces one that died or restarted gets its number.
        taken = {other.number for other in arbiter.WORKERS.values()}
        number = min({*range(len(taken) + 1)} - taken)
        worker.number = number
        _exempt_loaded_code_from_collection()

    def on_reload(arbiter: Any) -> None:
        # The workers that end give their numbers to those that replace them.
        for worker in arbiter.WORKERS.values():
            worker.number = None

    def post_worker_init(worker: object) -> None:
        del worker
        # Imported here, so that a worker that restarts after a source change
        # does not use modules imported by its parent.
        from core import scheduler
        from core.controllers import health
        from core.platform import processes

        processes.set_place(processes.Place(number, workers))
        health.note_store()
        _exempt_loaded_code_from_collection()
        if number:
            return
        running.append(scheduler.Scheduler(scheduler.do_what_is_due))
        running[-1].start()
        if on_ready is not None:
            on_ready()

    def worker_exit(arbiter: object, worker: object) -> None:
        del arbiter, worker
        while running:
            running.pop().stop()

    options = {
        'bind': f'{host}:{port}',
        'worker_class': WORKER_CLASS,
        'workers': workers,
        'threads': threads,
        'keepalive': _KEEP_ALIVE_SECS,
        'reload': reload,
        'pre_fork': pre_fork,
        'on_reload': on_reload,
        'post_worker_init': post_worker_init,
        'worker_exit': worker_exit,
        'loglevel': 'warning',
        'control_socket_disable': True,
    }
    Server(app_uri, options).run()


def require_settings() -> None:
    """Exits with one line per problem if settings are wrong or missing."""
    try:
        settings.require()
    except settings.SettingsError as error:
        sys.exit(f'{error}\nSee docs/configuration.md.')


def main() -> None:
    """Serves as configured by the settings."""
    require_settings()
    given = settings.current()
    serve(
        host=given.host,
        port=given.port,
        workers=settings.num_workers(),
        on_ready=lambda: _say(f'Serving on http://localhost:{given.port}'),
    )


def _exempt_loaded_code_from_collection() -> None:
    """Has the garbage collector skip all objects that exist now.

    Modules are in use until the process ends. Python would traverse them in
    each full collection, and several times at the end, for most of a second.
    """
    gc.freeze()


def _say(line: str) -> None:
    sys.stdout.write(line + '\n')
    sys.stdout.flush()
