"""Excluded sessions count nowhere until the exclusion is cancelled."""

from __future__ import annotations

import contextlib
import functools
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import errors, feconf
from core.domain import (
    event_services,
    exclusion_services,
    local_days,
    session_token,
    stats_domain,
    stats_repair_services,
    stats_services,
)
from core.domain.fold import (
    event_stream_services,
    fold_queue_services,
    fold_services,
    fold_session_services,
)
from core.domain.job_runs import bad_data_domain
from core.domain.scheduled_work import (
    audit_services,
    exclusion_steps_services,
    expiry_services,
    keeping_fresh_services,
)
from core.platform.datastore import store
from core.storage.statistics import exclusion_gae_models as models
from core.storage.statistics import gae_models as stats_models
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, folded_summary, now, rebuild

__all__ = ['now']

MSECS_PER_DAY = local_days.MSECS_PER_DAY
HIT = {
    'total_hit_count': 1,
    'first_hit_count': 1,
    'total_answers_count': 1,
    'useful_feedback_count': 1,
}


@pytest.fixture(autouse=True)
def exploration() -> None:
    b.make_exploration()


def play(
    now: Clock, secs: float = 1.5, session: Any = None
) -> session_token.Session:
    """Records and counts a session whose last two events have a duration."""
    session = session or b.make_session()
    events = [
        b.make_event(
            session,
            name,
            'A',
            sequence_number=number,
            client_time_msecs=now.msecs,
            **(
                {'time_spent_in_state_secs': secs + number}
                if number > 1
                else {}
            ),
        )
        for number, name in enumerate(
            (
                'exploration_start',
                'state_hit',
                'answer_submitted',
                'solution_hit',
            )
        )
    ]
    b.record(session, *events)
    counts = {**HIT, 'num_times_solution_viewed': 1}
    b.post_batch(session, b.batch(totals={'num_starts': 1}, A=counts))
    return session


def today(now: Clock) -> str:
    return local_days.iso_date(local_days.day_of(now.msecs))


def find(day: str | None, kind: Any = 'day') -> exclusion_services.Exclusion:
    exclusion_services.find('exp', kind, day, 'dev:owner@example.com')
    assert exclusion_steps_services.continue_exclusions('exp')
    return exclusion_services.get_exclusions('exp')[-1]


def leave_out(day: str | None, kind: Any = 'day') -> str:
    """Finds and excludes sessions; returns the id of the exclusion."""
    exclusion = find(day, kind)
    exclusion_services.confirm(
        'exp', exclusion.exclusion_id, 'a test of the class'
    )
    assert exclusion_steps_services.continue_exclusions('exp')
    return exclusion.exclusion_id


def take_back(exclusion_id: str) -> None:
    exclusion_services.take_back('exp', exclusion_id)
    assert exclusion_steps_services.continue_exclusions('exp')


def fold() -> None:
    fold_services.fold_waiting(include_open=True)


def stats() -> stats_domain.ExplorationStats:
    return stats_services.get_exploration_stats('exp')


def figures() -> tuple:
    return stats(), folded_summary()


def num_left_out() -> int:
    return sum(
        exclusion.num_left_out
        for exclusion in exclusion_services.get_exclusions('exp')
    )


def load_account(
    session: session_token.Session,
) -> stats_models.SessionAccountModel:
    (account,) = store.get(
        stats_models.SessionAccountModel, [f'exp.1.{session.session_id}']
    )
    assert account is not None
    return account


# A day -----------------------------------------------------------------------


def test_a_day_is_found_left_out_and_taken_back(now):
    play(now)
    now.msecs += MSECS_PER_DAY
    fold()
    without = figures()
    day = today(now)
    play(now), play(now)
    fold()
    before = figures()

    exclusion = find(day)

    assert (exclusion.status, exclusion.num_sessions) == ('found', 2)
    assert exclusion.counts == {
        'num_starts': 2,
        'num_actual_starts': 0,
        'num_completions': 0,
    }
    assert figures() == before
    exclusion_services.confirm('exp', exclusion.exclusion_id, 'a test')
    exclusion_steps_services.continue_exclusions('exp')
    fold()
    assert figures() == without
    assert num_left_out() == 2

    take_back(exclusion.exclusion_id)
    fold()
    assert figures() == before
    assert exclusion_services.get_exclusions('exp') == []
    assert not list(store.stream_ids(models.ExclusionPartModel))


