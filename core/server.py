"""Serves the application outside App Engine.

gunicorn runs the worker processes and restarts them when sources change;
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

# By name, so that each worker process imports it and its dependencies.
WORKER_CLASS = 'core.serving.worker.BufferingWorker'

# Concurrent requests per process.
DEFAULT_THREADS = 8

# Idle connections stay open this long for another request.
_KEEP_ALIVE_SECS = 5


class Server(BaseApplication):
    """gunicorn, configured by the caller instead of a command line."""

    def __init__(self, app_uri: str, options: dict[str, Any]) -> None:
        self._app_uri = app_uri
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Sets the options."""
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
        threads: Concurrent requests per process.
        workers: The number of processes; one of them runs the scheduled
            work.
        reload: Whether to restart when a source file changes.
        on_ready: Called by the first worker when the application is ready.
    """
    running: list[scheduler.Scheduler] = []
    # The number of the next worker, set by the master process before it forks.
    number = 0

    def pre_fork(arbiter: Any, worker: Any) -> None:
        nonlocal number
        # The lowest free number: a worker that replaces another one gets its
        # number.
        taken = {other.number for other in arbiter.WORKERS.values()}
        number = min({*range(len(taken) + 1)} - taken)
        worker.number = number
        _exempt_loaded_code_from_collection()

    def on_reload(arbiter: Any) -> None:
        # Frees the numbers of the old workers for those that replace them.
        for worker in arbiter.WORKERS.values():
            worker.number = None

    def post_worker_init(worker: object) -> None:
        del worker
        # Imported here: a worker restarted after a source change would
        # otherwise use the modules that the master process has imported.
        from core import scheduler
        from core.controllers import health
        from core.platform import processes

        processes.set_place(processes.Place(number, workers))
        health.note_store()
        _exempt_loaded_code_from_collection()
        if number:
            return
        running.append(scheduler.Scheduler(scheduler.run_due_work))
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
    """Exits with a line per problem if settings are wrong or missing."""
    try:
        settings.require()
    except settings.SettingsError as error:
        sys.exit(f'{error}\nSee docs/configuration.md.')


def main() -> None:
    """Serves the application with the settings of the environment."""
    require_settings()
    given = settings.current()
    serve(
        host=given.host,
        port=given.port,
        workers=settings.num_workers(),
        on_ready=lambda: _print_line(
            f'Serving on http://localhost:{given.port}'
        ),
    )


def _exempt_loaded_code_from_collection() -> None:
    """Has the garbage collector ignore all objects that exist now.

    Most belong to modules, which live as long as the process. Python would
    traverse them in each full collection, and several times at exit, which
    takes most of a second.
    """
    gc.freeze()


def _print_line(line: str) -> None:
    sys.stdout.write(line + '\n')
    sys.stdout.flush()
