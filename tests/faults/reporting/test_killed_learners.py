"""Counts are repaired after learners vanish in mid-play."""

from __future__ import annotations

import os
import pathlib
import re
import signal
import subprocess

import pytest

from core.domain import stats_domain
from tests import app_server
from tests.faults.reporting import simulated_app

pytestmark = pytest.mark.no_store

_PROGRESS = re.compile(r' (\d+)/400 ')

# The number of finished learners at which the simulation is killed.
KILL_AFTER = 20


def test_half_reported_sessions_are_repaired_and_listed(
    tmp_path: pathlib.Path,
) -> None:
    with simulated_app.running(tmp_path) as app:
        exp_id = app.publish_maze()
        _simulate_and_kill(app, exp_id)

        audit = app.creator.audit(exp_id)
        assert audit['verdict'] in {'agrees', 'repaired'}
        assert len(audit['repaired']) == audit['num_repaired']
        assert app.creator.audit(exp_id)['verdict'] == 'agrees'

        app.creator.fold(exp_id)
        totals = app.statistics(exp_id)
        days = app.creator.processed_statistics(exp_id)['days']
        for name in stats_domain.EXPLORATION_COUNTERS:
            assert totals[name] == sum(day.get(name, 0) for day in days), name
        app.kill()
        assert app.recompute(exp_id, '--dry_run').returncode == 0


def _simulate_and_kill(app: simulated_app.SimulatedApp, exp_id: str) -> None:
    """Runs a simulation; kills it when its bar shows KILL_AFTER."""
    command = simulated_app.command(
        f'--url={app.url}',
        f'--exp_id={exp_id}',
        '--learners=400',
        '--fault_rate=0.1',
    )
    command.remove('--quiet')
    with subprocess.Popen(
        command,
        cwd=app_server.ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        # Updates of the progress bar end with a carriage return.
        for line in process.stderr:
            progress = _PROGRESS.search(line)
            if progress and int(progress[1]) >= KILL_AFTER:
                break
        os.killpg(process.pid, signal.SIGKILL)
