"""Batches count once, for their version; cumulative counts follow cards."""

from __future__ import annotations

import dataclasses
import json
import uuid
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import errors, feconf
from core.domain import (
    carried_over_services,
    event_domain,
    exp_services,
    rights_services,
    stats_computation,
    stats_domain,
    stats_services,
)
from core.storage.statistics import gae_models as stats_models
from tests.core.domain import stats_builders as b

START = {'num_starts': 1}
HIT = {'total_hit_count': 1, 'first_hit_count': 1}


def start_batch(state_name: str = 'A') -> stats_domain.AggregatedStats:
    return b.batch(totals=START, **{state_name: HIT})


def hits(stats: stats_domain.AggregatedStats) -> dict[str, int]:
    return {
        name: state.total_hit_count
        for name, state in stats.state_stats_mapping.items()
    }


def test_an_unplayed_exploration_has_zeros_for_all_its_states():
    b.make_exploration()

    stats = stats_services.get_exploration_stats('exp')

    assert dataclasses.asdict(stats) == {
        'exp_id': 'exp',
        'exp_version': 1,
        **dict.fromkeys(stats_domain.EXPLORATION_COUNTERS, 0),
        'state_stats_mapping': {
            name: dict.fromkeys(stats_domain.STATE_COUNTERS, 0)
            for name in ('A', 'B', 'End')
        },
    }


def test_a_batch_is_counted():
    b.make_exploration()
    counts = {
        'total_hit_count': 2,
        'first_hit_count': 1,
        'total_answers_count': 7,
        'useful_feedback_count': 6,
        'num_times_solution_viewed': 1,
        'num_completions': 3,
        'num_times_hint_viewed': 1,
    }

    assert b.post_batch(b.make_session(), b.batch(totals=START, B=counts))

    stats = stats_services.get_exploration_stats('exp')
    assert (stats.num_starts, stats.num_completions) == (1, 0)
    assert stats.state_stats_mapping['B'].to_dict() == counts
    assert stats.state_stats_mapping['A'] == stats_domain.StateStats()


def test_the_same_batch_again_changes_nothing():
    b.make_exploration()
    session = b.make_session()

    assert b.post_batch(session, start_batch(), 'batch')
    assert not b.post_batch(session, start_batch(), 'batch')

    assert stats_services.get_exploration_stats('exp').num_starts == 1


def test_a_batch_id_with_other_counts_is_a_conflict():
    b.make_exploration()
    session = b.make_session()
    b.post_batch(session, start_batch('A'), 'batch')

    with pytest.raises(errors.ConflictError):
        b.post_batch(session, start_batch('B'), 'batch')
    with pytest.raises(errors.ConflictError):
        b.post_batch(b.make_session(), start_batch('A'), 'batch')

    stats = stats_services.get_exploration_stats('exp')
    assert hits(stats) == {'A': 1, 'B': 0, 'End': 0}


def test_a_session_that_is_not_counted_leaves_nothing():
    b.make_exploration()
    session = b.make_session(counted=False)

    assert not b.post_batch(session, start_batch())

    assert stats_services.get_exploration_stats('exp').num_starts == 0
    assert stats_models.StatsBatchModel.query().count() == 0
    assert stats_models.SessionAccountModel.query().count() == 0


def test_a_version_that_does_not_exist_is_refused():
    b.make_exploration()

    with pytest.raises(errors.ValidationError) as caught:
        b.post_batch(b.make_session(version=2), start_batch())

    assert caught.value.path == 'exp_version'


@pytest.mark.parametrize('count', [-1, True, 1.0, '1', None])
def test_an_invalid_count_is_refused(count):
    b.make_exploration()
    broken = {('A', 'total_hit_count'): count}

    with pytest.raises(errors.ValidationError) as caught:
        stats_services.update_stats(b.make_session(), str(uuid.uuid4()), broken)

    assert caught.value.path == 'state_stats_mapping.A.total_hit_count'


def test_an_unknown_state_is_kept_aside_and_the_rest_is_counted():
    b.make_exploration()

    assert b.post_batch(
        b.make_session(), b.batch(totals=START, A=HIT, undefined=HIT)
    )

    stats = stats_services.get_exploration_stats('exp')
    assert stats.num_starts == 1
    assert hits(stats) == {'A': 1, 'B': 0, 'End': 0}
    assert b.unrecognised_states() == {
        'undefined': stats_domain.StateStats(**HIT)
    }


