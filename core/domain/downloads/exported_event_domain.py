"""Downloaded events, without anything that identifies the learner."""

from __future__ import annotations

import dataclasses
import hmac
import math
from collections.abc import Mapping
from typing import Any

from core import feconf
from core.domain import event_domain, event_fields, local_days

# The version of the format. Increase it when a field changes its meaning or is
# removed.
SCHEMA = 'learner-statistics/event-log'
SCHEMA_VERSION = 1

# Hexadecimal digits of a pseudonym: 64 bits. Among a million sessions, two have
# the same one with a probability of about 1 in 30 million.
_PSEUDONYM_LENGTH = 16

_SECS_PER_DAY = 86_400

# Fields of exported answers that are not properties of the event.
ANSWER_FIELDS: Mapping[str, event_fields.Exported] = {
    'is_answer_withheld': event_fields.Exported(
        'boolean',
        'Whether the answer is withheld because too few sessions were counted '
        'that gave it in their own words (min_sessions_per_open_answer).',
    ),
    'withheld_answer_size': event_fields.Exported(
        'text',
        'The length of the answer, or the powers of ten between which it is.',
        null_when='the answer is not withheld',
    ),
    'answer_choices': event_fields.Exported(
        'JSON',
        'The choices that the answer names, as HTML of the version played.',
        null_when='the answer names no choices',
    ),
    'is_answer_right': event_fields.Exported(
        'boolean',
        'Whether the answer was right.',
        null_when='the card asks nothing right or wrong',
    ),
}

# The fields of each event type besides the common ones.
FIELDS_OF: Mapping[str, Mapping[str, event_fields.Exported]] = {
    event_type: event_domain.exported_fields(event_class)
    | (
        dict(ANSWER_FIELDS)
        if event_class is event_domain.AnswerSubmittedEvent
        else {}
    )
    for event_type, event_class in event_domain.EVENT_CLASSES.items()
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ExportedEvent:
    """An event without anything that identifies the learner.

    Attributes:
        event_type: A key of `event_domain.EVENT_CLASSES`.
        session: The pseudonym of the session in this download.
        registration: The same pseudonym as a UUID.
        statement_id: The UUID of the event in this download.
        sequence_number: The index in the session, from 0.
        occurred_at: The server's time: ISO 8601 in UTC, whole seconds.
        exp_version: The version that was played.
        state_name: The state of the event.
        is_excluded: Whether an owner has excluded the session from statistics.
        values: The fields listed in `FIELDS_OF` for this type.
    """

    event_type: str
    session: str
    registration: str
    statement_id: str
    sequence_number: int
    occurred_at: str
    exp_version: int
    state_name: str
    is_excluded: bool
    values: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Returns the event as a line of the download."""
        return {
            'record': 'event',
            'event_type': self.event_type,
            'session': self.session,
            'sequence_number': self.sequence_number,
            'occurred_at': self.occurred_at,
            'exp_version': self.exp_version,
            'state_name': self.state_name,
            'is_excluded': self.is_excluded,
            **self.values,
        }


class Pseudonyms:
    """Pseudonyms for the sessions and events of one download.

    They are keyed hashes (HMAC-SHA-256, RFC 2104). Without the key, a pseudonym
    does not reveal the session, and pseudonyms of two downloads cannot be
    linked.

    Args:
        key: At least 16 random bytes that are not stored.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of_session(self, session_id: str) -> tuple[str, str]:
        """Returns the pseudonym of a session, and its UUID.

        Args:
            session_id: The short id of the session.
        """
        digest = self._digest('session', session_id)
        return digest.hex()[:_PSEUDONYM_LENGTH], _uuid_of(digest)

    def of_event(self, event_id: str) -> str:
        """Returns the UUID of an event in this download."""
        return _uuid_of(self._digest('event', event_id))

    def _digest(self, kind: str, name: str) -> bytes:
        return hmac.digest(self._key, f'{kind} {name}'.encode(), 'sha256')


def _uuid_of(digest: bytes) -> str:
    # The same as uuid.UUID(bytes=…, version=4), in a fifth of its time.
    text = digest.hex()
    variant = '89ab'[int(text[16], 16) & 3]
    return (
        f'{text[:8]}-{text[8:12]}-4{text[13:16]}-'
        f'{variant}{text[17:20]}-{text[20:32]}'
    )


def time_text(at_msecs: float) -> str:
    """Formats a time, rounded down to the second.

    Args:
        at_msecs: Milliseconds since the epoch.

    Raises:
        ValueError: It is not a plausible time.
    """
    if not 0 <= at_msecs <= feconf.MAX_TIME_MSECS:
        raise ValueError('occurred_at_msecs')
    day, secs = divmod(int(at_msecs // 1000), _SECS_PER_DAY)
    hours, secs = divmod(secs, 3600)
    date = local_days.iso_date(day)
    return f'{date}T{hours:02}:{secs // 60:02}:{secs % 60:02}Z'


def rounded_secs(seconds: float, name: str) -> float:
    """Rounds a duration to a tenth of a second.

    Args:
        seconds: The duration.
        name: The name of the field, for the error.

    Raises:
        ValueError: It is not a duration.
    """
    if not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError(name)
    return round(seconds, 1)
