"""The server is killed during plays, and nothing is lost or doubled."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess

import pytest

from tests import app_server
from tests.faults.reporting import simulated_app

pytestmark = pytest.mark.no_store

# The numbers of finished learners at which the server is killed.
KILL_AFTER = (2, 9, 16)

_PROGRESS = re.compile(r' (\d+)/24 ')


def test_a_server_killed_repeatedly_counts_exactly(
    tmp_path: pathlib.Path,
) -> None:
    with simulated_app.running(tmp_path) as app:
        exp_id = app.publish_maze()
        simulation = _simulate_and_kill(app, exp_id)
        assert simulation['undelivered'] == 0
        assert simulation['unanswered_requests'] > 0
        simulated_app.assert_counted_exactly(app, exp_id, simulation)


def _simulate_and_kill(
    app: simulated_app.SimulatedApp, exp_id: str
) -> dict[str, int]:
    """Runs a simulation; kills the server when the bar shows KILL_AFTER."""
    arguments = (f'--url={app.url}', f'--exp_id={exp_id}', '--learners=24')
    command = simulated_app.command(*arguments, '--fault_rate=0.1')
    command.remove('--quiet')
    with subprocess.Popen(
        command,
        cwd=app_server.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        kill_after = list(KILL_AFTER)
        said: list[str] = []
        # Updates of the progress bar end with a carriage return.
        for line in process.stderr:
            said.append(line)
            progress = _PROGRESS.search(line)
            if kill_after and progress and int(progress[1]) >= kill_after[0]:
                kill_after.pop(0)
                app.kill()
                app.start()
        assert process.wait(timeout=120) == 0, said
        assert kill_after == [], said
        return dict(json.load(process.stdout))
