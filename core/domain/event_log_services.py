"""What the event log says about sessions, as counts.

What is no event is counted and left. The rules are those by which the fold
reads (core/domain/fold/event_stream_services.py), so that both leave out the
same entries.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from core import feconf
from core.domain import (
    event_domain,
    event_services,
    session_account_domain,
    stats_computation,
    stats_counters_services,
    stats_domain,
)
from core.storage.statistics import gae_models as stats_models

SessionKey = session_account_domain.SessionKey

# Reading one session by itself costs about as much as so many events of a
# whole log: it takes a query for each kind of event.
_EVENTS_WORTH_A_SESSION = 50

# Entries that are named for each thing that is wrong.
_MAX_EXAMPLES = 5

_AnswerModel = stats_models.AnswerSubmittedEventLogEntryModel
_TEXTS = ('session_id', 'exp_id', 'state_name')


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
        entries = event_services.get_entries_of_exploration(self.exp_id)
        for key, entry in self._usable(entries):
            self.num_events += 1
            _add(tallies[key], entry)
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
        entries = event_services.get_entries_of_session(key.session_id)
        for entry in entries:
            # Those of another session were told when all were read.
            if what_is_wrong(entry) is None and _key_of(entry) == key:
                _add(tally, entry)
        return self._counts(key, tally)

    def _usable(
        self, entries: Iterable[event_services.Entry]
    ) -> Iterator[tuple[SessionKey, event_services.Entry]]:
        for entry in entries:
            reason = what_is_wrong(entry)
            key = _key_of(entry)
            if reason is None and key.exp_version not in self.states:
                reason = f'version {key.exp_version} does not exist'
            if reason is None:
                yield key, entry
            else:
                self._leave_out(entry, reason)

    def _leave_out(self, entry: event_services.Entry, reason: str) -> None:
        self.unusable_events[reason] += 1
        _, model = entry
        known = {*self.examples.get(reason, []), _name_of(model.key.flat())}
        self.examples[reason] = sorted(known)[:_MAX_EXAMPLES]

    def _counts(
        self, key: SessionKey, tally: stats_computation.SessionTally
    ) -> stats_domain.Counts:
        self.last_places[key] = tally.last_places
        state_names: Collection[str] = self.states[key.exp_version]
        return stats_counters_services.limited(tally.counts, state_names)


def what_is_wrong(entry: event_services.Entry) -> str | None:
    """Returns why an entry of the log is no event; None if it is one."""
    _, model = entry
    if model.event_schema_version != feconf.CURRENT_EVENT_MODELS_SCHEMA_VERSION:
        return _missing('event_schema_version')
    for name in _TEXTS:
        text = getattr(model, name)
        if not isinstance(text, str) or not text:
            return _missing(name)
    numbers = ['sequence_number', 'occurred_at_msecs', 'exp_version']
    if isinstance(model, _AnswerModel):
        numbers += ['time_spent_in_state_secs', 'answer_group_index']
    for name in numbers:
        if not isinstance(getattr(model, name), int | float):
            return _missing(name)
    if isinstance(model, _AnswerModel):
        if not model.classification_categorization:
            return _missing('classification_categorization')
        if not _has_answer(model):
            return _missing('answer')
    return None


def _has_answer(model: _AnswerModel) -> bool:
    try:
        _ = model.answer
    except ValueError:
        # It is no JSON; NDB looks only when asked.
        return False
    return True


def _missing(name: str) -> str:
    return f'{name} is missing or wrong'


def _name_of(path: Sequence[str | int]) -> str:
    kind, name = path
    return f'{kind} {name}'


def _key_of(entry: event_services.Entry) -> SessionKey:
    _, model = entry
    return SessionKey(model.exp_id, model.exp_version, model.session_id)


def _add(
    tally: stats_computation.SessionTally, entry: event_services.Entry
) -> None:
    event_type, model = entry
    field = event_domain.EVENT_CLASSES[event_type].counted_field
    value = getattr(model, field) if field else 0
    place = model.sequence_number, str(model.key.id())
    tally.add(event_type, model.state_name, int(value or 0), place)
