"""Sums of all versions in the states of one."""

from __future__ import annotations

import pytest

from core import errors
from core.domain.fold import fold_services
from core.domain.statistics_tab import (
    version_sum_services,
    view_cache_services,
)
from core.storage.statistics import processed_gae_models as models
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now, play

__all__ = ['now']


def get(version=None, through=None):
    key = view_cache_services.get_key('exp', version, through)
    return version_sum_services.get_total(
        'exp', key.version, key.through
    ).summary


def play_version(version: int, times: int = 1) -> None:
    for _ in range(times):
        session = b.make_session('exp', version)
        play('exploration_start', 'state_hit', session=session)


def test_the_sum_of_an_unplayed_exploration_is_empty(now: Clock):
    b.make_exploration()

    assert get().num_sessions == 0


def test_versions_are_summed_in_the_states_of_the_one_shown(now: Clock):
    b.make_exploration()
    play_version(1, 2)
    b.edit('exp', b.rename('A', 'Z'))
    play_version(2, 3)
    now.pass_silence()
    fold_services.fold_waiting()

    assert get().num_sessions == 5
    assert get(through=1).num_sessions == 2
    assert get(version=1).num_sessions == 2
    assert get(version=1, through=2).num_sessions == 5
    assert 'Z' in get().states
    assert 'A' not in get().states
    assert 'A' in get(version=1).states


@pytest.mark.parametrize('chosen', [{'version': 2}, {'through': 0}])
def test_versions_that_do_not_exist_are_not_found(chosen, now: Clock):
    b.make_exploration()
    with pytest.raises(errors.EntityNotFoundError):
        get(**chosen)


def test_reading_runs_no_query(ndb_client, now: Clock):
    b.make_exploration()
    play_version(1)
    now.pass_silence()
    fold_services.fold_waiting()

    with b.fresh_context(ndb_client), b.counted_reads() as reads:
        get()

    assert reads.queries == 0
    assert reads.calls <= 6


def test_a_rebuild_in_progress_hides_nothing(now: Clock):
    b.make_exploration()
    play_version(1)
    now.pass_silence()
    fold_services.fold_waiting()
    root = models.ProcessedStatsModel.get_by_id('exp.1')
    root.rebuild_id = 'x'
    root.rebuild_began_msecs = 1
    root.put()

    assert get().num_sessions == 1
