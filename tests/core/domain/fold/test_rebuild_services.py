"""Rebuilds that die, meet or end twice leave no records behind."""

from __future__ import annotations

import pytest

from core.domain.fold import (
    event_stream_services,
    fold_services,
    rebuild_services,
)
from core.storage.statistics import processed_gae_models as models
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, folded, full, now, play

__all__ = ['now']

VERSION = ('exp', 1)
NUM_SESSIONS = 5


@pytest.fixture(autouse=True)
def played(now: Clock) -> None:
    b.make_exploration()
    for _ in range(NUM_SESSIONS):
        play('exploration_start', 'state_hit')
    now.pass_silence()
    fold_services.fold_waiting()


def read_log(rebuild_ids) -> rebuild_services.RangeFold:
    fold = rebuild_services.RangeFold(rebuild_ids)
    fold.fold(event_stream_services.SessionRange())
    return fold


def finish(rebuild_ids, fold) -> str | None:
    return rebuild_services.finish(
        VERSION, rebuild_ids[VERSION], fold.summaries[VERSION]
    )


def rebuild() -> None:
    rebuild_ids = rebuild_services.begin(['exp'])
    assert finish(rebuild_ids, read_log(rebuild_ids)) is not None


def assert_whole() -> None:
    """Asserts that there is one record a session, of the data in use."""
    root = models.ProcessedStatsModel.get_by_id('exp.1', use_cache=False)
    records = models.FoldedSessionModel.query().fetch(keys_only=True)
    generations = [key.id().rpartition('.')[0] for key in records]
    assert generations == NUM_SESSIONS * [root.generation]
    assert root.left_generations == ''
    assert folded() == full()


def test_one_that_died_is_removed_by_the_next():
    for _ in range(2):
        read_log(rebuild_services.begin(['exp']))
    rebuild()
    assert_whole()


def test_one_that_died_while_removing_is_followed_by_the_next(monkeypatch):
    def dying(*_):
        raise OSError('killed')

    with monkeypatch.context() as patch:
        patch.setattr(rebuild_services, '_delete_records', dying)
        with pytest.raises(OSError, match='killed'):
            rebuild()
    rebuild()
    assert_whole()


def test_of_two_that_meet_the_later_one_stays():
    first = rebuild_services.begin(['exp'])
    fold_of_first = read_log(first)
    second = rebuild_services.begin(['exp'])
    fold_of_second = read_log(second)
    assert finish(second, fold_of_second) is not None
    # The first one was held up, and goes on writing.
    read_log(first)
    assert finish(first, fold_of_first) is None
    assert_whole()


def test_one_that_ends_before_a_later_one_removes_only_its_own():
    first = rebuild_services.begin(['exp'])
    fold_of_first = read_log(first)
    second = rebuild_services.begin(['exp'])
    fold_of_second = read_log(second)
    assert finish(first, fold_of_first) is None
    assert finish(second, fold_of_second) is not None
    assert_whole()


def test_ending_twice_removes_nothing_that_is_in_use():
    rebuild_ids = rebuild_services.begin(['exp'])
    fold = read_log(rebuild_ids)
    assert finish(rebuild_ids, fold) is not None
    assert finish(rebuild_ids, fold) is None
    assert_whole()


def test_the_fold_goes_on_beside_what_is_left(now: Clock):
    read_log(rebuild_services.begin(['exp']))
    session, *_ = play('exploration_start')
    now.msecs += 1000 * 24 * 3600
    fold_services.fold_waiting()
    assert folded() == full()
    play('solution_hit', session=session)
    now.pass_silence()
    rebuild()
    fold_services.fold_waiting()
    assert folded() == full()
