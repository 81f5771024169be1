"""The command that simulates learners, on the real app."""

from __future__ import annotations

import argparse
import json
import pathlib
import re
import time
from collections.abc import Iterator

import pytest

from core.domain.exp_migration import archives
from scripts import node, simulate_learners
from tests import app_server
from tests.core.domain import picture_builders
from tests.faults.reporting import simulated_app

pytestmark = pytest.mark.no_store


@pytest.fixture(scope='module')
def app(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[simulated_app.SimulatedApp]:
    with simulated_app.running(tmp_path_factory.mktemp('app')) as running:
        yield running


@pytest.mark.parametrize(
    ('arguments', 'reason'),
    [
        (['--exp_id=x', '--learners=0'], 'must be at least 1'),
        (['--exp_id=x', '--learners=many'], 'must be a whole number'),
        (['--exp_id=x', '--fault_rate=some'], 'must be a number'),
        (['--exp_id=x', '--fault_rate=1.5'], 'must be between 0 and 1'),
        (['--exp_id=x', '--fault_rate=nan'], 'must be between 0 and 1'),
        (['--exp_id=x', '--days=0'], 'must be at least 1'),
        (['--exp_id=x', '--days=366'], 'must be at most 365'),
        ([], '--exp_id'),
    ],
)
def test_wrong_options_are_explained(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_info:
        simulate_learners.main(arguments)
    assert exit_info.value.code == 2
    assert reason in capsys.readouterr().err


def test_a_missing_server_is_reported_in_one_line() -> None:
    url = f'http://localhost:{app_server.free_port()}'
    result = simulated_app.simulate(f'--url={url}', '--exp_id=x')
    assert result.returncode == 1
    assert result.stdout == ''
    assert result.stderr == (
        f'Error: No server answers at {url} (ECONNREFUSED).\n'
    )


def test_a_missing_node_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(node, 'node_path', lambda: None)
    assert simulate_learners.main(['--exp_id=x', '--quiet']) == 1
    assert 'Node.js' in capsys.readouterr().err


def test_a_missing_exploration_is_reported_in_one_line(
    app: simulated_app.SimulatedApp,
) -> None:
    result = simulated_app.simulate(f'--url={app.url}', '--exp_id=nothing')
    assert result.returncode == 1
    assert result.stderr == 'Error: There is no exploration "nothing".\n'


def test_an_undelivered_report_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result = {'undelivered': 3, 'last_problem': '/here answered 400'}

    def simulate(options: argparse.Namespace) -> dict[str, object]:
        return dict(result)

    monkeypatch.setattr(simulate_learners, 'simulate', simulate)
    assert simulate_learners.main(['--exp_id=x']) == 1
    output = capsys.readouterr()
    assert json.loads(output.out) == result
    assert output.err == (
        'Error: 3 reports were not delivered (/here answered 400).\n'
    )


def test_progress_goes_to_stderr_and_the_result_to_stdout(
    app: simulated_app.SimulatedApp,
    capfd: pytest.CaptureFixture[str],
) -> None:
    exp_id = app.publish_maze()
    status = simulate_learners.main(
        [f'--url={app.url}/', f'--exp_id={exp_id}', '--learners=3']
    )
    output = capfd.readouterr()
    assert status == 0
    assert json.loads(output.out)['learners'] == 3
    assert '3/3' in output.err
    assert f'See {app.url}/create/{exp_id}#/stats\n' in output.err


def test_learners_are_spread_over_several_explorations(
    app: simulated_app.SimulatedApp,
) -> None:
    exp_ids = [app.publish_maze(), app.publish_maze()]
    result = simulated_app.simulate(
        f'--url={app.url}',
        '--learners=12',
        *[f'--exp_id={exp_id}' for exp_id in exp_ids],
    )
    played = json.loads(result.stdout)['explorations']
    assert {play['exp_id'] for play in played} == set(exp_ids)
    for play in played:
        assert play['num_starts'] > 0
        assert (
            app.statistics(play['exp_id'])['num_starts'] == (play['num_starts'])
        )


def test_a_simulation_of_days_saves_versions_in_the_past(
    app: simulated_app.SimulatedApp,
) -> None:
    app.creator.sign_in()
    original = app.creator.import_zip(
        archives.pack(
            'Maze',
            simulated_app.MAZE_YAML.read_text().replace(
                '<p>', '<p><img src="assets/a.png" alt="A maze">', 1
            ),
            {'a.png': picture_builders.raster()},
        )
    )
    result = simulated_app.simulate(
        f'--url={app.url}',
        f'--exp_id={original}',
        *('--learners=20', '--days=10', '--versions=2'),
    )
    assert result.returncode == 0, result.stderr
    played = json.loads(result.stdout)
    assert played['learners'] == 20
    (exp_id,) = {play['exp_id'] for play in played['explorations']}
    assert exp_id != original
    assert app.statistics(original)['num_starts'] == 0
    texts = [app.creator.exploration(one)['yaml'] for one in (original, exp_id)]
    names = [re.findall(r'src="assets/(a-\w+\.png)"', text) for text in texts]
    assert list(map(len, names)) == [1, 1]
    assert names[0] != names[1]
    assert (
        app.statistics(exp_id)['num_starts']
        == sum(play['num_starts'] for play in played['explorations'])
        == played['sessions']
    )
    commits = app.creator.exploration(exp_id)['commits']
    ages = [
        (time.time() - commit['created_on_msecs'] / 1000) / 86_400
        for commit in sorted(commits, key=lambda commit: commit['version'])
    ]
    assert ages == pytest.approx([10, 5], abs=0.1)
    app.creator.fold(exp_id)
    view = app.creator.processed_statistics(exp_id)
    assert len(view['days']) > 2
    segments = {segment['segment'] for segment in view['segments']}
    assert {'class:7a', 'class:7b'} & segments
    assert view['audit']['num_differences'] == 0


def test_a_simulation_of_days_needs_an_editable_exploration(
    app: simulated_app.SimulatedApp,
) -> None:
    result = simulated_app.simulate(
        f'--url={app.url}', '--exp_id=nothing', '--days=2'
    )
    assert result.returncode == 1
    assert 'answered 404: --days needs a development server' in result.stderr


@pytest.mark.parametrize(('seed', 'fault_rate'), [(1, 0), (2, 0.4)])
def test_counters_and_log_match_the_actions_of_learners(
    fault_rate: float, seed: int, tmp_path: pathlib.Path
) -> None:
    with simulated_app.running(tmp_path) as app:
        exp_id = app.publish_maze()
        result = simulated_app.simulate(
            f'--url={app.url}',
            f'--exp_id={exp_id}',
            '--learners=25',
            f'--seed={seed}',
            f'--fault_rate={fault_rate}',
        )
        assert result.returncode == 0, result.stderr
        simulation = json.loads(result.stdout)
        assert simulation['undelivered'] == 0
        assert (sum(simulation['faults'].values()) > 0) == (fault_rate > 0)
        simulated_app.assert_counted_exactly(app, exp_id, simulation)
