"""The event log: recording what learners do, and reading the events."""

from __future__ import annotations

import contextlib
import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core import clock, errors, feconf
from core.domain import (
    event_domain,
    event_entry_services,
    played_version_services,
    session_account_domain,
    session_account_services,
    session_bounds,
    session_token,
    stats_services,
)
from core.platform import datastore
from core.platform.datastore import store

# The outcome of one event: True if it was recorded now; False if it had been
# recorded before or its session is not counted; an error if it was refused.
Outcome = bool | errors.ValidationError | errors.ConflictError

# The fields of each type of event that are properties of its entry.
_STORED_FIELDS = {
    event_type: tuple(
        field.name
        for field in dataclasses.fields(event_class)
        if field.name != 'event_id'
    )
    for event_type, event_class in event_domain.EVENT_CLASSES.items()
}

# Fields of an event that are its key, or the same in all events of a session.
_SHARED_FIELDS = {'event_id', 'exp_id', 'exp_version', 'session_id'}

# The account of the session, its shard, and the memo of earlier versions.
_MAX_ENTITIES_BESIDE_EVENTS = 3


def record_events(
    session: session_token.Session,
    events: Sequence[event_domain.Event],
    sent_at_msecs: float,
) -> list[Outcome]:
    """Writes events to the log, each exactly once and independently.

    Args:
        session: Their session.
        events: Its events, in any order.
        sent_at_msecs: The time of sending, by the learner's clock.

    Returns:
        The outcome of each event, in the same order.

    Raises:
        ValidationError: The version that was played does not exist.
    """
    state_numbers = stats_services.state_numbers_of(session)
    if not session.counted:
        return [False] * len(events)
    completed = _complete_events(session, events, sent_at_msecs)
    valid = [
        result for result in completed if isinstance(result, event_domain.Event)
    ]
    outcomes = iter(_write_in_parts(session, valid, state_numbers))
    return [
        next(outcomes) if isinstance(result, event_domain.Event) else result
        for result in completed
    ]


def get_events_of_exploration(exp_id: str) -> Iterator[event_domain.Event]:
    """Yields all events of an exploration, kind by kind.

    Args:
        exp_id: The exploration.

    Yields:
        The events; those of another schema version are left out.
    """
    filters = [('exp_id', '=', exp_id)]
    for event_type in event_domain.EVENT_CLASSES:
        for entry in event_entry_services.stream(event_type, filters):
            version = entry.event_schema_version
            if version == feconf.CURRENT_EVENT_MODELS_SCHEMA_VERSION:
                yield _to_event(event_type, entry)


def _to_event(
    event_type: str, model: event_entry_services.Entry
) -> event_domain.Event:
    event_class = event_domain.EVENT_CLASSES[event_type]
    values = {name: getattr(model, name) for name in _STORED_FIELDS[event_type]}
    return event_class(event_id=store.id_of(model), **values)


def _complete_events(
    session: session_token.Session,
    events: Sequence[event_domain.Event],
    sent_at_msecs: float,
) -> list[event_domain.Event | errors.ValidationError]:
    """Adds the server's data: time, class, and the stored form of answers.

    Returns:
        The events in order, or errors for events whose answer does not fit the
        interaction of its state.
    """
    now_msecs = clock.now_msecs()
    forms: Mapping[str, played_version_services.AnswerForm] | None = None
    completed: list[event_domain.Event | errors.ValidationError] = []
    for event in events:
        values: dict[str, Any] = {}
        if isinstance(event, event_domain.ExplorationStartEvent):
            values = {'class_name': session.class_name}
        elif isinstance(event, event_domain.AnswerSubmittedEvent):
            forms = forms or played_version_services.get_answer_forms(
                session.exp_id, session.exp_version
            )
            try:
                values = _stored_answer(event, forms.get(event.state_name))
            except errors.ValidationError as error:
                completed.append(error)
                continue
        values['occurred_at_msecs'] = event_domain.corrected_time_msecs(
            event.client_time_msecs,
            sent_at_msecs,
            now_msecs,
            session.issued_at_msecs,
        )
        completed.append(event.with_values(**values))
    return completed


def _stored_answer(
    event: event_domain.AnswerSubmittedEvent,
    form: played_version_services.AnswerForm | None,
) -> dict[str, Any]:
    """Returns the answer as it is stored, and its interaction."""
    if form is None:
        # Counts for an unrecognised state; the log keeps the answer unchanged.
        return {}
    try:
        answer = form.normalize(event.answer)
    except errors.ValidationError as error:
        raise errors.ValidationError(error.message, 'answer') from error
    form.require_rule(event.answer_group_index, event.rule_spec_index)
    return {'answer': answer, 'interaction_id': form.interaction_id}


