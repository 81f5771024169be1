"""Each event is written once, however often it is sent."""

from __future__ import annotations

import math
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import errors, feconf
from core.domain import (
    event_domain,
    event_services,
    session_bounds,
    stats_services,
)
from core.domain.scheduled_work import audit_services
from core.platform import datastore
from core.storage.statistics import gae_models as stats_models
from tests.core.domain import stats_builders as b

TYPES = sorted(event_domain.EVENT_CLASSES)
ONCE = [
    name
    for name, event_class in event_domain.EVENT_CLASSES.items()
    if event_class.happens_once
]


def load_events(exp_id: str = 'exp') -> list[event_domain.Event]:
    return list(event_services.get_events_of_exploration(exp_id))


def ids(events) -> list[str]:
    return sorted(event.event_id for event in events)


@pytest.mark.parametrize('event_type', TYPES)
def test_an_event_is_read_as_it_was_written(event_type):
    b.make_exploration()
    session = b.make_session()
    event = b.make_event(session, event_type, 'B', sequence_number=3)

    assert b.record(session, event) == [True]

    (read,) = load_events()
    assert type(read) is event_domain.EVENT_CLASSES[event_type]
    if event_type != 'answer_submitted':
        assert read.has_same_content(event)


def test_one_invalid_event_does_not_affect_the_others():
    b.make_exploration()
    session = b.make_session()
    good = [b.make_event(session, 'state_hit', 'A') for _ in range(2)]
    bad = b.make_event(session, 'answer_submitted', 'A', answer=17)

    outcomes = b.record(session, good[0], bad, good[1])

    assert outcomes[0] is outcomes[2] is True
    assert isinstance(outcomes[1], errors.ValidationError)
    assert ids(load_events()) == ids(good)


def test_a_terminal_state_takes_no_answer():
    b.make_exploration()
    session = b.make_session()
    answer = b.make_event(session, 'answer_submitted', 'End')

    assert isinstance(b.record(session, answer)[0], errors.ValidationError)


def test_more_events_than_fit_one_transaction_are_recorded(monkeypatch):
    b.make_exploration()
    session = b.make_session()
    monkeypatch.setattr(feconf, 'MAX_EVENTS_PER_TRANSACTION', 3)
    events = [b.make_event(session, 'state_hit', 'A') for _ in range(10)]

    assert b.record(session, *events, events[0]) == [True] * 10 + [False]
    assert ids(load_events()) == ids(events)


def test_events_of_another_schema_are_skipped():
    b.make_exploration()
    session = b.make_session()
    event = b.make_event(session, 'state_hit', 'A')
    b.record(session, event)
    model = stats_models.StateHitEventLogEntryModel.get_by_id(event.event_id)
    model.event_schema_version = 1
    model.put()

    assert load_events() == []


def test_new_events_are_not_looked_up(ndb_client):
    b.make_exploration()
    session = b.make_session()
    events = [b.make_event(session, 'state_hit', 'A') for _ in range(5)]

    with b.fresh_context(ndb_client), b.counted_reads() as reads:
        b.record(session, *events)

    # The state names of the version, and the account.
    assert (reads.calls, reads.keys, reads.queries) == (2, 2, 0)


@pytest.mark.parametrize('num_events', [1, 50])
def test_with_a_cached_version_a_transaction_reads_only_the_account(
    num_events, ndb_client, monkeypatch
):
    monkeypatch.setattr(session_bounds, 'draw_weight', lambda _added: 1)
    b.make_exploration()
    b.record(*one_answer(b.make_session()))
    session = b.make_session()
    events = [
        event for _ in range(num_events) for event in one_answer(session)[1:]
    ]

    with (
        b.fresh_context(ndb_client),
        b.counted_reads() as reads,
        b.counted_writes() as written,
    ):
        b.record(session, *events)

    # Databases with entity groups need several transactions.
    size = min(250, datastore.max_entity_groups() - 3)
    num_transactions = math.ceil(num_events / size)
    assert (reads.calls, reads.keys) == (num_transactions, num_transactions)
    assert reads.queries == 0
    assert len(written) == num_events + num_transactions


def one_answer(session):
    return session, b.make_event(session, 'answer_submitted', 'A')


