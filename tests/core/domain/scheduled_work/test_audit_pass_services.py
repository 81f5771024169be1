"""Audits in one or many steps agree, even while learners play."""

from __future__ import annotations

import random

import pytest
from google.cloud import ndb

from core import feconf
from core.domain import (
    event_services,
    stats_repair_services,
)
from core.domain.scheduled_work import (
    audit_part_services,
    audit_pass_services,
    audit_services,
)
from core.storage.jobs import audit_gae_models
from core.storage.statistics import gae_models as stats_models
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now

__all__ = ['now']

STEPS = [1, 3, 400]


@pytest.fixture(params=STEPS)
def step(request, monkeypatch) -> int:
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', request.param)
    monkeypatch.setattr(feconf, 'AUDIT_EVENTS_PER_STEP', request.param)
    return request.param


class Learners:
    """Sessions that report all or some of their actions."""

    def __init__(self, seed: int, now: Clock) -> None:
        self.random = random.Random(seed)
        self.now = now
        self.sessions: list = []

    def come(self, number: int, versions: int = 1) -> None:
        for _ in range(number):
            version = self.random.randint(1, versions)
            self.sessions.append(b.make_session(version=version))

    def hit(self, session, *, counts: bool = True, events: bool = True) -> None:
        state = self.random.choice(['A', 'B', 'nowhere'])
        number = self.random.randint(1, 3)
        if events:
            made = [
                b.make_event(
                    session,
                    'state_hit',
                    state,
                    client_time_msecs=self.now.msecs,
                )
                for _ in range(number)
            ]
            b.record(session, *made)
        if counts:
            self.count(session, state, number)

    def count(self, session, state: str, number: int) -> None:
        account = stats_models.SessionAccountModel.get_by_id(
            f'exp.{session.exp_version}.{session.session_id}'
        )
        before = account.counted.get('states', {}) if account else {}
        is_first = 'first_hit_count' not in before.get(state, {})
        first = int(is_first)
        counts = {'total_hit_count': number, 'first_hit_count': first}
        b.post_batch(session, b.batch(**{state: counts}))

    def random_session(self):
        return self.random.choice(self.sessions)


def learners_who_played(number: int, now: Clock) -> Learners:
    """Creates an exploration, and sessions that have reported hits."""
    b.make_exploration()
    learners = Learners(1, now)
    learners.come(number)
    for session in learners.sessions:
        learners.hit(session)
    return learners


def find_differences() -> list[tuple]:
    report = audit_services.audit('exp', is_repairing=False)
    assert report.repaired == []
    return [tuple(difference.values()) for difference in report.differences]


def repair_differences() -> list[tuple]:
    report = audit_services.audit('exp')
    assert report.differences == []
    return [tuple(difference.values()) for difference in report.repaired]


def damage(kind: str, rng: random.Random) -> None:
    """Corrupts counters or an account."""
    if kind == 'base':
        stats_models.ExplorationStatsModel.create('exp', 1, num_starts_v2=5)
        return
    model_class = {
        'shard': stats_models.ExplorationStatsShardModel,
        'account': stats_models.SessionAccountModel,
    }[kind]
    model = rng.choice(model_class.query().order(model_class.key).fetch())
    if kind == 'shard':
        model.num_starts_v2 += 3
    else:
        model.counted = {'totals': {'num_starts': 7}, 'states': {}}
    model.put()


@pytest.mark.parametrize('seed', range(2))
def test_a_repair_lists_what_a_dry_run_finds(step, now: Clock, seed):
    b.make_exploration()
    b.edit('exp', b.rename('B', 'C'))
    learners = Learners(seed, now)
    learners.come(12, versions=2)
    for _ in range(25):
        learners.hit(
            learners.random_session(),
            counts=learners.random.random() < 0.8,
            events=learners.random.random() < 0.8,
        )
    for kind in learners.random.sample(['base', 'shard', 'account'], 2):
        damage(kind, learners.random)
    now.pass_silence()

    differences = find_differences()

    assert differences
    assert repair_differences() == differences
    assert find_differences() == repair_differences() == []


