"""What the event log says about sessions, as counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from core.domain import (
    event_domain,
    event_services,
    session_account_domain,
    stats_computation,
    stats_counters_services,
    stats_domain,
)

SessionKey = session_account_domain.SessionKey

# Reading one session by itself costs about as much as so many events of a
# whole log: it takes a query for each kind of event.
_EVENTS_WORTH_A_SESSION = 50


class LogReader:
    """Reads the log of one exploration, and counts what it read.

    Args:
        exp_id: The exploration.
        states: The states of each of its versions.

    Attributes:
        num_events: Events that could be counted, in the last whole reading.
        num_sessions: Sessions that they belong to.
        unusable_events: Events that were left out, by what is wrong.
    """

    def __init__(
        self, exp_id: str, states: Mapping[int, tuple[str, ...]]
    ) -> None:
        self.exp_id = exp_id
        self.states = states
        self.num_events = 0
        self.num_sessions = 0
        self.unusable_events: Counter[str] = Counter()

    def read_all(self) -> dict[SessionKey, stats_domain.Counts]:
        """Returns what each session comes to, in the form accounts keep."""
        tallies: dict[SessionKey, stats_domain.Counts] = defaultdict(Counter)
        self.num_events = 0
        self.unusable_events.clear()
        for event in self._usable_events():
            self.num_events += 1
            tallies[_key_of(event)].update(
                stats_computation.counts_of_event(event)
            )
        self.num_sessions = len(tallies)
        return {
            key: self._counts(key, stats_computation.SessionSummary(tally))
            for key, tally in tallies.items()
        }

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
        return {
            key: self._counts(
                key,
                stats_computation.summarise_session(
                    event_services.get_events_of_session(key)
                ),
            )
            for key in keys
        }

    def _usable_events(self) -> Iterator[event_domain.Event]:
        for event in event_services.get_events_of_exploration(self.exp_id):
            if event.exp_version in self.states:
                yield event
            else:
                reason = f'version {event.exp_version} does not exist'
                self.unusable_events[reason] += 1

    def _counts(
        self, key: SessionKey, summary: stats_computation.SessionSummary
    ) -> stats_domain.Counts:
        state_names: Collection[str] = self.states[key.exp_version]
        return stats_counters_services.limited(summary.counts, state_names)


def _key_of(event: event_domain.Event) -> SessionKey:
    return SessionKey(event.exp_id, event.exp_version, event.session_id)
