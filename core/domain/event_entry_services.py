"""Reading and checking entries of the event log.

An entry may be damaged, or written by other code. Everything that counts from
the log reads it here, so that the same entries are left out everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from core import feconf
from core.domain import event_domain
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

Entry = stats_models.EventLogEntryBaseModel

MODEL_CLASSES: dict[str, type[Entry]] = {
    model_class.EVENT_TYPE: model_class
    for model_class in Entry.__subclasses__()
}

# In the order in which missing properties are reported.
_REQUIRED = (
    'event_schema_version',
    'session_id',
    'exp_id',
    'state_name',
    'sequence_number',
    'occurred_at_msecs',
    'exp_version',
)
_REQUIRED_OF_ANSWERS = (
    'time_spent_in_state_secs',
    'answer_group_index',
    'classification_categorization',
    'answer',
)
# Simple JSON, recognised as valid without parsing it: nearly all answers.
_SIMPLE_JSON = re.compile(r'"[^"\\\x00-\x1f]*"|-?[1-9][0-9]*|0|null')

_ANSWER = event_domain.AnswerSubmittedEvent.event_type
_START = event_domain.ExplorationStartEvent.event_type

# The properties of a start that describe the learner, in the order of
# `cuts.Traits`.
TRAITS = ('visitor', 'device', 'language', 'class_name')


def _reader(event_type: str) -> store.CheckedReader:
    event_class = event_domain.EVENT_CLASSES[event_type]
    declared = {*event_domain.fields_on_the_wire(event_class)}
    optional = {'time_spent_in_state_secs'} & declared
    if event_type == _START:
        optional.update(TRAITS)
    if event_class.counted_field is not None:
        optional.add(event_class.counted_field)
    of_answers: Sequence[str] = ()
    if event_type == _ANSWER:
        of_answers = _REQUIRED_OF_ANSWERS
    return store.CheckedReader(
        MODEL_CLASSES[event_type],
        [*_REQUIRED, *of_answers],
        optional.difference(of_answers),
    )


_READERS = {name: _reader(name) for name in event_domain.EVENT_CLASSES}
_COUNTED_FIELDS = {
    name: event_class.counted_field
    for name, event_class in event_domain.EVENT_CLASSES.items()
}


def kind_of(event_type: str) -> str:
    """Returns the kind of entity that holds a type of event."""
    return MODEL_CLASSES[event_type].kind_name()


def name_of(event_type: str, entry: Entry) -> str:
    """Returns the name of an entry in reports of problems."""
    return f'{kind_of(event_type)} {store.id_of(entry)}'


def stream(
    event_type: str,
    filters: Sequence[store.Filter] = (),
    order: str | None = None,
    limit: int | None = None,
) -> Iterator[Entry]:
    """Yields entries for a type of event, as `store.stream` does."""
    return store.stream(MODEL_CLASSES[event_type], filters, order, limit)


def stream_of_sessions(
    event_type: str, session_ids: Sequence[str]
) -> Iterator[Entry]:
    """Yields the entries of several sessions; starts all queries at once."""
    return store.stream_in(MODEL_CLASSES[event_type], 'session_id', session_ids)


def values_of(event_type: str, entry: Entry) -> dict[str, Any]:
    """Returns the values of an entry from which statistics are computed.

    Args:
        event_type: The type of event that the entry should be.
        entry: The entry.

    Returns:
        The values by name: those that all events have; `counted_value` as in
        `event_domain.Event`; `time_spent_in_state_secs` if the type has it,
        None if it is missing; for an answer also the answer as JSON text, its
        group and its category; for a start the TRAITS, which can be None.

    Raises:
        ValueError: The entry is invalid; the message names the property.
    """
    values = _READERS[event_type](entry)
    version = values['event_schema_version']
    if version != feconf.CURRENT_EVENT_MODELS_SCHEMA_VERSION:
        raise store.WrongValueError('event_schema_version')
    counted_field = _COUNTED_FIELDS[event_type]
    values['counted_value'] = (
        int(values[counted_field] or 0) if counted_field else 0
    )
    if event_type == _ANSWER:
        values['answer'] = _checked_json(values['answer'])
    return values


def _checked_json(stored: bytes) -> str:
    try:
        # The reader returns null as empty bytes.
        text = stored.decode() or 'null'
        if not _SIMPLE_JSON.fullmatch(text):
            value = json.loads(text)
            if '\\u' in text:
                # A lone surrogate is valid in JSON, but not in UTF-8.
                json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise store.WrongValueError('answer') from error
    return text
