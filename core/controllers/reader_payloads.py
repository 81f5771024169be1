"""The bodies of the player's requests.

The shapes of events are built from their classes in `event_domain`, those of
counts from `stats_domain`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Self

import pydantic

from core import errors, feconf
from core.controllers import payloads
from core.domain import (
    event_domain,
    event_fields,
    schema,
    session_token,
    stats_computation,
    stats_domain,
)

_Token = Annotated[
    str,
    pydantic.StringConstraints(
        min_length=1, max_length=feconf.MAX_SESSION_TOKEN_LENGTH
    ),
]
_Count = Annotated[int, pydantic.Field(ge=0, le=feconf.MAX_EVENTS_PER_SESSION)]


class SessionOnly(payloads.Payload):
    """The session of a report; its other fields are not read."""

    MAX_BYTES = feconf.MAX_EVENT_REQUEST_BYTES

    model_config = pydantic.ConfigDict(extra='ignore')

    session_id: _Token


class EventEntry(payloads.Payload):
    """The fields of every event."""

    MAY_GROW = True

    event_id: event_fields.Uuid
    state_name: event_fields.StateName
    sequence_number: event_fields.SequenceNumber
    client_time_msecs: event_fields.Msecs


class Envelope(payloads.Payload):
    """The fields of every request with events."""

    MAX_BYTES = feconf.MAX_EVENT_REQUEST_BYTES
    MAY_GROW = True

    session_id: _Token
    exp_version: payloads.Version
    sent_at_msecs: event_fields.Msecs


def _entry_class(event_class: type[event_domain.Event]) -> type[EventEntry]:
    fields: dict[str, Any] = event_domain.fields_on_the_wire(event_class)
    return pydantic.create_model(
        event_class.__name__.replace('Event', 'Entry'),
        __base__=EventEntry,
        __doc__=event_class.__doc__,
        **fields,
    )


class EventRequest(EventEntry, Envelope):
    """The fields of every request with one event."""


# An event of each type, within a batch.
ENTRY_CLASSES: Mapping[str, type[EventEntry]] = {
    event_type: _entry_class(event_class)
    for event_type, event_class in event_domain.EVENT_CLASSES.items()
}


def _request_class(entry_class: type[EventEntry]) -> type[EventRequest]:
    bases: tuple[Any, ...] = (entry_class, EventRequest)
    return pydantic.create_model(
        entry_class.__name__.replace('Entry', 'Request'),
        __base__=bases,
        __doc__=entry_class.__doc__,
    )


# The body of a request with one event of each type.
REQUEST_CLASSES: Mapping[str, type[EventRequest]] = {
    event_type: _request_class(entry_class)
    for event_type, entry_class in ENTRY_CLASSES.items()
}


# The fields of an event of each type, and those that only requests have.
_OWN_FIELDS: Mapping[str, tuple[str, ...]] = {
    event_type: tuple(entry_class.model_fields)
    for event_type, entry_class in ENTRY_CLASSES.items()
}
_ENVELOPE_FIELDS = frozenset(Envelope.model_fields)


class EventBatchRequest(Envelope):
    """Several events, each of which `read_entry` checks separately."""

    IS_CHECKED_FOR_CONTROL = False

    events: Annotated[
        list[Any],
        pydantic.Field(min_length=1, max_length=feconf.MAX_EVENTS_PER_BATCH),
    ]


def _require_counters(
    counts: dict[str, int], names: tuple[str, ...]
) -> dict[str, int]:
    """Refuses counts whose names cannot be those of counters."""
    unknown = counts.keys() - set(names)
    limit = feconf.MAX_UNRECOGNISED_COUNTERS_PER_BATCH
    if len(unknown) > limit:
        raise ValueError(f'at most {limit} counters that are not known here')
    for name in unknown:
        if not feconf.STATISTIC_NAME_REGEX.fullmatch(name):
            raise ValueError('has a key that is no name of a counter')
        key = (None, name)
        if counts[name] and not stats_computation.is_counted_by_batches(key):
            raise ValueError(f'{name} is counted from events alone')
    return counts


# Counts of one state. A missing counter is 0. An unknown one comes from a tab
# of a later version, and is stored as unrecognised.
_StateCounts = Annotated[
    dict[str, _Count],
    pydantic.AfterValidator(
        lambda counts: _require_counters(counts, stats_domain.STATE_COUNTERS)
    ),
]


class AggregatedStatsPayload(payloads.Payload):
    """The counts of a tab since its last batch.

    Each counter of the exploration is another field.
    """

    model_config = pydantic.ConfigDict(extra='allow')

    __pydantic_extra__: dict[str, _Count]

    state_stats_mapping: Annotated[
        dict[event_fields.StateName, _StateCounts],
        pydantic.Field(max_length=feconf.MAX_STATES),
    ] = {}

    @pydantic.model_validator(mode='after')
    def _require_totals(self) -> Self:
        _require_counters(
            self.__pydantic_extra__, stats_computation.BATCH_TOTALS
        )
        return self

    def to_counts(self) -> stats_domain.Counts:
        """Returns the counts that are not zero."""
        counts: stats_domain.Counts = Counter()
        for name, count in self.__pydantic_extra__.items():
            counts[None, name] = count
        for state_name, of_state in self.state_stats_mapping.items():
            for name, count in of_state.items():
                counts[state_name, name] = count
        return stats_domain.without_zeros(counts)


class ResumeRequest(payloads.Payload):
    """A request to resume a session."""

    session_id: _Token


class StatsEventRequest(payloads.Payload):
    """A batch of counts."""

    MAX_BYTES = feconf.MAX_EVENT_REQUEST_BYTES
    MAY_GROW = True

    batch_id: event_fields.Uuid
    session_id: _Token
    exp_version: payloads.Version
    sent_at_msecs: event_fields.Msecs | None = None
    aggregated_stats: AggregatedStatsPayload


def read_entry(
    value: Any, session: session_token.Session, is_suspect: bool
) -> event_domain.Event:
    """Reads one event of a batch.

    Args:
        value: The entry as decoded JSON; its `event_type` is removed.
        session: The session of the batch.
        is_suspect: Whether the batch may contain control characters.

    Returns:
        The event.

    Raises:
        ValidationError: The entry is invalid; the path is relative to it.
        NotSupportedYetError: A later version may know the entry's type or
            fields.
    """
    if not isinstance(value, dict):
        raise errors.ValidationError('an event is an object')
    event_type = value.get('event_type')
    if not isinstance(event_type, str):
        raise errors.ValidationError('expected a text', 'event_type')
    if is_suspect:
        schema.refuse_control(value)
    require_known_event_type(event_type)
    entry_class = ENTRY_CLASSES[event_type]
    del value['event_type']
    try:
        entry = entry_class.model_validate(value)
    except pydantic.ValidationError as error:
        for name in value.keys() & _ENVELOPE_FIELDS:
            raise errors.ValidationError(
                'belongs to the request, not to an event', name
            ) from error
        raise payloads.to_own_error(error, entry_class) from error
    return to_event(event_type, entry, session)


def require_known_event_type(event_type: str) -> None:
    """Refuses an unknown event type.

    Raises:
        ValidationError: The text cannot be the name of an event type.
        NotSupportedYetError: A later version may know the type.
    """
    if not feconf.STATISTIC_NAME_REGEX.fullmatch(event_type):
        raise errors.ValidationError('is no name of an event', 'event_type')
    if event_type not in ENTRY_CLASSES:
        raise errors.NotSupportedYetError('is not known here yet', 'event_type')


def to_event(
    event_type: str, entry: EventEntry, session: session_token.Session
) -> event_domain.Event:
    """Converts an entry of a session into an event."""
    values = vars(entry)
    return event_domain.EVENT_CLASSES[event_type].from_values(
        {name: values[name] for name in _OWN_FIELDS[event_type]},
        exp_id=session.exp_id,
        exp_version=session.exp_version,
        session_id=session.session_id,
    )
