"""Shards of counters grow, are read and merged without losing counts."""

from __future__ import annotations

import uuid

import pytest
from google.api_core import exceptions
from google.cloud import ndb

from core import feconf
from core.domain import (
    exp_services,
    live_stats_services,
    own_stats_services,
    shard_merging_services,
    stats_counters_services,
    stats_domain,
    stats_repair_services,
    stats_services,
    stats_shards_services,
)
from core.domain.scheduled_work import audit_pass_services, audit_services
from core.platform import datastore, processes
from core.platform.datastore import process_cache
from core.storage.statistics import gae_models as stats_models
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now
from tests.core.domain.scheduled_work.test_repairs import (
    damage_a_shard,
    play_and_count,
)

__all__ = ['now']

Base = stats_models.ExplorationStatsModel
Shard = stats_models.ExplorationStatsShardModel

FIRST = feconf.NUM_STATS_SHARDS


def grow(number: int = 2 * FIRST, exp_id: str = 'exp', version: int = 1) -> int:
    number_before = stats_shards_services.known_number(exp_id, version)
    return stats_shards_services.grow(exp_id, version, number_before, number)


def forget() -> None:
    """Clears the caches of this process, as if it had just started."""
    stats_shards_services._process = process_cache.PerStore(
        stats_shards_services._Process
    ).get


def known_number(version: int = 1) -> int:
    return stats_shards_services.known_number('exp', version)


def starts(number: int = 1) -> stats_domain.AggregatedStats:
    hits = {'total_hit_count': number, 'first_hit_count': number}
    return b.batch(totals={'num_starts': number}, A=hits)


def session_on_shard(number: int, num_shards: int):
    while True:
        session = b.make_session()
        if number == stats_counters_services.shard_number_of(
            session.session_id, num_shards
        ):
            return session


def count(*numbers: int, num_shards: int = 2 * FIRST) -> None:
    for number in numbers:
        b.post_batch(session_on_shard(number, num_shards), starts())


def num_starts() -> int:
    return b.own_stats('exp', 1).num_starts


def live_num_starts() -> int:
    exploration = exp_services.get_exploration_by_id('exp', 1)
    return live_stats_services.get_live_stats(exploration, 1).own.num_starts


def numbers_of_shards() -> list[int]:
    ids = [key.id() for key in Shard.query().fetch(keys_only=True)]
    return sorted(int(shard_id.split('.')[2]) for shard_id in ids)


# Growing ---------------------------------------------------------------------


def test_a_version_under_contention_gets_more_shards(monkeypatch, now: Clock):
    monkeypatch.setattr(datastore, 'max_writes_per_sec_of_entity', lambda: 1.0)
    forget()
    b.make_exploration()
    for _ in range(40):
        b.post_batch(session_on_shard(3, FIRST), starts())
        now.msecs += 500

    base = Base.get_model('exp', 1)
    assert base is not None
    assert base.num_shards == known_number() == 2 * FIRST
    assert num_starts() == 40
    assert audit_services.recompute('exp', True).violations == []


def test_a_rarely_written_version_keeps_its_shards(monkeypatch, now: Clock):
    monkeypatch.setattr(datastore, 'max_writes_per_sec_of_entity', lambda: 1.0)
    forget()
    b.make_exploration()
    for _ in range(40):
        b.post_batch(session_on_shard(3, FIRST), starts())
        now.msecs += 2000

    assert Base.get_model('exp', 1) is None
    assert known_number() == FIRST


def test_the_embedded_store_sustains_more():
    assert datastore.max_writes_per_sec_of_entity() == 100.0


def test_the_emulator_sustains_the_rate_of_the_cloud(monkeypatch):
    monkeypatch.setenv('DATASTORE_EMULATOR_HOST', 'localhost:1')
    assert datastore.max_writes_per_sec_of_entity() == 1.0


def test_a_failure_to_grow_does_not_reach_the_learner(monkeypatch, now: Clock):
    monkeypatch.setattr(datastore, 'max_writes_per_sec_of_entity', lambda: 1.0)

    def fail(*_):
        raise exceptions.Aborted('contention')

    monkeypatch.setattr(stats_shards_services, 'grow', fail)
    forget()
    b.make_exploration()
    applied = []
    for _ in range(40):
        session = session_on_shard(3, FIRST)
        applied.append(b.post_batch(session, starts()))
        now.msecs += 100

    assert all(applied)
    assert num_starts() == 40


