"""The servers under measurement, each in separate processes."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from core import settings

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOST = '127.0.0.1'

PROJECT = 'project'
SQLITE = 'sqlite'
POSTGRES = 'postgres'
NOTHING = 'nothing'
ALL = (PROJECT, SQLITE, POSTGRES, NOTHING)

_START_SECS = 60.0
_STOP_SECS = 15.0
_TICKS_PER_SEC = os.sysconf('SC_CLK_TCK')
_USER_WITHOUT_RIGHTS = 'postgres'


class CannotRunError(Exception):
    """A system cannot be measured here; the message is one line."""


@dataclasses.dataclass(frozen=True)
class System:
    """A running server.

    Attributes:
        name: One of `ALL`.
        port: The port it listens on.
        pids: Its main processes; descendants are included in measurements.
        ready_secs: Seconds until it was ready.
    """

    name: str
    port: int
    pids: tuple[int, ...]
    ready_secs: float

    def cpu_secs(self) -> float:
        """Returns the processor time used so far, by all its processes."""
        return sum(_cpu_secs(pid) for pid in self._all_pids())

    def waited_secs(self) -> float:
        """Returns how long its threads waited for a processor."""
        return sum(_waited_secs(pid) for pid in self._all_pids())

    def memory_mib(self) -> float:
        """Returns the resident memory of its largest process."""
        return max(_memory_mib(pid) for pid in self._all_pids())

    def _all_pids(self) -> set[int]:
        pids = set(self.pids)
        for pid in self.pids:
            pids |= _descendants(pid)
        return pids


def local_environment(folder: pathlib.Path) -> dict[str, str]:
    """Returns the environment of a process that uses the store of a folder."""
    # Variables that select an emulator or Cloud Datastore.
    elsewhere = {
        'DATASTORE_EMULATOR_HOST',
        'GAE_ENV',
        'GOOGLE_APPLICATION_CREDENTIALS',
        'K_SERVICE',
    }
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in elsewhere
    }
    return {**inherited, 'STATS_DATA_DIR': str(folder), 'STATS_DEV': '1'}


@contextlib.contextmanager
def running(name: str, folder: pathlib.Path) -> Iterator[System]:
    """Runs a system while the block runs.

    Args:
        name: One of `ALL`.
        folder: The folder of its data; the project's may have lessons.

    Raises:
        CannotRunError: A requirement is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        path, place = '', str(folder / 'peer.sqlite3')
        pids: tuple[int, ...] = ()
        if name == POSTGRES:
            path = _folder_of_psycopg()
            pid, place = stack.enter_context(_cluster())
            pids = (pid,)
        port = _free_port()
        command = (
            ['main.py']
            if name == PROJECT
            else ['-m', 'benchmarks.ingest.peers', name, str(port), place]
        )
        process, ready_secs = stack.enter_context(
            _server(command, folder, port, path)
        )
        yield System(name, port, (process.pid, *pids), ready_secs)


@contextlib.contextmanager
def _server(
    command: list[str], folder: pathlib.Path, port: int, python_path: str
) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    env = {
        # As many as in production; STATS_DEV would reduce them to one.
        'STATS_WORKERS': str(settings.default_workers()),
        **local_environment(folder),
        'PORT': str(port),
        'STATS_RATE_LIMITS': 'off',
        'PYTHONPATH': os.pathsep.join(
            path for path in (str(ROOT), python_path) if path
        ),
    }
    log_path = folder / 'server.log'
    begin = time.perf_counter()
    with log_path.open('wb') as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for_output(process, log_path, 'Serving on ')
        yield process, time.perf_counter() - begin
    finally:
        _stop(process)


def _wait_for_output(
    process: subprocess.Popen[bytes], log_path: pathlib.Path, words: str
) -> None:
    end = time.monotonic() + _START_SECS
    while time.monotonic() < end and process.poll() is None:
        if words in log_path.read_text(errors='replace'):
            return
        time.sleep(0.02)
    log = log_path.read_text(errors='replace')
    raise RuntimeError(f'A server did not start:\n{log}')


