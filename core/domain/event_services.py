"""The event log: recording what learners do, and reading it again."""

from __future__ import annotations

import contextlib
import dataclasses
from collections import Counter
from collections.abc import (
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)

from core import clock, errors, feconf
from core.domain import (
    event_domain,
    event_entry_services,
    played_version_services,
    session_account_domain,
    session_account_services,
    session_bounds,
    session_token,
    stats_computation,
    stats_domain,
    stats_services,
)
from core.platform import datastore
from core.platform.datastore import store

# What became of one event: whether it was recorded now (False: it was there
# before, or its session is not counted), or why it was refused.
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

# The account of the session, its shard, and the memo of earlier versions.
_MAX_ENTITIES_BESIDE_EVENTS = 3


def record_events(
    session: session_token.Session,
    events: Sequence[event_domain.Event],
    sent_at_msecs: float,
) -> list[Outcome]:
    """Writes events to the log, each once and each for itself.

    Args:
        session: The session that they happened in.
        events: Its events, in any order.
        sent_at_msecs: When they were sent, by the learner's clock.

    Returns:
        What became of each event, in their order.

    Raises:
        ValidationError: The version that was played does not exist.
    """
    cards = stats_services.cards_played(session)
    if not session.counted:
        return [False] * len(events)
    ready = _with_interactions(session, events)
    now_msecs = clock.now_msecs()
    valid = [
        _with_time(event, session, sent_at_msecs, now_msecs)
        for event in ready
        if isinstance(event, event_domain.Event)
    ]
    outcomes = iter(_write_in_parts(session, valid, cards))
    return [
        next(outcomes) if isinstance(event, event_domain.Event) else event
        for event in ready
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


def _to_model(
    event: event_domain.Event,
) -> event_entry_services.Entry:
    values = dict(vars(event))
    return store.new(
        event_entry_services.MODEL_CLASSES[event.event_type],
        id=values.pop('event_id'),
        event_schema_version=feconf.CURRENT_EVENT_MODELS_SCHEMA_VERSION,
        **values,
    )


def _with_time(
    event: event_domain.Event,
    session: session_token.Session,
    sent_at_msecs: float,
    now_msecs: float,
) -> event_domain.Event:
    return event.with_values(
        occurred_at_msecs=event_domain.corrected_time_msecs(
            event.client_time_msecs,
            sent_at_msecs,
            now_msecs,
            session.issued_at_msecs,
        ),
    )


def _with_interactions(
    session: session_token.Session, events: Sequence[event_domain.Event]
) -> list[event_domain.Event | errors.ValidationError]:
    """Checks answers against the interactions of their states."""
    answered = event_domain.AnswerSubmittedEvent
    if not any(isinstance(event, answered) for event in events):
        return list(events)
    forms = played_version_services.get_answer_forms(
        session.exp_id, session.exp_version
    )
    return [
        _with_interaction(event, forms.get(event.state_name))
        if isinstance(event, answered)
        else event
        for event in events
    ]


def _with_interaction(
    event: event_domain.AnswerSubmittedEvent,
    form: played_version_services.AnswerForm | None,
) -> event_domain.Event | errors.ValidationError:
    if form is None:
        # Its count goes to the unrecognised states; the log keeps it as it is.
        return event
    try:
        answer = form.normalize(event.answer)
    except errors.ValidationError as error:
        return errors.ValidationError(error.message, 'answer')
    try:
        form.require_rule(event.answer_group_index, event.rule_spec_index)
    except errors.ValidationError as error:
        return error
    return event.with_values(answer=answer, interaction_id=form.interaction_id)


def _write_in_parts(
    session: session_token.Session,
    events: Sequence[event_domain.Event],
    cards: Mapping[str, int],
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
        outcomes += _write(key, events[start : start + size], cards)
    return outcomes


def _write(
    key: session_account_domain.SessionKey,
    events: Sequence[event_domain.Event],
    cards: Mapping[str, int],
) -> list[Outcome]:
    """Puts the events that are not there yet."""
    account_ref = session_account_services.ref_of(key)

    def insert(transaction: store.Transaction) -> list[Outcome]:
        account = session_account_services.get(transaction, key)
        for event in events:
            session_bounds.add_event(account.events, event, cards)
        transaction.insert(*map(_to_model, events))
        _settle(transaction, key, account, events, cards)
        return [True] * len(events)

    def add_missing(transaction: store.Transaction) -> list[Outcome]:
        transaction.fetch([account_ref, *map(_ref_of, events)])
        account = session_account_services.get(transaction, key)
        outcomes, new = _compared(transaction, events, account, cards)
        transaction.put(*map(_to_model, new))
        _settle(transaction, key, account, new, cards)
        return outcomes

    if len({event.event_id for event in events}) == len(events):
        # As good as all events are new; looking each up would cost more. One
        # beyond the bounds of a session may be there already, too.
        with contextlib.suppress(
            store.AlreadyExistsError, errors.ValidationError
        ):
            return store.run(insert, waits_for=[account_ref])
    return store.run(add_missing, waits_for=[account_ref])


def _compared(
    transaction: store.Transaction,
    events: Sequence[event_domain.Event],
    account: session_account_domain.SessionAccount,
    cards: Mapping[str, int],
) -> tuple[list[Outcome], list[event_domain.Event]]:
    """Returns what becomes of each event, and those to be added to the log."""
    known: dict[str, event_domain.Event] = {}
    for event in events:
        model = transaction.get(*_ref_of(event))
        if model is not None:
            known[event.event_id] = _to_event(event.event_type, model)
    new: list[event_domain.Event] = []
    outcomes: list[Outcome] = []
    for event in events:
        before = known.get(event.event_id)
        if before is not None:
            outcomes.append(_outcome_of_repetition(event, before))
            continue
        try:
            session_bounds.add_event(account.events, event, cards)
        except errors.ValidationError as error:
            outcomes.append(error)
            continue
        known[event.event_id] = event
        new.append(event)
        outcomes.append(True)
    return outcomes, new


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


def _book(
    account: session_account_domain.SessionAccount,
    events: Iterable[event_domain.Event],
) -> stats_domain.Counts:
    """Books events on their session's account; returns what to count."""
    counts: stats_domain.Counts = Counter()
    differences = []
    for event in events:
        name, value = event.event_type, event.counted_value
        counts.update(stats_computation.keys_of(name, event.state_name, value))
        place = event.sequence_number, event.event_id
        differences.append(account.book_last_only(name, value, place))
    return stats_domain.added(account.book_events(counts), *differences)


def _settle(
    transaction: store.Transaction,
    key: session_account_domain.SessionKey,
    account: session_account_domain.SessionAccount,
    events: Sequence[event_domain.Event],
    cards: Mapping[str, int],
) -> None:
    """Notes in the session's account that events are added to the log.

    The session enters the queue of the fold, unless it waits there; and
    what a repair took because these events were missing is given back.

    Args:
        transaction: In which they are added.
        key: The session.
        account: Its account, which has counted them.
        events: What is being added.
        cards: The numbers of the cards of the version, by name.
    """
    if not events:
        return
    model = transaction.get(*session_account_services.ref_of(key))
    is_in_repair = model is not None and model.repair_id is not None
    session_account_services.note_events(
        transaction, key, account, session_bounds.counts_of(events, cards)
    )
    places = dict(account.last_places)
    difference = _book(account, events)
    if is_in_repair or difference or account.last_places != places:
        session_account_services.save(transaction, key, account)
        session_account_services.book(transaction, key, difference, cards)
