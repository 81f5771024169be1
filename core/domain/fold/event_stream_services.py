"""Reading the event log session by session, fast and in little memory.

Each kind of event is read in the order of session ids, which needs no index
beyond the one that there is, and the streams are merged. So all events of a
session come together however long the log is, and never more than a batch of
each kind is in memory.

Only what statistics are made from is read: the learners' parameters stay
behind. An entry that is no event is counted and left.
"""

from __future__ import annotations

import heapq
import itertools
import operator
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from core import feconf
from core.domain import event_domain, event_services, session_account_domain
from core.domain.job_runs import bad_data_domain
from core.domain.summaries import log_rows
from core.platform.datastore import raw_datastore_services
from core.storage.statistics import gae_models as stats_models

SessionKey = session_account_domain.SessionKey
Pb = raw_datastore_services.Pb
Rows = list[log_rows.LogRow]
# Session id, exploration, version and what happened.
_Item = tuple[str, str, int, log_rows.LogRow]

_ANSWER = event_domain.AnswerSubmittedEvent.event_type
_COUNTED_FIELDS = {
    name: event_class.counted_field
    for name, event_class in event_domain.EVENT_CLASSES.items()
}
_VERSION = feconf.CURRENT_EVENT_MODELS_SCHEMA_VERSION

# Sessions whose events are asked for before the first answer is awaited: in the
# Cloud that is some dozen requests side by side.
_SESSIONS_ASKED_FOR_AT_ONCE = 120

# The characters of a session id, in the order in which they are indexed.
_ID_CHARACTERS = (
    '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
)

# Parts of the log that the ids can be split in: by their first two characters.
MAX_RANGES = len(_ID_CHARACTERS) ** 2


class SessionRange(NamedTuple):
    """The sessions whose ids are at least `first` and below `end`.

    Attributes:
        first: The first id; '' for the very first.
        end: What all ids are below; None for no end.
    """

    first: str = ''
    end: str | None = None


