"""Recomputation finds differences from the log and repairs them safely."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from google.cloud import ndb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import errors, feconf
from core.domain import (
    event_domain,
    exp_services,
    session_token,
    stats_computation,
    stats_domain,
    stats_repair_services,
    stats_services,
)
from core.domain.scheduled_work import audit_part_services, audit_services
from core.storage.statistics import gae_models as stats_models
from tests.core.domain import stats_builders as b


def recompute(exp_id: str = 'exp', dry_run: bool = False):
    return audit_services.recompute(exp_id, dry_run)


def differences_of(report: audit_services.AuditReport) -> list[tuple]:
    """Returns all differences of a report, without the numbers of sessions."""
    return [
        tuple(difference.values())[:-1]
        for difference in (*report.repaired, *report.differences)
    ]


def play(
    session: session_token.Session, start: str = 'A'
) -> list[event_domain.Event]:
    """Builds the events of a learner who plays one state and the end."""
    return [
        b.make_event(session, 'exploration_start', start),
        b.make_event(session, 'state_hit', start),
        b.make_event(session, 'answer_submitted', start),
        b.make_event(session, 'exploration_actual_start', start),
        b.make_event(session, 'solution_hit', start),
        b.make_event(session, 'solution_hit', start),
        b.make_event(session, 'state_complete', start),
        b.make_event(session, 'state_hit', 'End'),
        b.make_event(session, 'state_complete', 'End'),
        b.make_event(session, 'exploration_complete', 'End'),
        b.make_event(session, 'exploration_maybe_leave', 'End'),
    ]


def by_batches(counts: stats_domain.Counts) -> stats_domain.Counts:
    return stats_domain.Counts(
        {
            key: count
            for key, count in counts.items()
            if stats_computation.is_counted_by_batches(key)
        }
    )


def batch_of(events: list[event_domain.Event]) -> stats_domain.AggregatedStats:
    counts = by_batches(stats_computation.counts_of_session(events))
    return stats_domain.AggregatedStats().with_counts(counts)


def play_and_count(session: session_token.Session) -> None:
    events = play(session)
    b.record(session, *events)
    b.post_batch(session, batch_of(events))


def counters(exp_id: str = 'exp', version: int = 1) -> stats_domain.Counts:
    own = b.own_stats(exp_id, version)
    return own.to_counts()


def test_nothing_differs_when_log_and_counts_agree():
    b.make_exploration()
    for _ in range(3):
        play_and_count(b.make_session())

    report = recompute(dry_run=True)

    assert report.differences == []
    assert (report.num_events, report.num_sessions) == (33, 3)


def test_missing_counts_are_restored_from_the_log():
    b.make_exploration()
    session = b.make_session()
    b.record(session, *play(session))

    before = recompute(dry_run=True)
    assert counters() == {}
    repaired = recompute()

    assert differences_of(before) == differences_of(repaired)
    assert differences_of(repaired) == [
        (1, None, 'num_actual_starts', 0, 1),
        (1, None, 'num_completions', 0, 1),
        (1, None, 'num_starts', 0, 1),
        (1, 'A', 'first_hit_count', 0, 1),
        (1, 'A', 'num_completions', 0, 1),
        (1, 'A', 'num_times_solution_viewed', 0, 1),
        (1, 'A', 'total_answers_count', 0, 1),
        (1, 'A', 'total_hit_count', 0, 1),
        (1, 'A', 'useful_feedback_count', 0, 1),
        (1, 'End', 'first_hit_count', 0, 1),
        (1, 'End', 'num_completions', 0, 1),
        (1, 'End', 'total_hit_count', 0, 1),
    ]
    assert recompute(dry_run=True).differences == []
    assert counters() == batch_of(play(session)).to_counts()


def test_an_audit_is_logged(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    b.make_exploration()
    session = b.make_session()
    b.record(session, *play(session))

    report = recompute()

    (line,) = [
        record for record in caplog.records if record.msg == 'audit ended'
    ]
    fields = vars(line)['fields']
    assert fields['exp_id'] == 'exp'
    assert fields['num_repaired'] == report.num_repaired > 0


def test_counts_without_events_are_removed():
    b.make_exploration()
    session = b.make_session()
    play_and_count(b.make_session())
    b.post_batch(
        session, b.batch(totals={'num_starts': 1}, B={'total_hit_count': 2})
    )

    assert differences_of(recompute()) == [
        (1, None, 'num_starts', 2, 1),
        (1, 'B', 'total_hit_count', 2, 0),
    ]
    assert recompute(dry_run=True).differences == []


def shards() -> list[Any]:
    return stats_models.ExplorationStatsShardModel.query().fetch()


def delete_shards() -> None:
    ndb.delete_multi([shard.key for shard in shards()])


def damage_a_shard() -> None:
    shard = shards()[0]
    shard.num_starts_v2 += 41
    shard.state_stats_mapping = {}
    shard.put()


def make_up_a_base() -> None:
    stats_models.ExplorationStatsModel.create('exp', 1, num_completions_v2=1000)


def delete_accounts() -> None:
    ndb.delete_multi(
        stats_models.SessionAccountModel.query().fetch(keys_only=True)
    )


def damage_an_account() -> None:
    account = stats_models.SessionAccountModel.query().get()
    account.counted = {'totals': {'num_starts': 77}}
    account.put()


@pytest.mark.parametrize(
    'damage',
    [
        delete_shards,
        damage_a_shard,
        make_up_a_base,
        delete_accounts,
        damage_an_account,
    ],
)
def test_damaged_counters_are_repaired(damage: Callable[[], None]):
    b.make_exploration()
    sessions = [b.make_session() for _ in range(4)]
    for session in sessions:
        play_and_count(session)
    right = counters()

    damage()
    recompute()

    assert counters() == right
    assert recompute(dry_run=True).differences == []
    # Later reports are counted as usual.
    newcomer = b.make_session()
    play_and_count(newcomer)
    assert counters() == stats_domain.add(
        right, batch_of(play(newcomer)).to_counts()
    )


def test_cumulative_counts_follow_a_repair_of_an_older_version():
    b.make_exploration()
    session = b.make_session(version=1)
    b.edit('exp', b.rename('A', 'First'))
    assert stats_services.get_exploration_stats('exp').num_starts == 0
    b.record(session, *play(session))

    recompute()

    stats = stats_services.get_exploration_stats('exp')
    assert stats.num_starts == 1
    assert stats.state_stats_mapping['First'].num_completions == 1


def test_events_of_unknown_states_are_counted_as_unrecognised():
    b.make_exploration()
    session = b.make_session()
    b.record(session, b.make_event(session, 'state_hit', 'nowhere'))

    assert differences_of(recompute()) == [
        (1, 'nowhere', 'first_hit_count', 0, 1),
        (1, 'nowhere', 'total_hit_count', 0, 1),
    ]
    assert b.unrecognised_states() == {
        'nowhere': stats_domain.StateStats(total_hit_count=1, first_hit_count=1)
    }
    assert recompute(dry_run=True).differences == []


def test_too_many_unknown_states_do_not_stop_a_recomputation():
    b.make_exploration()
    size = feconf.MAX_UNRECOGNISED_STATES_PER_SESSION
    for start in range(0, 450, size):
        session = b.make_session()
        b.record(
            session,
            *(
                b.make_event(session, 'state_hit', f's{start + i}')
                for i in range(size)
            ),
        )

    recompute()

    unknown = b.unrecognised_states()
    assert sum(stats.total_hit_count for stats in unknown.values()) == 450
    assert recompute(dry_run=True).differences == []


def test_events_that_cannot_be_counted_are_reported_and_skipped():
    b.make_exploration()
    stats_models.StateHitEventLogEntryModel(
        id='an event',
        exp_id='exp',
        exp_version=9,
        session_id='s',
        state_name='A',
        sequence_number=0,
        client_time_msecs=0.0,
        occurred_at_msecs=0.0,
        event_schema_version=2,
        params={},
    ).put()
    play_and_count(b.make_session())

    report = recompute()

    assert report.differences == []
    assert list(report.bad_data) == ['version 9 does not exist']


def test_an_unknown_exploration_is_not_found():
    with pytest.raises(errors.EntityNotFoundError):
        recompute('nothing')


def test_a_dry_run_changes_nothing():
    b.make_exploration()
    session = b.make_session()
    b.record(session, *play(session))
    play_and_count(b.make_session())
    damage_a_shard()
    before = everything()

    assert recompute(dry_run=True).differences

    assert everything() == before


def everything() -> dict[Any, Any]:
    kinds = (
        stats_models.ExplorationStatsModel,
        stats_models.ExplorationStatsShardModel,
        stats_models.SessionAccountModel,
        stats_models.StatsBatchModel,
        stats_models.CarriedOverStatsModel,
        stats_models.StateHitEventLogEntryModel,
    )
    return {
        entity.key: entity.to_dict()
        for kind in kinds
        for entity in kind.query()
    }


def test_a_session_that_reports_during_its_repair_ends_consistent(
    monkeypatch,
):
    """Reports between reading the log and writing are not lost."""
    b.make_exploration()
    session = b.make_session()
    early, late = play(session), play(session)
    b.record(session, *early)
    read = audit_part_services.read_tallies
    arrivals = [
        lambda: b.post_batch(session, batch_of(early)),
        lambda: b.record(session, *late),
    ]

    def read_then_arrive(keys):
        tallies = read(keys)
        if arrivals:
            arrivals.pop(0)()
        return tallies

    monkeypatch.setattr(audit_part_services, 'read_tallies', read_then_arrive)
    recompute()

    assert arrivals == []
    assert counters() == batch_of(early + late).to_counts()


def test_a_session_that_never_stops_reporting_is_skipped_and_reported(
    monkeypatch,
):
    b.make_exploration()
    session = b.make_session()
    b.record(session, *play(session))
    read = audit_part_services.read_tallies

    def read_then_report(keys):
        tallies = read(keys)
        b.post_batch(session, b.batch(A={'total_hit_count': 1}))
        return tallies

    monkeypatch.setattr(audit_part_services, 'read_tallies', read_then_report)

    assert recompute().num_open_sessions == 1
    # Only its batches are counted, and not its events.
    assert set(counters()) == {('A', 'total_hit_count')}


def test_counts_added_during_the_comparison_of_sums_are_kept(monkeypatch):
    b.make_exploration()
    for _ in range(3):
        play_and_count(b.make_session())
    damage_a_shard()
    read = audit_part_services.read_sessions
    calls = []

    def read_then_play(*args):
        accounts = read(*args)
        calls.append(args)
        for _ in range(3):
            play_and_count(b.make_session())
        return accounts

    monkeypatch.setattr(audit_part_services, 'read_sessions', read_then_play)
    recompute()
    monkeypatch.undo()

    one = batch_of(play(b.make_session())).to_counts()
    expected = {key: n * 3 * (1 + len(calls)) for key, n in one.items()}
    assert counters() == expected
    assert recompute(dry_run=True).differences == []


def test_counters_too_busy_to_compare_are_reported(monkeypatch):
    b.make_exploration()
    session = b.make_session()
    monkeypatch.setattr('core.feconf.MAX_RECENT_WRITES', 2)
    read = audit_part_services.read_sessions

    def read_then_play(*args):
        accounts = read(*args)
        for _ in range(3):
            b.post_batch(session, b.batch(A={'total_hit_count': 1}))
        return accounts

    monkeypatch.setattr(audit_part_services, 'read_sessions', read_then_play)
    with pytest.raises(stats_repair_services.BusyError):
        recompute()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_repairs_at_any_moment_end_with_the_counts_of_the_log(data):
    """Events, batches and repairs in any interleaving give the same counts.

    No repair follows the last arrival, so it could not correct counts that were
    lost or added twice.
    """
    exp_id = f'exp-{uuid.uuid4().hex[:12]}'
    b.make_exploration(exp_id)
    steps: list[Callable[[], Any]] = []
    for _ in range(data.draw(st.integers(1, 2))):
        session = b.make_session(exp_id)
        types = data.draw(
            st.lists(
                st.tuples(
                    st.sampled_from(sorted(event_domain.EVENT_CLASSES)),
                    st.sampled_from(['A', 'B', 'unknown']),
                ),
                max_size=8,
            )
        )
        events = [b.make_event(session, *kind) for kind in types]
        steps += arrivals_of(session, events, data)
    repairs = data.draw(st.integers(0, 3))
    steps += [lambda: recompute(exp_id)] * repairs
    for step in data.draw(st.permutations(steps)):
        step()

    assert recompute(exp_id, dry_run=True).differences == []


def arrivals_of(
    session: session_token.Session,
    events: list[event_domain.Event],
    data: st.DataObject,
) -> list[Callable[[], Any]]:
    """Returns what a client sends: single events, and counts in parts."""
    before = stats_domain.add()
    parts: list[list[Any]] = [[], [], []]
    for number in range(1, len(events) + 1):
        so_far = stats_computation.counts_of_session(events[:number])
        counts = by_batches(stats_domain.subtract(so_far, before))
        before = so_far
        data.draw(st.sampled_from(parts)).append(counts)
    return [
        *(lambda event=event: b.record(session, event) for event in events),
        *(
            lambda part=part: b.post_batch(
                session,
                stats_domain.AggregatedStats().with_counts(
                    stats_domain.add(*part)
                ),
            )
            for part in parts
        ),
    ]


def test_repairs_during_plays_in_threads_lose_nothing(ndb_client):
    b.make_exploration()

    def learner():
        for _ in range(4):
            session = b.make_session()
            events = play(session)
            half = len(events) // 2
            b.post_batch(session, batch_of(events))
            b.record(session, *events[:half])
            b.record(session, *events[half:])

    def repairer():
        for _ in range(4):
            recompute()

    b.run_in_threads(ndb_client, learner, learner, learner, repairer)

    one = batch_of(play(b.make_session())).to_counts()
    assert counters() == {key: 12 * n for key, n in one.items()}
    assert recompute(dry_run=True).differences == []


def test_the_counts_of_every_version_are_recomputed():
    b.make_exploration()
    play_and_count(b.make_session(version=1))
    b.edit('exp', b.rename('A', 'B2'))
    exp_services.revert_exploration(b.OWNER, 'exp', 2, 1)
    session = b.make_session(version=3)
    b.record(session, *play(session))
    second = b.make_session(version=2)
    b.record(second, *play(second, 'B2'))

    versions = {
        difference['exp_version'] for difference in recompute().repaired
    }

    assert versions == {2, 3}
    stats = stats_services.get_exploration_stats('exp')
    assert stats.num_completions == 3
    assert stats.state_stats_mapping['A'].total_answers_count == 3
