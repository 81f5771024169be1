"""Pipelines run in clean processes, after a check of the runner."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from contextlib import nullcontext as does_not_raise

import pytest

from core import errors
from core.platform import datastore
from core.platform.datastore import FILE_NAME, embedded
from tests import forking_python
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import folded_summary, full, play

pytestmark = [
    pytest.mark.jobs,
    pytest.mark.no_store,
    pytest.mark.xdist_group('numpy'),
]

ROOT = pathlib.Path(__file__).parents[3]
# Runs the command without switching to the environment that it would choose.
RUN_JOB = 'import sys; from scripts import run_job; sys.exit(run_job.main())'
CREDENTIALS = 'GOOGLE_APPLICATION_CREDENTIALS'
CLOUD = [
    '--project=p',
    '--region=europe-west1',
    '--temp_location=gs://bucket/temp',
    '--sdk_container_image=image',
]


@pytest.mark.parametrize(
    'runner',
    [
        ['BundleBasedDirectRunner'],
        [
            'apache_beam.runners.portability.fn_api_runner.FnApiRunner',
            '--direct_running_mode=multi_processing',
            '--direct_num_workers=2',
        ],
    ],
    ids=lambda runner: runner[0],
)
def test_a_pipeline_runs_in_other_processes_on_the_same_store(
    tmp_path: pathlib.Path, runner: list[str]
):
    client = embedded.Client(str(tmp_path / FILE_NAME))
    with client.context():
        b.make_exploration()
        for _ in range(5):
            play('exploration_start', 'state_hit')

        done = forking_python.of_tree(ROOT).run_program(
            RUN_JOB,
            *('full_fold', '--data_dir', str(tmp_path), '--runner', *runner),
        )

        assert done.returncode == 0, done.stderr[-2000:]
        assert 'full_fold: 10 events, 5 sessions, 1 versions' in done.stdout
        assert folded_summary()['num_sessions'] == 5
        assert folded_summary()['states'].keys() == full()['states'].keys()
    client.close()


def check_runner(runner: str, arguments: Sequence[str]) -> None:
    from core.jobs import running

    running.check_runner(runner, arguments)


def test_an_unknown_runner_is_refused():
    with pytest.raises(errors.ValidationError, match='no runner Nonsense'):
        check_runner('Nonsense', [])


def test_dataflow_is_refused_on_a_store_that_it_cannot_reach(monkeypatch):
    monkeypatch.delenv(CREDENTIALS, raising=False)
    with pytest.raises(errors.ValidationError, match='Cloud Datastore alone'):
        check_runner('DataflowRunner', CLOUD)


@pytest.mark.parametrize('missing', range(len(CLOUD)))
def test_dataflow_names_the_missing_argument(monkeypatch, missing):
    monkeypatch.setenv(CREDENTIALS, 'key.json')
    arguments = [*CLOUD[:missing], *CLOUD[missing + 1 :]]
    name = CLOUD[missing].partition('=')[0]
    with pytest.raises(errors.ValidationError, match=f'needs .*{name}'):
        check_runner('DataflowRunner', arguments)


def test_dataflow_with_all_arguments_is_accepted(monkeypatch):
    monkeypatch.setenv(CREDENTIALS, 'key.json')
    with does_not_raise():
        check_runner('DataflowRunner', CLOUD)


def test_a_remote_worker_creates_no_store(monkeypatch):
    for name in (CREDENTIALS, 'GAE_ENV', 'STATS_DATA_DIR'):
        monkeypatch.delenv(name, raising=False)
    assert not datastore.is_cloud()
    monkeypatch.setenv('CONTROL_API_SERVICE_DESCRIPTOR', 'url: "somewhere"')
    assert datastore.is_cloud()
    monkeypatch.setenv('STATS_DATA_DIR', 'here')
    assert not datastore.is_cloud()
