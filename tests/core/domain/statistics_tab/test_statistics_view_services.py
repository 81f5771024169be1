"""Views are of one revision, in the states of the version shown."""

from __future__ import annotations

import pytest

from core import errors, feconf
from core.domain import (
    exp_deletion_services,
    exp_domain,
    exp_services,
    rights_services,
)
from core.domain.fold import fold_services, processed_revisions_services
from core.domain.job_runs import job_run_services
from core.domain.statistics_tab import (
    statistics_view_services,
    version_sum_services,
    view_cache_services,
    view_store_services,
)
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now

__all__ = ['now']


def play_version(version: int, exp_id: str = 'exp', state: str = 'A') -> None:
    session = b.make_session(exp_id, version)
    events = [
        b.make_event(session, event_type, state, sequence_number=number)
        for number, event_type in enumerate(['exploration_start', 'state_hit'])
    ]
    b.record(session, *events)


def fold(now: Clock) -> None:
    now.pass_silence()
    fold_services.fold_waiting()


def view(version=None, through=None) -> dict:
    shown = statistics_view_services.get_view('exp', version, through)
    assert shown['revision'] == statistics_view_services.get_revision(
        'exp', version, through
    )
    return shown


def state(name: str) -> dict:
    return statistics_view_services.get_state('exp', None, None, name)


@pytest.fixture
def is_large(monkeypatch) -> None:
    """Treats every exploration like those with much data."""
    monkeypatch.setattr(feconf, 'MIN_BYTES_TO_STORE_SUM', 1)
    monkeypatch.setattr(feconf, 'MAX_BYTES_TO_UPDATE_IN_REQUEST', 1)


@pytest.fixture
def saved_views(monkeypatch) -> list[str]:
    made = []
    save = view_store_services.save

    def counting(name, *args, **kwargs):
        made.append(name)
        save(name, *args, **kwargs)

    monkeypatch.setattr(view_store_services, 'save', counting)
    return made


def test_a_view_is_made_once_and_again_after_a_fold(now: Clock, saved_views):
    b.make_exploration()
    play_version(1)
    fold(now)

    first = view()
    assert view() == first
    assert state('A')['revision'] == first['revision']
    assert saved_views == ['exp.1.1']

    play_version(1)
    fold(now)
    second = view()
    assert second['num_sessions'] == 2
    assert second['revision'] > first['revision']
    assert state('A')['num_sessions'] == 2
    assert saved_views == ['exp.1.1', 'exp.1.1']


def test_versions_are_summed_in_the_cards_of_the_requested_one(now: Clock):
    b.make_exploration()
    play_version(1)
    b.edit('exp', b.rename('A', 'Z'))
    play_version(2, state='Z')
    fold(now)

    assert view()['states'].keys() == {'Z'}
    assert view()['states']['Z']['num_sessions'] == 2
    assert view(1)['states']['A']['num_sessions'] == 1
    assert view(1, 2)['states']['A']['num_sessions'] == 2
    assert view(2, 1)['states']['Z']['num_sessions'] == 1


def test_plays_of_later_versions_do_not_change_an_earlier_view(
    now: Clock,
):
    b.make_exploration()
    play_version(1)
    b.edit('exp', b.rename('A', 'Z'))
    fold(now)
    before = view(1)

    play_version(2)
    fold(now)

    assert view(1)['revision'] == before['revision']


def test_a_missing_object_is_not_found(now: Clock):
    b.make_exploration()
    with pytest.raises(errors.EntityNotFoundError):
        view(2)
    with pytest.raises(errors.EntityNotFoundError):
        state('Nowhere')
    with pytest.raises(errors.EntityNotFoundError):
        statistics_view_services.get_revision('none')


def test_a_view_takes_few_reads_and_no_query(ndb_client, now: Clock):
    b.make_exploration()
    for version in range(2, 8):
        b.edit(
            'exp', b.rename('A' if version % 2 == 0 else 'Z', 'ZA'[version % 2])
        )
        play_version(version)
    fold(now)
    view()

    with b.fresh_context(ndb_client), b.counted_reads() as reads:
        statistics_view_services.get_view('exp')

    # The exploration, the revision of its data, the view, its one chunk, the
    # audit.
    assert reads.keys <= 6
    # The number of waiting sessions.
    assert reads.queries == 1


