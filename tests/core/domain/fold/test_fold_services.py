"""The fold counts each session once, whatever happens to it."""

from __future__ import annotations

import random
from unittest import mock

import pytest
from google.cloud import ndb

from core import feconf
from core.domain import event_domain, session_bounds
from core.domain.fold import (
    fold_queue_services,
    fold_services,
    fold_session_services,
)
from core.platform.datastore import raw_datastore_services
from core.storage.statistics import gae_models as stats_models
from core.storage.statistics import processed_gae_models as models
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import (
    folded_summary,
    full,
    now,
    play,
    waiting,
)

__all__ = ['now']


def test_a_session_is_folded_when_it_has_been_silent(now):
    b.make_exploration()
    play('exploration_start', 'state_hit')

    assert fold_services.fold_waiting().num_sessions == 0
    assert folded_summary() is None

    now.pass_silence()
    report = fold_services.fold_waiting()

    assert (report.num_sessions, report.num_events) == (1, 2)
    assert report.is_complete
    assert folded_summary() == full()
    assert waiting() == 0


def test_an_open_session_is_folded_on_request_and_at_its_end(now):
    b.make_exploration()
    play('exploration_start', 'state_hit')

    report = fold_services.fold_waiting(include_open=True)

    assert (report.num_sessions, report.num_unfinished) == (1, 1)
    as_open = folded_summary()
    assert as_open == full()
    now.pass_silence()
    now.pass_silence()
    assert fold_services.fold_waiting().num_sessions == 1
    assert folded_summary() == full() != as_open
    assert waiting() == 0


def test_folding_again_changes_nothing(now):
    b.make_exploration()
    play('exploration_start', 'state_hit')
    now.pass_silence()
    fold_services.fold_waiting()
    before = models.ProcessedStatsModel.get_by_id('exp.1').revision

    assert fold_services.fold_waiting() == fold_services.Report()
    put_all_in_the_queue()
    fold_services.fold_waiting()

    after = models.ProcessedStatsModel.get_by_id('exp.1', use_cache=False)
    assert after.revision == before
    assert folded_summary() == full()


def put_all_in_the_queue() -> None:
    accounts = list(stats_models.SessionAccountModel.query().iter())
    for account in accounts:
        account.fold_due_msecs = 1
    ndb.put_multi(accounts)


def test_a_resumed_session_is_replaced(now):
    b.make_exploration()
    session, *_ = play('exploration_start', 'state_hit')
    play('exploration_start', 'state_hit')
    now.pass_silence()
    fold_services.fold_waiting()

    play('answer_submitted', 'solution_hit', session=session)
    now.pass_silence()
    report = fold_services.fold_waiting()

    assert (report.num_sessions, report.num_events) == (1, 4)
    assert folded_summary() == full()
    assert folded_summary()['num_sessions'] == 2


def test_a_session_with_unknown_event_types_waits_for_newer_code(now):
    b.make_exploration()
    session, *_ = play('exploration_start', 'hint_viewed', 'state_hit')
    now.pass_silence()
    fold_services.fold_waiting()
    before = folded_summary()

    # After a rollback, older code records more events of the session.
    play('answer_submitted', 'solution_hit', session=session)
    with mock.patch.dict(event_domain.EVENT_CLASSES):
        del event_domain.EVENT_CLASSES['hint_viewed']
        now.pass_silence()
        fold_services.fold_waiting()
    assert folded_summary() == before

    now.pass_silence()
    now.pass_silence()
    fold_services.fold_waiting()

    assert folded_summary() == full() != before
    assert waiting() == 0


STEPS = [
    (fold_queue_services, 'announce'),
    (fold_session_services, 'read_events'),
    (fold_services, '_apply'),
    (fold_queue_services, 'conclude'),
]


@pytest.mark.parametrize(('module', 'step'), STEPS)
@pytest.mark.parametrize('is_done', [False, True], ids=['before', 'after'])
def test_a_fold_that_dies_is_completed_by_the_next(
    now, monkeypatch, module, step, is_done
):
    b.make_exploration()
    for _ in range(3):
        play('exploration_start', 'state_hit')
    now.pass_silence()
    whole = getattr(module, step)

    def dying(*args, **kwargs):
        if is_done:
            whole(*args, **kwargs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, step, dying)
        with pytest.raises(KeyboardInterrupt):
            fold_services.fold_waiting()
    fold_services.fold_waiting()

    assert folded_summary() == full()
    assert waiting() == 0


