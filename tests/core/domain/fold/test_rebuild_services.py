"""A rebuild reads the whole log in steps and leaves no records behind."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain.fold import fold_services, rebuild_services
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
    rebuild,
    waiting,
)

__all__ = ['now']

Root = models.ProcessedStatsModel


def root() -> Root:
    return Root.get_by_id('exp.1', use_cache=False)


def play_sessions(number: int) -> None:
    for _ in range(number):
        play('exploration_start', 'state_hit')


NUM_SESSIONS = 5


@pytest.fixture(autouse=True)
def folded_sessions(now: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feconf, 'FOLD_SESSIONS_PER_TRANSACTION', 2)
    b.make_exploration()
    play_sessions(NUM_SESSIONS)
    now.pass_silence()
    fold_services.fold_waiting()


@pytest.fixture
def old_data(folded_sessions: None) -> None:
    """Makes the processed data of the sessions unreadable for this code."""
    entity = root()
    entity.schema_version = 1
    entity.content = b'not to be read'
    entity.put()


@pytest.mark.usefixtures('old_data')
def test_data_of_older_code_are_recomputed_by_the_next_fold():
    before = root()
    assert folded_summary() is None

    report = fold_services.fold_waiting()

    assert (report.num_rebuilt, report.of_older_code) == (1, set())
    assert report.is_complete
    assert folded_summary() == full()
    after = root()
    assert after.schema_version == feconf.PROCESSED_DATA_SCHEMA_VERSION
    assert after.generation != before.generation
    assert models.FoldedSessionModel.query().count() == 5
    assert models.ProcessedRebuildModel.query().count() == 0
    assert fold_services.fold_waiting() == fold_services.Report()


@pytest.mark.usefixtures('old_data')
def test_the_report_of_the_job_counts_rebuilt_versions():
    counts = fold_services.run_as_job().report.counts

    assert counts['versions of older code rebuilt'] == 1
    assert 'versions of older code that wait' not in counts


@pytest.mark.usefixtures('old_data')
def test_new_sessions_wait_until_a_rebuild_is_done(now: Clock):
    play_sessions(1)
    now.pass_silence()
    start = now.msecs

    report = fold_services.fold_waiting(
        deadline_msecs=start + 1, on_progress=advancing(now)
    )

    assert report.of_older_code == {('exp', 1)}
    assert not report.is_complete
    assert root().content == b'not to be read'
    assert waiting() == 1
    fold_services.fold_waiting()
    now.pass_silence()
    now.pass_silence()
    fold_services.fold_waiting()
    assert folded_summary() == full()
    assert waiting() == 0


def advancing(now: Clock):
    def progress(_: int) -> None:
        now.msecs += 1

    return progress


@pytest.mark.usefixtures('old_data')
def test_a_rebuild_resumes_where_the_last_fold_stopped(now: Clock):
    steps = []

    def progress(number: int) -> None:
        steps.append(number)
        now.msecs += 1

    for _ in range(3):
        assert folded_summary() is None
        fold_services.fold_waiting(
            deadline_msecs=now.msecs + 1, on_progress=progress
        )
    fold_services.fold_waiting()

    assert steps == [2, 2, 1]
    assert folded_summary() == full()


@pytest.mark.usefixtures('old_data')
@pytest.mark.parametrize('dies_in', range(6))
@pytest.mark.parametrize('is_done', [False, True], ids=['before', 'after'])
@pytest.mark.usefixtures('old_data')
def test_a_rebuild_that_dies_is_completed_by_the_next(
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

    # The fifth transaction replaces the data, the sixth cleans up.
    is_rebuilt = (dies_in, is_done) >= (4, True)
    assert report.num_rebuilt == (not is_rebuilt)
    assert folded_summary() == full()


@pytest.mark.usefixtures('old_data')
def test_two_concurrent_folds_share_a_rebuild(monkeypatch):
    add = rebuild_services._Rebuild.add
    others = [True]

    def fold_and_add(*args):
        if others:
            others.pop()
            fold_services.fold_waiting()
        return add(*args)

    monkeypatch.setattr(rebuild_services._Rebuild, 'add', fold_and_add)
    fold_services.fold_waiting()

    assert folded_summary() == full()


@pytest.mark.usefixtures('old_data')
def test_events_that_arrive_during_a_rebuild_are_not_lost(
    now: Clock, monkeypatch
):
    session, *_ = play('exploration_start')
    add = rebuild_services._Rebuild.add

    def play_and_add(*args):
        play('solution_hit', session=session)
        play('exploration_start')
        return add(*args)

    with monkeypatch.context() as patch:
        patch.setattr(rebuild_services._Rebuild, 'add', play_and_add)
        fold_services.fold_waiting()
    for _ in range(2):
        now.pass_silence()
        fold_services.fold_waiting()

    assert folded_summary() == full()
    assert waiting() == 0


@pytest.mark.usefixtures('old_data')
def test_an_unfinished_rebuild_of_older_code_starts_over(
    now: Clock, monkeypatch
):
    fold_services.fold_waiting(
        deadline_msecs=now.msecs + 1, on_progress=advancing(now)
    )
    monkeypatch.setattr(
        feconf,
        'PROCESSED_DATA_SCHEMA_VERSION',
        feconf.PROCESSED_DATA_SCHEMA_VERSION + 1,
    )

    report = fold_services.fold_waiting()

    assert report.num_rebuilt == 1
    assert folded_summary() == full()


@pytest.mark.usefixtures('old_data')
def test_data_of_newer_code_are_left_unchanged_and_reported(now: Clock):
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


@pytest.mark.usefixtures('old_data')
def test_data_without_a_schema_version_count_as_older(now: Clock):
    entity = root()
    entity.schema_version = None
    entity.put()
    play_sessions(1)
    now.pass_silence()

    assert fold_services.fold_waiting().num_rebuilt == 1
    now.pass_silence()
    fold_services.fold_waiting()
    assert folded_summary() == full()


def stop_after_one_step(now: Clock) -> rebuild_services.Report:
    """Rebuilds with a deadline that ends it after the first step."""
    return rebuild(deadline_msecs=now.msecs + 1, on_progress=advancing(now))


def let_rebuilds_age(now: Clock) -> None:
    now.msecs += 1000 * feconf.REBUILD_MAX_AGE_SECS


def assert_whole(num_sessions: int = NUM_SESSIONS) -> None:
    """Asserts that each session has one record, of the current generation."""
    records = models.FoldedSessionModel.query().fetch(keys_only=True)
    generations = [key.id().rpartition('.')[0] for key in records]
    assert generations == num_sessions * [root().generation]
    assert root().left_generations == ''
    assert models.ProcessedRebuildModel.query().count() == 0
    assert folded_summary() == full()


def test_a_rebuild_reports_what_it_read(now: Clock):
    assert stop_after_one_step(now) == rebuild_services.Report(False, 2, 4)
    assert rebuild() == rebuild_services.Report(True, 3, 6)
    assert_whole()


def test_a_version_that_nobody_played_is_rebuilt():
    b.make_exploration('other')
    assert rebuild('other').is_done
    assert folded_summary('other') == full('other')
    assert not rebuild('other', 2).is_done
    assert folded_summary('other', 2) is None


def test_the_next_rebuild_removes_the_remains_of_dead_ones(now: Clock):
    for _ in range(2):
        stop_after_one_step(now)
        let_rebuilds_age(now)
    assert models.FoldedSessionModel.query().count() == NUM_SESSIONS + 4
    assert rebuild().is_done
    assert_whole()


def test_a_rebuild_that_died_while_deleting_is_completed_by_the_next(
    monkeypatch,
):
    def dying(*_):
        raise OSError('killed')

    with monkeypatch.context() as patch:
        patch.setattr(rebuild_services, '_delete_generation', dying)
        with pytest.raises(OSError, match='killed'):
            rebuild()
    assert rebuild().is_done
    assert_whole()


def test_a_stale_rebuild_starts_over(
    now: Clock,
):
    session, *_ = play('exploration_start')
    now.pass_silence()
    fold_services.fold_waiting()
    stop_after_one_step(now)
    let_rebuilds_age(now)
    for some in (session, None):
        play('solution_hit', session=some)
    now.pass_silence()
    fold_services.fold_waiting()
    assert waiting() == 0

    assert rebuild().num_sessions == NUM_SESSIONS + 2
    assert_whole(NUM_SESSIONS + 2)


def test_the_later_of_two_concurrent_rebuilds_wins(now: Clock):
    def rebuild_again(_: int) -> None:
        if not others:
            others.append(None)
            let_rebuilds_age(now)
            assert rebuild().is_done

    others: list[None] = []
    assert not rebuild(on_progress=rebuild_again).is_done
    assert_whole()


def test_finishing_twice_removes_no_current_data(monkeypatch):
    run_if_current = rebuild_services._Rebuild._run_if_current

    def run_twice(*args):
        # As after a commit whose response was lost.
        run_if_current(*args)
        return run_if_current(*args)

    def finish(work):
        with monkeypatch.context() as patch:
            patch.setattr(
                rebuild_services._Rebuild, '_run_if_current', run_twice
            )
            return finish_once(work)

    finish_once = rebuild_services._Rebuild.finish
    monkeypatch.setattr(rebuild_services._Rebuild, 'finish', finish)
    assert rebuild().is_done
    assert_whole()


def test_a_step_of_another_process_before_the_end_is_not_lost(
    now: Clock, monkeypatch
):
    finish = rebuild_services._Rebuild.finish

    def step_and_finish(work):
        monkeypatch.setattr(rebuild_services._Rebuild, 'finish', finish)
        while not work.get_next_sessions():
            play_sessions(1)
        stop_after_one_step(now)
        return finish(work)

    monkeypatch.setattr(rebuild_services._Rebuild, 'finish', step_and_finish)
    assert not rebuild().is_done
    assert rebuild().is_done
    now.pass_silence()
    fold_services.fold_waiting()
    assert_whole(stats_models.SessionAccountModel.query().count())


def test_a_dead_rebuild_does_not_stop_the_fold(now: Clock):
    stop_after_one_step(now)
    session, *_ = play('exploration_start')
    let_rebuilds_age(now)
    fold_services.fold_waiting()
    assert folded_summary() == full()
    play('solution_hit', session=session)
    now.pass_silence()
    assert rebuild().is_done
    fold_services.fold_waiting()
    assert folded_summary() == full()