def test_unknown_states_beyond_the_limit_are_added_up():
    b.make_exploration()
    names = [f'unknown {i}' for i in range(2_400)]
    size = feconf.MAX_UNRECOGNISED_STATES_PER_SESSION
    for i in range(0, len(names), size):
        some = dict.fromkeys(names[i : i + size], HIT)
        assert b.post_batch(b.make_session(), b.batch(**some))

    unrecognised = b.unrecognised_states()

    assert (
        sum(stats.total_hit_count for stats in unrecognised.values()) == 2_400
    )
    assert '' in unrecognised
    for shard in stats_models.ExplorationStatsShardModel.query():
        names = set(shard.unrecognised_states)
        assert len(names - {''}) <= feconf.MAX_UNRECOGNISED_STATES


def test_a_session_with_too_many_unknown_states_is_refused():
    b.make_exploration()
    session = b.make_session()
    count = feconf.MAX_UNRECOGNISED_STATES_PER_SESSION + 1

    with pytest.raises(errors.ValidationError):
        b.post_batch(session, b.batch(**{f's{i}': HIT for i in range(count)}))

    assert b.unrecognised_states() == {}
    assert stats_models.StatsBatchModel.query().count() == 0


def test_a_batch_of_an_older_version_is_counted_on_that_version():
    b.make_exploration()
    session = b.make_session(version=1)
    b.edit('exp', b.rename('A', 'First'))
    b.post_batch(session, start_batch('A'))

    assert b.own_stats('exp', 1).num_starts == 1
    assert b.own_stats('exp', 2).num_starts == 0
    stats = stats_services.get_exploration_stats('exp')
    assert stats.num_starts == 1
    assert hits(stats) == {'First': 1, 'B': 0, 'End': 0}


def test_a_late_batch_is_counted_despite_the_cached_sum():
    b.make_exploration()
    late = [b.make_session(version=1) for _ in range(2)]
    b.edit('exp', b.rename('A', 'First'))
    assert stats_services.get_exploration_stats('exp').num_starts == 0

    b.post_batch(late[0], start_batch('A'))
    assert stats_services.get_exploration_stats('exp').num_starts == 1
    b.post_batch(late[1], start_batch('A'))
    assert stats_services.get_exploration_stats('exp').num_starts == 2


def test_a_batch_that_arrives_while_summing_is_not_lost(monkeypatch):
    b.make_exploration()
    late = b.make_session(version=1)
    b.edit('exp', b.rename('A', 'First'))
    from core.domain import carried_over_services

    summed = carried_over_services.sum_of_versions

    def sum_then_batch(*args):
        total = summed(*args)
        b.post_batch(late, start_batch('A'))
        return total

    with monkeypatch.context() as patch:
        patch.setattr(carried_over_services, 'sum_of_versions', sum_then_batch)
        stats_services.get_exploration_stats('exp')

    assert stats_services.get_exploration_stats('exp').num_starts == 1


def test_renames_swaps_additions_and_deletions():
    b.make_exploration(state_names=('A', 'B', 'C', 'End'))
    play = b.batch(
        A={'total_hit_count': 1},
        B={'total_hit_count': 2},
        C={'total_hit_count': 3},
    )
    b.post_batch(b.make_session(version=1), play)

    version = b.edit(
        'exp', b.rename('A', 'T'), b.rename('B', 'A'), b.rename('T', 'B')
    )
    b.post_batch(b.make_session(version=version), play)
    assert hits(stats_services.get_exploration_stats('exp')) == {
        'A': 2 + 1,
        'B': 1 + 2,
        'C': 3 + 3,
        'End': 0,
    }
    # Plays of versions 1 and 2 in the cards of version 1.
    assert hits(stats_services.get_exploration_stats('exp', 1, 2)) == {
        'A': 3,
        'B': 3,
        'C': 6,
        'End': 0,
    }
    assert hits(stats_services.get_exploration_stats('exp', 2, 1)) == {
        'A': 2,
        'B': 1,
        'C': 3,
        'End': 0,
    }


def test_a_revert_brings_states_back_and_never_lowers_a_total():
    from core.domain import exp_services

    b.make_exploration()
    b.post_batch(b.make_session(version=1), b.batch(totals=START, A=HIT, B=HIT))
    b.edit('exp', b.rename('B', 'Warm-up'))
    b.post_batch(
        b.make_session(version=2),
        b.batch(totals=START, A=HIT, **{'Warm-up': HIT}),
    )

    exp_services.revert_exploration(b.OWNER, 'exp', 2, 1)

    stats = stats_services.get_exploration_stats('exp')
    assert stats.exp_version == 3
    assert stats.num_starts == 2
    assert hits(stats) == {'A': 2, 'B': 2, 'End': 0}


