"""What older code has made is never mixed with, and made anew in steps."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain.fold import (
    fold_services,
    rebuild_services,
    stepwise_rebuild_services,
)
from core.platform.datastore import store
from core.storage.statistics import processed_gae_models as models
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import (
    Clock,
    folded,
    full,
    now,
    play,
    waiting,
)

__all__ = ['now']

Root = models.ProcessedStatsModel


def root() -> Root:
    return Root.get_by_id('exp.1', use_cache=False)


def play_sessions(number: int) -> None:
    for _ in range(number):
        play('exploration_start', 'state_hit')


@pytest.fixture(autouse=True)
def old_data(now: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five sessions in data that this code can read no more."""
    monkeypatch.setattr(feconf, 'FOLD_SESSIONS_PER_TRANSACTION', 2)
    b.make_exploration()
    play_sessions(5)
    now.pass_silence()
    fold_services.fold_waiting()
    entity = root()
    entity.schema_version = 1
    entity.content = b'not to be read'
    entity.put()


def test_data_of_older_code_are_made_anew_by_the_next_fold():
    before = root()
    assert folded() is None

    report = fold_services.fold_waiting()

    assert (report.num_rebuilt, report.of_older_code) == (1, set())
    assert report.is_complete
    assert folded() == full()
    after = root()
    assert after.schema_version == feconf.PROCESSED_DATA_SCHEMA_VERSION
    assert after.generation != before.generation
    assert models.FoldedSessionModel.query().count() == 5
    assert models.ProcessedRebuildModel.query().count() == 0
    assert fold_services.fold_waiting() == fold_services.Report()


def test_the_report_of_the_job_tells_of_it():
    counts = fold_services.run_as_job().report.counts

    assert counts['versions of older code rebuilt'] == 1
    assert 'versions of older code that wait' not in counts


def test_new_sessions_are_not_mixed_in_but_wait_and_come_after(now: Clock):
    play_sessions(1)
    now.pass_silence()
    start = now.msecs

    report = fold_services.fold_waiting(
        deadline_msecs=start + 1, on_progress=now_goes_on(now)
    )

    assert report.of_older_code == {('exp', 1)}
    assert not report.is_complete
    assert root().content == b'not to be read'
    assert waiting() == 1
    fold_services.fold_waiting()
    now.pass_silence()
    now.pass_silence()
    fold_services.fold_waiting()
    assert folded() == full()
    assert waiting() == 0


def now_goes_on(now: Clock):
    def progress(_: int) -> None:
        now.msecs += 1

    return progress


def test_a_rebuild_goes_on_where_the_last_fold_stopped(now: Clock):
    steps = []

    def progress(number: int) -> None:
        steps.append(number)
        now.msecs += 1

    for _ in range(3):
        assert folded() is None
        fold_services.fold_waiting(
            deadline_msecs=now.msecs + 1, on_progress=progress
        )
    fold_services.fold_waiting()

    assert steps == [2, 2, 1]
    assert folded() == full()


@pytest.mark.parametrize('dies_in', range(5))
@pytest.mark.parametrize('is_done', [False, True], ids=['before', 'after'])
def test_a_rebuild_that_dies_is_made_good_by_the_next(
    monkeypatch, dies_in, is_done
):
    run = store.run
    calls = []

    def dying(work):
        calls.append(work)
        if len(calls) <= dies_in:
            return run(work)
        if is_done:
            run(work)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, 'run', dying)
        with pytest.raises(KeyboardInterrupt):
            fold_services.fold_waiting()
    report = fold_services.fold_waiting()

    assert report.num_rebuilt == 1
    assert folded() == full()


def test_two_folds_at_once_rebuild_together(monkeypatch):
    step = stepwise_rebuild_services._step
    others = [True]

    def overtaken(*args):
        if others:
            others.pop()
            fold_services.fold_waiting()
        return step(*args)

    monkeypatch.setattr(stepwise_rebuild_services, '_step', overtaken)
    fold_services.fold_waiting()

    assert folded() == full()


def test_events_that_come_during_a_rebuild_are_not_lost(
    now: Clock, monkeypatch
):
    session, *_ = play('exploration_start')
    step = stepwise_rebuild_services._step

    def disturbed(*args):
        play('solution_hit', session=session)
        play('exploration_start')
        return step(*args)

    with monkeypatch.context() as patch:
        patch.setattr(stepwise_rebuild_services, '_step', disturbed)
        fold_services.fold_waiting()
    for _ in range(2):
        now.pass_silence()
        fold_services.fold_waiting()

    assert folded() == full()
    assert waiting() == 0


def test_a_full_fold_that_is_at_work_is_left_alone():
    ids = rebuild_services.begin(['exp'])

    report = fold_services.fold_waiting()

    assert report.of_older_code == {('exp', 1)}
    assert not report.is_complete
    fold = rebuild_services.RangeFold(ids)
    fold.fold(rebuild_services.event_stream_services.SessionRange())
    rebuild_services.finish(('exp', 1), ids['exp', 1], fold.summaries['exp', 1])
    assert fold_services.fold_waiting().of_older_code == set()
    assert folded() == full()


def test_a_half_rebuild_of_older_code_begins_again(now: Clock, monkeypatch):
    fold_services.fold_waiting(
        deadline_msecs=now.msecs + 1, on_progress=now_goes_on(now)
    )
    monkeypatch.setattr(
        feconf,
        'PROCESSED_DATA_SCHEMA_VERSION',
        feconf.PROCESSED_DATA_SCHEMA_VERSION + 1,
    )

    report = fold_services.fold_waiting()

    assert report.num_rebuilt == 1
    assert folded() == full()


def test_data_of_newer_code_are_left_and_told(now: Clock):
    entity = root()
    entity.schema_version = feconf.PROCESSED_DATA_SCHEMA_VERSION + 1
    entity.put()
    play_sessions(1)
    now.pass_silence()

    report = fold_services.fold_waiting()

    assert report.num_rebuilt == 0
    assert report.bad_data.to_dict() == {
        'newer code has made the processed data': {
            'count': 1,
            'examples': ['exp.1'],
        }
    }
    assert root().content == b'not to be read'
    now.pass_silence()
    assert waiting() == 1


def test_data_without_a_mark_are_of_older_code(now: Clock):
    entity = root()
    entity.schema_version = None
    entity.put()
    play_sessions(1)
    now.pass_silence()

    assert fold_services.fold_waiting().num_rebuilt == 1
    now.pass_silence()
    fold_services.fold_waiting()
    assert folded() == full()
