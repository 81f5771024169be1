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

# Runs a command beside a watchman that kills the whole process group when the
# standard input ends: so no emulator outlives a test run that was killed.
_WATCHED = 'exec 3<&0; (read _ <&3; kill -9 0) & exec "$@" </dev/null'

# An emulator runs for a minute or two: Java would spend longer on optimizing
# its code, and on threads for a large heap, than it would save. The code is
# Google's and needs no verification.
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
    """Skips the test, or fails it where everything has to run."""
    if is_required():
        pytest.fail(f'The Datastore emulator is required here: {reason}')
    pytest.skip(f'NOT COMPARED with the Datastore emulator: {reason}')


def find_in_sdk(tool: str, component: str) -> pathlib.Path:
    """Finds a tool of the Google Cloud SDK.

    Args:
        tool: Its path in the folder `platform`.
        component: What installs it.

    Raises:
        EmulatorUnavailableError: It is not there; the message says what is
            missing.
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
    """Builds the command that gcloud would run, after a second or two."""
    component = f'cloud-{product}-emulator'
    script = find_in_sdk(
        f'{component}/{component.replace("-", "_")}', component
    )
    if shutil.which('java') is None:
        raise EmulatorUnavailableError('no java on the PATH')
    command = [str(script), 'start', '--host=127.0.0.1', f'--port={port}']
    if product == 'firestore':
        return [*command, '--database-mode=datastore-mode']
    # Consistent, in memory, and without writing the indexes that queries need
    # to a file after each query.
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
        # The other process can only be polled for its readiness.
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the script and the Java process below it: one process group."""
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
        product: 'datastore', or 'firestore' for that of Firestore in
            Datastore mode, which has no entity groups and knows aggregations
            and the newer filters, but no metadata queries.

    Yields:
        `host:port`, to be used as DATASTORE_EMULATOR_HOST.

    Raises:
        EmulatorUnavailableError: It is not installed or does not start.
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
    """`run` for fixtures: where it is impossible, skips or fails the test.

    RUNNING_DATASTORE_EMULATOR and RUNNING_FIRESTORE_EMULATOR name emulators
    that run already, which saves their start while one works on a test.
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
