"""The application works on the official emulator too.

The tests of services and handlers run again, in a separate process, with
the emulator in place of the embedded store.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests import app_server, emulator

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]

TIMEOUT_SECS = 900


@pytest.fixture(scope='module')
def emulator_host() -> Iterator[str]:
    with emulator.run_or_skip() as host:
        yield host


@pytest.mark.parametrize(
    'tests',
    [
        'tests/core/controllers',
        'tests/core/domain/test_event_services.py',
        'tests/core/domain/test_exp_services.py',
        'tests/core/domain/test_rights_services.py',
        'tests/core/domain/scheduled_work/test_repairs.py',
        'tests/core/domain/test_stats_services.py',
    ],
)
def test_the_application_runs_on_the_official_emulator(
    emulator_host: str, tests: str
) -> None:
    result = subprocess.run(
        [sys.executable, '-m', 'pytest', '-q', '-p', 'no:xdist', tests],
        cwd=app_server.ROOT,
        env={**os.environ, 'DATASTORE_EMULATOR_HOST': emulator_host},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECS,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-5000:]
    assert ' passed' in result.stdout
