"""Plays of versions that lack states of the version shown."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain import rights_services
from core.domain.fold import fold_services
from core.domain.statistics_tab import (
    statistics_view_services,
    version_groups,
)
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now, play

__all__ = ['now']

ADD_NEW = {'cmd': 'add_state', 'state_name': 'New'}


def make_draft() -> None:
    """Creates a private exploration, which may have unfinished states."""
    b.make_exploration()
    rights_services.unpublish_exploration(b.OWNER, 'exp')


def play_version(version: int, times: int) -> None:
    for _ in range(times):
        session = b.make_session('exp', version)
        play('exploration_start', 'state_hit', session=session)


def fold(now: Clock) -> None:
    now.pass_silence()
    fold_services.fold_waiting()


def partial(version: int | None = None) -> list[version_groups.VersionGroup]:
    view = statistics_view_services.get_view('exp', version)
    return view['partial_versions']


@pytest.fixture(params=[False, True], ids=['each', 'kept sum'])
def sums_are_kept(request, monkeypatch) -> None:
    if request.param:
        monkeypatch.setattr(feconf, 'MIN_BYTES_TO_STORE_SUM', 0)


@pytest.mark.usefixtures('sums_are_kept')
class TestPartialVersions:
    def test_versions_before_a_state_was_added_lack_it(self, now: Clock):
        make_draft()
        play_version(1, 2)
        b.edit('exp', b.rename('A', 'Z'))
        play_version(2, 3)
        b.edit('exp', ADD_NEW)
        play_version(3, 4)
        fold(now)

        (group,) = partial()
        assert group['num_starts'] == 5
        # Plays are recorded at A in both versions; version 2 has no state A.
        assert group['first_hit_counts']['Z'] == 2
        assert 'New' not in group['first_hit_counts']

    def test_renames_and_deletions_leave_nothing_out(self, now: Clock):
        make_draft()
        play_version(1, 2)
        b.edit('exp', b.rename('A', 'Z'))
        play_version(2, 1)
        b.edit('exp', {'cmd': 'delete_state', 'state_name': 'B'})
        play_version(3, 1)
        fold(now)

        assert partial() == partial(2) == []

    def test_a_state_added_after_the_sum_was_kept(self, now: Clock):
        make_draft()
        play_version(1, 2)
        b.edit('exp', b.rename('A', 'Z'))
        play_version(2, 3)
        fold(now)
        assert partial() == []
        b.edit('exp', ADD_NEW)

        assert [group['num_starts'] for group in partial()] == [5]

    def test_a_revert_to_before_the_state_lacks_nothing(self, now: Clock):
        make_draft()
        play_version(1, 2)
        b.edit('exp', ADD_NEW)
        play_version(2, 3)
        b.edit('exp', {'cmd': 'delete_state', 'state_name': 'New'})
        fold(now)

        assert partial() == []
        assert [group['num_starts'] for group in partial(2)] == [2]


@pytest.mark.no_store
def test_groups_of_the_same_states_are_merged():
    group: version_groups.VersionGroup = {
        'num_starts': 2,
        'first_hit_counts': {'A': 2, 'B': 1},
    }
    other: version_groups.VersionGroup = {
        'num_starts': 1,
        'first_hit_counts': {'A': 1},
    }
    assert version_groups.partial([group, other, group], ['A', 'B']) == [other]
    assert version_groups.merge([group, other, group]) == [
        {'num_starts': 4, 'first_hit_counts': {'A': 4, 'B': 2}},
        other,
    ]
    assert group['num_starts'] == 2
