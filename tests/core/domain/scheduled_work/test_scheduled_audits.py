"""Audits that run on a schedule."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain import stats_repair_services
from core.domain.fold import fold_services
from core.domain.job_runs import job_run_services
from core.domain.scheduled_work import audit_pass_services, audit_services
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
    now.pass_silence()


def audit() -> list[str]:
    return audit_services.audit_those_due(60.0)


def test_played_explorations_are_audited_once_a_night(two_played, now: Clock):
    assert statistics_view_services.get_view('exp')['audit'] is None
    assert audit() == ['exp', 'other']
    assert audit() == []
    shown = statistics_view_services.get_view('exp')['audit']
    # This test records events without counts.
    assert shown['verdict'] == 'repaired'
    assert shown['num_repaired'] == len(shown['repaired']) > 0
    assert shown['audited_at_msecs'] == now.msecs

    now.msecs += 1000 * feconf.AUDIT_EVERY_SECS
    assert audit() == ['exp', 'other']
    runs = job_run_services.get_latest_runs()
    assert [run.name for run in runs] == ['audit', 'audit']
    assert runs[0].counts['sessions'] == 2


def test_never_folded_explorations_are_audited_too(now: Clock):
    b.make_exploration()
    b.post_batch(b.make_session(), b.batch(totals={'num_starts': 1}))
    now.pass_silence()
    assert audit() == ['exp']


def slow_steps(patch: pytest.MonkeyPatch, now: Clock, msecs: float) -> None:
    step = audit_pass_services._step

    def slow(*args):
        now.msecs += msecs
        step(*args)

    patch.setattr(audit_pass_services, '_step', slow)


def test_after_the_deadline_other_audits_wait(
    two_played, now: Clock, monkeypatch
):
    # 5 steps: two events, the end of the log, the version, the final step.
    monkeypatch.setattr(feconf, 'AUDIT_EVENTS_PER_STEP', 1)
    slow_steps(monkeypatch, now, 16_000)
    assert audit() == []
    assert audit() == ['exp']
    assert audit() == ['other']
    assert audit() == []
    outcomes = [run.outcome for run in job_run_services.get_latest_runs()]
    assert outcomes == ['succeeded', 'stopped', 'stopped']


def test_an_exploration_too_large_for_one_call_is_audited_by_several(
    now: Clock, monkeypatch
):
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', 2)
    monkeypatch.setattr(feconf, 'AUDIT_EVENTS_PER_STEP', 4)
    b.make_exploration()
    for _ in range(21):
        play('exploration_start', 'state_hit')
    now.pass_silence()
    began = now.msecs
    slow_steps(monkeypatch, now, 10_000)
    num_calls = 0
    while audit_services.get_reports() == []:
        num_calls += 1
        before = now.msecs
        audit_services.audit_those_due(20.0)
        assert now.msecs - before <= 30_000
    assert num_calls >= 8
    (report,) = audit_services.get_reports()
    assert (report.num_sessions, report.num_events) == (21, 42)
    # The report is about the log as of the start of the audit.
    assert report.audited_at_msecs == began


def test_a_busy_exploration_does_not_stop_the_others(two_played, monkeypatch):
    continue_pass = audit_pass_services.continue_pass

    def busy(exp_id, deadline_msecs):
        if exp_id == 'exp':
            raise stats_repair_services.BusyError
        return continue_pass(exp_id, deadline_msecs)

    monkeypatch.setattr(audit_pass_services, 'continue_pass', busy)
    assert audit() == ['other']
