"""The application works on the official emulator too.

The tests of services and handlers run again, in a separate process, with
the emulator in place of the embedded store.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import app_server

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]

TIMEOUT_SECS = 1500


# What depends on the store. Each route is called by the owner alone: the rights
# of others are the same rows, read the same way. Of malformed requests, only
# those to the routes that write most. Of tests that generate many plays to
# check figures, those that read what only they store: sums of days.
SELECTED = (
    'not (test_access or test_reader_fuzz or test_robustness '
    'or test_cuts or test_same_figures or test_k_anonymity '
    'or test_shared_statistics or test_its_rate_is_limited) '
    'or owner or event_batch or stats_events or test_own_days'
)


CONTROLLERS = {
    str(path)
    for path in (app_server.ROOT / 'tests/core/controllers').glob('test_*.py')
}
OF_READERS = {path for path in CONTROLLERS if 'test_reader' in path}
SERVICES = {
    'tests/core/domain/test_event_services.py',
    'tests/core/domain/test_exp_services.py',
    'tests/core/domain/test_rights_services.py',
    'tests/core/domain/scheduled_work/test_repairs.py',
    'tests/core/domain/test_stats_services.py',
}


@pytest.mark.parametrize(
    'tests',
    [OF_READERS, CONTROLLERS - OF_READERS, SERVICES],
    ids=['reader', 'other controllers', 'services'],
)
def test_the_application_runs_on_the_official_emulator(
    emulator_host: str, tests: set[str]
) -> None:
    result = subprocess.run(
        [
            *[sys.executable, '-m', 'pytest', '-q', '-p', 'no:xdist'],
            *['-m', 'not no_store', '-k', SELECTED, *sorted(tests)],
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
