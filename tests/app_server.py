"""Runs the real app in a separate process for tests that need one."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent
START_TIMEOUT_SECS = 60

# Importing the app takes seconds: one process imports it, and is forked for
# each server.
_FORKS = multiprocessing.get_context('forkserver')
_FORKS.set_forkserver_preload(['main'])


def free_port() -> int:
    """Returns a port that is free at the moment."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_app(data_dir: pathlib.Path) -> Iterator[str]:
    """Runs `scripts.start` on a free port, with the demo explorations.

    Args:
        data_dir: The data directory of the app.

    Yields:
        The URL of the app, once it is ready.
    """
    port = free_port()
    command = ['-m', 'scripts.start', '--no_reload']
    command += [f'--port={port}', f'--data_dir={data_dir}']
    with _running(command, data_dir):
        yield f'http://localhost:{port}'


@contextlib.contextmanager
def serve_app(data_dir: pathlib.Path, **settings: str) -> Iterator[str]:
    """Serves on a free port like `main.py`, without any set-up.

    Args:
        data_dir: The data directory of the app.
        **settings: Additional environment variables.

    Yields:
        The URL of the app, once it is ready.
    """
    port = free_port()
    env = {'PORT': str(port), 'STATS_DATA_DIR': str(data_dir), **settings}
    log_path = _log_in(data_dir)
    process = _FORKS.Process(target=_serve, args=(_environ() | env, log_path))
    process.start()
    try:
        _wait_until_said(process.is_alive, log_path)
        yield f'http://localhost:{port}'
    finally:
        process.terminate()
        process.join(timeout=15)
        process.kill()


def _serve(env: dict[str, str], log_path: pathlib.Path) -> None:
    """Serves in this process, a fork that has imported the app already."""
    os.setsid()
    os.chdir(ROOT)
    with log_path.open('wb') as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    os.environ.clear()
    os.environ.update(env)
    # The server imports `main` again, with these settings.
    sys.modules.pop('main', None)
    from core import server

    server.main()


@contextlib.contextmanager
def _running(arguments: list[str], data_dir: pathlib.Path) -> Iterator[None]:
    """Runs a server until the block ends; the block starts once it is ready."""
    log_path = _log_in(data_dir)
    with log_path.open('wb') as log:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=_environ() | {'PYTHONUNBUFFERED': '1'},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_said(lambda: process.poll() is None, log_path)
        yield
    finally:
        stop(process)


def _log_in(data_dir: pathlib.Path) -> pathlib.Path:
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / 'server.log'
    path.touch()
    return path


def _environ() -> dict[str, str]:
    # Tests drive browsers automatically; their plays must be counted.
    env = {'STATS_COUNT_AUTOMATED_VISITS': 'on', **os.environ}
    # The app does not share the emulator that the tests may use.
    env.pop('DATASTORE_EMULATOR_HOST', None)
    return env


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and the processes that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=15)


def _wait_until_said(
    is_running: Callable[[], bool], log_path: pathlib.Path
) -> None:
    """Waits for the line by which the app reports that it is ready."""
    for _ in range(START_TIMEOUT_SECS * 10):
        log = log_path.read_text(errors='replace')
        if 'Serving on ' in log:
            return
        if not is_running():
            break
        time.sleep(0.1)
    log = log_path.read_text(errors='replace')
    raise AssertionError(f'The app did not start:\n{log}')


def answers(url: str) -> bool:
    """Whether a URL answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return int(response.status) == 200
    except urllib.error.URLError:
        return False
