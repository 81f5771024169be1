"""The command runs jobs, and reports their results and errors."""

from __future__ import annotations

import pytest

from core.domain.job_runs import job_run_services
from core.platform import datastore
from scripts import run_job, store_command
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import folded_summary, full, now, play

__all__ = ['now']


@pytest.fixture(autouse=True)
def _store_exists(monkeypatch, tmp_path):
    """Makes the command use the test's store instead of a directory's."""
    (tmp_path / datastore.FILE_NAME).touch()
    monkeypatch.setattr(datastore, 'get_data_dir', lambda: str(tmp_path))
    # The command sets the variable, which is restored after the test.
    monkeypatch.setenv('STATS_DATA_DIR', str(tmp_path))


def test_the_fold_also_counts_open_sessions(now, capsys):
    b.make_exploration()
    play('exploration_start', 'state_hit')

    assert run_job.main(['session_fold', '--dry_run']) == 0
    assert '1 sessions waiting' in capsys.readouterr().out
    assert folded_summary() is None
    assert run_job.main(['session_fold']) == 0

    assert '2 events' in capsys.readouterr().out
    assert folded_summary() == full()
    (run,) = job_run_services.get_latest_runs()
    assert run.outcome == 'succeeded'


@pytest.mark.jobs
@pytest.mark.xdist_group('numpy')
@pytest.mark.parametrize('name', ['full_fold', 'audit', 'recompute_statistics'])
def test_pipelines_run_and_report_their_work(now, capsys, name):
    pytest.importorskip('apache_beam', reason='requirements-jobs.txt')
    b.make_exploration()
    play('exploration_start', 'state_hit')

    assert run_job.main([name, '--exp_id', 'exp']) == 0

    assert '2 events' in capsys.readouterr().out


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (['session_fold', '--exp_id', 'nowhere'], 'nowhere'),
        (['session_fold', '--runner', 'DataflowRunner'], 'no runner'),
        (['session_fold', '--nonsense'], '--nonsense'),
        (['session_fold', '--data_dir', '/nowhere'], 'no store in /nowhere'),
        (['full_fold', '--dry_run'], 'no --dry_run'),
        # An audit changes no counter, but stores a report.
        (['audit', '--dry_run'], 'no --dry_run'),
        (['sweep', '--exp_id', 'exp'], 'no exp_id'),
        (['migrate_explorations', '--runner', 'Spark'], 'no runner'),
    ],
)
def test_an_impossible_job_is_reported_in_one_line(capsys, arguments, message):
    assert run_job.main(arguments) == store_command.EXIT_FAILED

    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


def test_without_beam_a_pipeline_explains_how_to_install_it(
    capsys, monkeypatch
):
    monkeypatch.setattr('importlib.util.find_spec', lambda _: None)

    assert run_job.main(['audit']) == store_command.EXIT_FAILED
    assert 'requirements-jobs.txt' in capsys.readouterr().err


def test_bad_data_is_reported_with_examples(now, capsys):
    b.make_exploration()
    _, event = play('exploration_start')
    from core.storage.statistics import gae_models as stats_models

    model = stats_models.StartExplorationEventLogEntryModel.get_by_id(
        event.event_id
    )
    model.event_schema_version = 1
    model.put()

    assert run_job.main(['session_fold']) == 0

    out = capsys.readouterr().out
    assert '1 left out: event_schema_version is missing or wrong' in out
    assert event.event_id in out