def _write_in_parts(
    session: session_token.Session,
    events: Sequence[event_domain.Event],
    state_numbers: Mapping[str, int],
) -> list[Outcome]:
    key = session_account_domain.SessionKey(
        session.exp_id, session.exp_version, session.session_id
    )
    size = min(
        feconf.MAX_EVENTS_PER_TRANSACTION,
        datastore.max_entity_groups() - _MAX_ENTITIES_BESIDE_EVENTS,
    )
    outcomes: list[Outcome] = []
    for start in range(0, len(events), size):
        outcomes += _write(key, events[start : start + size], state_numbers)
    return outcomes


def _write(
    key: session_account_domain.SessionKey,
    events: Sequence[event_domain.Event],
    state_numbers: Mapping[str, int],
) -> list[Outcome]:
    """Adds the events that are not in the log yet."""
    account_ref = session_account_services.ref_of(key)

    def insert(transaction: store.Transaction) -> list[Outcome]:
        account = session_account_services.get(transaction, key)
        added = Counter(
            session_bounds.add_event(account.events, event, state_numbers)
            for event in events
        )
        _insert(transaction, key, events)
        session_account_services.settle_events(
            transaction, key, account, events, added, state_numbers
        )
        return [True] * len(events)

    def add_missing(transaction: store.Transaction) -> list[Outcome]:
        transaction.fetch([account_ref, *map(_ref_of, events)])
        account = session_account_services.get(transaction, key)
        outcomes, new, added = _compare_with_log(
            transaction, events, account, state_numbers
        )
        _insert(transaction, key, new)
        if new:
            session_account_services.settle_events(
                transaction, key, account, new, added, state_numbers
            )
        return outcomes

    if len({event.event_id for event in events}) == len(events):
        # Nearly all events are new, so the first attempt does not look them up.
        # An event beyond the bounds of a session may also be a repetition.
        with contextlib.suppress(
            store.AlreadyExistsError, errors.ValidationError
        ):
            return store.run(insert, waits_for=[account_ref])
    return store.run(add_missing, waits_for=[account_ref])


def _insert(
    transaction: store.Transaction,
    key: session_account_domain.SessionKey,
    events: Sequence[event_domain.Event],
) -> None:
    """Adds events of a session to the log, type by type."""
    shared = {
        **vars(key),
        'event_schema_version': feconf.CURRENT_EVENT_MODELS_SCHEMA_VERSION,
    }
    by_type: dict[str, dict[str, dict[str, Any]]] = {}
    for event in events:
        own = vars(event).copy()
        for name in _SHARED_FIELDS:
            del own[name]
        by_type.setdefault(event.event_type, {})[event.event_id] = own
    for event_type, own_by_id in by_type.items():
        model_class = event_entry_services.MODEL_CLASSES[event_type]
        transaction.insert(model_class, shared, own_by_id)


def _compare_with_log(
    transaction: store.Transaction,
    events: Sequence[event_domain.Event],
    account: session_account_domain.SessionAccount,
    state_numbers: Mapping[str, int],
) -> tuple[list[Outcome], list[event_domain.Event], session_bounds.EventCounts]:
    """Compares events with the log.

    Returns:
        The outcome of each event; the events to add to the log; and their
        numbers by type and state.
    """
    logged: dict[str, event_domain.Event] = {}
    for event in events:
        model = transaction.get(*_ref_of(event))
        if model is not None:
            logged[event.event_id] = _to_event(event.event_type, model)
    new: list[event_domain.Event] = []
    added: session_bounds.EventCounts = Counter()
    outcomes: list[Outcome] = []
    for event in events:
        before = logged.get(event.event_id)
        if before is not None:
            outcomes.append(_outcome_of_repetition(event, before))
            continue
        try:
            added[
                session_bounds.add_event(account.events, event, state_numbers)
            ] += 1
        except errors.ValidationError as error:
            outcomes.append(error)
            continue
        logged[event.event_id] = event
        new.append(event)
        outcomes.append(True)
    return outcomes, new, added


def _ref_of(
    event: event_domain.Event,
) -> tuple[type[event_entry_services.Entry], str]:
    return event_entry_services.MODEL_CLASSES[event.event_type], event.event_id


def _outcome_of_repetition(
    event: event_domain.Event, before: event_domain.Event
) -> Outcome:
    if event.has_same_content(before):
        return False
    return errors.ConflictError('this event_id is another event')