class TestManyData:
    def test_the_previous_view_is_shown_until_the_new_one_is_made(
        self, is_large, now: Clock
    ):
        b.make_exploration()
        play_version(1)
        fold(now)
        first = view()
        made_at = now.msecs
        play_version(1)
        fold(now)

        meanwhile = view()
        assert meanwhile['num_sessions'] == 1
        assert meanwhile['revision'] == first['revision']
        assert meanwhile['complete_through_msecs'] == made_at

        assert view_cache_services.refresh_stale() == 1
        assert view()['num_sessions'] == 2
        assert view()['complete_through_msecs'] == now.msecs
        assert view_cache_services.refresh_stale() == 0

    def test_a_new_version_is_shown_at_once_in_its_own_cards(
        self, is_large, now: Clock, saved_views
    ):
        b.make_exploration()
        play_version(1)
        b.edit('exp', b.rename('A', 'Y'))
        play_version(2, state='Y')
        fold(now)
        view_cache_services.refresh('exp')
        saved_views.clear()

        b.edit('exp', b.rename('Y', 'Z'))
        shown = view()

        assert shown['states'].keys() == {'Z'}
        assert shown['states']['Z']['num_sessions'] == 2
        assert saved_views == ['exp.3.3']
        assert view_cache_services.refresh_stale() == 1
        better = view()
        assert better['revision'] > shown['revision']
        assert {**better, 'revision': 0} == {**shown, 'revision': 0}
        assert view_cache_services.refresh_stale() == 0

    def test_a_reverted_state_is_shown_after_a_moment(
        self, is_large, now: Clock
    ):
        b.make_exploration()
        # A private exploration may have a card without content.
        rights_services.unpublish_exploration(b.OWNER, 'exp')
        play_version(1)
        b.edit('exp', {'cmd': 'add_state', 'state_name': 'C'})
        play_version(2, state='C')
        b.edit('exp', {'cmd': 'delete_state', 'state_name': 'C'})
        play_version(3)
        fold(now)
        view_cache_services.refresh('exp')
        exp_services.revert_exploration(b.OWNER, 'exp', 3, 2)

        assert view()['num_sessions'] == 3
        view_cache_services.refresh_stale()

        assert view()['states']['C']['num_sessions'] == 1

    def test_late_plays_of_earlier_versions_are_included(
        self, is_large, now: Clock
    ):
        b.make_exploration()
        play_version(1)
        b.edit('exp', b.rename('A', 'Z'))
        fold(now)
        view_cache_services.refresh('exp')
        play_version(1)
        play_version(2, state='Z')
        fold(now)
        view_cache_services.refresh('exp')

        assert view()['states']['Z']['num_sessions'] == 3
        total = version_sum_services.get_total('exp', 2, 2)
        total_of_latest = version_sum_services.get_total_of_latest('exp', 2)
        assert total_of_latest.summary == total.summary
        assert total_of_latest.revision == total.revision


def test_two_versions_of_the_code_make_each_view_once(
    now: Clock, saved_views, monkeypatch
):
    b.make_exploration()
    play_version(1)
    fold(now)
    current = feconf.STATISTICS_VIEW_VERSION
    for number in range(10):
        monkeypatch.setattr(
            feconf, 'STATISTICS_VIEW_VERSION', current + number % 2
        )
        assert view()['num_sessions'] == 1
    assert saved_views == ['exp.1.1'] * 2


def test_concurrent_requests_get_the_same_view(ndb_client, now: Clock):
    b.make_exploration()
    play_version(1)
    fold(now)
    asked = [lambda: statistics_view_services.get_view('exp')] * 4
    first, *others = b.run_in_threads(ndb_client, *asked)
    assert all(other == first for other in others)


class TestFreshness:
    def test_everything_older_than_the_first_waiting_session_is_included(
        self, now: Clock
    ):
        b.make_exploration()
        play_version(1)
        fold(now)
        assert view()['complete_through_msecs'] == now.msecs
        now.msecs += 1_000
        came_at = now.msecs
        play_version(1)
        now.msecs += 5_000
        play_version(1)

        shown = view()

        assert shown['complete_through_msecs'] == came_at
        assert shown['num_sessions_waiting'] == 2
        assert not shown['is_capped']

    def test_other_explorations_are_not_delayed(self, now: Clock):
        b.make_exploration()
        b.make_exploration('other')
        play_version(1, 'other')
        assert view()['num_sessions_waiting'] == 0

    def test_the_count_of_waiting_sessions_is_capped(
        self, now: Clock, monkeypatch
    ):
        monkeypatch.setattr(feconf, 'MAX_WAITING_SESSIONS_COUNTED', 2)
        b.make_exploration()
        for _ in range(3):
            play_version(1)
        shown = view()
        assert (shown['num_sessions_waiting'], shown['is_capped']) == (2, True)

    def test_a_failed_fold_is_reported_without_its_message(self, now: Clock):
        b.make_exploration()
        play_version(1)
        with (
            pytest.raises(ValueError, match='secret'),
            job_run_services.record_run('session_fold', exp_id=None),
        ):
            raise ValueError('secret of another exploration')

        shown = view()
        assert (shown['state'], shown['error']) == ('failed', 'ValueError')

        now.pass_silence()
        fold_services.run_as_job()
        shown = view()
        assert (shown['state'], shown['error']) == ('ready', None)


