"""Old events expire without changing any figure."""

from __future__ import annotations

import pathlib

import pytest

from core import errors, feconf
from core.domain import (
    event_services,
    exp_deletion_services,
    exp_services,
    stats_repair_services,
    stats_services,
)
from core.domain.fold import fold_services
from core.domain.scheduled_work import audit_services, expiry_services
from core.platform import datastore
from core.storage.statistics import gae_models as stats_models
from core.storage.statistics import processed_gae_models as models
from scripts import expire_events
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import (
    Clock,
    folded_summary,
    now,
    play,
    rebuild,
)

__all__ = ['now']

DAYS = 40
MSECS_PER_DAY = 24 * 3_600_000
HIT = {
    'total_hit_count': 1,
    'first_hit_count': 1,
    'total_answers_count': 1,
    'useful_feedback_count': 1,
}


def play_and_count(number: int = 1) -> list:
    sessions = []
    for _ in range(number):
        session, *_ = play('exploration_start', 'state_hit', 'answer_submitted')
        b.post_batch(session, b.batch(totals={'num_starts': 1}, A=HIT))
        sessions.append(session)
    return sessions


@pytest.fixture(autouse=True)
def old_sessions(now: Clock) -> list:
    """Plays three sessions long ago and two recent ones; returns the old."""
    b.make_exploration()
    old = play_and_count(3)
    now.msecs += (DAYS + 1) * MSECS_PER_DAY
    play_and_count(2)
    now.pass_silence()
    return old


def num_events() -> int:
    return len(list(event_services.get_events_of_exploration('exp')))


def figures() -> tuple:
    return stats_services.get_exploration_stats('exp'), folded_summary()


def expire(days: int = DAYS) -> tuple[int, int, int]:
    expiry = expiry_services.expire_events('exp', days)
    return expiry.num_sessions, expiry.num_events, expiry.num_left


def make_of_older_code() -> None:
    root = models.ProcessedStatsModel.get_by_id('exp.1', use_cache=False)
    assert root is not None
    root.schema_version = 1
    root.put()


def test_old_events_are_deleted_and_no_figure_changes():
    fold_services.fold_waiting()
    before = figures()
    assert before[0].num_starts == 5

    assert expire() == (3, 9, 0)

    assert num_events() == 6
    assert figures() == before
    assert expire() == (0, 0, 0)


def test_sessions_are_folded_and_counted_before_they_expire():
    play('exploration_start', 'state_hit', 'answer_submitted')
    expire()
    stats, processed = figures()
    assert stats.num_starts == 6
    assert processed['num_sessions'] == 6


def test_audits_and_folds_report_no_difference_after_an_expiry(now: Clock):
    expire()
    before = figures()
    for _ in range(2):
        now.pass_silence()
        report = audit_services.audit('exp', includes_open=True)
        assert (report.num_repaired, report.violations) == (0, [])
        assert b.is_settled(report)
        fold_services.fold_waiting(include_open=True)
    assert audit_services.recompute('exp', dry_run=True).differences == []
    assert figures() == before


def test_damaged_counters_are_still_repaired():
    expire()
    before = figures()
    for shard in stats_models.ExplorationStatsShardModel.query():
        shard.key.delete()
    assert audit_services.audit('exp').num_repaired > 0
    assert figures() == before


def test_a_rebuild_starts_from_the_sums_of_expired_events():
    expire()
    before = folded_summary()
    rebuild()
    assert folded_summary() == before
    # Also a second rebuild, and one of data of older code in steps.
    rebuild()
    make_of_older_code()
    assert folded_summary() is None
    fold_services.fold_waiting()
    assert folded_summary() == before


def test_all_events_can_expire(now: Clock):
    now.msecs += (DAYS + 1) * MSECS_PER_DAY
    assert expire() == (5, 15, 0)
    before = folded_summary()
    assert num_events() == 0
    rebuild()
    assert folded_summary() == before


def test_an_expiry_after_a_rebuild_keeps_the_sums():
    expire()
    rebuild()
    assert expire(feconf.MIN_DAYS_OF_LOG) == (0, 0, 0)
    now_folded = folded_summary()
    assert now_folded is not None
    assert now_folded['num_sessions'] == 5


