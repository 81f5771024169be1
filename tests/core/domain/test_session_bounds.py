"""Reports beyond what one learner can do are refused."""

from __future__ import annotations

import collections
import json
import random
import uuid

import pytest

from core import errors, feconf
from core.domain import (
    event_domain,
    event_services,
    session_bounds,
    stats_computation,
    stats_domain,
    stats_services,
)
from core.domain.scheduled_work import audit_services
from core.storage.statistics import gae_models as stats_models
from tests.core.domain import stats_builders as b

ONCE = [
    rule
    for rule in stats_computation.COUNTER_RULES
    if rule.max_per_session == 1 and not rule.last_only
]
OFTEN = [
    rule
    for rule in stats_computation.COUNTER_RULES
    if rule.max_per_session > 1 and not rule.last_only
]


def batch_of(rule, count: int) -> stats_domain.AggregatedStats:
    if rule.level == 'exploration':
        return b.batch(totals={rule.counter: count})
    whole = {rule.part_of: count} if rule.part_of else {}
    return b.batch(B={rule.counter: count, **whole})


def path_of(rule) -> str:
    state = 'state_stats_mapping.B.' if rule.level == 'state' else ''
    return f'aggregated_stats.{state}{rule.counter}'


def counters() -> stats_domain.Counts:
    return b.own_stats('exp', 1).to_counts()


def log() -> list[event_domain.Event]:
    return list(event_services.get_events_of_exploration('exp'))


class TestBatches:
    @pytest.mark.parametrize('rule', ONCE, ids=lambda rule: rule.counter)
    def test_a_once_only_count_is_accepted_once(self, rule):
        b.make_exploration()
        session = b.make_session()

        with pytest.raises(errors.ValidationError) as caught:
            b.post_batch(session, batch_of(rule, 2))
        assert caught.value.path == path_of(rule)
        assert counters() == {}

        b.post_batch(session, batch_of(rule, 1))
        before = counters()
        with pytest.raises(errors.ValidationError) as caught:
            b.post_batch(session, batch_of(rule, 1))
        assert caught.value.path == path_of(rule)
        assert counters() == before
        assert b.post_batch(b.make_session(), batch_of(rule, 1))

    @pytest.mark.parametrize('rule', OFTEN, ids=lambda rule: rule.counter)
    def test_a_repeatable_count_is_bounded(self, rule):
        b.make_exploration()
        session = b.make_session()
        assert b.post_batch(session, batch_of(rule, rule.max_per_session))

        with pytest.raises(errors.ValidationError):
            b.post_batch(session, batch_of(rule, 1))

    def test_each_card_has_its_own_bounds(self):
        b.make_exploration()
        session = b.make_session()
        hit = {'total_hit_count': 1, 'first_hit_count': 1}

        assert b.post_batch(session, b.batch(A=hit))
        assert b.post_batch(session, b.batch(B=hit, End=hit))

    def test_a_repeated_batch_is_not_counted_again(self):
        b.make_exploration()
        session = b.make_session()
        starts = b.batch(totals={'num_starts': 1})
        batch_id = str(uuid.uuid4())

        assert b.post_batch(session, starts, batch_id)
        assert not b.post_batch(session, starts, batch_id)
        assert counters() == {(None, 'num_starts'): 1}

    def test_a_refused_batch_stores_nothing_and_may_be_retried(self):
        b.make_exploration()
        session = b.make_session()
        batch_id = str(uuid.uuid4())
        with pytest.raises(errors.ValidationError):
            b.post_batch(
                session, b.batch(totals={'num_starts': 10_000}), batch_id
            )

        assert stats_models.StatsBatchModel.query().count() == 0
        assert stats_models.SessionAccountModel.query().count() == 0
        assert b.post_batch(
            session, b.batch(totals={'num_starts': 1}), batch_id
        )

    def test_a_part_greater_than_its_whole_is_refused(self):
        b.make_exploration()

        with pytest.raises(errors.ValidationError) as caught:
            b.post_batch(
                b.make_session(),
                b.batch(
                    A={'total_answers_count': 2, 'useful_feedback_count': 3}
                ),
            )

        assert caught.value.path == (
            'aggregated_stats.state_stats_mapping.A.useful_feedback_count'
        )

    def test_all_cards_together_are_bounded(self, monkeypatch):
        monkeypatch.setattr(feconf, 'MAX_EVENTS_PER_SESSION', 10)
        b.make_exploration()
        session = b.make_session()
        answers = {'total_answers_count': 7, 'useful_feedback_count': 3}
        assert b.post_batch(session, b.batch(A=answers, B=answers))

        with pytest.raises(errors.ValidationError) as caught:
            b.post_batch(session, b.batch(End={'total_hit_count': 1}))

        assert caught.value.path == 'aggregated_stats'

    def test_counters_of_later_versions_are_bounded(self):
        b.make_exploration()
        session = b.make_session()
        key = ('A', 'num_times_waved')

        for count in (feconf.MAX_EVENTS_PER_STATE, 1):
            post = session, str(uuid.uuid4()), {key: count}
            if count == 1:
                with pytest.raises(errors.ValidationError):
                    stats_services.update_stats(*post)
            else:
                assert stats_services.update_stats(*post)

    def test_a_repair_does_not_count_against_the_bounds(self):
        """Counts added from the log do not use up the bounds of batches."""
        b.make_exploration()
        session = b.make_session()
        b.record(session, b.make_event(session, 'exploration_start', 'A'))
        audit_services.recompute('exp', dry_run=False)
        assert counters()[None, 'num_starts'] == 1

        assert b.post_batch(session, b.batch(totals={'num_starts': 1}))
        assert counters()[None, 'num_starts'] == 1

    def test_counts_removed_by_a_repair_do_not_relax_the_bounds(self):
        b.make_exploration()
        session = b.make_session()
        b.post_batch(session, b.batch(totals={'num_starts': 1}))
        audit_services.recompute('exp', dry_run=False)
        assert counters() == {}

        with pytest.raises(errors.ValidationError):
            b.post_batch(session, b.batch(totals={'num_starts': 1}))


