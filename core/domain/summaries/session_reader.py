"""Summarises the events of one session."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable

from core import feconf
from core.domain import (
    event_domain,
    local_days,
    stats_computation,
    stats_domain,
)
from core.domain.summaries import (
    answer_forms,
    answer_key,
    cuts,
    playthrough_issues,
    session_summary,
)
from core.domain.summaries.log_rows import LogRow
from core.domain.summaries.session_summary import (
    AnswerRecord,
    SessionSummary,
    StateRecord,
    Visit,
)

# The maximum time between two events of a session: the lifetime of its token
# plus one day.
_MAX_AGE_MSECS = (
    1000 * feconf.SESSION_TOKEN_MAX_AGE_SECS + local_days.MSECS_PER_DAY
)
_MAX_SECS = feconf.MAX_TIME_SPENT_IN_STATE_SECS

_START: stats_domain.CounterKey = None, 'num_starts'

# The key of states that the version does not have.
_UNKNOWN_KEY = answer_key.StateKey('')


def summarise_session(
    session_id: str,
    rows: Iterable[LogRow],
    key: answer_key.AnswerKey,
    now_msecs: float | None = None,
) -> SessionSummary:
    """Summarises a session.

    Args:
        session_id: The session.
        rows: Its events, in any order.
        key: The answer key of the version that was played.
        now_msecs: The current time, which decides whether the session may
            continue; None if it has ended.

    Returns:
        The summary; the order of the rows does not affect it. No row raises an
        error: contradictions are counted in `problems`.
    """
    reader = _Reader(key)
    for row in sorted(map(_with_time, rows)):
        reader.read(row)
    return reader.summary(digest_of(session_id), now_msecs)


def _with_time(row: LogRow) -> LogRow:
    """Replaces a time that is NaN, which would prevent sorting."""
    at_msecs = row[1]
    return row if at_msecs == at_msecs else row._replace(occurred_at_msecs=-1.0)


def digest_of(session_id: str) -> str:
    """Returns a digest that does not reveal the id of a session."""
    return hashlib.sha256(session_id.encode()).hexdigest()[:16]


@dataclasses.dataclass(slots=True)
class _Stay:
    """A visit that has not ended."""

    state: str
    key: answer_key.StateKey
    msecs: int = -1
    attempts: int = 0
    self_loops: int = 0
    wrong_loops: int = 0
    last_right: bool = True
    is_left: bool = False


class _Reader:
    """Reads the rows of a session in chronological order."""

    def __init__(self, key: answer_key.AnswerKey) -> None:
        self._states = key.states
        self._zone = key.time_zone
        self._tally = stats_computation.SessionTally()
        self._visits: list[Visit] = []
        self._records: dict[str, StateRecord] = {}
        # By (state, answer, category).
        self._answers: dict[tuple[str, str, str], AnswerRecord] = {}
        # By (state, key of equal answers).
        self._equal_answers: set[tuple[str, str]] = set()
        self._actions: list[session_summary.Action] = []
        self._stay: _Stay | None = None
        self._is_complete = False
        self._is_at_refresher = False
        self._next_number = 0
        self._first_at = self._last_at = 0.0
        self._last_id = ''
        self._problems: dict[str, int] = {}
        self._traits = cuts.NO_TRAITS

    def read(self, row: LogRow) -> None:
        """Reads the next row."""
        if row.event_id == self._last_id:
            self._note('duplicate_event')
            return
        if row.sequence_number != self._next_number:
            self._note(
                'gap'
                if row.sequence_number > self._next_number
                else 'repeated_sequence_number'
            )
        at = row.occurred_at_msecs
        if not 0 <= at <= feconf.MAX_TIME_MSECS or (
            self._last_id and abs(at - self._first_at) > _MAX_AGE_MSECS
        ):
            self._note('impossible_time')
            at = self._last_at
        self._set_time(at)
        self._next_number = row.sequence_number + 1
        self._last_id = row.event_id
        read = _READERS.get(row.event_type)
        if read is not None:
            read(self, row)
        elif row.event_type not in event_domain.EVENT_CLASSES:
            self._note('unknown_event_type')
        self._tally.add(
            row.event_type,
            row.state_name,
            row.counted_value,
            (row.sequence_number, row.event_id),
            local_days.day_of(at, self._zone),
        )

    def _set_time(self, at: float) -> None:
        if not self._last_id:
            self._first_at = self._last_at = at
        self._first_at = min(at, self._first_at)
        self._last_at = max(at, self._last_at)

    def _note(self, problem: str) -> None:
        self._problems[problem] = self._problems.get(problem, 0) + 1

    def _resolve(self, name: str) -> tuple[str, answer_key.StateKey]:
        """Returns the name of a state in the summary, and its key."""
        key = self._states.get(name)
        if key is not None:
            return name, key
        self._note('unknown_state')
        return session_summary.UNKNOWN_STATE, _UNKNOWN_KEY

    def _enter(self, row: LogRow) -> _Stay:
        self._is_at_refresher = False
        self._end_stay(session_summary.BROKEN)
        state, key = self._resolve(row.state_name)
        stay = self._stay = _Stay(state, key)
        record = self._records.get(state)
        if record is None:
            record = self._records[state] = StateRecord()
        record.visits += 1
        if key.is_terminal:
            stay.is_left = True
        return stay

    def _stay_in(self, row: LogRow, problem: str) -> _Stay:
        """Returns the visit to the state of a row; begins one if needed."""
        stay = self._stay
        if stay is not None and (
            stay.state == row.state_name
            or (stay.key is _UNKNOWN_KEY and row.state_name not in self._states)
        ):
            return stay
        self._note(problem)
        return self._enter(row)

    def _end_stay(self, ending: int) -> None:
        stay = self._stay
        if stay is None:
            return
        if stay.key.is_terminal:
            ending = session_summary.TERMINAL
        elif stay.is_left and ending == session_summary.BROKEN:
            ending = session_summary.LED_ON
        if stay.msecs > 0:
            self._records[stay.state].time_msecs += stay.msecs
        if len(self._visits) >= feconf.MAX_VISITS_PER_SESSION:
            self._note('too_many_visits')
            return
        self._visits.append(
            Visit(
                stay.state,
                stay.msecs,
                stay.attempts,
                stay.self_loops,
                stay.wrong_loops,
                ending,
            )
        )

    def _msecs(self, row: LogRow) -> int:
        secs = row.time_spent_in_state_secs
        if 0 <= secs <= _MAX_SECS:
            return int(secs * 1000 + 0.5)
        self._note('impossible_time')
        return -1

    def on_start(self, row: LogRow) -> None:
        if _START in self._tally.counted_once:
            self._note('repeated_start')
        else:
            self._traits = row.traits

    def on_hit(self, row: LogRow) -> None:
        stay = self._stay
        if stay is not None and not stay.is_left:
            self._note('entered_without_leaving')
        self._enter(row)

    def on_answer(self, row: LogRow) -> None:
        self._is_at_refresher = False
        stay = self._stay_in(row, 'answer_elsewhere')
        group = row.answer_group_index
        key = stay.key
        if 0 <= group < len(key.destinations):
            dest, is_right = key.destinations[group], key.rightness[group]
        else:
            self._note('unknown_answer_group')
            dest, is_right = stay.state, False
        stay.attempts += 1
        stay.last_right = is_right
        if dest == stay.state:
            stay.self_loops += 1
            stay.wrong_loops += not is_right
        self._record_answer(row, stay, is_right, dest)

    def _record_answer(
        self, row: LogRow, stay: _Stay, is_right: bool, dest: str
    ) -> None:
        record = self._records[stay.state]
        record.answers += 1
        is_first = record.first_right is None
        if is_first:
            record.first_right = is_right
        if not is_right:
            record.wrong += 1
        elif not record.tries_to_right:
            record.tries_to_right = record.answers
        answer = answer_forms.counted_text(stay.key.interaction_id, row.answer)
        key = (stay.state, answer, row.classification_categorization)
        answer_record = self._answers.get(key)
        if answer_record is None:
            answer_record = self._new_answer(key)
        answer_record.times += 1
        answer_record.num_right += is_right
        answer_record.num_first += is_first
        answer_record.num_first_equal += self._is_first_equal(stay, answer)
        self._actions.append(
            session_summary.Action(
                'AnswerSubmit',
                stay.state,
                self._msecs(row),
                answer,
                row.answer_group_index,
                dest,
            )
        )

    def _is_first_equal(self, stay: _Stay, answer: str) -> bool:
        interaction_id = stay.key.interaction_id
        key = stay.state, answer_forms.equality_key(interaction_id, answer)
        is_first = key not in self._equal_answers
        self._equal_answers.add(key)
        return is_first

    def _new_answer(self, key: tuple[str, str, str]) -> AnswerRecord:
        if len(self._answers) >= feconf.MAX_ANSWERS_PER_SESSION:
            self._note('too_many_answers')
            # Its state and category are still counted.
            key = (key[0], '', key[2])
        return self._answers.setdefault(key, AnswerRecord(*key))

    def on_complete_state(self, row: LogRow) -> None:
        stay = self._stay_in(row, 'completed_elsewhere')
        stay.msecs = self._msecs(row)
        stay.is_left = True

    def on_solution(self, row: LogRow) -> None:
        stay = self._stay_in(row, 'solution_elsewhere')
        self._records[stay.state].has_seen_solution = True
        self._stayed_at_least(stay, row)

    def on_refresher(self, row: LogRow) -> None:
        self._stayed_at_least(self._stay_in(row, 'left_elsewhere'), row)
        self._is_at_refresher = True

    def on_maybe_leave(self, row: LogRow) -> None:
        self._stayed_at_least(self._stay_in(row, 'left_elsewhere'), row)

    def _stayed_at_least(self, stay: _Stay, row: LogRow) -> None:
        if not stay.is_left:
            stay.msecs = max(stay.msecs, self._msecs(row))

    def on_complete(self, _row: LogRow) -> None:
        self._is_complete = True

    def summary(self, digest: str, now_msecs: float | None) -> SessionSummary:
        """Returns the summary of the rows read."""
        if _START not in self._tally.counted_once:
            self._note('no_start')
        if 'unknown_state' in self._problems:
            self._limit_unknown_states()
        end = self._end(now_msecs)
        stay = self._stay
        end_state = stay.state if stay else session_summary.UNKNOWN_STATE
        if end == 'left' and stay and stay.attempts and not stay.last_right:
            self._records[stay.state].has_given_up = True
        self._end_stay(
            session_summary.GOING_ON
            if end == 'open'
            else session_summary.STOPPED
        )
        summary = SessionSummary(
            digest,
            self._tally.days,
            self._visits,
            self._records,
            list(self._answers.values()),
            end,
            end_state,
            self._first_at,
            self._last_at,
            None,
            [],
            self._problems,
            local_days.day_of(self._first_at, self._zone),
            self._traits,
        )
        if end == 'left' and self._actions:
            playthrough_issues.add_issue(summary, self._actions)
        return summary

    def _limit_unknown_states(self) -> None:
        """Merges the counters of unknown states beyond the maximum number."""
        days = self._tally.days
        names = {name for of_day in days.values() for name, _ in of_day}
        unknown = sorted(names - self._states.keys() - {None}, key=str)
        rest = set(unknown[feconf.MAX_UNRECOGNISED_STATES_PER_SESSION :])
        for day, counts in days.items():
            limited: dict[stats_domain.CounterKey, int] = {}
            for (name, counter), count in counts.items():
                key = (
                    session_summary.UNKNOWN_STATE if name in rest else name,
                    counter,
                )
                limited[key] = limited.get(key, 0) + count
            days[day] = limited

    def _end(self, now_msecs: float | None) -> session_summary.End:
        if self._is_complete:
            return 'completed'
        silence_msecs = feconf.SESSION_SILENCE_SECS * 1000
        if now_msecs is not None and now_msecs - self._last_at < silence_msecs:
            return 'open'
        return 'left_for_refresher' if self._is_at_refresher else 'left'


# By event type, the method that reads the event, except for its counters.
_READERS: dict[str, Callable[[_Reader, LogRow], None]] = {
    'exploration_start': _Reader.on_start,
    'state_hit': _Reader.on_hit,
    'answer_submitted': _Reader.on_answer,
    'state_complete': _Reader.on_complete_state,
    'solution_hit': _Reader.on_solution,
    'leave_for_refresher_exp': _Reader.on_refresher,
    'exploration_maybe_leave': _Reader.on_maybe_leave,
    'exploration_complete': _Reader.on_complete,
}