def test_one_of_many_concurrent_callers_creates_the_shards(ndb_client):
    b.make_exploration()
    numbers = b.run_in_threads(
        ndb_client,
        *[lambda: stats_shards_services.grow('exp', 1, FIRST, 2 * FIRST)] * 6,
    )

    assert set(numbers) == {2 * FIRST}
    assert numbers_of_shards() == list(range(FIRST, 2 * FIRST))


def test_shards_do_not_grow_again_before_others_read_the_number(now: Clock):
    b.make_exploration()
    assert grow() == 2 * FIRST
    assert grow(4 * FIRST) == 2 * FIRST

    now.msecs += 1000 * feconf.MIN_SECS_BETWEEN_SHARD_GROWTHS
    assert grow(4 * FIRST) == 4 * FIRST


def test_a_process_with_an_old_number_of_shards_gets_the_new_one(now: Clock):
    b.make_exploration()
    grow()
    forget()
    now.msecs += 1000 * feconf.MIN_SECS_BETWEEN_SHARD_GROWTHS

    assert stats_shards_services.grow('exp', 1, FIRST, 8 * FIRST) == 2 * FIRST


def test_the_number_of_shards_is_bounded():
    b.make_exploration()
    assert grow(10**6) == feconf.MAX_STATS_SHARDS


def test_smaller_transactions_allow_fewer_shards(monkeypatch):
    monkeypatch.setattr(datastore, 'max_entity_groups', lambda: 25)
    b.make_exploration()
    assert grow(10**6) == 16


def test_growth_can_be_switched_off(monkeypatch):
    monkeypatch.setenv('STATS_SHARD_GROWTH', 'off')
    b.make_exploration()
    assert grow() == FIRST
    assert numbers_of_shards() == []


def test_each_version_grows_separately():
    b.make_exploration()
    b.edit('exp', b.rename('A', 'First'))
    grow(version=1)

    assert (known_number(1), known_number(2)) == (2 * FIRST, FIRST)


# Reading ---------------------------------------------------------------------


@pytest.mark.parametrize('is_new_process', [False, True])
def test_all_readers_see_the_counts_on_all_shards(is_new_process):
    b.make_exploration()
    grow()
    count(*range(2 * FIRST))
    b.edit('exp', b.rename('A', 'First'))
    assert numbers_of_shards() == list(range(2 * FIRST))

    number = 2 * FIRST
    readers = [
        num_starts,
        lambda: stats_services.get_exploration_stats('exp').num_starts,
        lambda: (
            stats_services.get_exploration_stats_multi({'exp': 1})[
                'exp'
            ].num_starts
        ),
        live_num_starts,
        lambda: sum(stats_repair_services.read_revisions('exp', 1)),
    ]
    for read in readers:
        if is_new_process:
            forget()
        assert read() == number


def test_explorations_without_extra_shards_need_no_extra_keys(ndb_client):
    b.make_exploration()
    b.make_exploration('grown')
    grow(exp_id='grown')

    with b.fresh_context(ndb_client), b.counted_reads() as reads:
        stats_services.get_exploration_stats_multi({'exp': 1})
    assert (reads.calls, reads.keys) == (1, 2 + FIRST)

    with b.fresh_context(ndb_client), b.counted_reads() as reads:
        stats_services.get_exploration_stats_multi({'grown': 1, 'exp': 1})
    assert (reads.calls, reads.keys) == (1, 2 * 2 + FIRST + 2 * FIRST)


def test_a_process_reads_grown_shards_in_a_second_call_only_once(ndb_client):
    b.make_exploration()
    grow()
    forget()

    calls = []
    for _ in range(2):
        with b.fresh_context(ndb_client), b.counted_reads() as reads:
            stats_services.get_exploration_stats_multi({'exp': 1})
        calls.append(reads.calls)

    assert calls == [2, 1]


def test_a_batch_costs_as_many_keys_and_writes_as_before_growth(ndb_client):
    b.make_exploration()
    grow()
    session = session_on_shard(FIRST + 1, 2 * FIRST)
    b.post_batch(b.make_session(), starts())

    with (
        b.fresh_context(ndb_client),
        b.counted_reads() as reads,
        b.counted_writes() as written,
    ):
        b.post_batch(session, starts())

    assert (reads.calls, reads.keys, len(written)) == (1, 4, 3)


def test_data_stored_before_shards_could_grow_are_counted():
    """Base entities have no number of shards; there are only the first."""
    b.make_exploration()
    count(*range(FIRST), num_shards=FIRST)
    base = Base(id='exp.1', exp_id='exp', exp_version=1, num_starts_v2=2)
    base._clone_properties()
    del base._properties['num_shards']
    base.put()

    assert num_starts() == FIRST + 2
    grow()
    count(*range(2 * FIRST))
    assert num_starts() == 3 * FIRST + 2


