"""The progress of the reports of a session, for a page that resumes it.

Browsers write their storage some seconds late. A killed browser resumes at a
point before its last reports, and must not repeat reports that count once in a
session.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import Any

from core.domain import event_domain, event_entry_services, session_token


@dataclasses.dataclass(frozen=True)
class Progress:
    """The logged events of a session.

    Attributes:
        next_sequence_number: The sequence number of its next event.
        states: The states of its events, by event type.
    """

    next_sequence_number: int
    states: dict[str, list[str]]


def get_progress(session: session_token.Session) -> Progress:
    """Returns the progress of the reports of a session."""
    next_number = 0
    states: dict[str, list[str]] = {}
    for event_type in event_domain.EVENT_CLASSES:
        events = list(_events(event_type, session))
        if events:
            states[event_type] = sorted(
                {event['state_name'] for event in events}
            )
            last = max(event['sequence_number'] for event in events)
            next_number = max(next_number, last + 1)
    return Progress(next_number, states)


def _events(
    event_type: str, session: session_token.Session
) -> Iterator[dict[str, Any]]:
    for entry in event_entry_services.stream_of_sessions(
        event_type, [session.session_id]
    ):
        # Invalid entries are skipped.
        with contextlib.suppress(ValueError):
            values = event_entry_services.values_of(event_type, entry)
            if (values['exp_id'], values['exp_version']) == (
                session.exp_id,
                session.exp_version,
            ):
                yield values
