"""The event log of an exploration, read page by page for a download.

Each kind of event is read in the order of its random ids, which needs only the
index on `exp_id`. So a log of any length needs the memory of one response of
the store, and the order does not reveal the times of learners.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core import clock
from core.domain import (
    event_domain,
    event_entry_services,
    event_fields,
    exclusion_services,
    exp_services,
    local_days,
)
from core.domain.downloads import (
    common_answers_services,
    export_token,
    exported_event_domain,
)
from core.domain.summaries import answer_forms, answer_key, cuts, log_rows
from core.domain.summary_views import withheld_answers
from core.platform.datastore import store

Entry = event_entry_services.Entry
ExportedEvent = exported_event_domain.ExportedEvent

_KINDS = tuple(event_domain.EVENT_CLASSES)
_ANSWER = event_domain.AnswerSubmittedEvent.event_type
_START = event_domain.ExplorationStartEvent.event_type


@dataclasses.dataclass
class Totals:
    """The result of one part of a download.

    Attributes:
        num_events: The number of written events.
        num_answers_withheld: The number of these whose answer is withheld.
        left_out: Entries that are not events, by reason.
    """

    num_events: int = 0
    num_answers_withheld: int = 0
    left_out: Counter[str] = dataclasses.field(default_factory=Counter)


class EventLogExport:
    """One part of a download of the event log.

    Args:
        exp_id: The exploration.
        days: The requested days, in the time zone of the version of each event,
            as in the daily series.
        position: The beginning of the part.

    Attributes:
        exploration: The latest version.
        totals: The totals so far.

    Raises:
        EntityNotFoundError: The exploration does not exist.
    """

    def __init__(
        self, exp_id: str, days: cuts.Cut, position: export_token.Position
    ) -> None:
        self.exploration = exp_services.get_exploration_by_id(exp_id)
        self.position = position
        self.totals = Totals()
        self._exp_id = exp_id
        self._days = days
        self._names = exported_event_domain.Pseudonyms(position.key)
        self._commits = {
            commit.version: commit
            for commit in exp_services.get_exploration_commits(exp_id)
        }
        self._answers = common_answers_services.get_common_answers(
            exp_id, list(self._commits)
        )
        self._keys = _AnswerKeys(exp_id)
        self._left_out = exclusion_services.read_left_out(exp_id)

    def header(self) -> dict[str, Any]:
        """Returns the first line, which describes the download."""
        return {
            'record': 'header',
            'schema': exported_event_domain.SCHEMA,
            'schema_version': exported_event_domain.SCHEMA_VERSION,
            'exp_id': self._exp_id,
            'title': self.exploration.title,
            'versions': [
                {'version': version, 'saved_at': _time(commit.created_on)}
                for version, commit in self._commits.items()
            ],
            'exported_at': exported_event_domain.time_text(clock.now_msecs()),
            'from': self._days.first_date,
            'to': self._days.last_date,
            'time_zone': self.exploration.time_zone,
            'part': self.position.part,
            'min_sessions_per_open_answer': self._answers.k_anonymity,
            'answers_counted_at': _time(self._answers.counted_at),
        }

    def footer(self, token: str | None) -> dict[str, Any]:
        """Returns the last line: totals and completeness.

        Args:
            token: The token for the next part; None if there is none.
        """
        return {
            'record': 'end',
            'num_events': self.totals.num_events,
            'num_answers_withheld': self.totals.num_answers_withheld,
            'num_left_out': sum(self.totals.left_out.values()),
            'left_out': dict(sorted(self.totals.left_out.items())),
            'is_complete': token is None,
            'continue': token,
        }

    def pages(self) -> Iterator[list[ExportedEvent]]:
        """Yields events, one page of the store at a time.

        With each page, `position` moves to the beginning of the next one.
        """
        filters = [('exp_id', '=', self._exp_id)]
        while self.position.kind < len(_KINDS):
            event_type = _KINDS[self.position.kind]
            entries, cursor = store.get_page(
                event_entry_services.MODEL_CLASSES[event_type],
                filters,
                self.position.cursor,
            )
            kind = self.position.kind if cursor else self.position.kind + 1
            self.position = dataclasses.replace(
                self.position, kind=kind, cursor=cursor
            )
            yield list(self._events(event_type, entries))

    @property
    def is_finished(self) -> bool:
        """Whether the whole log has been read."""
        return self.position.kind == len(_KINDS)

    def _events(
        self, event_type: str, entries: list[Entry]
    ) -> Iterator[ExportedEvent]:
        for entry in entries:
            try:
                event = self._event(event_type, entry)
            except ValueError as error:
                reason = f'{event_type}: {error} is missing or wrong'
                self.totals.left_out[reason] += 1
                continue
            if event is not None:
                self.totals.num_events += 1
                yield event

    def _event(self, event_type: str, entry: Entry) -> ExportedEvent | None:
        """Converts an entry to an event; None if it is outside the days.

        Raises:
            ValueError: The entry is not an event; names the invalid property.
        """
        common = event_entry_services.values_of(event_type, entry)
        at_msecs = common['occurred_at_msecs']
        occurred_at = exported_event_domain.time_text(at_msecs)
        version, state_name = common['exp_version'], common['state_name']
        if version not in self._commits:
            raise store.WrongValueError('exp_version')
        if not self._is_requested(version, at_msecs):
            return None
        session, registration = self._names.of_session(common['session_id'])
        values = _OWN_VALUES[event_type](entry)
        return ExportedEvent(
            event_type=event_type,
            session=session,
            registration=registration,
            statement_id=self._names.of_event(store.id_of(entry)),
            sequence_number=common['sequence_number'],
            occurred_at=occurred_at,
            exp_version=version,
            state_name=state_name,
            is_excluded=(version, common['session_id']) in self._left_out,
            values=self._values(event_type, values, version, state_name),
        )

    def _is_requested(self, version: int, at_msecs: float) -> bool:
        if self._days.is_all:
            return True
        zone = self._keys.time_zone_of(version)
        return self._days.has_day(local_days.day_of(at_msecs, zone))

    def _values(
        self,
        event_type: str,
        values: Mapping[str, Any],
        version: int,
        state_name: str,
    ) -> dict[str, Any]:
        """Returns the fields specific to this kind of event."""
        exported = exported_event_domain.FIELDS_OF[event_type]
        computed: dict[str, Any] = {}
        if event_type == _ANSWER:
            computed = self._answer(values, version, state_name)
        elif event_type == _START:
            computed = self._traits(values)
        return {
            name: computed[name]
            if name in computed
            else _export_value(values[name], name, exported[name])
            for name in exported
        }

    def _traits(self, values: Mapping[str, Any]) -> dict[str, Any]:
        names = event_entry_services.TRAITS
        traits = self._answers.traits_to_show(
            cuts.Traits(*(values[name] or '' for name in names))
        )
        return {
            name: value or None
            for name, value in zip(names, traits, strict=True)
        }

    def _answer(
        self, values: Mapping[str, Any], version: int, state_name: str
    ) -> dict[str, Any]:
        interaction_id = values['interaction_id']
        answer = answer_forms.to_counted_form(
            interaction_id, _json(values, 'answer')
        )
        is_shown = self._answers.may_be_shown(
            state_name, interaction_id, answer
        )
        group = values['answer_group_index']
        self.totals.num_answers_withheld += not is_shown
        return {
            'answer': answer if is_shown else None,
            'is_answer_withheld': not is_shown,
            'withheld_answer_size': None
            if is_shown
            else withheld_answers.size_of(log_rows.answer_text(answer)).text,
            'answer_choices': _choices_in_answer(
                self._keys.choices_of(version, state_name), answer
            ),
            'is_answer_right': self._keys.is_right(version, state_name, group),
        }


def _own_values(event_type: str) -> store.CheckedReader:
    """Returns the function that reads the fields of one event type."""
    model_class = event_entry_services.MODEL_CLASSES[event_type]
    exported = exported_event_domain.FIELDS_OF[event_type]
    required = [
        name
        for name, field in exported.items()
        if name not in _COMPUTED_OF_ANSWERS
        and not field.null_when
        and field.type != 'boolean'
    ]
    optional = exported.keys() - {*required, *_COMPUTED_OF_ANSWERS}
    if event_type == _ANSWER:
        required += ['answer', 'answer_group_index']
        optional |= {'interaction_id'}
    return store.CheckedReader(model_class, required, optional)


# The computed fields of answers.
_COMPUTED_OF_ANSWERS = {'answer', *exported_event_domain.ANSWER_FIELDS}

_OWN_VALUES = {name: _own_values(name) for name in _KINDS}


@dataclasses.dataclass(frozen=True)
class _OfVersion:
    time_zone: str
    states: dict[str, answer_key.StateKey]


class _AnswerKeys:
    """Time zones and answer keys of versions, loaded on demand."""

    def __init__(self, exp_id: str) -> None:
        self._exp_id = exp_id
        self._versions: dict[int, _OfVersion] = {}
        # Versions share most of their states; equal keys are stored once.
        self._state_keys: dict[answer_key.StateKey, answer_key.StateKey] = {}

    def is_right(
        self, version: int, state_name: str, group: int
    ) -> bool | None:
        """Returns whether an answer is right; None if it is neither."""
        state = self._get(version).states.get(state_name)
        if state is None or not state.is_question:
            return None
        if not 0 <= group < len(state.rightness):
            return None
        return state.rightness[group]

    def choices_of(self, version: int, state_name: str) -> tuple[str, ...]:
        """Returns the choices of a state, if it has some."""
        state = self._get(version).states.get(state_name)
        return state.choices if state else ()

    def time_zone_of(self, version: int) -> str:
        """Returns the time zone of a version, as an IANA name."""
        return self._get(version).time_zone

    def _get(self, version: int) -> _OfVersion:
        if version not in self._versions:
            self._versions[version] = self._read(version)
        return self._versions[version]

    def _read(self, version: int) -> _OfVersion:
        exploration = exp_services.get_exploration_by_id(self._exp_id, version)
        # Only the text of one version is kept in memory.
        store.clear_ndb_cache()
        states = answer_key.build_answer_key(exploration).states
        return _OfVersion(
            exploration.time_zone,
            {
                name: self._state_keys.setdefault(key, key)
                for name, key in states.items()
            },
        )


def _choices_in_answer(choices: Sequence[str], answer: Any) -> list[str] | None:
    """Returns the choices that an answer names; None without `choices`."""
    if not choices:
        return None
    indices = answer if isinstance(answer, list) else [answer]
    return [
        choices[index]
        for index in indices
        if isinstance(index, int) and 0 <= index < len(choices)
    ]


def _time(moment: Any) -> str | None:
    """Formats a time of the store, which is in UTC."""
    return moment and moment.strftime('%Y-%m-%dT%H:%M:%SZ')


def _export_value(
    value: Any, name: str, exported: event_fields.Exported
) -> Any:
    """Returns a value in the form of downloads.

    Raises:
        ValueError: The number is not a duration.
    """
    if exported.type == 'boolean':
        return bool(value)
    if exported.type == 'number' and value is not None:
        return exported_event_domain.rounded_secs(value, name)
    return value


def _json(values: Mapping[str, Any], name: str) -> Any:
    # A missing value is null.
    try:
        value = json.loads(values[name] or b'null')
        # NaN and 1e999 can be read but are not JSON.
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise store.WrongValueError(name) from error
    return value