def test_counts_of_a_process_unaware_of_growth_are_read():
    b.make_exploration()
    grow()
    forget()
    count(*range(FIRST), num_shards=FIRST)

    assert known_number() == FIRST
    assert num_starts() == FIRST


# Concurrent learners, repairs and audits -------------------------------------


def test_counts_are_exact_while_shards_grow_and_are_merged(
    ndb_client, monkeypatch
):
    monkeypatch.setattr(feconf, 'MIN_SECS_BETWEEN_SHARD_GROWTHS', 0.0)
    b.make_exploration()
    seen: list[int] = []

    def learner():
        for _ in range(15):
            b.post_batch(b.make_session(), starts())

    def grower():
        for _ in range(3):
            grow(2 * known_number())
            shard_merging_services.merge('exp', 1)
            grow(4 * FIRST)

    def reader():
        for _ in range(20):
            seen.append(num_starts())

    b.run_in_threads(ndb_client, learner, learner, learner, grower, reader)

    assert num_starts() == 45
    assert seen == sorted(seen)
    assert audit_services.recompute('exp', True).num_events == 0


def test_repairs_during_plays_and_growth_lose_nothing(ndb_client, monkeypatch):
    monkeypatch.setattr(feconf, 'MIN_SECS_BETWEEN_SHARD_GROWTHS', 0.0)
    b.make_exploration()

    def learner():
        for _ in range(4):
            play_and_count(b.make_session())

    def repairer():
        for _ in range(3):
            audit_services.recompute('exp', dry_run=False)

    def grower():
        for number in (2, 4, 8):
            grow(number * FIRST)

    b.run_in_threads(ndb_client, learner, learner, repairer, grower)

    assert num_starts() == 8
    report = audit_services.recompute('exp', dry_run=True)
    assert report.differences == []


def test_damage_of_grown_shards_is_repaired():
    b.make_exploration()
    grow()
    for _ in range(6):
        play_and_count(b.make_session())
    damage_a_shard()
    stats = [shard for shard in Shard.query() if shard.num_starts_v2 == 0]
    ndb.delete_multi([shard.key for shard in stats[:2]])

    audit_services.recompute('exp', dry_run=False)

    assert num_starts() == 6
    report = audit_services.recompute('exp', dry_run=True)
    assert report.differences == []


def test_a_lost_base_entity_is_repaired_and_shards_grow_again():
    b.make_exploration()
    grow()
    for number in range(2 * FIRST):
        play_and_count(session_on_shard(number, 2 * FIRST))
    ndb.Key(Base, 'exp.1').delete()
    forget()

    audit_services.recompute('exp', dry_run=False)
    assert num_starts() == 2 * FIRST
    # The shards missing in the meantime count again, which a repair corrects.
    grow()
    audit_services.recompute('exp', dry_run=False)
    assert num_starts() == 2 * FIRST


@pytest.mark.parametrize('change', ['grow', 'merge', 'grow after merging'])
def test_an_audit_is_exact_while_shards_change(monkeypatch, now: Clock, change):
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', 2)
    b.make_exploration()
    if change != 'grow':
        grow()
    sessions = [session_on_shard(n, 2 * FIRST) for n in range(2 * FIRST)]
    for session in sessions:
        play_and_count(session)
    now.pass_silence()
    audit_pass_services.begin('exp')
    for _ in range(5):
        audit_pass_services.continue_pass('exp', deadline_msecs=now.msecs)

    if change != 'grow':
        shard_merging_services.merge('exp', 1)
    if change != 'merge':
        grow()
    # Sessions that the audit has already summed up now use other shards.
    for session in sessions:
        event = b.make_event(
            session, 'state_hit', 'A', client_time_msecs=now.msecs
        )
        b.record(session, event)
        b.post_batch(session, b.batch(A={'total_hit_count': 1}))
    now.pass_silence()
    audit_pass_services.continue_pass('exp')
    (report,) = audit_services.get_reports()

    assert [
        tuple(difference.values()) for difference in report.differences
    ] == []
    assert report.violations == []
    assert report.num_sessions == 2 * FIRST