def test_repeated_events_are_looked_up_together_and_not_written(ndb_client):
    b.make_exploration()
    session = b.make_session()
    events = [b.make_event(session, 'state_hit', 'A') for _ in range(5)]
    b.record(session, *events)

    with (
        b.fresh_context(ndb_client),
        b.counted_reads() as reads,
        b.counted_writes() as written,
    ):
        assert b.record(session, *events) == [False] * 5

    # First the account; after the insert fails, the account and all events.
    assert (reads.calls, reads.keys) == (2, 1 + 1 + 5)
    assert written == []


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    types=st.lists(
        st.sampled_from(TYPES),
        max_size=8,
    ).filter(
        lambda types: (
            not any(types.count(event_type) > 1 for event_type in ONCE)
        )
    ),
    data=st.data(),
)
def test_each_event_is_stored_once_in_any_order_and_parts(types, data):
    exp_id = f'exp-{uuid.uuid4().hex[:12]}'
    b.make_exploration(exp_id)
    session = b.make_session(exp_id)
    events = [b.make_event(session, event_type, 'A') for event_type in types]
    repeated = events + (
        data.draw(st.lists(st.sampled_from(events), max_size=5))
        if events
        else []
    )
    left = data.draw(st.permutations(repeated))
    outcomes = []
    while left:
        size = data.draw(st.integers(1, len(left)))
        outcomes += b.record(session, *left[:size])
        left = left[size:]

    assert outcomes.count(True) == len(events)
    assert outcomes.count(False) == len(repeated) - len(events)
    assert ids(load_events(exp_id)) == ids(events)


def test_one_event_from_many_threads_is_stored_once(ndb_client):
    b.make_exploration()
    session = b.make_session()
    event = b.make_event(session, 'state_hit', 'A')

    outcomes = b.run_in_threads(
        ndb_client, *[lambda: b.record(session, event)] * 6
    )

    assert sorted(outcomes) == [[False]] * 5 + [[True]]


def test_one_of_concurrent_events_with_the_same_id_is_stored(
    ndb_client,
):
    b.make_exploration()
    session = b.make_session()
    event_id = str(uuid.uuid4())
    rivals = [
        b.make_event(session, 'state_hit', name, event_id=event_id)
        for name in ('A', 'B', 'End', 'X')
    ]

    outcomes = b.run_in_threads(
        ndb_client,
        *(lambda rival=rival: b.record(session, rival) for rival in rivals),
    )

    winners = [
        rival
        for rival, outcome in zip(rivals, outcomes, strict=True)
        if outcome == [True]
    ]
    (stored,) = load_events()
    assert len(winners) == 1
    assert stored.has_same_content(winners[0])


def ratings() -> dict[int, int]:
    stats = stats_services.get_exploration_stats('exp')
    return {stars: n for stars, n in stats.ratings.items() if n}


@pytest.mark.parametrize('together', [True, False])
def test_a_rating_can_be_changed(together):
    b.make_exploration()
    session = b.make_session()
    events = [
        b.make_event(
            session, 'rate_exploration', 'End', stars=stars, sequence_number=n
        )
        for n, stars in [(3, 5), (7, 2), (5, 4)]
    ]
    if together:
        b.record(session, *events)
    else:
        for event in events:
            b.record(session, event)
    b.record(session, events[1])

    assert ratings() == {2: 1}
    b.post_batch(session, b.batch(totals={'num_ratings': 1}))
    assert audit_services.recompute('exp', True).differences == []


def test_each_session_has_its_own_rating():
    b.make_exploration()
    for stars in (1, 5, 5):
        session = b.make_session()
        event = b.make_event(session, 'rate_exploration', 'End', stars=stars)
        b.record(session, event)

    assert ratings() == {1: 1, 5: 2}
    stats = stats_services.get_exploration_stats('exp')
    assert stats.mean_rating == pytest.approx(11 / 3)


def test_without_ratings_there_is_no_mean():
    b.make_exploration()

    assert stats_services.get_exploration_stats('exp').mean_rating is None


def test_an_older_rating_that_comes_after_a_repair_changes_nothing():
    b.make_exploration()
    session = b.make_session()
    rate = {'event_type': 'rate_exploration', 'state_name': 'End'}
    last = b.make_event(session, **rate, stars=5, sequence_number=5)
    older = b.make_event(session, **rate, stars=1, sequence_number=3)
    b.record(session, last)
    for account in stats_models.SessionAccountModel.query().iter():
        account.key.delete()
    audit_services.recompute('exp', False)

    b.record(session, older)

    assert ratings() == {5: 1}
