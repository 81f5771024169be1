"""Pipelines are correct during plays, when repeated and after a crash."""

from __future__ import annotations

from typing import Any

import pytest

from core import errors, feconf
from core.domain import stats_services
from core.domain.fold import (
    fold_services,
    fold_session_services,
    rebuild_services,
)
from core.domain.job_runs import job_domain, job_run_services
from core.domain.scheduled_work import audit_services
from core.jobs import progress
from core.platform.datastore import raw_datastore_services as raw
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models
from core.storage.statistics import processed_gae_models as models
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import (
    Clock,
    folded_summary,
    full,
    now,
    play,
    waiting,
)

pytestmark = [pytest.mark.jobs, pytest.mark.xdist_group('numpy')]

__all__ = ['now']


def run_job(name: str, **options: Any) -> job_domain.JobReport:
    """Runs a job in this process, which imports Beam for it."""
    from core.jobs import running

    return running.run(name, **options)


def records() -> list[models.FoldedSessionModel]:
    return list(models.FoldedSessionModel.query().iter())


def play_sessions(number: int, exp_id: str = 'exp') -> None:
    for _ in range(number):
        play('exploration_start', 'state_hit', exp_id=exp_id)


@pytest.fixture
def exploration() -> None:
    b.make_exploration()


def test_the_full_fold_equals_the_log(exploration, now: Clock):
    play_sessions(20)
    now.pass_silence()

    report = run_job(job_domain.FULL_FOLD)

    assert report.counts == {'events': 40, 'sessions': 20, 'versions': 1}
    assert folded_summary() == full()


def test_the_fold_continues_from_a_full_fold(exploration, now: Clock):
    session, *_ = play('exploration_start')
    play_sessions(3)
    now.pass_silence()
    run_job(job_domain.FULL_FOLD)

    play('solution_hit', session=session)
    now.pass_silence()
    fold_services.fold_waiting()

    assert folded_summary() == full()
    assert folded_summary()['num_sessions'] == 4


def test_a_repeated_full_fold_leaves_no_old_records(exploration, now: Clock):
    play_sessions(5)
    now.pass_silence()
    run_job(job_domain.FULL_FOLD)
    first = folded_summary()

    run_job(job_domain.FULL_FOLD)

    assert folded_summary() == first
    assert len(records()) == 5


def test_a_full_fold_repairs_damaged_processed_data(exploration, now: Clock):
    play_sessions(3)
    now.pass_silence()
    fold_services.fold_waiting()
    root = models.ProcessedStatsModel.get_by_id('exp.1')
    root.content = None
    root.put()

    run_job(job_domain.FULL_FOLD)

    assert folded_summary() == full()


def test_a_full_fold_that_dies_changes_nothing_until_the_next_one(
    exploration, now: Clock, monkeypatch
):
    play_sessions(3)
    now.pass_silence()
    fold_services.fold_waiting()
    play_sessions(1)

    def dying(*_):
        raise OSError('the machine is gone')

    with monkeypatch.context() as patch:
        patch.setattr(rebuild_services._Rebuild, 'finish', dying)
        with pytest.raises(Exception, match='the machine is gone'):
            run_job(job_domain.FULL_FOLD)
    (failed,) = job_run_services.get_latest_runs()
    assert failed.outcome == 'failed'
    assert 'the machine is gone' in failed.error
    assert folded_summary()['num_sessions'] == 3

    now.pass_silence()
    fold_services.fold_waiting()
    assert folded_summary() == full()
    # The full fold resumes, and leaves later events to the fold.
    run_job(job_domain.FULL_FOLD)
    now.pass_silence()
    fold_services.fold_waiting()
    assert folded_summary() == full()
    assert waiting() == 0


@pytest.mark.parametrize('fold_first', [False, True])
def test_sessions_that_arrive_during_a_full_fold_are_not_lost(
    exploration, now: Clock, monkeypatch, fold_first
):
    session, *_ = play('exploration_start')
    now.pass_silence()
    finish = rebuild_services._Rebuild.finish

    def play_and_finish(self):
        play('solution_hit', session=session)
        play('exploration_start')
        now.pass_silence()
        if fold_first:
            fold_services.fold_waiting()
        return finish(self)

    with monkeypatch.context() as patch:
        patch.setattr(rebuild_services._Rebuild, 'finish', play_and_finish)
        run_job(job_domain.FULL_FOLD)
    for _ in range(2):
        now.pass_silence()
        fold_services.fold_waiting()

    assert folded_summary() == full()
    assert waiting() == 0


def test_an_overtaken_rebuild_is_discarded(
    exploration, now: Clock, monkeypatch
):
    play_sessions(2)
    now.pass_silence()
    finish = rebuild_services._Rebuild.finish

    def rebuild_and_finish(self):
        monkeypatch.setattr(rebuild_services._Rebuild, 'finish', finish)
        now.msecs += 1000 * feconf.REBUILD_MAX_AGE_SECS
        assert run_job(job_domain.FULL_FOLD).counts['versions'] == 1
        return finish(self)

    monkeypatch.setattr(rebuild_services._Rebuild, 'finish', rebuild_and_finish)
    report = run_job(job_domain.FULL_FOLD)

    assert 'versions' not in report.counts
    (reason,) = report.bad_data.to_dict()
    assert reason.startswith('another process rebuilds it')
    assert folded_summary() == full()


