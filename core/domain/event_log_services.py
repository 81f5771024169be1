"""What the event log says about sessions, as counts.

What is no event is counted and left.
"""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from core.domain import (
    event_domain,
    event_entry_services,
    session_account_domain,
    stats_computation,
    stats_counters_services,
    stats_domain,
)
from core.platform.datastore import store

SessionKey = session_account_domain.SessionKey

# Reading one session by itself costs about as much as so many events of a
# whole log: it takes a query for each kind of event.
_EVENTS_WORTH_A_SESSION = 50

# Entries that are named for each thing that is wrong.
_MAX_EXAMPLES = 5

# A type of event, and the values of an entry.
_Event = tuple[str, Mapping[str, Any]]


class LogReader:
    """Reads the log of one exploration, and counts what it read.

    Args:
        exp_id: The exploration.
        states: The states of each of its versions.

    Attributes:
        num_events: Events that could be counted, in the last whole reading.
        num_sessions: Sessions that they belong to.
        unusable_events: Entries that were left out, by what is wrong.
        examples: Some of them, by what is wrong.
        last_places: Of the sessions that were read, where the last event of
            each type is of which only that counts.
    """

    def __init__(
        self, exp_id: str, states: Mapping[int, tuple[str, ...]]
    ) -> None:
        self.exp_id = exp_id
        self.states = states
        self.num_events = 0
        self.num_sessions = 0
        self.unusable_events: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}
        self.last_places: dict[
            SessionKey, dict[str, stats_computation.Place]
        ] = {}

    def read_all(self) -> dict[SessionKey, stats_domain.Counts]:
        """Returns what each session comes to, in the form accounts keep."""
        tallies: dict[SessionKey, stats_computation.SessionTally] = defaultdict(
            stats_computation.SessionTally
        )
        self.num_events = 0
        self.unusable_events.clear()
        self.examples.clear()
        for key, event in self._usable():
            self.num_events += 1
            _add(tallies[key], event)
        self.num_sessions = len(tallies)
        return {key: self._counts(key, tally) for key, tally in tallies.items()}

    def read(
        self, keys: Sequence[SessionKey]
    ) -> dict[SessionKey, stats_domain.Counts]:
        """Returns what some sessions come to; nothing for those without events.

        Args:
            keys: Sessions of versions that exist.

        Returns:
            The counts of each of them.
        """
        if len(keys) * _EVENTS_WORTH_A_SESSION > self.num_events:
            found = self.read_all()
            return {key: found.get(key, Counter()) for key in keys}
        return {key: self._read_session(key) for key in keys}

    def _read_session(self, key: SessionKey) -> stats_domain.Counts:
        tally = stats_computation.SessionTally()
        filters = [('session_id', '=', key.session_id)]
        # All are under way before the first answer is looked at.
        for event_type, entries in [
            (each, event_entry_services.stream(each, filters))
            for each in event_domain.EVENT_CLASSES
        ]:
            for entry in entries:
                # What is wrong was told when all were read.
                with contextlib.suppress(ValueError):
                    event = _read(event_type, entry)
                    if _key_of(event) == key:
                        _add(tally, event)
        return self._counts(key, tally)

    def _usable(self) -> Iterator[tuple[SessionKey, _Event]]:
        filters = [('exp_id', '=', self.exp_id)]
        for event_type in event_domain.EVENT_CLASSES:
            for entry in event_entry_services.stream(event_type, filters):
                try:
                    event = _read(event_type, entry)
                except ValueError as error:
                    reason = f'{error} is missing or wrong'
                else:
                    key = _key_of(event)
                    if key.exp_version in self.states:
                        yield key, event
                        continue
                    reason = f'version {key.exp_version} does not exist'
                name = event_entry_services.name_of(event_type, entry)
                self._leave_out(name, reason)

    def _leave_out(self, name: str, reason: str) -> None:
        self.unusable_events[reason] += 1
        known = {*self.examples.get(reason, []), name}
        self.examples[reason] = sorted(known)[:_MAX_EXAMPLES]

    def _counts(
        self, key: SessionKey, tally: stats_computation.SessionTally
    ) -> stats_domain.Counts:
        self.last_places[key] = tally.last_places
        state_names: Collection[str] = self.states[key.exp_version]
        return stats_counters_services.limited(tally.counts, state_names)


def _read(event_type: str, entry: event_entry_services.Entry) -> _Event:
    values = event_entry_services.values_of(event_type, entry)
    return event_type, values | {'event_id': store.id_of(entry)}


def _key_of(event: _Event) -> SessionKey:
    _, values = event
    return SessionKey(
        values['exp_id'], values['exp_version'], values['session_id']
    )


def _add(tally: stats_computation.SessionTally, event: _Event) -> None:
    event_type, values = event
    tally.add(
        event_type,
        values['state_name'],
        values['counted_value'],
        (values['sequence_number'], values['event_id']),
    )
