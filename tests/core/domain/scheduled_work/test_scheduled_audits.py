"""Audits that nobody has to ask for."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain import stats_recompute_services, stats_repair_services
from core.domain.fold import fold_services
from core.domain.job_runs import job_run_services
from core.domain.scheduled_work import audit_services
from core.domain.statistics_tab import statistics_view_services
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now, play

__all__ = ['now']


@pytest.fixture
def two_played(now: Clock) -> None:
    for exp_id in ('exp', 'other'):
        b.make_exploration(exp_id)
        play('exploration_start', 'state_hit', exp_id=exp_id)
    b.make_exploration('new')
    now.pass_silence()
    fold_services.fold_waiting()


def audit() -> list[str]:
    return audit_services.audit_those_due(60.0)


def test_what_was_played_is_audited_once_a_night(two_played, now: Clock):
    assert statistics_view_services.get_view('exp')['audit'] is None
    assert audit() == ['exp', 'other']
    assert audit() == []
    shown = statistics_view_services.get_view('exp')['audit']
    # The log of this test has events that were never counted.
    assert shown['verdict'] == 'differs'
    assert shown['num_differences'] > 0
    assert shown['audited_at_msecs'] == now.msecs

    now.msecs += 1000 * feconf.AUDIT_EVERY_SECS
    assert audit() == ['exp', 'other']
    assert audit() == []
    runs = job_run_services.get_latest_runs()
    assert [run.name for run in runs] == ['audit', 'audit']
    assert runs[0].counts['sessions'] == 2


def test_who_is_playing_just_now_makes_no_difference(now: Clock):
    # Events are reported at once, counts some seconds later.
    b.make_exploration()
    play('exploration_start', 'state_hit')

    report = audit_services.audit('exp')
    assert report.is_clean
    assert report.num_sessions_under_way == 1

    now.pass_silence()
    report = audit_services.audit('exp')
    assert not report.is_clean
    assert report.num_sessions_under_way == 0


def test_what_differed_is_looked_at_again_soon(two_played, now: Clock):
    assert audit() == ['exp', 'other']
    stats_recompute_services.recompute('exp', dry_run=False)
    now.msecs += 1000 * feconf.AUDIT_WHAT_DIFFERS_EVERY_SECS
    assert audit() == ['exp', 'other']
    shown = statistics_view_services.get_view('exp')['audit']
    assert shown['verdict'] == 'agrees'

    now.msecs += 1000 * feconf.AUDIT_WHAT_DIFFERS_EVERY_SECS
    assert audit() == ['other']


def test_those_that_are_too_large_are_left_to_the_job(two_played, monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_SESSIONS_OF_SCHEDULED_AUDIT', 0)
    assert audit() == []
    assert job_run_services.get_latest_runs() == []


def test_when_the_time_is_over_the_rest_waits(two_played, now: Clock):
    audit_one = audit_services.audit

    def slow(exp_id):
        now.msecs += 60_000
        return audit_one(exp_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit_services, 'audit', slow)
        assert audit() == ['exp']
        assert audit() == ['other']
    assert {run.outcome for run in job_run_services.get_latest_runs()} == {
        'stopped',
        'succeeded',
    }


def test_one_that_cannot_be_compared_now_does_not_stop_the_others(
    two_played, monkeypatch
):
    audit_one = audit_services.audit

    def busy(exp_id):
        if exp_id == 'exp':
            raise stats_repair_services.BusyError
        return audit_one(exp_id)

    monkeypatch.setattr(audit_services, 'audit', busy)
    assert audit() == ['other']
