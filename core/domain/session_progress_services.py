"""How far the reports of a session have come, for a page that goes on with it.

Browsers write what they store some seconds late. One that is killed goes on
from before what it has reported; what counts once in a session must not be
reported by it once more.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import Any

from core.domain import event_domain, event_entry_services, session_token


@dataclasses.dataclass(frozen=True)
class Progress:
    """What the log has of a session.

    Attributes:
        next_sequence_number: The number after its last event.
        states: By the type of its events, the states that they are about.
    """

    next_sequence_number: int
    states: dict[str, list[str]]


def get_progress(session: session_token.Session) -> Progress:
    """Returns how far the reports of a session have come."""
    next_number = 0
    states: dict[str, list[str]] = {}
    for event_type in event_domain.EVENT_CLASSES:
        events = list(_events(event_type, session))
        if events:
            states[event_type] = sorted({each['state_name'] for each in events})
            last = max(each['sequence_number'] for each in events)
            next_number = max(next_number, last + 1)
    return Progress(next_number, states)


def _events(
    event_type: str, session: session_token.Session
) -> Iterator[dict[str, Any]]:
    for entry in event_entry_services.stream_of_sessions(
        event_type, [session.session_id]
    ):
        # An entry that is no event says nothing.
        with contextlib.suppress(ValueError):
            values = event_entry_services.values_of(event_type, entry)
            if (values['exp_id'], values['exp_version']) == (
                session.exp_id,
                session.exp_version,
            ):
                yield values