def steps_of_pass() -> int:
    """Runs an audit step by step; yields between steps."""
    audit_pass_services.begin('exp')
    while not audit_pass_services.continue_pass('exp', deadline_msecs=0):
        yield


@pytest.mark.parametrize('seed', range(4))
def test_concurrent_reports_are_not_reported_as_differences(
    monkeypatch, now: Clock, seed
):
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', 3)
    b.make_exploration()
    learners = Learners(seed, now)
    learners.come(15)
    for session in learners.sessions:
        learners.hit(session)
    now.pass_silence()
    if seed % 2:
        damage('base', learners.random)

    for _ in steps_of_pass():
        learners.come(1)
        for _ in range(learners.random.randint(0, 4)):
            learners.hit(learners.random_session())

    (report,) = audit_services.get_reports()
    expected = [(1, None, 'num_starts', 5, 0, 0)] if seed % 2 else []
    assert [
        tuple(difference.values()) for difference in report.repaired
    ] == expected
    assert report.differences == []
    assert len(learners.sessions) > report.num_sessions >= 15


def test_an_audit_sees_a_concurrent_repair_completely(monkeypatch, now: Clock):
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', 3)
    learners = learners_who_played(10, now)
    damage('base', learners.random)
    now.pass_silence()

    steps = steps_of_pass()
    next(steps)
    audit_services.recompute('exp', dry_run=False)
    for _ in steps:
        pass

    (report,) = audit_services.get_reports()
    assert report.differences == []


def test_an_audit_leaves_nothing_in_shards(monkeypatch, now: Clock):
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', 2)
    learners_who_played(6, now)
    steps = steps_of_pass()
    shards = stats_models.ExplorationStatsShardModel.query()
    for _ in steps:
        ndb.context.get_context().clear_cache()
        if {shard.audit_id for shard in shards} != {None}:
            break
    else:
        pytest.fail('the pass has noted nothing in the shards')
    for _ in steps:
        pass
    ndb.context.get_context().clear_cache()
    assert {shard.audit_id for shard in shards} == {None}
    assert not any(shard.booked_since_audited for shard in shards)
    assert audit_gae_models.AuditPassModel.query().count() == 0


def test_a_step_run_by_two_processes_takes_effect_once(monkeypatch, now: Clock):
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', 2)
    learners_who_played(7, now)
    now.pass_silence()
    make_step = audit_pass_services._step

    def twice(exp_id, audit):
        make_step(exp_id, audit)
        make_step(exp_id, audit)

    monkeypatch.setattr(audit_pass_services, '_step', twice)
    report = audit_services.audit('exp')
    assert (report.num_sessions, report.differences) == (7, [])


