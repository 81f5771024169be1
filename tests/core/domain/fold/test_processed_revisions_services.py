"""Recorded revisions always match the processed data."""

from __future__ import annotations

import pytest

from core.domain.fold import (
    fold_services,
    processed_revisions_services,
    processed_store_services,
)
from core.domain.fold.processed_revisions_services import DataRevision
from core.platform.datastore import store
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now, play, rebuild

__all__ = ['now']


def play_version(version: int, exp_id: str = 'exp') -> None:
    session = b.make_session(exp_id, version)
    play('exploration_start', 'state_hit', session=session)


def fold(now: Clock) -> None:
    now.pass_silence()
    fold_services.fold_waiting()


def load_revisions(exp_id: str = 'exp') -> dict[int, DataRevision]:
    return processed_revisions_services.get(exp_id).versions


def assert_true(exp_id: str = 'exp') -> None:
    versions = [(exp_id, number) for number in (1, 2)]
    stored = processed_store_services.load_many(versions)
    assert {
        version: (data_revision.revision, data_revision.num_sessions)
        for version, data_revision in load_revisions(exp_id).items()
    } == {
        version: (processed.root.revision, processed.summary.num_sessions)
        for (_, version), processed in stored.items()
    }


def test_without_sessions_nothing_is_recorded(now: Clock):
    b.make_exploration()
    assert load_revisions() == {}
    assert processed_revisions_services.get('exp').through(9) == (0, 0, 0)
    assert processed_revisions_services.get_stale(9) == []


def test_each_fold_records_the_revision_and_number_of_sessions(now: Clock):
    b.make_exploration()
    b.make_exploration('other')
    play_version(1)
    play_version(1, 'other')
    fold(now)
    assert_true()
    assert_true('other')
    assert processed_revisions_services.get_stale(9) == ['exp', 'other']

    b.edit('exp', b.rename('A', 'Z'))
    play_version(1)
    play_version(2)
    play_version(2)
    fold(now)

    assert_true()
    revisions = processed_revisions_services.get('exp')
    assert revisions.through(1).num_sessions == 2
    assert revisions.through(2).num_sessions == 4


def test_a_rebuild_is_recorded(now: Clock):
    b.make_exploration()
    play_version(1)
    fold(now)
    before = load_revisions()[1]

    assert rebuild().is_done

    assert load_revisions()[1] == before._replace(revision=before.revision + 1)


def test_a_failed_fold_records_nothing(now: Clock, monkeypatch):
    b.make_exploration()
    play_version(1)

    def fail(*_):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(store.Transaction, 'write', fail)
        with pytest.raises(RuntimeError):
            fold(now)

    assert load_revisions() == {}


def test_marking_an_old_revision_as_shown_leaves_data_stale(now: Clock):
    b.make_exploration()
    play_version(1)
    fold(now)
    shown = processed_revisions_services.get('exp').through(1).revision

    processed_revisions_services.set_stale('exp', False, shown - 1)
    assert processed_revisions_services.get('exp').is_stale
    processed_revisions_services.set_stale('exp', False, shown)
    assert not processed_revisions_services.get('exp').is_stale
    assert processed_revisions_services.get_stale(9) == []

    play_version(1)
    fold(now)
    assert processed_revisions_services.get_stale(9) == ['exp']


def test_an_exploration_without_data_is_never_stale():
    processed_revisions_services.set_stale('none', True, 0)
    assert processed_revisions_services.get_stale(9) == []