@pytest.mark.parametrize(
    ('version', 'through'), [(0, None), (4, None), (1, 4), (1, 0), (-1, None)]
)
def test_versions_that_do_not_exist_are_not_found(version, through):
    b.make_exploration()
    for number in range(2):
        b.edit('exp', b.rename('AB'[number], f'New {number}'))

    with pytest.raises(errors.EntityNotFoundError):
        stats_services.get_exploration_stats('exp', version, through)


def test_an_unknown_exploration_is_not_found():
    with pytest.raises(errors.EntityNotFoundError):
        stats_services.get_exploration_stats('nothing')


def test_several_explorations_are_read_at_once():
    for exp_id in ('one', 'two', 'three'):
        b.make_exploration(exp_id)
        b.post_batch(b.make_session(exp_id), start_batch())

    with b.counted_reads() as reads:
        stats = stats_services.get_exploration_stats_multi(
            {'one': 1, 'two': 1, 'three': 1}
        )

    assert [exp_stats.num_starts for exp_stats in stats.values()] == [1, 1, 1]
    assert reads.calls == 1


def play_all_versions(num_versions: int) -> None:
    b.make_exploration()
    for number in range(1, num_versions):
        b.post_batch(b.make_session(version=number), start_batch(name(number)))
        b.edit('exp', b.rename(name(number), name(number + 1)))


def name(number: int) -> str:
    return 'A' if number == 1 else f'A{number}'


@pytest.mark.parametrize('num_versions', [2, 12])
def test_the_number_of_keys_read_does_not_depend_on_versions(
    num_versions, ndb_client
):
    play_all_versions(num_versions)
    stats_services.get_exploration_stats('exp')

    with b.fresh_context(ndb_client), b.counted_reads() as reads:
        stats = stats_services.get_exploration_stats('exp')

    assert stats.num_starts == num_versions - 1
    assert stats.state_stats_mapping[name(num_versions)].first_hit_count == (
        num_versions - 1
    )
    # The exploration, its last commit, the memo, the base and the shards.
    assert reads.keys == 4 + feconf.NUM_STATS_SHARDS
    assert reads.queries == 0


# The player, the event type, the state, and whether a batch follows.
actions = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(
            [
                'exploration_start',
                'exploration_actual_start',
                'exploration_complete',
                'state_hit',
                'state_complete',
                'answer_submitted',
                'solution_hit',
                'hint_viewed',
            ]
        ),
        st.sampled_from(['A', 'B', 'End', 'gone']),
        st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


def batches_of(
    done: list[tuple[int, str, str, bool]],
) -> list[tuple[int, stats_domain.AggregatedStats]]:
    """Returns batches of three players, with the number of the player."""
    players = [stats_computation.SessionTally() for _ in range(3)]
    sent: list[stats_domain.Counts] = [Counter() for _ in range(3)]
    batches = []
    for number, (who, event_type, state_name, is_sent) in enumerate(
        [*done, *((who, '', '', True) for who in range(3))]
    ):
        players[who].add(event_type, state_name, 1, (number, ''))
        if is_sent:
            counts = players[who].counts
            batch = stats_domain.subtract(counts, sent[who])
            batches.append(
                (who, stats_domain.AggregatedStats().with_counts(batch))
            )
            sent[who] = counts
    return batches


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(done=actions, data=st.data())
def test_order_and_repetition_of_batches_do_not_matter(done, data):
    batches = batches_of(done)
    exp_id = f'exp-{uuid.uuid4().hex[:12]}'
    b.make_exploration(exp_id)
    sessions = [b.make_session(exp_id) for _ in range(3)]
    posts = [
        (sessions[who], counts, str(uuid.uuid4())) for who, counts in batches
    ]
    repeated = posts + data.draw(st.lists(st.sampled_from(posts), max_size=4))

    applied = [
        b.post_batch(*post) for post in data.draw(st.permutations(repeated))
    ]

    assert sum(applied) == len(posts)
    total = stats_domain.AggregatedStats()
    for _, counts in batches:
        total += counts
    recognised = b.own_stats(exp_id, 1)
    gone = stats_domain.AggregatedStats(
        state_stats_mapping=b.unrecognised_states(exp_id)
    )
    assert (recognised + gone).to_counts() == total.to_counts()


def test_one_batch_from_many_threads_is_counted_once(ndb_client):
    b.make_exploration()
    session = b.make_session()

    applied = b.run_in_threads(
        ndb_client,
        *[lambda: b.post_batch(session, start_batch(), 'batch')] * 6,
    )

    assert sorted(applied) == [False] * 5 + [True]
    assert stats_services.get_exploration_stats('exp').num_starts == 1


