"""The output, effect and exit status of `recompute_statistics`."""

from __future__ import annotations

import pathlib

import pytest
from google.api_core import exceptions

from core.domain import event_domain, stats_repair_services, stats_services
from core.domain.scheduled_work import audit_services
from core.platform import datastore
from scripts import recompute_statistics
from tests import forking_python
from tests.core.domain import stats_builders as b

ROOT = pathlib.Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch) -> pathlib.Path:
    """A directory with a store file; the command uses the test's store."""
    (tmp_path / datastore.FILE_NAME).touch()
    monkeypatch.setattr(datastore, 'set_data_dir', lambda _: None)
    return tmp_path


def run(store: pathlib.Path, *arguments: str) -> int:
    return recompute_statistics.main(['--data_dir', str(store), *arguments])


def play_without_counts(exp_id: str = 'exp') -> None:
    session = b.make_session(exp_id)
    events = [
        b.make_event(session, event_type, 'A')
        for event_type in event_domain.EVENT_CLASSES
    ]
    b.record(session, *events)


def test_a_run_without_work_reports_it(store, capsys):
    b.make_exploration()

    assert run(store, '--dry_run') == 0
    assert run(store) == 0
    assert 'exp: 0 events of 0 sessions: nothing differs' in (
        capsys.readouterr().out
    )


def test_a_dry_run_reports_differences_and_changes_nothing(store, capsys):
    b.make_exploration()
    play_without_counts()

    assert run(store, '--dry_run') == 1

    printed = capsys.readouterr().out
    assert 'not repaired (dry run)' in printed
    assert 'version 1, exploration, num_starts: counted 0, by the log 1' in (
        printed
    )
    assert "state 'A', total_hit_count: counted 0, by the log 1" in printed
    assert stats_services.get_exploration_stats('exp').num_starts == 0


def test_a_run_repairs_differing_counters(store, capsys):
    b.make_exploration()
    play_without_counts()

    assert run(store) == 0
    assert 'repaired' in capsys.readouterr().out
    assert stats_services.get_exploration_stats('exp').num_starts == 1
    assert run(store, '--dry_run') == 0


def test_a_busy_exploration_does_not_stop_the_others(
    store, monkeypatch, capsys
):
    for exp_id in ('busy', 'quiet'):
        b.make_exploration(exp_id)
        play_without_counts(exp_id)
    recompute = audit_services.recompute

    def refuse_one(exp_id: str, dry_run: bool) -> audit_services.AuditReport:
        if exp_id == 'busy':
            raise stats_repair_services.BusyError('busy is played too much')
        return recompute(exp_id, dry_run)

    monkeypatch.setattr(audit_services, 'recompute', refuse_one)

    assert run(store) == 2
    assert capsys.readouterr().err == (
        'Error: busy is played too much; please run this again later\n'
    )
    assert stats_services.get_exploration_stats('quiet').num_starts == 1
    assert run(store, '--dry_run', '--exp_id', 'quiet') == 0


def test_an_unavailable_store_is_reported_once(store, monkeypatch, capsys):
    for exp_id in ('one', 'two'):
        b.make_exploration(exp_id)

    def fail(exp_id: str, dry_run: bool) -> audit_services.AuditReport:
        raise exceptions.ServiceUnavailable('gone')

    monkeypatch.setattr(audit_services, 'recompute', fail)

    assert run(store) == 2
    assert capsys.readouterr().err.count('does not answer') == 1


def test_one_exploration_can_be_chosen(store):
    for exp_id in ('one', 'two'):
        b.make_exploration(exp_id)
        play_without_counts(exp_id)

    assert run(store, '--exp_id', 'one') == 0
    assert stats_services.get_exploration_stats('one').num_starts == 1
    assert stats_services.get_exploration_stats('two').num_starts == 0


def test_names_are_escaped_for_terminals(store, capsys):
    b.make_exploration()
    session = b.make_session()
    b.record(session, b.make_event(session, 'state_hit', '\x1b[2J'))

    run(store)

    assert '\x1b' not in capsys.readouterr().out


def test_an_unknown_exploration_is_an_error_in_one_line(store, capsys):
    assert run(store, '--exp_id', 'nothing') == 2

    captured = capsys.readouterr()
    assert captured.err.count('\n') == 1
    assert 'nothing' in captured.err


def test_a_directory_without_a_store_is_an_error_and_stays_empty(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.delenv('DATASTORE_EMULATOR_HOST', raising=False)
    empty = tmp_path / 'empty'
    empty.mkdir()

    assert run(empty) == 2
    assert 'there is no store' in capsys.readouterr().err
    assert list(empty.iterdir()) == []


def test_the_command_explains_its_arguments():
    done = forking_python.of_tree(ROOT).run_module(
        'scripts.recompute_statistics', '--help'
    )

    assert done.returncode == 0, done.stderr
    for option in ('--data_dir', '--exp_id', '--dry_run'):
        assert option in done.stdout
