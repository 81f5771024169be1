"""Reads the events of one session, and finds what the learner did."""

from __future__ import annotations

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
    log_rows,
    playthrough_issues,
    session_summary,
)
from core.domain.summaries.log_rows import LogRow
from core.domain.summaries.session_summary import (
    Card,
    GivenAnswer,
    SessionSummary,
    Visit,
)

# How far apart two events of a session can be: its token and one day more.
_MAX_AGE_MSECS = (
    1000 * feconf.SESSION_TOKEN_MAX_AGE_SECS + local_days.MSECS_PER_DAY
)
_MAX_SECS = feconf.MAX_TIME_SPENT_IN_STATE_SECS

# What stands for a state while it is unknown which state it is.
_NO_STATE = answer_key.StateKey('')


def summarise_session(
    events: Iterable[event_domain.Event],
    key: answer_key.AnswerKey,
    now_msecs: float | None = None,
) -> SessionSummary:
    """Returns what one session did.

    Args:
        events: The events of one session, in any order.
        key: That of the version it played.
        now_msecs: To tell whether the session may go on; None: it is over.

    Returns:
        The summary, the same for any order of the events. Nothing in them is
        an error: what cannot be is counted in `problems`.
    """
    session_id, rows = '', []
    for event in events:
        session_id = event.session_id
        rows.append(log_rows.row_of(event))
    return summarise_rows(session_id, rows, key, now_msecs)


def summarise_rows(
    session_id: str,
    rows: Iterable[LogRow],
    key: answer_key.AnswerKey,
    now_msecs: float | None = None,
) -> SessionSummary:
    """As `summarise_session`, for events that were read as rows."""
    reader = _Reader(key)
    for row in sorted(map(_with_time, rows)):
        reader.read(row)
    return reader.summary(digest_of(session_id), now_msecs)


def _with_time(row: LogRow) -> LogRow:
    """Replaces a time that is no number: with it, rows would have no order."""
    at_msecs = row[1]
    return row if at_msecs == at_msecs else row._replace(occurred_at_msecs=-1.0)


def digest_of(session_id: str) -> str:
    """Returns what stands for a session without telling its id."""
    return hashlib.sha256(session_id.encode()).hexdigest()[:16]


class _Stay:
    """A visit that is going on."""

    __slots__ = (
        'attempts',
        'entered_at',
        'is_left',
        'known',
        'last_right',
        'msecs',
        'self_loops',
        'state',
        'wrong_loops',
    )

    def __init__(
        self, state: str, known: answer_key.StateKey, entered_at: float
    ) -> None:
        self.state = state
        self.known = known
        self.entered_at = entered_at
        self.msecs = -1
        self.attempts = 0
        self.self_loops = 0
        self.wrong_loops = 0
        self.last_right = True
        self.is_left = False


