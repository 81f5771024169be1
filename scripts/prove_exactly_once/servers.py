"""The servers of the proof, which are killed and restarted on one store."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from scripts import node

_START_SECS = 60.0
_PAUSE_SECS = 0.05

_SETTINGS = {
    'STATS_DEV': '1',
    'STATS_RATE_LIMITS': 'off',
    'STATS_COUNT_AUTOMATED_VISITS': 'on',
    'PYTHONUNBUFFERED': '1',
}


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
        self._process: subprocess.Popen[bytes] | None = None
        self._is_over = False
        self._lock = threading.Lock()

    @property
    def pids(self) -> list[int]:
        """Its processes: the supervisor, and the one that serves."""
        process = self._process
        if process is None:
            return []
        pid = process.pid
        with contextlib.suppress(OSError):
            children = pathlib.Path(f'/proc/{pid}/task/{pid}/children')
            return [pid, *map(int, children.read_text().split())]
        return [pid]

    def start(self) -> None:
        """Starts the server, repeatedly until it answers.

        Raises:
            TimeoutError: The server does not answer.
        """
        with self._lock:
            end = time.monotonic() + _START_SECS
            while not self._is_over and not self._answers():
                if time.monotonic() > end:
                    raise TimeoutError(self._log_path.read_text()[-2000:])
                if self._process is None or self._process.poll() is not None:
                    self._launch()
                time.sleep(_PAUSE_SECS)

    def kill(self) -> None:
        """Kills the server."""
        with self._lock:
            if self._process is not None:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
                self._process = None

    def end(self) -> None:
        """Kills the server and prevents later starts."""
        self._is_over = True
        self.kill()

    def _launch(self) -> None:
        self.num_starts += 1
        env = {**os.environ, **_SETTINGS}
        env.pop('DATASTORE_EMULATOR_HOST', None)
        with self._log_path.open('ab') as log:
            self._process = subprocess.Popen(
                [sys.executable, 'main.py'],
                cwd=node.ROOT,
                env=env
                | {
                    'PORT': str(self.port),
                    'STATS_DATA_DIR': str(self._data_dir),
                },
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _answers(self) -> bool:
        url = f'http://127.0.0.1:{self.port}/readyz'
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return int(probe.getsockname()[1])
