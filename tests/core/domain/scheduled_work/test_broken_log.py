"""Malformed log entries stop no job, and all jobs report them alike."""

from __future__ import annotations

from typing import Any

import pytest

from core.domain import (
    event_entry_services,
    stats_services,
)
from core.domain.fold import fold_services
from core.domain.scheduled_work import audit_services
from core.platform.datastore import raw_datastore_services as raw
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, folded_summary, now

__all__ = ['now']

WRONG: list[tuple[str, str, Any]] = [
    *(
        (kind, name, value)
        for kind in ('state_hit', 'answer_submitted')
        for name in ('event_schema_version', 'exp_version', 'sequence_number')
        for value in (None, 'no number')
    ),
    ('state_hit', 'session_id', None),
    ('state_hit', 'session_id', ''),
    ('state_hit', 'session_id', 7),
    ('state_hit', 'state_name', None),
    ('state_hit', 'state_name', 7),
    ('state_hit', 'occurred_at_msecs', None),
    ('state_hit', 'occurred_at_msecs', 'yesterday'),
    ('answer_submitted', 'classification_categorization', None),
    ('answer_submitted', 'answer_group_index', None),
    ('answer_submitted', 'time_spent_in_state_secs', 'long'),
    ('answer_submitted', 'answer', b'{no json'),
    ('answer_submitted', 'answer', b'\xff'),
    ('answer_submitted', 'answer', b'"\\ud800"'),
]


def play(now: Clock) -> dict[str, str]:
    """Plays two equal sessions; returns the event ids of the second by type."""
    for _ in range(2):
        session = b.make_session()
        events = {
            event_type: b.make_event(
                session,
                event_type,
                'A',
                sequence_number=number,
                client_time_msecs=now.msecs,
            )
            for number, event_type in enumerate(
                ['exploration_start', 'state_hit', 'answer_submitted']
            )
        }
        b.record(session, *events.values())
        counts = {
            'total_hit_count': 1,
            'first_hit_count': 1,
            'total_answers_count': 1,
            'useful_feedback_count': 1,
        }
        b.post_batch(session, b.batch(A=counts, totals={'num_starts': 1}))
    return {name: event.event_id for name, event in events.items()}


def change(event_type: str, event_id: str, name: str, value: Any) -> str:
    """Changes an entry in the store; returns its name in jobs' reports."""
    kind = event_entry_services.kind_of(event_type)
    (entity,) = raw.lookup([raw.key_message(kind, event_id)])
    field = entity.properties[name]
    is_left_out = field.exclude_from_indexes
    if value is None:
        del entity.properties[name]
    elif isinstance(value, bytes):
        field.blob_value = value
    elif isinstance(value, str):
        field.string_value = value
    else:
        field.integer_value = value
    if value is not None:
        field.exclude_from_indexes = is_left_out
    raw.commit([raw.Mutation(upsert=entity)])
    return f'{kind} {event_id}'


@pytest.mark.parametrize(('event_type', 'name', 'value'), WRONG)
def test_missing_or_wrong_fields_are_reported_and_skipped_by_every_job(
    now: Clock, event_type, name, value
):
    b.make_exploration()
    entry = change(event_type, play(now)[event_type], name, value)
    now.pass_silence()
    reported = {
        f'{name} is missing or wrong': {'count': 1, 'examples': [entry]},
    }

    fold = fold_services.fold_waiting()
    # The fold has just written the accounts, so the sessions count as open.
    audit = audit_services.audit('exp', includes_open=True)

    assert audit.bad_data == reported
    # The fold queries sessions by their ids, so it misses the entry.
    assert fold.bad_data.to_dict() == ({} if name == 'session_id' else reported)
    assert folded_summary()['num_sessions'] == 2
    # The audit makes the counters match the remaining entries.
    stats = stats_services.get_exploration_stats('exp').state_stats_mapping['A']
    left = {'state_hit': (1, 2), 'answer_submitted': (2, 1)}[event_type]
    assert (stats.total_hit_count, stats.total_answers_count) == left
    assert audit_services.recompute('exp', True).differences == []


def test_an_event_of_a_missing_exploration_is_reported_and_skipped(
    now: Clock,
):
    b.make_exploration()
    event_id = play(now)['state_hit']
    change('state_hit', event_id, 'exp_id', 'ghost')
    now.pass_silence()

    bad_data = fold_services.fold_waiting().bad_data

    assert bad_data.counts == {'the version played does not exist': 1}
    (examples,) = bad_data.examples.values()
    assert examples[0].startswith('ghost.1 ')
    assert folded_summary()['num_sessions'] == 2
    assert audit_services.audit('exp', includes_open=True).num_repaired > 0
    assert audit_services.recompute('exp', True).differences == []