class TestGlances:
    def test_each_exploration_has_its_days(self, ndb_client, now: Clock):
        for exp_id in ('exp', 'other', 'new'):
            b.make_exploration(exp_id)
        play_version(1)
        play_version(1, 'other')
        fold(now)
        play_version(1, 'other')
        view_cache_services.refresh_stale()

        with b.fresh_context(ndb_client), b.counted_reads() as reads:
            glances = statistics_view_services.get_glances(
                ['exp', 'other', 'new']
            )

        assert reads.calls == 1
        assert reads.keys == 3
        shown = view()
        assert glances['exp']['days'] == [
            [day['day'], 1, 0, 0] for day in shown['days']
        ]
        assert len(shown['days']) == 1
        assert glances['exp']['totals'] == {
            'num_starts': 1,
            'num_actual_starts': 0,
            'num_completions': 0,
        }
        assert glances['exp']['revision'] == shown['revision']
        assert glances['exp']['time_zone'] == shown['time_zone'] == 'UTC'
        assert glances['new'] == {
            'days': [],
            'totals': {},
            'tasks': [],
            'time_zone': 'UTC',
            'revision': 0,
            'complete_through_msecs': now.msecs,
        }

    def test_an_older_glance_does_not_replace_a_newer_one(self, now: Clock):
        b.make_exploration()
        play_version(1)
        fold(now)
        total = version_sum_services.get_total
        overtaken = []

        def total_that_is_overtaken(*args):
            made = total(*args)
            if not overtaken:
                overtaken.append(made)
                play_version(1)
                fold(now)
                view_cache_services.refresh('exp')
            return made

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                version_sum_services, 'get_total', total_that_is_overtaken
            )
            view_cache_services.refresh('exp')

        days = statistics_view_services.get_glances(['exp'])['exp']['days']
        assert sum(day[1] for day in days) == 2
        assert view()['num_sessions'] == 2


def play_to_the_end(secs: float) -> None:
    session = b.make_session()
    types = ('exploration_start', 'state_hit', 'state_complete')
    events = [
        b.make_event(
            session,
            event_type,
            'A',
            sequence_number=number,
            time_spent_in_state_secs=secs,
        )
        if event_type == 'state_complete'
        else b.make_event(session, event_type, 'A', sequence_number=number)
        for number, event_type in enumerate(types)
    ]
    end = b.make_event(session, 'exploration_complete', 'B', sequence_number=3)
    b.record(session, *events, end)


def test_lists_show_how_long_completed_plays_take(now: Clock):
    b.make_exploration()

    def summary() -> exp_domain.ExplorationSummary | None:
        fold(now)
        view_cache_services.refresh('exp')
        return exp_services.get_exploration_summaries(['exp'])[0]

    for number in range(feconf.MIN_PLAYS_FOR_MINUTES - 1):
        play_to_the_end(60 * number)
    assert summary().minutes is None
    for _ in range(2):
        play_to_the_end(480)
    play_version(1)
    assert summary().num_timed_plays == feconf.MIN_PLAYS_FOR_MINUTES + 1
    assert summary().minutes == 5
    # A new version keeps the minutes until it has its own.
    assert b.edit('exp', b.rename('A', 'C')) == 2
    assert summary().minutes == 5
    exp_deletion_services.delete_exploration(b.OWNER, 'exp')
    play_to_the_end(480)
    assert summary() is None


def test_a_short_play_takes_a_minute(now: Clock):
    b.make_exploration()
    for _ in range(feconf.MIN_PLAYS_FOR_MINUTES):
        play_to_the_end(3)
    fold(now)
    view_cache_services.refresh('exp')
    assert exp_services.get_exploration_summaries(['exp'])[0].minutes == 1


def test_a_deleted_exploration_is_refreshed_once(now: Clock):
    b.make_exploration()
    play_version(1)
    fold(now)
    exp_deletion_services.delete_exploration(b.OWNER, 'exp')
    assert view_cache_services.refresh_stale() == 1
    assert view_cache_services.refresh_stale() == 0


def test_refreshing_views_ends_at_the_deadline(now: Clock):
    for exp_id in ('exp', 'other'):
        b.make_exploration(exp_id)
        play_version(1, exp_id)
    fold(now)
    assert view_cache_services.refresh_stale(now.msecs) == 0
    assert view_cache_services.refresh_stale(now.msecs + 1) == 2


def test_a_fold_during_the_computation_of_a_view_makes_it_stale(
    now: Clock, monkeypatch
):
    b.make_exploration()
    play_version(1)
    fold(now)
    find = view_cache_services.improvements_rules.find_tasks

    def find_while_somebody_plays(*args):
        play_version(1)
        fold(now)
        return find(*args)

    with monkeypatch.context() as patch:
        patch.setattr(
            view_cache_services.improvements_rules,
            'find_tasks',
            find_while_somebody_plays,
        )
        view_cache_services.refresh('exp')

    assert processed_revisions_services.get_stale(9) == ['exp']
    view_cache_services.refresh('exp')
    assert processed_revisions_services.get_stale(9) == []
    assert view()['num_sessions'] == 2