@pytest.mark.parametrize(('module', 'step'), STEPS)
def test_an_event_that_arrives_during_the_fold_is_not_lost(
    now, monkeypatch, module, step
):
    b.make_exploration()
    session, *_ = play('exploration_start')
    now.pass_silence()
    whole = getattr(module, step)

    def run_and_play(*args, **kwargs):
        result = whole(*args, **kwargs)
        play('solution_hit', session=session)
        return result

    with monkeypatch.context() as patch:
        patch.setattr(module, step, run_and_play)
        fold_services.fold_waiting()
    assert waiting() == 1
    now.pass_silence()
    fold_services.fold_waiting()

    assert folded_summary() == full()
    assert waiting() == 0


def test_a_slow_fold_does_not_undo_a_newer_one(now, monkeypatch):
    b.make_exploration()
    session, *_ = play('exploration_start')
    now.pass_silence()
    whole = fold_session_services.read_events

    def read_slowly(*args):
        result = whole(*args)
        monkeypatch.setattr(fold_session_services, 'read_events', whole)
        play('solution_hit', session=session)
        now.pass_silence()
        fold_services.fold_waiting()
        return result

    monkeypatch.setattr(fold_session_services, 'read_events', read_slowly)
    fold_services.fold_waiting()

    assert folded_summary() == full()
    assert waiting() == 0


def test_concurrent_folds_count_each_session_once(now, monkeypatch, ndb_client):
    monkeypatch.setattr(feconf, 'FOLD_SESSIONS_PER_TRANSACTION', 3)
    b.make_exploration()
    for _ in range(10):
        play('exploration_start', 'state_hit')
    now.pass_silence()

    b.run_in_threads(ndb_client, *[fold_services.fold_waiting] * 3)

    assert folded_summary() == full()
    assert folded_summary()['num_sessions'] == 10
    fold_services.fold_waiting()
    assert waiting() == 0


def test_folds_during_plays_count_everything_in_the_end(now, ndb_client):
    b.make_exploration()
    sessions = [b.make_session() for _ in range(6)]

    def learn() -> None:
        chance = random.Random(7)
        for _ in range(30):
            play('state_hit', session=chance.choice(sessions))

    def fold() -> None:
        for _ in range(5):
            fold_services.fold_waiting(include_open=True)

    b.run_in_threads(ndb_client, learn, fold)
    now.pass_silence()
    now.pass_silence()
    fold_services.fold_waiting()

    assert folded_summary() == full()
    assert waiting() == 0


def test_a_fold_stops_at_its_deadline_and_the_next_continues(now, monkeypatch):
    monkeypatch.setattr(feconf, 'FOLD_SESSIONS_PER_TRANSACTION', 2)
    b.make_exploration()
    for _ in range(5):
        play('exploration_start')
    now.pass_silence()
    start = now.msecs

    def progress(_: int) -> None:
        now.msecs += 10

    report = fold_services.fold_waiting(
        deadline_msecs=start + 15, on_progress=progress
    )

    assert (report.num_sessions, report.is_complete) == (4, False)
    assert fold_services.fold_waiting().num_sessions == 1
    assert folded_summary() == full()


def test_one_exploration_can_be_folded_alone(now):
    b.make_exploration('one')
    b.make_exploration('other')
    play('exploration_start', exp_id='one')
    play('exploration_start', exp_id='other')
    now.pass_silence()

    assert fold_services.fold_waiting(exp_id='one').num_sessions == 1
    assert folded_summary('one') == full('one')
    assert folded_summary('other') is None
    assert waiting() == 1


def test_folding_one_exploration_reads_nothing_of_others(now, monkeypatch):
    for exp_id in ('one', 'other'):
        b.make_exploration(exp_id)
        for _ in range(3):
            play('exploration_start', exp_id=exp_id)
    now.pass_silence()
    read = []
    query = raw_datastore_services.query

    def query_and_record(*args, **kwargs):
        for entity in query(*args, **kwargs):
            read.append(entity.properties['exp_id'].string_value)
            yield entity

    monkeypatch.setattr(raw_datastore_services, 'query', query_and_record)
    fold_services.fold_waiting(exp_id='one')

    # The account and the event of each session.
    assert read == 6 * ['one']