def _stop(
    process: subprocess.Popen[bytes], signal_: int = signal.SIGTERM
) -> None:
    process.send_signal(signal_)
    try:
        process.wait(_STOP_SECS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


# PostgreSQL -----------------------------------------------------------------


def _folder_of_psycopg() -> str:
    """Returns the folder of psycopg; '' if it can be imported directly.

    It is not a dependency of the project. PSYCOPG_PATH names the folder of an
    installation by `pip install --target FOLDER 'psycopg[binary]'`.
    """
    if importlib.util.find_spec('psycopg') is not None:
        return ''
    path = os.environ.get('PSYCOPG_PATH', '')
    if not (path and (pathlib.Path(path) / 'psycopg').is_dir()):
        raise CannotRunError(
            'psycopg is not installed, and PSYCOPG_PATH names no folder of it'
        )
    return path


def _binaries() -> pathlib.Path:
    """Returns the folder of the newest installed PostgreSQL's programs."""
    on_path = shutil.which('initdb')
    programs = sorted(
        pathlib.Path('/usr/lib/postgresql').glob('*/bin/initdb'),
        key=lambda path: int(re.sub(r'\D', '', path.parts[-3]) or 0),
    )
    if on_path:
        return pathlib.Path(on_path).parent
    if not programs:
        raise CannotRunError('PostgreSQL is not installed')
    return programs[-1].parent


@contextlib.contextmanager
def _cluster() -> Iterator[tuple[int, str]]:
    """Runs a separate cluster, with its defaults, on a Unix socket.

    Yields:
        The process id, and the connection string.
    """
    binaries = _binaries()
    user = _user_of_cluster()
    folder = pathlib.Path(tempfile.mkdtemp(prefix='ingest-postgres-'))
    as_user: dict[str, Any] = {}
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = {'user': user.pw_uid, 'group': user.pw_gid}
    data = folder / 'data'
    try:
        subprocess.run(
            [
                binaries / 'initdb',
                f'--pgdata={data}',
                '--username=benchmark',
                '--auth=trust',
                '--no-locale',
                '--encoding=UTF8',
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **as_user,
        )
        with _postgres(binaries, folder, data, as_user) as pid:
            yield pid, f'host={folder} user=benchmark dbname=postgres'
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _postgres(
    binaries: pathlib.Path,
    folder: pathlib.Path,
    data: pathlib.Path,
    as_user: dict[str, Any],
) -> Iterator[int]:
    log_path = folder / 'log'
    with log_path.open('wb') as log:
        process = subprocess.Popen(
            [
                binaries / 'postgres',
                '-D',
                data,
                '-k',
                folder,
                '-c',
                'listen_addresses=',
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
            **as_user,
        )
    try:
        _wait_for_output(process, log_path, 'ready to accept connections')
        yield process.pid
    finally:
        # Fast shutdown: does not wait for clients to disconnect.
        _stop(process, signal.SIGINT)


def _user_of_cluster() -> pwd.struct_passwd | None:
    """Returns the user to run as, because PostgreSQL refuses root, or None."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(_USER_WITHOUT_RIGHTS)
    except KeyError:
        raise CannotRunError(
            'PostgreSQL does not run as root, and there is no user postgres'
        ) from None


# Processes, from /proc --------------------------------------------------------


def _descendants(pid: int) -> set[int]:
    descendants: set[int] = set()
    waiting = [pid]
    while waiting:
        # Each thread lists the processes that it has started.
        threads = pathlib.Path(f'/proc/{waiting.pop()}/task')
        for path in threads.glob('*/children'):
            with contextlib.suppress(OSError):
                new = [int(child) for child in path.read_text().split()]
                descendants.update(new)
                waiting.extend(new)
    return descendants


def _stat_fields(path: pathlib.Path) -> list[str]:
    # From the third field on; the second, in parentheses, may contain spaces.
    return path.read_text().rpartition(')')[2].split()


def _cpu_secs(pid: int) -> float:
    try:
        fields = _stat_fields(pathlib.Path(f'/proc/{pid}/stat'))
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SEC


def _waited_secs(pid: int) -> float:
    # Nanoseconds of each thread: on a processor, and waiting for one.
    waited = 0
    for path in pathlib.Path(f'/proc/{pid}/task').glob('*/schedstat'):
        with contextlib.suppress(OSError):
            waited += int(path.read_text().split()[1])
    return waited / 1e9


def _memory_mib(pid: int) -> float:
    try:
        status = pathlib.Path(f'/proc/{pid}/status').read_text()
    except OSError:
        return 0.0
    match = re.search(r'^VmRSS:\s+(\d+) kB', status, re.MULTILINE)
    return int(match[1]) / 1024 if match else 0.0
