"""The scheduler thread runs due work and ends with its server."""

from __future__ import annotations

import threading

import pytest

from core import scheduler
from core.domain.job_runs import job_run_services
from core.domain.scheduled_work import schedule_services
from core.storage.jobs import schedule_gae_models as models
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import (
    Clock,
    folded_summary,
    full,
    now,
    play,
)

__all__ = ['now']


def test_due_work_runs_without_requests(now: Clock):
    b.make_exploration()
    play('exploration_start', 'state_hit')
    now.pass_silence()

    scheduler.run_due_work()

    assert folded_summary() == full()


def test_it_checks_again_until_it_is_stopped():
    looks = threading.Semaphore(0)
    running = scheduler.Scheduler(looks.release, interval_secs=0)
    running.start()
    assert looks.acquire(timeout=10)
    assert looks.acquire(timeout=10)
    running.stop()
    assert not running._thread.is_alive()


@pytest.mark.filterwarnings(
    'ignore::pytest.PytestUnhandledThreadExceptionWarning'
)
def test_a_failing_check_does_not_stop_the_loop():
    looks = threading.Semaphore(0)

    def fail() -> None:
        looks.release()
        raise ValueError('failed')

    running = scheduler.Scheduler(fail, interval_secs=0)
    running.start()
    assert looks.acquire(timeout=10)
    assert looks.acquire(timeout=10)
    running.stop()


class TestSeveralProcesses:
    def test_one_of_the_processes_runs_the_task(self, ndb_client, now: Clock):
        done = []
        task = schedule_services.Task('x', 60.0, lambda: done.append(1))
        b.run_in_threads(
            ndb_client, *[lambda: schedule_services.run_due((task,))] * 4
        )
        assert len(done) == 1

    def test_a_task_runs_again_when_it_is_due(self, now: Clock):
        task = schedule_services.Task('x', 60.0, lambda: None)
        assert schedule_services.run_due((task,)) == ['x']
        now.msecs += 59_999
        assert schedule_services.run_due((task,)) == []
        now.msecs += 1
        assert schedule_services.run_due((task,)) == ['x']

    def test_a_clock_set_back_stops_nothing(self, now: Clock):
        task = schedule_services.Task('x', 60.0, lambda: None)
        schedule_services.run_due((task,))
        now.msecs -= 3_600_000
        assert schedule_services.run_due((task,)) == ['x']

    def test_a_failed_task_waits_for_its_next_run(self, now: Clock):
        def fail() -> None:
            raise ValueError('failed')

        task = schedule_services.Task('x', 60.0, fail)
        with pytest.raises(ValueError, match='failed'):
            schedule_services.run_due((task,))
        assert schedule_services.run_due((task,)) == []
        assert models.ScheduledTaskModel.get_by_id('x') is not None


def test_a_run_without_effect_is_not_stored(now: Clock):
    scheduler.run_due_work()
    assert job_run_services.get_latest_runs() == []


def test_no_task_runs_on_a_damaged_store(ndb_client, monkeypatch):
    begun = []
    monkeypatch.setattr(schedule_services, 'run_due', lambda: begun.append(1))
    scheduler.run_due_work()
    ndb_client.service.file.health.record_damage('for this test')
    scheduler.run_due_work()
    assert begun == [1]
