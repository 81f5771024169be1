"""Batch markers are deleted once their batches can no longer be repeated."""

from __future__ import annotations

import uuid

import pytest

from core import clock, errors, feconf
from core.domain import session_token, stats_services
from core.domain.job_runs import job_domain, job_run_services
from core.domain.scheduled_work import schedule_services, sweep_services
from core.platform.datastore import raw_datastore_services as raw
from core.storage.jobs import gae_models as job_models
from core.storage.statistics import gae_models as stats_models
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now

__all__ = ['now']

ONE_START = b.batch(totals={'num_starts': 1})
AGE_MSECS = 1000 * feconf.STATS_BATCH_MAX_AGE_SECS


def markers() -> list[str]:
    keys = stats_models.StatsBatchModel.query().fetch(keys_only=True)
    return [str(key.id()) for key in keys]


def count_batches(number: int) -> list[str]:
    session = b.make_session()
    batch_ids = [str(uuid.uuid4()) for _ in range(number)]
    for batch_id in batch_ids:
        b.post_batch(session, b.batch(A={'total_hit_count': 1}), batch_id)
    return batch_ids


@pytest.fixture
def exploration() -> None:
    b.make_exploration()


def test_a_batch_without_marker_is_refused_by_its_expired_token(
    exploration, now: Clock
):
    token = session_token.issue('exp', 1, True, None)
    # Counted at the last moment at which the token is valid.
    now.msecs += 1000 * feconf.SESSION_TOKEN_MAX_AGE_SECS
    session = session_token.read(token, 'exp')
    assert b.post_batch(session, ONE_START, 'batch')
    assert not b.post_batch(session, ONE_START, 'batch')

    now.msecs += AGE_MSECS + 1
    sweep_services.run_as_job()

    assert markers() == []
    with pytest.raises(errors.ValidationError, match='too old'):
        session_token.read(token, 'exp')
    assert stats_services.get_exploration_stats('exp').num_starts == 1


@pytest.mark.parametrize('late_msecs', [-1, 0])
def test_a_marker_outlives_every_token_of_its_batch(
    exploration, now: Clock, late_msecs
):
    token = session_token.issue('exp', 1, True, None)
    session = session_token.read(token, 'exp')
    assert b.post_batch(session, ONE_START, 'batch')

    now.msecs += 1000 * feconf.SESSION_TOKEN_MAX_AGE_SECS + late_msecs
    sweep_services.run_as_job()

    # The token is still valid, so the marker must still exist.
    session = session_token.read(token, 'exp')
    assert not b.post_batch(session, ONE_START, 'batch')
    assert stats_services.get_exploration_stats('exp').num_starts == 1


def test_markers_outlive_tokens_by_more_than_a_request_takes():
    margin = feconf.STATS_BATCH_MAX_AGE_SECS - feconf.SESSION_TOKEN_MAX_AGE_SECS
    assert margin >= 3600


def test_only_old_markers_are_deleted(exploration, now: Clock):
    count_batches(5)
    now.msecs += AGE_MSECS + 1
    young = count_batches(3)

    counts = sweep_services.run_as_job().report.counts

    assert sorted(markers()) == sorted(young)
    assert counts[sweep_services.MARKERS_SEEN] == 8
    assert counts[sweep_services.MARKERS_REMOVED] == 5


def test_a_dry_run_counts_and_changes_nothing(exploration, now: Clock):
    count_batches(5)
    now.msecs += AGE_MSECS + 1

    counts = sweep_services.run_as_job(dry_run=True).report.counts

    assert counts[sweep_services.MARKERS_REMOVED] == 5
    assert len(markers()) == 5


def test_a_marker_of_unknown_age_is_kept(exploration, now: Clock):
    (batch_id,) = count_batches(1)
    kind = stats_models.StatsBatchModel.kind_name()
    (marker,) = raw.lookup([raw.key_message(kind, batch_id)])
    del marker.properties['created_on']
    raw.commit([raw.Mutation(upsert=marker)])
    now.msecs += AGE_MSECS + 1

    sweep_services.run_as_job()

    assert markers() == [batch_id]


def test_a_round_resumes_where_it_ran_out_of_time(
    exploration, now: Clock, monkeypatch
):
    monkeypatch.setattr(sweep_services, '_MARKERS_PER_STEP', 2)
    count_batches(7)
    now.msecs += AGE_MSECS + 1
    remove = sweep_services._remove
    steps: list[int] = []

    def slow(step, dry_run):
        now.msecs += 1000 * feconf.FOLD_REQUEST_SECS
        steps.append(len(step))
        return remove(step, dry_run)

    monkeypatch.setattr(sweep_services, '_remove', slow)
    for left in (5, 3, 1, 0):
        sweep_services.run_as_scheduled()
        assert len(markers()) == left
    assert steps == [2, 2, 2, 1]
    outcomes = [run.outcome for run in job_run_services.get_latest_runs()]
    assert sorted(outcomes) == ['stopped', 'stopped', 'stopped', 'succeeded']


def test_a_round_that_dies_after_deleting_is_resumed(
    exploration, now: Clock, monkeypatch
):
    monkeypatch.setattr(sweep_services, '_MARKERS_PER_STEP', 2)
    count_batches(5)
    now.msecs += AGE_MSECS + 1

    def dying(_):
        raise OSError('the machine is gone')

    with pytest.raises(OSError, match='gone'):
        sweep_services.run_as_job(on_progress=dying)
    assert len(markers()) == 3

    sweep_services.run_as_scheduled()
    assert markers() == []


def test_the_schedule_begins_a_round_per_week(exploration, now: Clock):
    tasks = tuple(t for t in schedule_services.TASKS if t.name == 'sweep')
    count_batches(1)

    def num_rounds() -> int:
        schedule_services.run_due(tasks)
        return len(job_run_services.get_latest_runs())

    assert num_rounds() == 1
    now.msecs += 1000 * feconf.SWEEP_CHECK_INTERVAL_SECS
    assert num_rounds() == 1
    now.msecs += 1000 * feconf.SWEEP_EVERY_SECS
    assert num_rounds() == 2
    # A round of the future does not count after the clock is set back.
    now.msecs -= 3000 * feconf.SWEEP_EVERY_SECS
    assert num_rounds() == 3


def test_the_latest_runs_of_each_job_are_kept(now: Clock, monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_STORED_JOB_RUNS', 3)
    with job_run_services.record_run(job_domain.FULL_FOLD):
        pass
    for _ in range(10):
        now.msecs += 60_000
        with job_run_services.record_run(job_domain.SESSION_FOLD):
            pass

    sweep_services.run_as_job()

    names = [run.name for run in job_run_services.get_latest_runs()]
    assert sorted(names) == ['full_fold', *3 * ['session_fold'], 'sweep']
    last = job_run_services.get_last_run(job_domain.SESSION_FOLD)
    assert last is not None
    assert last.began_msecs == int(clock.now_msecs())
    assert job_models.JobRunModel.query().count() == 5