def test_a_session_belongs_to_the_day_on_which_it_began(now):
    now.msecs -= now.msecs % MSECS_PER_DAY + 1_000
    session = play(now)
    before_midnight = today(now)
    now.msecs += 5_000
    b.record(
        session,
        b.make_event(
            session,
            'state_complete',
            'A',
            sequence_number=9,
            client_time_msecs=now.msecs,
        ),
    )

    assert find(today(now)).num_sessions == 0
    assert find(before_midnight).num_sessions == 1


def test_days_follow_the_time_zone_of_the_version(now, monkeypatch):
    play(now)
    utc = find(today(now)).num_sessions
    monkeypatch.setattr(
        local_days,
        'day_of',
        lambda at, _zone='UTC': int(at // MSECS_PER_DAY) + 1,
    )

    tomorrow = local_days.iso_date(int(now.msecs // MSECS_PER_DAY) + 1)
    assert (utc, find(tomorrow).num_sessions) == (1, 1)


def test_late_reports_of_an_excluded_session_are_only_logged(now):
    session = play(now)
    fold()
    exclusion_id = leave_out(today(now))

    late = b.make_event(
        session,
        'state_hit',
        'B',
        sequence_number=7,
        client_time_msecs=now.msecs,
    )
    assert b.record(session, late) == [True]
    rating = b.make_event(
        session,
        'rate_exploration',
        'B',
        sequence_number=8,
        stars=4,
        client_time_msecs=now.msecs,
    )
    assert b.record(session, rating) == [True]
    hit = {'total_hit_count': 1, 'first_hit_count': 1}
    assert b.post_batch(session, b.batch(totals={'num_ratings': 1}, B=hit))
    fold()

    assert stats().num_starts == 0
    assert stats().num_ratings == stats().num_ratings_4 == 0
    assert stats().state_stats_mapping['B'].total_hit_count == 0
    assert folded_summary()['num_sessions'] == 0
    assert len(list(event_services.get_events_of_exploration('exp'))) == 6
    take_back(exclusion_id)
    fold()
    assert stats().num_ratings_4 == 1
    assert stats().state_stats_mapping['B'].total_hit_count == 1
    assert load_account(session).balance == {'totals': {}, 'states': {}}
    assert b.is_settled(audit_services.recompute('exp', dry_run=True))


def test_a_batch_in_flight_counts_once_despite_an_exclusion(now):
    session = b.make_session()
    b.record(
        session,
        b.make_event(session, 'state_hit', 'A', client_time_msecs=now.msecs),
    )
    hit = b.batch(A={'total_hit_count': 1, 'first_hit_count': 1})
    exclusion_id = leave_out(today(now))
    assert b.post_batch(session, hit, 'the batch')
    take_back(exclusion_id)
    assert not b.post_batch(session, hit, 'the batch')

    assert stats().state_stats_mapping['A'].total_hit_count == 1
    exclusion_id = leave_out(today(now))
    take_back(exclusion_id)
    assert stats().state_stats_mapping['A'].total_hit_count == 1


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_sequence_of_actions_ends_with_the_counts_of_the_log(now, data):
    exp_id = uuid.uuid4().hex
    b.make_exploration(exp_id)
    session = b.make_session(exp_id)
    hit = b.batch(A={'total_hit_count': 1})
    number = 0
    for act in data.draw(
        st.lists(
            st.sampled_from(
                ['event', 'batch', 'repair', 'fold', 'out', 'back', 'step']
            ),
            max_size=12,
        )
    ):
        if act == 'event':
            number += 1
            event = b.make_event(
                session,
                'state_hit',
                'A',
                event_id=f'{exp_id}{number}',
                sequence_number=number,
                client_time_msecs=now.msecs,
            )
            b.record(session, event)
        elif act == 'batch':
            b.post_batch(session, hit)
        elif act == 'repair':
            audit_services.recompute(exp_id, dry_run=False)
        elif act == 'fold':
            fold()
        elif act == 'step':
            exclusion_steps_services.continue_exclusions(exp_id, now.msecs)
        elif act == 'out':
            exclusion_services.find(exp_id, 'day', None, 'dev:x@example.com')
            exclusion_steps_services.continue_exclusions(exp_id)
            for exclusion in exclusion_services.get_exclusions(exp_id):
                if exclusion.status == 'found' and exclusion.num_sessions:
                    exclusion_services.confirm(
                        exp_id, exclusion.exclusion_id, ''
                    )
        else:
            for exclusion in exclusion_services.get_exclusions(exp_id):
                exclusion_services.take_back(exp_id, exclusion.exclusion_id)
    exclusion_steps_services.continue_exclusions(exp_id)
    is_out = any(
        exclusion.num_left_out
        for exclusion in exclusion_services.get_exclusions(exp_id)
    )
    audit_services.recompute(exp_id, dry_run=False)
    fold()

    counted = stats_services.get_exploration_stats(exp_id)
    hits = 0 if is_out else number
    assert counted.state_stats_mapping['A'].total_hit_count == hits
    sums = folded_summary(exp_id)
    assert (sums['num_sessions'] if sums else 0) == int(hits > 0)
    assert not audit_services.recompute(exp_id, dry_run=True).num_differences


def test_reports_during_an_exclusion_are_counted_once(ndb_client, now):
    """Sessions report while they are excluded and included again."""
    sessions = [play(now) for _ in range(3)]
    fold()

    def report(session: session_token.Session) -> None:
        for number in range(10, 16):
            hit = b.make_event(
                session,
                'state_hit',
                'B',
                sequence_number=number,
                client_time_msecs=now.msecs,
            )
            b.record(session, hit)
            once = {'first_hit_count': 1} if number == 10 else {}
            b.post_batch(session, b.batch(B={'total_hit_count': 1, **once}))

    def decide() -> None:
        exclusion_id = leave_out(today(now))
        fold()
        exclusion_services.take_back('exp', exclusion_id)
        for _ in range(50):
            with contextlib.suppress(stats_repair_services.BusyError):
                if exclusion_steps_services.continue_exclusions('exp'):
                    return

    b.run_in_threads(
        ndb_client,
        decide,
        *(functools.partial(report, session) for session in sessions),
    )
    fold()

    assert stats().num_starts == 3
    counted = stats().state_stats_mapping['B']
    assert (counted.total_hit_count, counted.first_hit_count) == (18, 3)
    assert folded_summary()['num_sessions'] == 3
    assert b.is_settled(audit_services.recompute('exp', dry_run=True))


# Audits, repairs, rebuilds ---------------------------------------------------


def test_audits_and_rebuilds_leave_excluded_plays_out(now):
    play(now)
    now.msecs += MSECS_PER_DAY
    play(now)
    fold()
    before = figures()
    exclusion_id = leave_out(today(now))
    fold()
    without = figures()

    assert b.is_settled(audit_services.recompute('exp', dry_run=True))
    assert audit_services.recompute('exp', dry_run=False).num_repaired == 0
    assert rebuild().is_done
    fold()
    assert figures() == without
    assert without[0].num_starts == 1

    take_back(exclusion_id)
    assert rebuild().is_done
    fold()
    assert figures() == before
    assert b.is_settled(audit_services.recompute('exp', dry_run=True))


def test_changes_during_a_rebuild_are_included_by_the_next_fold(now):
    play(now), play(now)
    fold()
    before = figures()
    exclusion_ids = []

    def leave_out_and_fold(_: int) -> None:
        exclusion_ids.append(leave_out(today(now)))
        fold()

    assert rebuild(on_progress=leave_out_and_fold).is_done
    (exclusion_id,) = exclusion_ids
    now.pass_silence()
    fold()
    assert folded_summary()['num_sessions'] == 0

    take_back(exclusion_id)
    fold()
    assert figures()[0] == before[0]
    assert folded_summary()['num_sessions'] == 2


@pytest.mark.parametrize('is_out', [True, False])
def test_a_late_fold_does_not_undo_a_decision(now, monkeypatch, is_out):
    """The fold reads before the exclusion changes, and writes afterwards."""
    play(now)
    if is_out:
        exclusion_id = leave_out(today(now))
    announce = fold_queue_services.announce

    def announce_and_change(keys, fold_id):
        exclusion_states = announce(keys, fold_id)
        monkeypatch.setattr(fold_queue_services, 'announce', announce)
        if is_out:
            take_back(exclusion_id)
        else:
            leave_out(today(now))
        fold()
        return exclusion_states

    monkeypatch.setattr(fold_queue_services, 'announce', announce_and_change)
    fold()

    assert folded_summary()['num_sessions'] == int(is_out)
    now.pass_silence()
    fold()
    assert folded_summary()['num_sessions'] == int(is_out)


def test_older_code_leaves_an_excluded_session_unchanged(now):
    """The record looks as if later code had made it of unknown events."""
    session = play(now)
    leave_out(today(now))
    fold()

    ref = fold_session_services.record_ref(('exp', 1), '1', session.session_id)
    record = store.run(lambda transaction: transaction.get(*ref))
    listed = set(fold_session_services.split_digests(record.event_digests))
    (rows,) = event_stream_services.read_some_sessions(
        [session.session_id], bad_data_domain.BadData()
    ).values()
    assert listed
    assert not listed & set(map(fold_session_services.digest_of, rows))


def test_a_repair_based_on_an_earlier_read_does_not_count_twice(now):
    session = play(now)
    b.post_batch(session, b.batch(A={'total_answers_count': 3}))
    key = stats_repair_services.SessionKey('exp', 1, session.session_id)
    read_tallies = exclusion_steps_services.audit_part_services.read_tallies

    def read_and_leave_out(keys):
        tallies = read_tallies(keys)
        if not num_left_out():
            leave_out(today(now))
        return tallies

    stats_repair_services.settle_sessions(
        [key], read_and_leave_out, {1: ('A', 'B', 'End')}, lambda *_: None
    )

    assert stats().num_starts == 0
    assert b.is_settled(audit_services.recompute('exp', dry_run=True))


# Steps -----------------------------------------------------------------------


def test_an_exclusion_of_many_sessions_takes_several_steps(now, monkeypatch):
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', 3)
    monkeypatch.setattr(feconf, 'EXCLUDED_SESSIONS_PER_PART', 2)
    for _ in range(7):
        play(now)
    before = stats()
    exclusion_services.find('exp', 'day', today(now), 'dev:x@example.com')
    while not exclusion_steps_services.continue_exclusions('exp', now.msecs):
        pass
    (exclusion,) = exclusion_services.get_exclusions('exp')
    assert (exclusion.num_sessions, exclusion.num_parts) == (7, 4)

    exclusion_services.confirm('exp', exclusion.exclusion_id, '')
    assert not exclusion_steps_services.continue_exclusions('exp', now.msecs)
    assert stats().num_starts == 5
    # Repeats the first step, as if its response had been lost.
    store.put(_with_part(0))
    exclusion_steps_services.continue_exclusions('exp')
    assert stats().num_starts == 0

    exclusion_services.take_back('exp', exclusion.exclusion_id)
    assert not exclusion_steps_services.continue_exclusions('exp', now.msecs)
    assert stats().num_starts == 2
    assert b.is_settled(audit_services.recompute('exp', dry_run=True))
    exclusion_steps_services.continue_exclusions('exp')
    assert stats() == before


def _with_part(number: int) -> models.ExclusionsModel:
    (model,) = store.get(models.ExclusionsModel, ['exp'])
    (exclusion,) = model.exclusions
    model.exclusions = [exclusion | {'part': number, 'num_left_out': 0}]
    return model


def test_a_step_that_died_before_the_repair_is_repeated(now, monkeypatch):
    play(now)
    before = stats()
    exclusion_id = leave_out(today(now))
    exclusion_services.take_back('exp', exclusion_id)

    def die(*_: Any) -> None:
        raise RuntimeError('killed')

    with monkeypatch.context() as patch:
        patch.setattr(exclusion_steps_services, '_repair', die)
        with pytest.raises(RuntimeError):
            exclusion_steps_services.continue_exclusions('exp')
    assert stats().num_starts == 0

    exclusion_steps_services.continue_exclusions('exp')
    assert stats() == before


def test_the_schedule_finishes_a_confirmed_exclusion(now):
    play(now)
    exclusion = find(today(now))
    exclusion_services.confirm('exp', exclusion.exclusion_id, '')

    keeping_fresh_services.run_as_scheduled()

    assert stats().num_starts == 0
    assert folded_summary()['num_sessions'] == 0
    assert list(exclusion_services.find_working()) == []


def test_cancelling_an_exclusion_half_way_restores_everything(now, monkeypatch):
    monkeypatch.setattr(feconf, 'EXCLUDED_SESSIONS_PER_PART', 1)
    play(now), play(now)
    exclusion = find(today(now))
    exclusion_services.confirm('exp', exclusion.exclusion_id, '')
    exclusion_steps_services.continue_exclusions('exp', now.msecs)
    assert stats().num_starts == 1

    take_back(exclusion.exclusion_id)

    assert stats().num_starts == 2


def test_a_late_worker_leaves_out_nothing_after_a_cancellation(now):
    play(now)
    exclusion = find(today(now))
    exclusion_services.confirm('exp', exclusion.exclusion_id, '')
    (stale,) = exclusion_services.get_exclusions('exp')
    take_back(exclusion.exclusion_id)

    exclusion_steps_services._leave_out('exp', stale)

    assert stats().num_starts == 1
    assert exclusion_services.get_exclusions('exp') == []


# Invalid requests ------------------------------------------------------------


def test_only_sessions_found_can_be_excluded(now):
    play(now)
    search = exclusion_services.find('exp', 'day', today(now), 'dev:x')
    with pytest.raises(errors.ConflictError):
        exclusion_services.confirm('exp', search.exclusion_id, '')
    with pytest.raises(errors.EntityNotFoundError):
        exclusion_services.confirm('exp', 'no such', '')
    with pytest.raises(errors.EntityNotFoundError):
        exclusion_services.take_back('exp', 'no such')

    empty = find('2001-01-01')
    with pytest.raises(errors.ConflictError):
        exclusion_services.confirm('exp', empty.exclusion_id, '')


def test_a_new_search_replaces_the_previous_one(now):
    play(now)
    find(today(now))

    assert find(today(now)).num_sessions == 1
    assert len(exclusion_services.get_exclusions('exp')) == 1


def test_a_repeated_confirmation_changes_nothing(now):
    play(now)
    exclusion_id = leave_out(today(now))
    exclusion_services.confirm('exp', exclusion_id, 'another reason')
    assert (
        exclusion_services.get_exclusions('exp')[0].reason != 'another reason'
    )
    assert find(today(now)).num_sessions == 0


def test_too_many_sessions_or_exclusions_are_refused(now, monkeypatch):
    play(now), play(now)
    with monkeypatch.context() as patch:
        patch.setattr(feconf, 'MAX_EXCLUDED_SESSIONS', 1)
        search = find(today(now))
    assert (search.status, search.num_sessions) == ('too_many', 0)
    leave_out(today(now))
    monkeypatch.setattr(feconf, 'MAX_EXCLUSIONS', 1)
    with pytest.raises(errors.ConflictError):
        find(today(now))


def test_unknown_cards_of_excluded_sessions_are_limited(now):
    session = play(now)
    leave_out(today(now))
    names = feconf.MAX_UNRECOGNISED_STATES_PER_SESSION
    for number in range(names):
        b.post_batch(session, b.batch(**{f'X{number}': {'total_hit_count': 1}}))

    with pytest.raises(errors.ValidationError):
        b.post_batch(session, b.batch(Y={'total_hit_count': 1}))


def test_old_events_of_excluded_sessions_expire(now):
    play(now)
    fold()
    exclusion_id = leave_out(today(now))
    now.msecs += (feconf.MIN_DAYS_OF_LOG + 2) * MSECS_PER_DAY

    expiry = expiry_services.expire_events('exp', feconf.MIN_DAYS_OF_LOG)

    assert (expiry.num_sessions, expiry.num_left) == (1, 0)
    assert rebuild().is_done
    assert folded_summary()['num_sessions'] == 0
    take_back(exclusion_id)
    # The events that their figures would be computed from are deleted.
    assert stats().num_starts == 0
    assert b.is_settled(audit_services.recompute('exp', dry_run=True))


def test_sessions_whose_events_are_deleted_are_not_found(now):
    play(now)
    day = today(now)
    fold()
    now.msecs += (feconf.MIN_DAYS_OF_LOG + 2) * MSECS_PER_DAY
    expiry_services.expire_events('exp', feconf.MIN_DAYS_OF_LOG)

    assert find(day).num_sessions == 0


# Sessions that look fabricated -----------------------------------------------


def test_equal_sessions_at_the_same_time_are_found(now):
    for _ in range(feconf.MIN_SESSIONS_MADE_UP):
        play(now, secs=2.25)
    for number in range(feconf.MIN_SESSIONS_MADE_UP):
        play(now, secs=3 + number / 1000)
    began = now.msecs
    now.msecs += MSECS_PER_DAY
    for _ in range(feconf.MIN_SESSIONS_MADE_UP - 1):
        play(now, secs=2.25)

    exclusion = find(None, 'made_up')

    assert exclusion.num_sessions == feconf.MIN_SESSIONS_MADE_UP
    assert exclusion.counts['num_starts'] == feconf.MIN_SESSIONS_MADE_UP
    assert exclusion.groups == [
        {'began_msecs': began, 'num_sessions': feconf.MIN_SESSIONS_MADE_UP}
    ]
    exclusion_services.confirm('exp', exclusion.exclusion_id, '')
    exclusion_steps_services.continue_exclusions('exp')
    assert stats().num_starts == 2 * feconf.MIN_SESSIONS_MADE_UP - 1


def test_only_the_sessions_found_are_stored(now, monkeypatch):
    monkeypatch.setattr(feconf, 'EXCLUDED_SESSIONS_PER_PART', 2)
    for _ in range(feconf.MIN_SESSIONS_MADE_UP):
        play(now)
    for number in range(4):
        play(now, secs=3 + number)

    exclusion = find(None, 'made_up')

    stored = [
        session
        for number in range(9)
        for session in exclusion_services.read_part('exp', exclusion, number)
    ]
    assert len(stored) == exclusion.num_sessions == feconf.MIN_SESSIONS_MADE_UP


def test_sessions_without_answers_do_not_look_fabricated(now):
    for _ in range(2 * feconf.MIN_SESSIONS_MADE_UP):
        session = b.make_session()
        b.record(
            session,
            b.make_event(
                session, 'exploration_start', 'A', client_time_msecs=now.msecs
            ),
        )

    assert find(None, 'made_up').num_sessions == 0


def test_excluded_sessions_are_listed_by_version_and_id(now):
    session = play(now)
    assert exclusion_services.read_left_out('exp') == set()

    leave_out(today(now))

    assert exclusion_services.read_left_out('exp') == {(1, session.session_id)}
