"""Starts and stops the official Datastore emulator for comparisons.

The emulator needs the Google Cloud SDK and Java. Where they are missing the
tests are skipped with the reason, but on a machine that must run everything
(CI=true or REQUIRE_ALL=1) a missing emulator is a failure.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Literal

import pytest

from tests.app_server import free_port

Product = Literal['datastore', 'firestore']

# Runs a command and a watcher, which kills the process group when stdin ends.
# So no emulator outlives a killed test run.
_WATCHED = 'exec 3<&0; (read _ <&3; kill -9 0) & exec "$@" </dev/null'

# An emulator runs for a minute or two, in which optimizing its code and threads
# for a large heap take longer than they save. Google's code needs no bytecode
# verification.
_JAVA_OPTIONS = (
    '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC '
    '-XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote'
)

START_TIMEOUT_SECS = 90
STOP_TIMEOUT_SECS = 10


class EmulatorUnavailableError(Exception):
    """The emulator cannot be run on this machine."""


def is_required() -> bool:
    """Whether this machine must run every test."""
    return (
        os.environ.get('CI', '').lower() in {'1', 'true'}
        or os.environ.get('REQUIRE_ALL') == '1'
    )


def skip_or_fail(reason: str) -> None:
    """Skips the test, or fails it if all tests are required."""
    if is_required():
        pytest.fail(f'The Datastore emulator is required here: {reason}')
    pytest.skip(f'NOT COMPARED with the Datastore emulator: {reason}')


def find_in_sdk(tool: str, component: str) -> pathlib.Path:
    """Finds a tool of the Google Cloud SDK.

    Args:
        tool: Its path in the folder `platform`.
        component: The component of the SDK that contains it.

    Raises:
        EmulatorUnavailableError: The tool is missing; the message names it.
    """
    gcloud = shutil.which('gcloud')
    if gcloud is None:
        raise EmulatorUnavailableError('no gcloud on the PATH')
    path = pathlib.Path(gcloud).resolve().parents[1] / 'platform' / tool
    if not path.exists():
        raise EmulatorUnavailableError(
            f'gcloud has no {path.name}: install its component {component}'
        )
    return path


def _command(port: int, data_dir: str, product: Product) -> list[str]:
    """Builds the command of `gcloud`, which takes seconds to run it itself."""
    component = f'cloud-{product}-emulator'
    script = find_in_sdk(
        f'{component}/{component.replace("-", "_")}', component
    )
    if shutil.which('java') is None:
        raise EmulatorUnavailableError('no java on the PATH')
    command = [str(script), 'start', '--host=127.0.0.1', f'--port={port}']
    if product == 'firestore':
        return [*command, '--database-mode=datastore-mode']
    # --testing: consistent, in memory, and without writing index.yaml after
    # each query.
    return [*command, '--testing', data_dir]


def _is_healthy(host: str) -> bool:
    try:
        with urllib.request.urlopen(f'http://{host}/', timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _log_end(log_path: str) -> str:
    with open(log_path, encoding='utf-8', errors='replace') as log:
        return log.read()[-2000:]


def _wait_until_healthy(
    host: str, process: subprocess.Popen[bytes], log_path: str
) -> None:
    deadline = time.monotonic() + START_TIMEOUT_SECS
    while not _is_healthy(host):
        if process.poll() is not None:
            raise EmulatorUnavailableError(
                f'it ended with {process.returncode}: {_log_end(log_path)}'
            )
        if time.monotonic() > deadline:
            raise EmulatorUnavailableError(
                f'not ready in {START_TIMEOUT_SECS} s: {_log_end(log_path)}'
            )
        # The emulator does not signal that it is ready.
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the process group of the script and its Java process."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT_SECS)
    process.wait()
    if process.stdin:
        process.stdin.close()


@contextlib.contextmanager
def run(product: Product = 'datastore') -> Iterator[str]:
    """Runs an empty emulator on a free port.

    Args:
        product: 'datastore', or 'firestore' for Firestore in Datastore mode,
            which has no entity groups and supports aggregations and newer
            filters, but no metadata queries.

    Yields:
        `host:port`, to be used as DATASTORE_EMULATOR_HOST.

    Raises:
        EmulatorUnavailableError: The emulator is not installed or does not
            start.
    """
    host = f'127.0.0.1:{free_port()}'
    with tempfile.TemporaryDirectory() as data_dir:
        log_path = os.path.join(data_dir, 'emulator.log')
        command = _command(
            int(host.rpartition(':')[2]),
            os.path.join(data_dir, 'data'),
            product,
        )
        with open(log_path, 'wb') as log:
            process = subprocess.Popen(
                ['/bin/sh', '-c', _WATCHED, 'sh', *command],
                env=os.environ | {'JAVA_TOOL_OPTIONS': _JAVA_OPTIONS},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _wait_until_healthy(host, process, log_path)
            yield host
        finally:
            _stop(process)


@contextlib.contextmanager
def run_or_skip(product: Product = 'datastore') -> Iterator[str]:
    """Runs an emulator for a fixture; without one, skips or fails the test.

    RUNNING_DATASTORE_EMULATOR and RUNNING_FIRESTORE_EMULATOR are addresses of
    emulators that already run, which saves starting them during development.
    """
    running = os.environ.get(f'RUNNING_{product.upper()}_EMULATOR')
    if running:
        yield running
        return
    with contextlib.ExitStack() as stack:
        try:
            host = stack.enter_context(run(product))
        except EmulatorUnavailableError as error:
            skip_or_fail(str(error))
        yield host
