"""Rate-limited learners wait and lose nothing."""

from __future__ import annotations

import json
import pathlib

import pytest

from tests.faults.reporting import simulated_app

pytestmark = pytest.mark.no_store

# Far below the limits for a school, as all learners have one address.
TIGHT = """
from core.controllers import rate_limits
rate_limits.REPORTS.tokens_per_sec = 100.0
rate_limits.REPORTS.burst = 60.0
"""


def test_refused_counts_are_finally_counted_exactly(
    tmp_path: pathlib.Path,
) -> None:
    with simulated_app.running(tmp_path, before=TIGHT) as app:
        exp_id = app.publish_maze()
        done = simulated_app.simulate(
            f'--url={app.url}', f'--exp_id={exp_id}', '--learners=8'
        )
        assert done.returncode == 0, done.stderr
        simulation = json.loads(done.stdout)
        assert simulation['refused_requests'] > 0
        assert simulation['failed_requests'] == 0
        assert simulation['undelivered'] == 0
        simulated_app.assert_counted_exactly(app, exp_id, simulation)
