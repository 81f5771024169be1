"""Events as creators download them: what a learner did, and not who."""

from __future__ import annotations

import dataclasses
import hmac
import math
from collections.abc import Mapping
from typing import Any

from core import feconf
from core.domain import event_domain, event_fields, local_days

# What the lines of the download are written as. Raise it when a field changes
# its meaning, or goes.
SCHEMA = 'learner-statistics/event-log'
SCHEMA_VERSION = 1

# Hexadecimal digits of a pseudonym: 64 bits, with which two of a million
# sessions meet with a probability of about 1 in 30 million.
_PSEUDONYM_LENGTH = 16

_SECS_PER_DAY = 86_400

# Fields of exported answers that the event itself does not have.
ANSWER_FIELDS: Mapping[str, event_fields.Exported] = {
    'is_answer_withheld': event_fields.Exported(
        'boolean',
        'Whether the answer is withheld because fewer than '
        f'{feconf.ANSWERS_K_ANONYMITY} sessions were counted that gave it in '
        'their own words.',
    ),
    'is_answer_right': event_fields.Exported(
        'boolean',
        'Whether the answer was right.',
        null_when='the card asks nothing right or wrong',
    ),
}

# The fields of each type of event on top of those that all have.
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
    """One event without what would tell the learner.

    Attributes:
        event_type: As in `event_domain.EVENT_CLASSES`.
        session: The pseudonym of the session in this download.
        registration: The same as a UUID.
        statement_id: The UUID of the event in this download.
        sequence_number: The place in the session, from 0.
        occurred_at: When, by our clock: ISO 8601 in UTC, whole seconds.
        exp_version: The version that was played.
        state_name: The state that the event is about.
        is_excluded: Whether an owner has left the session out of all figures.
        values: The fields that `FIELDS_OF` names for this kind.
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
        """Returns the event as a line of the download says it."""
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
    """Names for the sessions and events of one download.

    They are keyed hashes (HMAC-SHA-256, RFC 2104). Whoever does not have the
    key can neither find out a session from its pseudonym nor tell that two
    pseudonyms of two downloads mean one session.

    Args:
        key: Random bytes, at least 16, that nobody keeps.
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
    # As uuid.UUID(bytes=…, version=4) writes it, in a fifth of its time.
    text = digest.hex()
    variant = '89ab'[int(text[16], 16) & 3]
    return (
        f'{text[:8]}-{text[8:12]}-4{text[13:16]}-'
        f'{variant}{text[17:20]}-{text[20:32]}'
    )


def time_text(at_msecs: float) -> str:
    """Returns a moment to the second, rounded down.

    Args:
        at_msecs: Milliseconds since the epoch.

    Raises:
        ValueError: It is no moment of this time.
    """
    if not 0 <= at_msecs <= feconf.MAX_TIME_MSECS:
        raise ValueError('occurred_at_msecs')
    day, secs = divmod(int(at_msecs // 1000), _SECS_PER_DAY)
    hours, secs = divmod(secs, 3600)
    date = local_days.iso_date(day)
    return f'{date}T{hours:02}:{secs // 60:02}:{secs % 60:02}Z'


def rounded_secs(seconds: float, name: str) -> float:
    """Returns a length of time, to the tenth of a second.

    Args:
        seconds: The time.
        name: The name of the field, for the error.

    Raises:
        ValueError: It is no time.
    """
    if not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError(name)
    return round(seconds, 1)