def split_log(number: int) -> list[SessionRange]:
    """Returns ranges of session ids that hold about as many sessions each.

    Args:
        number: How many ranges are wanted, at least 1.

    Returns:
        Ranges that hold every id once; at most MAX_RANGES.
    """
    number = min(number, MAX_RANGES)
    starts = [
        _ID_CHARACTERS[place // len(_ID_CHARACTERS)]
        + _ID_CHARACTERS[place % len(_ID_CHARACTERS)]
        for place in (MAX_RANGES * i // number for i in range(1, number))
    ]
    firsts = ['', *starts]
    return [
        SessionRange(first, end)
        for first, end in zip(firsts, [*starts, None], strict=True)
    ]


def read_sessions(
    sessions: SessionRange, problems: bad_data_domain.BadData
) -> Iterator[tuple[SessionKey, Rows]]:
    """Yields the sessions of a part of the log with their events.

    Args:
        sessions: The part.
        problems: Where entries that are no events are counted.

    Yields:
        Each session and version with all its events, in no order. Sessions
        come in the order of their ids.
    """
    filters = [('session_id', '>=', sessions.first)]
    if sessions.end is not None:
        filters.append(('session_id', '<', sessions.end))
    streams = [
        _read_kind(event_type, filters, 'session_id', problems)
        for event_type in event_domain.EVENT_CLASSES
    ]
    merged = heapq.merge(*map(_by_session, streams), key=_first)
    for _, parts in itertools.groupby(merged, _first):
        yield from _by_key(item for _, items in parts for item in items).items()


def read_sessions_of_versions(
    exp_id: str,
    versions: Collection[int],
    sessions: SessionRange,
    problems: bad_data_domain.BadData,
) -> Iterator[tuple[SessionKey, Rows]]:
    """Yields the sessions of one exploration; reads nothing of others.

    They are found by their accounts: the transaction that writes the first
    event of a session makes its account.

    Args:
        exp_id: The exploration.
        versions: Its versions, all of them.
        sessions: The part of the log.
        problems: Where entries that are no events are counted.

    Yields:
        Each session and version with all its events, in no order.
    """
    for version in versions:
        session_ids = sessions_with_account(exp_id, version, sessions)
        while part := list(
            itertools.islice(session_ids, _SESSIONS_ASKED_FOR_AT_ONCE)
        ):
            found = read_some_sessions(part, problems)
            for key, rows in found.items():
                # Those of another version have an account of their own.
                if key.exp_id == exp_id and (
                    key.exp_version == version
                    or key.exp_version not in versions
                ):
                    yield key, rows


def sessions_with_account(
    exp_id: str, version: int, sessions: SessionRange
) -> Iterator[str]:
    """Yields the ids of the sessions of a version that have an account.

    Args:
        exp_id: The exploration.
        version: The version that was played.
        sessions: The part of the log.
    """
    for account in _accounts(exp_id, version, sessions, keys_only=True):
        yield account.key.path[0].name.rpartition('.')[2]


def read_accounts(
    exp_id: str, version: int, sessions: SessionRange
) -> Iterator[Pb]:
    """Yields the accounts of the sessions of a version, as raw messages.

    Args:
        exp_id: The exploration.
        version: The version that was played.
        sessions: The part of the log.

    Yields:
        The accounts in the order of the session ids.
    """
    yield from _accounts(exp_id, version, sessions, keys_only=False)


def _accounts(
    exp_id: str, version: int, sessions: SessionRange, *, keys_only: bool
) -> Iterator[Pb]:
    model = stats_models.SessionAccountModel
    kind, prefix = model.kind_name(), model.get_entity_id(exp_id, version, '')
    # '/' is the character behind '.'.
    end = f'{prefix[:-1]}/' if sessions.end is None else prefix + sessions.end
    key_message = raw_datastore_services.key_message
    return raw_datastore_services.query(
        kind,
        [
            (
                raw_datastore_services.KEY,
                '>=',
                key_message(kind, prefix + sessions.first),
            ),
            (raw_datastore_services.KEY, '<', key_message(kind, end)),
        ],
        keys_only=keys_only,
    )


def read_some_sessions(
    session_ids: Sequence[str], problems: bad_data_domain.BadData
) -> dict[SessionKey, Rows]:
    """Returns the events with any of some session ids.

    Args:
        session_ids: The sessions, each once.
        problems: Where entries that are no events are counted.

    Returns:
        The events of each session and version, in no order.
    """
    return _by_key(
        item
        for part in _parts(session_ids, _SESSIONS_ASKED_FOR_AT_ONCE)
        # All are under way before the first answer is looked at.
        for stream in [
            _read_kind(event_type, filters, None, problems)
            for filters in _filters_for(part)
            for event_type in event_domain.EVENT_CLASSES
        ]
        for item in stream
    )


def _filters_for(
    session_ids: Sequence[str],
) -> list[list[raw_datastore_services.Filter]]:
    if raw_datastore_services.knows_in():
        return [
            [('session_id', 'in', part)]
            for part in _parts(
                session_ids, raw_datastore_services.MAX_IN_VALUES
            )
        ]
    return [[('session_id', '=', each)] for each in session_ids]


def _parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _by_session(
    stream: Iterable[_Item],
) -> Iterator[tuple[str, list[_Item]]]:
    for session_id, items in itertools.groupby(stream, _first):
        yield session_id, list(items)


_first = operator.itemgetter(0)


def _by_key(items: Iterable[_Item]) -> dict[SessionKey, Rows]:
    # A session plays one version: nearly always there is one group.
    groups: dict[tuple[str, str, int], Rows] = {}
    for session_id, exp_id, exp_version, row in items:
        groups.setdefault((session_id, exp_id, exp_version), []).append(row)
    return {
        SessionKey(exp_id, exp_version, session_id): rows
        for (session_id, exp_id, exp_version), rows in groups.items()
    }


def _read_kind(
    event_type: str,
    filters: Sequence[raw_datastore_services.Filter],
    order: str | None,
    problems: bad_data_domain.BadData,
) -> Iterator[_Item]:
    """Yields the events of one kind; they are asked for at once."""
    kind = event_services.kind_of(event_type)
    entities = raw_datastore_services.query(kind, filters, order)
    return decoded(event_type, entities, problems)


def decoded(
    event_type: str,
    entities: Iterable[Pb],
    problems: bad_data_domain.BadData,
) -> Iterator[tuple[str, str, int, log_rows.LogRow]]:
    """Yields what entities of one kind say.

    Args:
        event_type: The type of event that they should be.
        entities: The raw `Entity` messages.
        problems: Where entries that are no events are counted.

    Yields:
        Session id, exploration, version and event.
    """
    kind = event_services.kind_of(event_type)
    decode = _read_answer if event_type == _ANSWER else _read_event
    for entity in entities:
        name = entity.key.path[0].name
        try:
            yield decode(event_type, name, entity.properties)
        except ValueError as error:
            problems.add(f'{error} is missing or wrong', f'{kind} {name}')


def _read_event(event_type: str, event_id: str, properties: Pb) -> _Item:
    # Millions of times: what is nearly always there is read without a call.
    session_id = properties['session_id'].string_value
    exp_id = properties['exp_id'].string_value
    state_name = properties['state_name'].string_value
    if not (
        session_id
        and exp_id
        and state_name
        and properties['event_schema_version'].integer_value == _VERSION
    ):
        raise ValueError(_first_missing(properties))
    seconds = -1.0
    if 'time_spent_in_state_secs' in properties:
        seconds = _number(properties, 'time_spent_in_state_secs')
    row = log_rows.LogRow(
        properties['sequence_number'].integer_value
        or _integer(properties, 'sequence_number'),
        properties['occurred_at_msecs'].double_value
        or _number(properties, 'occurred_at_msecs'),
        event_id,
        event_type,
        state_name,
        seconds,
        counted_value=_counted_value(event_type, properties),
    )
    exp_version = properties['exp_version'].integer_value
    if not exp_version:
        exp_version = _integer(properties, 'exp_version')
    return session_id, exp_id, exp_version, row


def _read_answer(event_type: str, event_id: str, properties: Pb) -> _Item:
    session_id, exp_id, exp_version, row = _read_event(
        event_type, event_id, properties
    )
    category = properties['classification_categorization'].string_value
    if row.time_spent_in_state_secs < 0:
        _number(properties, 'time_spent_in_state_secs')
    if not category:
        raise ValueError('classification_categorization')
    answer = log_rows.LogRow(
        *row[:6],
        _answer_text(properties['answer'].blob_value),
        properties['answer_group_index'].integer_value
        or _integer(properties, 'answer_group_index'),
        category,
        row.counted_value,
    )
    return session_id, exp_id, exp_version, answer


def _answer_text(stored: bytes) -> str:
    try:
        # Without a value the answer is null.
        return log_rows.answer_text_of_json(stored.decode() or 'null')
    except ValueError as error:
        raise ValueError('answer') from error


def _counted_value(event_type: str, properties: Pb) -> int:
    name = _COUNTED_FIELDS[event_type]
    if name is None:
        return 0
    value = properties[name]
    return int(value.boolean_value) or int(value.integer_value)


def _first_missing(properties: Pb) -> str:
    if properties['event_schema_version'].integer_value != _VERSION:
        return 'event_schema_version'
    names = ('session_id', 'exp_id', 'state_name')
    return next(name for name in names if not properties[name].string_value)


def _integer(properties: Pb, name: str) -> int:
    value = properties[name]
    number: int = value.integer_value
    if not number and value.WhichOneof('value_type') != 'integer_value':
        raise ValueError(name)
    return number


def _number(properties: Pb, name: str) -> float:
    value = properties[name]
    number: float = value.double_value
    if not number and value.WhichOneof('value_type') != 'double_value':
        return float(_integer(properties, name))
    return number