def add_events(events, cards):
    """Returns the keys under which a new session counts events."""
    counts = collections.Counter()
    return collections.Counter(
        session_bounds.add_event(counts, event, cards) for event in events
    )


class TestEvents:
    @pytest.mark.parametrize(
        'event_type',
        [
            'exploration_start',
            'exploration_actual_start',
            'exploration_complete',
        ],
    )
    @pytest.mark.parametrize('together', [True, False])
    def test_a_single_event_is_recorded_once(self, event_type, together):
        b.make_exploration()
        session = b.make_session()
        first = b.make_event(session, event_type, 'A')
        second = b.make_event(session, event_type, 'B')
        hit = b.make_event(session, 'state_hit', 'A')

        if together:
            outcomes = b.record(session, first, second, hit)
        else:
            outcomes = [*b.record(session, first)]
            outcomes += b.record(session, second, hit)

        assert outcomes[0] is outcomes[2] is True
        assert isinstance(outcomes[1], errors.ValidationError)
        assert {event.event_id for event in log()} == {
            first.event_id,
            hit.event_id,
        }
        assert b.record(session, first, hit) == [False, False]

    def test_a_repeated_refused_event_is_refused_again(self):
        b.make_exploration()
        session = b.make_session()
        b.record(session, b.make_event(session, 'exploration_start', 'A'))
        second = b.make_event(session, 'exploration_start', 'A')

        outcomes = b.record(session, second, second)

        assert [type(outcome) for outcome in outcomes] == [
            errors.ValidationError
        ] * 2
        assert len(log()) == 1

    def test_sessions_start_independently(self):
        b.make_exploration()
        for _ in range(3):
            session = b.make_session()
            start = b.make_event(session, 'exploration_start', 'A')
            assert b.record(session, start) == [True]

    @pytest.mark.parametrize('event_type', ['answer_submitted', 'hint_viewed'])
    def test_events_on_one_card_are_bounded(self, event_type, monkeypatch):
        monkeypatch.setattr(feconf, 'MAX_EVENTS_PER_STATE', 3)
        b.make_exploration()
        session = b.make_session()
        some = [b.make_event(session, event_type, 'A') for _ in range(4)]

        outcomes = b.record(session, *some)

        assert outcomes[:3] == [True] * 3
        assert isinstance(outcomes[3], errors.ValidationError)
        elsewhere = b.make_event(session, event_type, 'B')
        assert b.record(session, elsewhere) == [True]

    def test_events_in_many_requests_are_bounded_too(self, monkeypatch):
        # Single events are counted by sampling, so the bound is approximate.
        monkeypatch.setattr(feconf, 'MAX_EVENTS_PER_STATE', 60)
        monkeypatch.setattr(session_bounds, '_chance', random.Random(1))
        b.make_exploration()
        session = b.make_session()

        outcomes = [
            b.record(session, b.make_event(session, 'answer_submitted', 'A'))
            for _ in range(120)
        ]

        num_taken = sum(outcome == [True] for outcome in outcomes)
        assert 40 <= num_taken <= 80

    @pytest.mark.parametrize(
        ('event_type', 'card', 'weight'),
        [
            ('state_hit', 'A', 0),
            ('state_hit', 'gone', 1),
            ('exploration_complete', 'B', 1),
        ],
    )
    def test_a_once_only_event_is_never_sampled_out(
        self, event_type, card, weight, monkeypatch
    ):
        monkeypatch.setattr(session_bounds, '_is_drawn', lambda: False)
        event = b.make_event(b.make_session(), event_type, card)
        added = add_events([event], {'A': 0, 'B': 1})

        assert session_bounds.draw_weight(added) == weight

    def test_a_sampled_large_request_has_weight_one(self, monkeypatch):
        monkeypatch.setattr(session_bounds, '_is_drawn', lambda: True)
        event = b.make_event(b.make_session(), 'state_hit', 'A')
        added = add_events([event] * 250, {'A': 0})

        assert session_bounds.draw_weight(added) == 1

    def test_the_weights_of_sampled_events_sum_to_all(self, monkeypatch):
        monkeypatch.setattr(session_bounds, '_chance', random.Random(1))
        event = b.make_event(b.make_session(), 'state_hit', 'A')
        added = add_events([event], {'A': 0})

        weights = [session_bounds.draw_weight(added) for _ in range(4_000)]

        assert sum(weights) == pytest.approx(4_000, rel=0.1)

    def test_events_of_a_session_are_bounded(self, monkeypatch):
        monkeypatch.setattr(feconf, 'MAX_EVENTS_PER_SESSION', 2)
        b.make_exploration()
        session = b.make_session()
        hits = [b.make_event(session, 'state_hit', name) for name in 'ABA']

        outcomes = b.record(session, *hits)

        assert outcomes[:2] == [True, True]
        assert isinstance(outcomes[2], errors.ValidationError)
        assert b.record(session, hits[0]) == [False]

    def test_the_number_of_unknown_cards_is_bounded(self):
        b.make_exploration()
        session = b.make_session()
        most = feconf.MAX_UNRECOGNISED_STATES_PER_SESSION
        names = [f'gone {number}' for number in range(most + 1)]

        outcomes = b.record(
            session, *(b.make_event(session, 'state_hit', n) for n in names)
        )

        assert outcomes[:most] == [True] * most
        assert outcomes[most].path == 'state_name'
        again = [
            b.make_event(session, event_type, name)
            for event_type, name in [
                ('state_complete', names[0]),
                ('state_hit', 'A'),
            ]
        ]
        assert b.record(session, *again) == [True, True]

    def test_a_card_named_like_a_number_is_a_separate_card(self, monkeypatch):
        monkeypatch.setattr(feconf, 'MAX_EVENTS_PER_STATE', 1)
        b.make_exploration()
        session = b.make_session()
        events = [
            b.make_event(session, 'state_hit', name)
            for name in ('A', '0', '?0')
        ]

        assert b.record(session, *events) == [True] * 3

    def test_one_of_many_concurrent_starts_is_accepted(self, ndb_client):
        b.make_exploration()
        session = b.make_session()
        starts = [
            b.make_event(session, 'exploration_start', 'A') for _ in range(6)
        ]

        outcomes = b.run_in_threads(
            ndb_client,
            *(lambda start=start: b.record(session, start) for start in starts),
        )

        assert [True] in outcomes
        assert outcomes.count([True]) == 1
        assert len(log()) == 1