def test_one_exploration_is_folded_alone(now: Clock):
    b.make_exploration('one')
    b.make_exploration('other')
    play_sessions(2, 'one')
    play_sessions(3, 'other')
    now.pass_silence()

    report = run_job(job_domain.FULL_FOLD, exp_id='one')

    assert report.counts['sessions'] == 2
    assert report.bad_data.to_dict() == {}
    assert folded_summary('other') is None
    with pytest.raises(errors.EntityNotFoundError):
        run_job(job_domain.FULL_FOLD, exp_id='nowhere')


def test_a_full_fold_of_one_exploration_reads_nothing_of_others(
    now: Clock, monkeypatch
):
    for exp_id in ('one', 'other'):
        b.make_exploration(exp_id)
        play_sessions(3, exp_id)
    version = b.edit('one', b.rename('B', 'C'))
    play('exploration_start', session=b.make_session('one', version))
    _, event = play('exploration_start', exp_id='one')
    damaged = stats_models.StartExplorationEventLogEntryModel.get_by_id(
        event.event_id
    )
    damaged.exp_version = 9
    damaged.put()
    now.pass_silence()
    read = []
    query = raw.query

    def query_and_record(kind, *args, **kwargs):
        for entity in query(kind, *args, **kwargs):
            if 'exp_id' in entity.properties:
                read.append(entity.properties['exp_id'].string_value)
            yield entity

    monkeypatch.setattr(raw, 'query', query_and_record)
    report = run_job(job_domain.FULL_FOLD, exp_id='one')

    assert set(read) == {'one'}
    assert report.counts == {'events': 7, 'sessions': 4, 'versions': 2}
    assert report.bad_data.to_dict() == {
        'the version played does not exist': {
            'count': 1,
            'examples': [f'one.9 {event.session_id}'],
        }
    }
    for version in (1, 2):
        assert folded_summary('one', version) == full('one', version)


def test_bad_data_stops_no_job_and_is_reported_with_examples(
    exploration, now: Clock
):
    play_sessions(2)
    _, event = play('exploration_start')
    damaged = stats_models.StartExplorationEventLogEntryModel.get_by_id(
        event.event_id
    )
    damaged.exp_version = 9
    damaged.put()
    now.pass_silence()

    reports = {
        name: run_job(name) for name in (job_domain.FULL_FOLD, job_domain.AUDIT)
    }

    place = f'exp.9 {event.session_id}'
    assert reports[job_domain.FULL_FOLD].bad_data.to_dict() == {
        'the version played does not exist': {'count': 1, 'examples': [place]}
    }
    assert reports[job_domain.AUDIT].bad_data.to_dict() == {
        'version 9 does not exist': {
            'count': 1,
            'examples': [f'exploration exp, event {event.event_id}'],
        }
    }
    # Selects by name, as both runs began at the same time of the frozen clock.
    (run,) = (
        run
        for run in job_run_services.get_latest_runs()
        if run.name == job_domain.AUDIT
    )
    assert run.outcome == 'succeeded'
    assert run.bad_data['version 9 does not exist']['count'] == 1


def test_recomputing_repairs_what_its_dry_run_reports(exploration, now: Clock):
    play_sessions(2)
    # Audits leave out open sessions.
    assert run_job(job_domain.AUDIT).counts['counters repaired'] == 0

    dry = run_job(job_domain.RECOMPUTE, dry_run=True).counts
    assert dry['counters that differ'] > 0
    assert stats_services.get_exploration_stats('exp').num_starts == 0
    done = run_job(job_domain.RECOMPUTE).counts

    assert done['counters repaired'] == dry['counters that differ']
    assert done['counters that differ'] == 0
    assert stats_services.get_exploration_stats('exp').num_starts == 2
    (audit,) = audit_services.get_reports()
    assert b.is_clean(audit)
    assert audit.num_events == 4


def test_the_local_runner_downloads_nothing(exploration, monkeypatch):
    from apache_beam.runners.portability import prism_runner

    tried: list[str] = []

    def refuse(*_):
        tried.append('another runner')
        raise OSError('there is no network')

    monkeypatch.setattr(prism_runner.PrismRunner, 'run_pipeline', refuse)
    run_job(job_domain.AUDIT)
    assert tried == []


def test_progress_is_reported_where_the_pipeline_runs(exploration, now: Clock):
    play_sessions(4)
    now.pass_silence()
    steps: list[int] = []

    with progress.reporting_to(steps.append):
        run_job(job_domain.FULL_FOLD)

    assert sum(steps) == 4


def test_record_generations_with_similar_names_are_distinguished():
    store.put(
        *(
            store.new(
                fold_session_services.Record,
                id=fold_session_services.record_ref(
                    ('exp', 1), generation, 's'
                )[1],
                event_digests=b'',
                folded_at_msecs=0,
            )
            for generation in ('1', '11', '2')
        )
    )

    refs = fold_session_services.stream_refs(('exp', 1), '1')

    assert list(refs) == [
        fold_session_services.record_ref(('exp', 1), '1', 's')
    ]
    assert feconf.PROCESSED_DATA_GENERATION == '1'
