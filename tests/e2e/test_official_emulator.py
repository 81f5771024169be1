"""The application works on the official emulator too.

The embedded store is compared with the emulators operation by operation in
tests/conformance. Here tests of services and handlers that together make each
kind of request of the application run again, in a separate process, with the
emulator in place of the embedded store.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import app_server, request_shapes

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]

TIMEOUT_SECS = 1500


def test_the_application_runs_on_the_official_emulator(
    emulator_host: str,
) -> None:
    result = subprocess.run(
        [
            *[sys.executable, '-m', 'pytest', '-q', '-p', 'no:xdist'],
            f'@{request_shapes.TESTS}',
        ],
        cwd=app_server.ROOT,
        env={**os.environ, 'DATASTORE_EMULATOR_HOST': emulator_host},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECS,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-5000:]
    assert ' passed' in result.stdout