def test_nothing_is_deleted_while_a_rebuild_reads_the_log():
    fold_services.fold_waiting()
    rebuild(deadline_msecs=0)
    assert expire() == (0, 0, 3)
    assert num_events() == 15
    rebuild()
    assert expire() == (3, 9, 0)


def test_an_event_after_the_expiry_changes_no_figure(
    old_sessions: list, now: Clock
):
    expire()
    before = folded_summary()
    late = b.make_event(
        old_sessions[0], 'state_complete', 'A', client_time_msecs=now.msecs
    )
    b.record(old_sessions[0], late)
    now.pass_silence()
    fold_services.fold_waiting()
    assert folded_summary() == before
    assert audit_services.audit('exp').num_differences == 0


def test_a_resumed_session_is_as_old_as_its_last_event(
    old_sessions: list, now: Clock
):
    event = b.make_event(
        old_sessions[0], 'state_complete', 'A', client_time_msecs=now.msecs
    )
    b.record(old_sessions[0], event)
    now.pass_silence()
    assert expire() == (2, 6, 0)


def test_old_events_of_a_deleted_exploration_expire_too():
    exp_deletion_services.delete_exploration(b.OWNER, 'exp')
    assert exp_services.get_deleted_exploration_ids() == ['exp']
    assert expire() == (0, 9, 0)
    assert num_events() == 6


@pytest.mark.parametrize('days', [-1, 0, feconf.MIN_DAYS_OF_LOG - 1])
def test_recent_events_cannot_be_expired(days: int):
    with pytest.raises(
        errors.ValidationError, match=f'at least {feconf.MIN_DAYS_OF_LOG} days'
    ):
        expire(days)
    assert num_events() == 15


class TestCommand:
    @pytest.fixture(autouse=True)
    def directory(
        self, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
    ) -> pathlib.Path:
        """A directory with a store file; the command uses the test's store."""
        monkeypatch.delenv('DATASTORE_EMULATOR_HOST', raising=False)
        (tmp_path / datastore.FILE_NAME).touch()
        monkeypatch.setattr(datastore, 'set_data_dir', lambda _: None)
        return tmp_path

    def run(self, directory: pathlib.Path, days: int, *more: str) -> int:
        return expire_events.main(
            [f'--older_than_days={days}', f'--data_dir={directory}', *more]
        )

    def test_it_reports_what_it_deleted(self, directory, capsys):
        assert self.run(directory, DAYS) == 0
        assert capsys.readouterr().out == (
            'exp: 9 events of 3 sessions deleted\n'
        )

    def test_it_reports_sessions_that_have_to_wait(self, directory, capsys):
        fold_services.fold_waiting()
        rebuild(deadline_msecs=0)
        assert self.run(directory, DAYS, '--exp_id=exp') == 1
        assert '3 sessions have to wait' in capsys.readouterr().out

    def test_a_busy_exploration_does_not_stop_the_others(
        self, directory, capsys, monkeypatch
    ):
        b.make_exploration('a_busy_one')
        expire_one = expiry_services.expire_events

        def refuse_one(exp_id: str, days: int) -> expiry_services.Expiry:
            if exp_id == 'a_busy_one':
                raise stats_repair_services.BusyError('it is played too much')
            return expire_one(exp_id, days)

        monkeypatch.setattr(expiry_services, 'expire_events', refuse_one)
        assert self.run(directory, DAYS) == 2
        assert capsys.readouterr().err.startswith('Error: it is played')
        assert num_events() == 6

    @pytest.mark.parametrize(
        ('days', 'more', 'said'),
        [
            (7, [], f'at least {feconf.MIN_DAYS_OF_LOG} days'),
            (40, ['--exp_id=nothing'], 'nothing'),
            (40, ['--data_dir=/nowhere'], 'no store'),
        ],
    )
    def test_an_invalid_option_is_reported_in_one_line(
        self, directory, capsys, days, more, said
    ):
        assert self.run(directory, days, *more) == 2
        captured = capsys.readouterr()
        assert said in captured.err
        assert captured.err.count('\n') == 1
        assert num_events() == 15