def test_a_comparison_of_counters_starts_over_after_a_merge():
    b.make_exploration()
    grow()
    count(*range(2 * FIRST))
    revisions = stats_repair_services.read_revisions('exp', 1)
    shard_merging_services.merge('exp', 1)

    def sessions_counted():
        _, ((_, *shards),) = own_stats_services.read_with_others(
            [('exp', 1)], []
        )
        return stats_repair_services.sessions_counted_since(shards, revisions)

    assert sessions_counted() is None
    grow()
    assert sessions_counted() is None


def test_sessions_on_newly_added_shards_are_found():
    b.make_exploration()
    revisions = stats_repair_services.read_revisions('exp', 1)
    grow()
    session = session_on_shard(FIRST + 2, 2 * FIRST)
    b.post_batch(session, starts())

    _, ((_, *shards),) = own_stats_services.read_with_others([('exp', 1)], [])

    assert stats_repair_services.sessions_counted_since(shards, revisions) == {
        session.session_id
    }


# Merging ---------------------------------------------------------------------


def test_merging_moves_all_counts_to_shards_the_previous_version_reads():
    b.make_exploration()
    grow()
    count(*range(2 * FIRST))
    session = session_on_shard(2 * FIRST - 1, 2 * FIRST)
    b.post_batch(session, b.batch(nowhere={'total_hit_count': 3}))
    assert shard_merging_services.get_grown_versions() == [('exp', 1)]

    assert shard_merging_services.merge('exp', 1) == FIRST

    assert numbers_of_shards() == list(range(FIRST))
    assert known_number() == FIRST
    assert num_starts() == 2 * FIRST
    assert b.unrecognised_states()['nowhere'].total_hit_count == 3
    assert shard_merging_services.get_grown_versions() == []
    assert shard_merging_services.merge('exp', 1) == 0
    # What the previous version reads: the base and the first shards.
    base = Base.get_model('exp', 1)
    assert base is not None
    first = [Shard.get_by_id(f'exp.1.{n}') for n in range(FIRST)]
    seen = stats_counters_services.recognised_sum([base, *first])
    assert seen[None, 'num_starts'] == 2 * FIRST


def test_a_process_unaware_of_a_merge_counts_on_read_shards():
    b.make_exploration()
    grow()
    session = session_on_shard(2 * FIRST - 1, 2 * FIRST)
    shard_merging_services.merge('exp', 1)
    stats_shards_services._process().remember('exp', 1, 2 * FIRST)

    assert b.post_batch(session, starts(), str(uuid.uuid4()))

    assert known_number() == FIRST
    assert num_starts() == 1
    assert numbers_of_shards() == [FIRST - 1]


def test_sums_of_earlier_versions_are_right_after_a_merge():
    b.make_exploration()
    grow()
    count(*range(2 * FIRST))
    b.edit('exp', b.rename('A', 'First'))
    assert stats_services.get_exploration_stats('exp').num_starts == 2 * FIRST

    shard_merging_services.merge('exp', 1)

    assert stats_services.get_exploration_stats('exp').num_starts == 2 * FIRST


def shards_used_by(
    monkeypatch: pytest.MonkeyPatch, number: int, count: int
) -> set[int]:
    place = processes.Place(number, count)
    monkeypatch.setattr(processes, '_place', place)
    ids = (
        stats_shards_services.id_of_shard('exp', 1, f'session {number}')
        for number in range(200)
    )
    return {int(shard_id.split('.')[2]) for shard_id in ids}


@pytest.mark.parametrize('num_processes', [1, 2, 3, FIRST])
def test_processes_of_one_machine_divide_all_shards(
    monkeypatch: pytest.MonkeyPatch, num_processes: int
) -> None:
    used = [
        shards_used_by(monkeypatch, number, num_processes)
        for number in range(num_processes)
    ]
    assert set.union(*used) == {*range(FIRST)}
    assert sum(map(len, used)) == FIRST


def test_more_processes_than_shards_share_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    num_processes = 2 * FIRST + 1
    used = [
        shards_used_by(monkeypatch, number, num_processes)
        for number in range(num_processes)
    ]
    assert set(map(len, used)) == {1}
    assert set.union(*used) == {*range(FIRST)}


def test_counts_of_a_session_by_two_processes_are_added(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    b.make_exploration()
    session = b.make_session()
    for number, counter in enumerate(('num_starts', 'num_actual_starts')):
        monkeypatch.setattr(processes, '_place', processes.Place(number, 2))
        b.post_batch(session, b.batch(totals={counter: 1}))
    own = b.own_stats('exp', 1)
    assert (own.num_starts, own.num_actual_starts) == (1, 1)
    first, second = numbers_of_shards()
    assert (first % 2, second % 2) in {(0, 1), (1, 0)}
