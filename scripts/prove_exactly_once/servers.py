"""The servers of the proof, which are killed and restarted on one store."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pathlib
import pkgutil
import runpy
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from multiprocessing import process

from core import controllers
from scripts import node

_START_SECS = 60.0
_PAUSE_SECS = 0.05

_SETTINGS = {
    'STATS_DEV': '1',
    'STATS_RATE_LIMITS': 'off',
    'STATS_COUNT_AUTOMATED_VISITS': 'on',
}

# Forks servers from a process that has imported their modules, because the
# import takes seconds; each runs `main.py`, which reads the settings.
_forks = multiprocessing.get_context('forkserver')
_forks.set_forkserver_preload(
    ['core.server', 'core.scheduler', 'core.serving.worker']
    + [
        f'core.controllers.{module.name}'
        for module in pkgutil.iter_modules(controllers.__path__)
    ]
)


class Server:
    """A process of `main.py`.

    Args:
        data_dir: The directory of the store.
        log_path: The file for its output.
    """

    def __init__(self, data_dir: pathlib.Path, log_path: pathlib.Path) -> None:
        self.port = _free_port()
        self.num_starts = 0
        self._data_dir = data_dir
        self._log_path = log_path
        self._process: process.BaseProcess | None = None
        self._is_over = False
        self._lock = threading.Lock()

    @property
    def pids(self) -> list[int]:
        """The ids of its processes: the supervisor and the worker."""
        if self._process is None or self._process.pid is None:
            return []
        pid = self._process.pid
        with contextlib.suppress(OSError):
            children = pathlib.Path(f'/proc/{pid}/task/{pid}/children')
            return [pid, *map(int, children.read_text().split())]
        return [pid]

    def start(self) -> None:
        """Starts the server, repeatedly until it is ready.

        Raises:
            TimeoutError: The server does not become ready.
        """
        with self._lock:
            end = time.monotonic() + _START_SECS
            while not self._is_over and not self._answers():
                if time.monotonic() > end:
                    raise TimeoutError(self._log_path.read_text()[-2000:])
                if self._process is None or not self._process.is_alive():
                    self._launch()
                time.sleep(_PAUSE_SECS)

    def kill(self) -> None:
        """Kills the server."""
        with self._lock:
            if self._process is not None and self._process.pid is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                self._process.kill()
                self._process.join()
                self._process = None

    def end(self) -> None:
        """Kills the server and prevents later starts."""
        self._is_over = True
        self.kill()

    def _launch(self) -> None:
        self.num_starts += 1
        self._process = _forks.Process(
            target=_serve, args=(self.port, self._data_dir, self._log_path)
        )
        self._process.start()

    def _answers(self) -> bool:
        url = f'http://127.0.0.1:{self.port}/readyz'
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _serve(port: int, data_dir: pathlib.Path, log_path: pathlib.Path) -> None:
    """Runs `main.py` in this process, in a process group of its own."""
    os.setsid()
    os.chdir(node.ROOT)
    os.environ.pop('DATASTORE_EMULATOR_HOST', None)
    os.environ.update(_SETTINGS, PORT=str(port), STATS_DATA_DIR=str(data_dir))
    with log_path.open('ab') as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    runpy.run_path('main.py', run_name='__main__')


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return int(probe.getsockname()[1])