@pytest.mark.parametrize('max_bytes', [10**6, 1])
def test_sessions_of_many_explorations_are_folded_together(
    now, monkeypatch, max_bytes
):
    monkeypatch.setattr(feconf, 'FOLD_BYTES_PER_TRANSACTION', max_bytes)
    monkeypatch.setattr(feconf, 'FOLD_VERSIONS_PER_TRANSACTION', 3)
    exp_ids = [f'exp{number}' for number in range(5)]
    for exp_id in exp_ids:
        b.make_exploration(exp_id)
    for _ in range(2):
        for exp_id in exp_ids:
            play('exploration_start', 'state_hit', exp_id=exp_id)
        now.pass_silence()
        assert fold_services.fold_waiting().num_sessions == 5

    for exp_id in exp_ids:
        assert folded_summary(exp_id) == full(exp_id)
        assert folded_summary(exp_id)['num_sessions'] == 2
    assert waiting() == 0


def test_bad_data_is_counted_and_does_not_stop_the_fold(now):
    b.make_exploration()
    play('exploration_start')
    _, _, event = play('exploration_start', 'state_hit')
    damaged = stats_models.StateHitEventLogEntryModel.get_by_id(event.event_id)
    damaged.event_schema_version = 1
    damaged.put()
    account = stats_models.SessionAccountModel(
        id='gone.1.x',
        exp_id='gone',
        exp_version=1,
        session_id='x',
        fold_due_msecs=1,
    )
    account.put()
    now.pass_silence()

    report = fold_services.fold_waiting()

    assert report.num_sessions == 2
    assert report.bad_data.to_dict() == {
        'event_schema_version is missing or wrong': {
            'count': 1,
            'examples': [f'StateHitEventLogEntryModel {event.event_id}'],
        },
        'the version played does not exist': {
            'count': 1,
            'examples': ['gone.1 x'],
        },
    }
    assert waiting() == 0
    assert folded_summary()['num_sessions'] == 2


def test_data_in_many_chunks_are_read_as_written(now, monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_PROCESSED_CHUNK_BYTES', 100)
    b.make_exploration()
    play('exploration_start', 'state_hit', 'answer_submitted')
    now.pass_silence()

    fold_services.fold_waiting()

    root = models.ProcessedStatsModel.get_by_id('exp.1')
    assert root.num_chunks > 2
    assert folded_summary() == full()


def account_of(session):
    entity_id = stats_models.SessionAccountModel.get_entity_id(
        session.exp_id, session.exp_version, session.session_id
    )
    return stats_models.SessionAccountModel.get_by_id(entity_id)


@pytest.mark.parametrize('is_drawn', [False, True])
def test_a_session_that_waits_for_the_fold_keeps_its_due_time(
    now, monkeypatch, is_drawn
):
    # Repeatable events only change the account if they are sampled.
    monkeypatch.setattr(session_bounds, '_is_drawn', lambda: is_drawn)
    b.make_exploration()
    session, *_ = play('exploration_start')
    due = account_of(session).fold_due_msecs
    now.msecs += 60_000

    with b.counted_writes() as written:
        play('state_hit', session=session)

    assert account_of(session).fold_due_msecs == due
    assert sorted(written) == [
        *['SessionAccountModel'] * is_drawn,
        'StateHitEventLogEntryModel',
    ]


def test_days_follow_the_time_zone_of_the_version(now):
    b.make_exploration()
    version = b.edit(
        'exp',
        {
            'cmd': 'edit_exploration_property',
            'property_name': 'time_zone',
            'new_value': 'Pacific/Auckland',
        },
    )
    # At noon in UTC the next day has begun in New Zealand (UTC+12 or 13).
    noon = 20_000 * 86_400_000 + 43_200_000
    now.msecs = noon + 1
    for played in (1, version):
        play('exploration_start', session=b.make_session('exp', played))
    now.pass_silence()

    fold_services.fold_waiting()

    (day_of_first,) = (day for day, _ in folded_summary('exp', 1)['days'])
    (day_of_second,) = (
        day for day, _ in folded_summary('exp', version)['days']
    )
    assert (day_of_first, day_of_second) == (20_000, 20_001)
