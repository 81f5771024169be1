"""Each run is known to be running, ended or dead."""

from __future__ import annotations

import threading

import pytest
from google.api_core import exceptions

from core import clock, feconf
from core.domain.job_runs import job_domain, job_run_services
from core.storage.jobs import gae_models as job_models
from tests.core.domain.fold_builders import Clock, now

__all__ = ['now']

# Seconds after which a thread is taken to be stuck.
PATIENCE = 30


def outcome() -> str:
    (run,) = job_run_services.get_latest_runs()
    return run.outcome


def pass_lease(now: Clock) -> None:
    now.msecs += 1000 * feconf.JOB_LEASE_SECS + 1


def begin_and_be_killed() -> str:
    """Stores a run as a process leaves it that is killed during the run."""
    run = job_models.JobRunModel(
        id='run',
        name=job_domain.AUDIT,
        began_msecs=int(clock.now_msecs()),
        heartbeat_msecs=int(clock.now_msecs()),
        outcome=job_run_services.RUNNING,
    )
    run.put()
    return 'run'


def test_a_killed_run_is_running_during_its_lease_and_then_dead(
    now: Clock,
):
    run_id = begin_and_be_killed()
    assert outcome() == 'running'
    now.msecs += 1000 * feconf.JOB_LEASE_SECS
    assert outcome() == 'running'

    pass_lease(now)

    assert outcome() == 'died'
    assert not job_run_services.beat(run_id)
    assert outcome() == 'died'


def test_a_run_without_heartbeats_expires_too(now: Clock):
    run_id = begin_and_be_killed()
    model = job_models.JobRunModel.get_by_id(run_id)
    model.heartbeat_msecs = None
    model.put()
    pass_lease(now)

    assert outcome() == 'died'


def test_a_run_with_heartbeats_never_expires(now: Clock):
    with job_run_services.record_run(job_domain.AUDIT) as recording:
        for _ in range(3):
            now.msecs += 1000 * feconf.JOB_LEASE_SECS
            assert job_run_services.beat(recording.run_id)
            assert outcome() == 'running'

    assert outcome() == 'succeeded'
    assert not job_run_services.beat(recording.run_id)


def test_an_abandoned_run_stays_dead_and_keeps_its_results(now: Clock):
    with job_run_services.record_run(job_domain.AUDIT) as recording:
        pass_lease(now)
        assert outcome() == 'died'
        recording.report.counts['events'] = 7

    (run,) = job_run_services.get_latest_runs()
    assert (run.outcome, run.counts) == ('died', {'events': 7})
    assert run.ended_msecs == now.msecs


def test_heartbeats_continue_after_one_fails(now: Clock, monkeypatch):
    monkeypatch.setattr(feconf, 'JOB_HEARTBEAT_SECS', 0)
    given = threading.Semaphore(0)
    beat = job_run_services.beat
    beats = []

    def fail_once_then_beat(run_id: str) -> bool:
        beats.append(run_id)
        if len(beats) == 1:
            raise exceptions.ServiceUnavailable('not now')
        is_running = beat(run_id)
        given.release()
        return is_running

    monkeypatch.setattr(job_run_services, 'beat', fail_once_then_beat)
    with job_run_services.record_run(job_domain.AUDIT) as recording:
        now.msecs += 1000 * feconf.JOB_LEASE_SECS - 1
        while given.acquire(blocking=False):
            pass
        # The first of the two may have read the clock before it advanced.
        assert all(given.acquire(timeout=PATIENCE) for _ in range(2))
        now.msecs += 2
        assert outcome() == 'running'

    assert set(beats) == {recording.run_id}


def test_a_heartbeat_keeps_all_reported_results(now: Clock):
    report = job_domain.JobReport()
    report.counts['events'] = 3
    with job_run_services.record_run(job_domain.AUDIT) as recording:
        job_run_services.keep_report(recording.run_id, report)
        job_run_services.beat(recording.run_id)
        stored = job_run_services.get_report(recording.run_id)

    assert stored.counts == {'events': 3}


def test_a_failed_run_is_reported(now: Clock):
    with (
        pytest.raises(ValueError, match='broken'),
        job_run_services.record_run(job_domain.AUDIT),
    ):
        raise ValueError('broken')

    (run,) = job_run_services.get_latest_runs()
    assert (run.outcome, run.error) == ('failed', 'ValueError: broken')