class _Reader:
    """Goes through the rows of a session in order."""

    def __init__(self, key: answer_key.AnswerKey) -> None:
        self._states = key.states
        self._zone = key.time_zone
        self._days: dict[int, dict[stats_domain.CounterKey, int]] = {}
        # Of the day of the row that is being read.
        self._day = 0
        self._counts: dict[stats_domain.CounterKey, int] = {}
        self._seen: set[stats_domain.CounterKey] = set()
        # By event type: place, day and counters of its last event.
        self._last: dict[
            str,
            tuple[stats_computation.Place, int, list[stats_domain.CounterKey]],
        ] = {}
        self._visits: list[Visit] = []
        # By state: visits, msecs, answers, wrong, first_right,
        # tries_to_right, solution, gave_up.
        self._cards: dict[str, list[int]] = {}
        # By (state, answer, category): count, num_right, num_first.
        self._answers: dict[tuple[str, str, str], list[int]] = {}
        self._actions: list[session_summary.Action] = []
        self._stay: _Stay | None = None
        self._is_complete = False
        self._is_at_refresher = False
        self._next_number = 0
        self._first_at = self._last_at = 0.0
        self._last_id = ''
        self._problems: dict[str, int] = {}

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
        self._count(row)

    def _set_time(self, at: float) -> None:
        if not self._last_id:
            self._first_at = self._last_at = at
        self._first_at = min(at, self._first_at)
        self._last_at = max(at, self._last_at)
        day = local_days.day_of(at, self._zone)
        if day != self._day or not self._days:
            self._day = day
            self._counts = self._days.setdefault(day, {})

    def _note(self, problem: str) -> None:
        self._problems[problem] = self._problems.get(problem, 0) + 1

    def _count(self, row: LogRow) -> None:
        counts, seen = self._counts, self._seen
        for is_of_state, counter, once in stats_computation.steps_for(
            row.event_type, row.counted_value
        ):
            key = (row.state_name if is_of_state else None, counter)
            if once:
                if key in seen:
                    continue
                seen.add(key)
            counts[key] = counts.get(key, 0) + 1
        if row.event_type in stats_computation.LAST_ONLY_COUNTERS:
            self._count_last(row)

    def _count_last(self, row: LogRow) -> None:
        """Counts an event instead of the last one of its type."""
        place = row.sequence_number, row.event_id
        last = self._last.get(row.event_type)
        if last is not None and last[0] >= place:
            return
        if last is not None:
            for key in last[2]:
                _add_to(self._days[last[1]], key, -1)
        keys = stats_computation.last_only_keys_of(
            row.event_type, row.counted_value
        )
        for key in keys:
            _add_to(self._counts, key, 1)
        self._last[row.event_type] = place, self._day, keys

    def _known(self, name: str) -> tuple[str, answer_key.StateKey]:
        """Returns what the summary calls a state, and its key."""
        known = self._states.get(name)
        if known is not None:
            return name, known
        self._note('unknown_state')
        return session_summary.UNKNOWN_STATE, _NO_STATE

    def _card(self, state: str) -> list[int]:
        card = self._cards.get(state)
        if card is None:
            card = self._cards[state] = [0, 0, 0, 0, -1, 0, 0, 0]
        return card

    def _enter(self, row: LogRow) -> _Stay:
        self._is_at_refresher = False
        self._end_stay(session_summary.BROKEN)
        state, known = self._known(row.state_name)
        stay = self._stay = _Stay(state, known, self._last_at)
        self._card(state)[0] += 1
        if known.is_terminal:
            stay.is_left = True
        return stay

    def _stay_in(self, row: LogRow, problem: str) -> _Stay:
        """Returns the stay that a row is about, if need be a new one."""
        stay = self._stay
        if stay is not None and (
            stay.state == row.state_name
            or (stay.known is _NO_STATE and row.state_name not in self._states)
        ):
            return stay
        self._note(problem)
        return self._enter(row)

    def _end_stay(self, ending: int) -> None:
        stay = self._stay
        if stay is None:
            return
        if stay.known.is_terminal:
            ending = session_summary.TERMINAL
        elif stay.is_left and ending == session_summary.BROKEN:
            ending = session_summary.LED_ON
        if stay.msecs > 0:
            self._cards[stay.state][1] += stay.msecs
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

    def on_start(self, _row: LogRow) -> None:
        if (None, 'num_starts') in self._seen:
            self._note('repeated_start')

    def on_hit(self, row: LogRow) -> None:
        stay = self._stay
        if stay is not None and not stay.is_left:
            self._note('entered_without_leaving')
        self._enter(row)

    def on_answer(self, row: LogRow) -> None:
        self._is_at_refresher = False
        stay = self._stay_in(row, 'answer_elsewhere')
        group = row.answer_group_index
        known = stay.known
        if 0 <= group < len(known.destinations):
            dest, is_right = known.destinations[group], known.rightness[group]
        else:
            self._note('unknown_answer_group')
            dest, is_right = stay.state, False
        stay.attempts += 1
        stay.last_right = is_right
        if dest == stay.state:
            stay.self_loops += 1
            stay.wrong_loops += not is_right
        self._keep_answer(row, stay, is_right, dest)

    def _keep_answer(
        self, row: LogRow, stay: _Stay, is_right: bool, dest: str
    ) -> None:
        card = self._cards[stay.state]
        card[2] += 1
        is_first = card[4] < 0
        if is_first:
            card[4] = int(is_right)
        if not is_right:
            card[3] += 1
        elif not card[5]:
            card[5] = card[2]
        answer = answer_forms.counted_text(
            stay.known.interaction_id, row.answer
        )
        key = (stay.state, answer, row.classification_categorization)
        given = self._answers.get(key)
        if given is None:
            given = self._new_answer(key)
        given[0] += 1
        given[1] += is_right
        given[2] += is_first
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

    def _new_answer(self, key: tuple[str, str, str]) -> list[int]:
        if len(self._answers) >= feconf.MAX_ANSWERS_PER_SESSION:
            self._note('too_many_answers')
            # Its state and category still count.
            key = (key[0], '', key[2])
        return self._answers.setdefault(key, [0, 0, 0])

    def on_complete_state(self, row: LogRow) -> None:
        stay = self._stay_in(row, 'completed_elsewhere')
        stay.msecs = self._msecs(row)
        stay.is_left = True

    def on_solution(self, row: LogRow) -> None:
        stay = self._stay_in(row, 'solution_elsewhere')
        self._card(stay.state)[6] = 1
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
        """Returns what the rows come to."""
        if (None, 'num_starts') not in self._seen:
            self._note('no_start')
        if 'unknown_state' in self._problems:
            self._limit_unknown_states()
        end = self._end(now_msecs)
        stay = self._stay
        end_state = stay.state if stay else session_summary.UNKNOWN_STATE
        if end == 'left' and stay and stay.attempts and not stay.last_right:
            self._cards[stay.state][7] = 1
        self._end_stay(
            session_summary.GOING_ON
            if end == 'open'
            else session_summary.STOPPED
        )
        summary = SessionSummary(
            digest,
            self._days,
            self._visits,
            {name: Card(*card) for name, card in self._cards.items()},
            [GivenAnswer(*k, *given) for k, given in self._answers.items()],
            end,
            end_state,
            self._first_at,
            self._last_at,
            None,
            [],
            self._problems,
        )
        if end == 'left' and self._actions:
            playthrough_issues.add_issue(summary, self._actions)
        return summary

    def _limit_unknown_states(self) -> None:
        """Counts together what is said of all but some unknown states."""
        names = {name for of_day in self._days.values() for name, _ in of_day}
        unknown = sorted(names - self._states.keys() - {None}, key=str)
        rest = set(unknown[feconf.MAX_UNRECOGNISED_STATES_PER_SESSION :])
        for day, counts in self._days.items():
            limited: dict[stats_domain.CounterKey, int] = {}
            for (name, counter), count in counts.items():
                kept = session_summary.UNKNOWN_STATE if name in rest else name
                key = (kept, counter)
                limited[key] = limited.get(key, 0) + count
            self._days[day] = limited

    def _end(self, now_msecs: float | None) -> session_summary.End:
        if self._is_complete:
            return 'completed'
        silence_msecs = feconf.SESSION_SILENCE_SECS * 1000
        if now_msecs is not None and now_msecs - self._last_at < silence_msecs:
            return 'open'
        return 'left_for_refresher' if self._is_at_refresher else 'left'


def _add_to(
    counts: dict[stats_domain.CounterKey, int],
    key: stats_domain.CounterKey,
    number: int,
) -> None:
    counts[key] = counts.get(key, 0) + number
    if not counts[key]:
        del counts[key]


# What events say beside what counts for a counter.
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