def test_batches_from_many_threads_are_all_counted(ndb_client):
    b.make_exploration()
    late = b.make_session(version=1)
    b.edit('exp', b.rename('A', 'First'))

    def play(state_name, session):
        def work():
            for _ in range(4):
                b.post_batch(
                    session, b.batch(**{state_name: {'total_hit_count': 1}})
                )
                stats_services.get_exploration_stats('exp')

        return work

    b.run_in_threads(
        ndb_client,
        play('A', late),
        play('A', late),
        *(play('First', b.make_session(version=2)) for _ in range(3)),
    )

    stats = stats_services.get_exploration_stats('exp')
    assert hits(stats) == {'First': 20, 'B': 0, 'End': 0}


def test_a_batch_is_one_lookup_and_three_writes(ndb_client):
    b.make_exploration()
    b.post_batch(b.make_session(), start_batch())

    with (
        b.fresh_context(ndb_client),
        b.counted_reads() as reads,
        b.counted_writes() as written,
    ):
        assert b.post_batch(b.make_session(), start_batch())

    # The marker, the account, its shard, and the memo of earlier versions.
    assert (reads.calls, reads.keys, reads.queries) == (1, 4, 0)
    assert sorted(written) == [
        'ExplorationStatsShardModel',
        'SessionAccountModel',
        'StatsBatchModel',
    ]


def test_counts_of_the_maximum_of_longest_names_fit_the_store(monkeypatch):
    """Datastore refuses entities above 1 MiB; a name may consist of emoji."""
    names = [f'{i:04}' + '\N{BAR CHART}' * 46 for i in range(feconf.MAX_STATES)]
    assert len(names[0]) == feconf.MAX_STATE_NAME_LENGTH
    monkeypatch.setattr(
        'core.domain.played_version_services.get_state_numbers',
        lambda *_: {name: number for number, name in enumerate(names)},
    )
    monkeypatch.setattr(feconf, 'MAX_EVENTS_PER_SESSION', 100_000)
    most = {
        rule.counter: min(rule.max_per_session, 2)
        for rule in stats_computation.COUNTER_RULES
        if rule.level == 'state'
    }
    session = b.make_session()
    some = [
        name.replace('\N{BAR CHART}', '\N{ABACUS}')
        for name in names[: feconf.MAX_UNRECOGNISED_STATES_PER_SESSION]
    ]

    for part in (names, some):
        assert b.post_batch(session, b.batch(**dict.fromkeys(part, most)))
        for event_type in event_domain.EVENT_CLASSES:
            b.record(
                session,
                *(
                    b.make_event(session, event_type, name)
                    for name in part
                    if event_type != 'answer_submitted'
                ),
            )

    for kind in (
        stats_models.SessionAccountModel,
        stats_models.ExplorationStatsShardModel,
    ):
        (entity,) = kind.query()
        # Half of the limit: a balance can be as large as the counts.
        assert len(json.dumps(entity.to_dict(), default=str)) < 2**19


def test_after_a_save_only_the_version_before_is_read(ndb_client):
    play_all_versions(6)
    stats_services.get_exploration_stats('exp')
    b.edit('exp', b.rename(name(6), name(7)))
    exp_services.get_latest_version('exp')

    with b.fresh_context(ndb_client), b.counted_reads() as reads:
        stats = stats_services.get_exploration_stats('exp')

    # Counters of two versions, the sum, and the list of versions.
    assert reads.keys <= 2 * (1 + feconf.NUM_STATS_SHARDS) + 8
    assert stats == stats_services.get_exploration_stats('exp', 7, through=7)
    history = carried_over_services.get_history('exp', 7)
    assert stats == carried_over_services.sum_of_versions(
        'exp', range(1, 8), 7, history
    )


def test_after_a_revert_cards_regain_their_earlier_counts():
    b.make_exploration()
    rights_services.unpublish_exploration(b.OWNER, 'exp')
    b.edit('exp', {'cmd': 'add_state', 'state_name': 'C'})
    b.post_batch(b.make_session(version=2), start_batch('C'))
    stats_services.get_exploration_stats('exp')
    b.edit('exp', {'cmd': 'delete_state', 'state_name': 'C'})
    assert 'C' not in hits(stats_services.get_exploration_stats('exp'))

    exp_services.revert_exploration(b.OWNER, 'exp', 3, 2)

    assert hits(stats_services.get_exploration_stats('exp'))['C'] == 1