def test_a_step_of_a_dead_process_is_repeated(monkeypatch, now: Clock):
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', 2)
    learners_who_played(7, now)
    now.pass_silence()
    audit_pass_services.begin('exp')
    read = audit_part_services.read_sessions

    def dying(exp_id, version, behind, *rest):
        if behind:
            raise OSError('killed')
        return read(exp_id, version, behind, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(audit_part_services, 'read_sessions', dying)
        with pytest.raises(OSError, match='killed'):
            audit_pass_services.continue_pass('exp')
    now.msecs += 60_000
    assert audit_pass_services.continue_pass('exp')
    (report,) = audit_services.get_reports()
    assert (report.num_sessions, report.differences) == (7, [])


def test_a_new_audit_starts_over_and_discards_one_in_progress(
    monkeypatch, now: Clock
):
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', 2)
    learners = learners_who_played(7, now)
    now.pass_silence()
    next(steps_of_pass())
    for session in learners.sessions:
        learners.hit(session)
    now.pass_silence()
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', 400)

    report = audit_services.audit('exp')

    assert report.differences == []
    assert report.audited_at_msecs == now.msecs
    ndb.context.get_context().clear_cache()
    shards = stats_models.ExplorationStatsShardModel.query()
    assert {shard.audit_id for shard in shards} == {None}


def test_open_sessions_are_left_to_the_next_audit(now: Clock):
    b.make_exploration()
    learners = Learners(1, now)
    learners.come(2)
    learners.hit(learners.sessions[0], counts=False)
    learners.hit(learners.sessions[1], events=False)

    report = audit_services.audit('exp')
    assert (report.num_repaired, report.num_open_sessions) == (0, 2)

    now.pass_silence()
    report = audit_services.audit('exp')
    assert report.num_repaired > 0
    assert report.num_open_sessions == 0


def test_a_session_that_never_falls_silent_is_audited_after_a_day(now: Clock):
    b.make_exploration()
    session = b.make_session()
    reports = []
    began = now.msecs
    while now.msecs < began + 24 * 3_600_000:
        b.post_batch(session, b.batch(A={'total_hit_count': 1}))
        now.msecs += 25 * 60_000
        reports.append(audit_services.audit('exp'))

    *before, last = reports
    assert {
        (report.num_repaired, report.num_open_sessions) for report in before
    } == {(0, 1)}
    assert not b.is_settled(before[0])
    assert (last.num_repaired, last.num_open_sessions) == (1, 0)
    (repaired,) = last.repaired
    assert repaired['counted'] == len(reports)
    assert (repaired['recomputed'], repaired['num_sessions']) == (0, 1)


def test_a_session_that_reports_late_is_open(now: Clock):
    b.make_exploration()
    session = b.make_session()
    done_at = now.msecs
    now.msecs += 24 * 3_600_000
    event = b.make_event(session, 'state_hit', 'A', client_time_msecs=done_at)
    b.record(session, event)

    report = audit_services.audit('exp')
    assert (report.num_repaired, report.num_open_sessions) == (0, 1)

    now.pass_silence()
    assert audit_services.audit('exp').num_repaired > 0


def test_the_account_of_a_session_with_events_is_rebuilt(step, now: Clock):
    learners = learners_who_played(3, now)
    lost = learners.sessions[0].session_id
    ndb.Key(stats_models.SessionAccountModel, f'exp.1.{lost}').delete()
    now.pass_silence()

    report = audit_services.audit('exp', is_repairing=False)

    number = sum(
        event.session_id == lost
        for event in event_services.get_events_of_exploration('exp')
    )
    assert report.num_events > number
    assert (
        f'{number} events in the log belong to sessions that have no account'
        in report.violations
    )
    assert audit_services.audit('exp').num_differences == 0
    made = stats_models.SessionAccountModel.get_by_id(
        f'exp.1.{lost}', use_cache=False
    )
    assert made is not None
    assert made.fold_due_msecs == now.msecs + 1000 * feconf.SESSION_SILENCE_SECS
    now.pass_silence()
    assert find_differences() == repair_differences() == []


def change_in_store(event, **values) -> None:
    model = stats_models.StateHitEventLogEntryModel.get_by_id(event.event_id)
    for name, value in values.items():
        setattr(model, name, value)
    model.put()


def test_entries_that_are_not_events_are_reported_with_examples(
    step, now: Clock
):
    b.make_exploration()
    session = b.make_session()
    events = [
        b.make_event(session, 'state_hit', 'A', client_time_msecs=now.msecs)
        for _ in range(3)
    ]
    b.record(session, *events)
    change_in_store(events[0], event_schema_version=1)
    change_in_store(events[1], exp_version=9)
    now.pass_silence()

    report = audit_services.audit('exp')

    assert {
        reason: skipped['count'] for reason, skipped in report.bad_data.items()
    } == {
        'event_schema_version is missing or wrong': 1,
        'version 9 does not exist': 1,
    }
    for event, skipped in zip(events, report.bad_data.values(), strict=False):
        assert event.event_id in skipped['examples'][0]


def test_an_audit_waits_when_recent_writes_exceed_their_limit(
    monkeypatch, now: Clock
):
    monkeypatch.setattr(feconf, 'MAX_RECENT_WRITES', 1)
    b.make_exploration()
    learners = Learners(1, now)
    learners.come(1)
    read = audit_part_services.read_sessions
    waves = [3, 3]

    def busy(*args):
        part = read(*args)
        for _ in range(waves.pop() if waves else 0):
            learners.hit(learners.random_session())
        return part

    monkeypatch.setattr(audit_part_services, 'read_sessions', busy)
    assert audit_services.audit('exp').differences == []

    waves[:] = [3] * 50
    with pytest.raises(stats_repair_services.BusyError):
        audit_services.audit('exp')
