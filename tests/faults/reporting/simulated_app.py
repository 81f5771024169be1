"""The real app with a maze to play, and its statistics.

It has no demo explorations and keeps its port, so that the server can be killed
and restarted while learners play.
"""

from __future__ import annotations

import collections
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

from core.domain import event_services, stats_domain
from core.platform.datastore import embedded
from tests import app_server, creator_client, forking_python

MAZE_YAML = app_server.ROOT / 'scripts' / 'prove_exactly_once' / 'maze.yaml'

_SERVE = """
import sys
from core import server
server.serve(port=int(sys.argv[1]), on_ready=lambda: print('ready', flush=True))
"""


class SimulatedApp:
    """An app with its own data directory.

    Args:
        data_dir: The data directory.
        root: The folder with the sources.
        before: Python statements to execute before serving.
    """

    def __init__(
        self,
        data_dir: pathlib.Path,
        root: pathlib.Path = app_server.ROOT,
        before: str = '',
    ) -> None:
        self.data_dir = data_dir
        self.root = root
        self._program = before + _SERVE
        self.port = app_server.free_port()
        self.url = f'http://localhost:{self.port}'
        self._running: forking_python.Running | None = None
        self.creator = creator_client.CreatorClient(self.url)

    def start(self) -> None:
        """Starts the server, and returns once it is ready."""
        self._running = forking_python.of_tree(self.root).start_program(
            self._program,
            str(self.port),
            env={
                # The simulated learners identify themselves as programs.
                'STATS_COUNT_AUTOMATED_VISITS': 'on',
                **os.environ,
                'STATS_DATA_DIR': str(self.data_dir),
            },
        )
        assert self._running.stdout.readline() == 'ready\n'

    def kill(self) -> None:
        """Kills the server and its workers."""
        if self._running is not None:
            self._running.kill()
            self._running = None

    def publish_maze(self) -> str:
        """Publishes the maze as its creator; returns its id."""
        self.creator.sign_in()
        return self.creator.publish(MAZE_YAML.read_text())

    def init(self, exp_id: str) -> dict[str, Any]:
        """Begins a session; returns what the player gets."""
        url = f'{self.url}/explorehandler/init/{exp_id}'
        with urllib.request.urlopen(url, timeout=30) as answer:
            return dict(json.load(answer))

    def statistics(self, exp_id: str) -> dict[str, Any]:
        """Returns the response of the statistics route to the creator."""
        return self.creator.statistics(exp_id)

    def events_by_kind(self, exp_id: str) -> dict[str, int]:
        """Counts the events in the log, of all types declared in this tree."""
        client = embedded.Client(str(self.data_dir / 'datastore.sqlite3'))
        with client.context():
            events = event_services.get_events_of_exploration(exp_id)
            return dict(collections.Counter(e.event_type for e in events))

    def recompute(
        self, exp_id: str, *options: str
    ) -> subprocess.CompletedProcess[str]:
        """Recomputes the counters from the log."""
        return forking_python.of_tree(self.root).run_module(
            'scripts.recompute_statistics',
            *[f'--data_dir={self.data_dir}', f'--exp_id={exp_id}'],
            *options,
        )


@contextlib.contextmanager
def running(data_dir: pathlib.Path, before: str = '') -> Iterator[SimulatedApp]:
    """Serves the app while the block runs."""
    data_dir.mkdir(parents=True, exist_ok=True)
    app = SimulatedApp(data_dir, before=before)
    try:
        app.start()
        yield app
    finally:
        app.kill()


def command(*arguments: str) -> list[str]:
    """Returns the command line of a simulation."""
    return [
        *[sys.executable, '-m', 'scripts.simulate_learners', '--quiet'],
        *arguments,
    ]


def simulate(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a simulation to its end."""
    return subprocess.run(
        command(*arguments),
        cwd=app_server.ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )


def assert_counted_exactly(
    app: SimulatedApp, exp_id: str, *simulations: dict[str, Any]
) -> None:
    """Asserts that learners' actions, counters and log agree exactly.

    Stops the server in order to read the log.

    Args:
        app: The running app.
        exp_id: The exploration played, in one version.
        *simulations: The output of simulations.
    """
    plays = [
        play
        for simulation in simulations
        for play in simulation['explorations']
        if play['exp_id'] == exp_id
    ]
    done = sum((numbers(play) for play in plays), collections.Counter())
    statistics = app.statistics(exp_id)
    assert statistics['invariant_violations'] == []
    assert +numbers(statistics) == done
    app.kill()
    recomputed = app.recompute(exp_id, '--dry_run')
    assert recomputed.returncode == 0, recomputed.stdout + recomputed.stderr
    kinds = sum(
        (collections.Counter(play['events']) for play in plays),
        collections.Counter(),
    )
    assert app.events_by_kind(exp_id) == kinds


def numbers(counts: dict[str, Any]) -> collections.Counter[str]:
    """Returns counts by name, those of states as `<state>.<name>`."""
    numbers = collections.Counter(
        {name: counts[name] for name in stats_domain.EXPLORATION_COUNTERS}
    )
    for state_name, own in counts['state_stats_mapping'].items():
        for name, count in own.items():
            numbers[f'{state_name}.{name}'] = count
    return numbers