def test_an_account_with_the_maximum_of_cards_stays_small(monkeypatch):
    names = [f'{i:04}' + 'x' * 46 for i in range(feconf.MAX_STATES)]
    monkeypatch.setattr(
        'core.domain.played_version_services.get_state_numbers',
        lambda *_: {name: number for number, name in enumerate(names)},
    )
    session = b.make_session()
    for event_type in ('state_hit', 'state_complete', 'solution_hit'):
        b.record(
            session,
            *(b.make_event(session, event_type, name) for name in names),
        )

    (account,) = stats_models.SessionAccountModel.query()
    assert len(json.dumps(account.events)) < 20_000


@pytest.mark.parametrize('seed', range(5))
def test_reports_of_learners_are_accepted_in_any_order(seed):
    """Events and batches arrive late, twice and in any order."""
    rng = random.Random(seed)
    b.make_exploration()
    session = b.make_session()
    tally, sent = stats_computation.SessionTally(), stats_domain.Counts()
    posts = []
    for number, (event_type, name) in enumerate(_a_long_play(rng)):
        event = b.make_event(session, event_type, name, sequence_number=number)
        posts.append(lambda event=event: b.record(session, event)[0])
        tally.add(event_type, name, event.counted_value, (number, ''))
        batch = stats_domain.AggregatedStats().with_counts(
            stats_domain.subtract(
                {
                    key: count
                    for key, count in tally.counts.items()
                    if stats_computation.is_counted_by_batches(key)
                },
                sent,
            )
        )
        if rng.random() < 0.5:
            sent = stats_domain.add(sent, batch.to_counts())
            batch_id = str(uuid.uuid4())
            posts.append(
                lambda batch=batch, batch_id=batch_id: b.post_batch(
                    session, batch, batch_id
                )
            )
    posts += rng.sample(posts, 5)
    rng.shuffle(posts)

    outcomes = [post() for post in posts]

    assert outcomes.count(True) == len(posts) - 5
    assert outcomes.count(False) == 5
    audit_services.recompute('exp', dry_run=False)
    assert counters() == tally.counts


def _a_long_play(rng: random.Random) -> list[tuple[str, str]]:
    often = ['state_hit', 'state_complete', 'answer_submitted', 'hint_viewed']
    often += ['solution_hit', 'exploration_maybe_leave', 'rate_exploration']
    return [
        ('exploration_start', 'A'),
        ('exploration_actual_start', 'A'),
        *((rng.choice(often), rng.choice('AB')) for _ in range(30)),
        ('exploration_complete', 'End'),
    ]
