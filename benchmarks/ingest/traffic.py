"""The requests of learners' browsers, built before the measurement.

A session starts once, enters its cards in order, answers each wrongly a few
times and then correctly, and completes once; its events are numbered, and its
batches of counts agree with them.
"""

from __future__ import annotations

import dataclasses
import json
import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.ingest import lessons

# Seconds that a simulated learner takes for each answer.
SECS_PER_ANSWER = 8.0

_STATE_COUNTERS = (
    'total_answers_count',
    'useful_feedback_count',
    'total_hit_count',
    'first_hit_count',
    'num_times_solution_viewed',
    'num_completions',
)


@dataclasses.dataclass(frozen=True)
class Ticket:
    """The session and exploration that the init route returned."""

    exp_id: str
    exp_version: int
    token: str
    num_cards: int

    @classmethod
    def from_init(cls, body: bytes) -> Ticket:
        """Reads the response of the init route."""
        answer = json.loads(body)
        return cls(
            answer['exp_id'],
            answer['exp_version'],
            answer['session_id'],
            len(answer['exploration']['states']),
        )


@dataclasses.dataclass(frozen=True)
class Request:
    """One request as it goes over the wire.

    Attributes:
        wire: Its bytes.
        num_events: The number of its events; 1 for a batch of counts.
    """

    wire: bytes
    num_events: int = 1


@dataclasses.dataclass
class Step:
    """The events between two cards, and their counts."""

    events: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    totals: dict[str, int] = dataclasses.field(default_factory=dict)
    states: dict[str, dict[str, int]] = dataclasses.field(default_factory=dict)

    def count(self, state_name: str, *names: str) -> None:
        """Increments counters of a state."""
        counters = self.states.setdefault(
            state_name, dict.fromkeys(_STATE_COUNTERS, 0)
        )
        for name in names:
            counters[name] += 1


class Play:
    """One session of a lesson, from the first card to the last.

    Args:
        num_cards: Cards of the lesson, including its end card.
        num_wrong: Wrong answers at each card.
    """

    def __init__(self, num_cards: int, num_wrong: int = 1) -> None:
        self._names = [lessons.name_of(number) for number in range(num_cards)]
        self._num_wrong = num_wrong
        self._number = 0

    def steps(self) -> Iterator[Step]:
        """Yields the steps, card by card."""
        step = Step(totals={'num_starts': 1})
        self._log(step, 'exploration_start', 0, params={})
        self._enter(step, 0)
        yield step
        for card in range(len(self._names) - 1):
            step = Step()
            self._answer(step, card)
            self._enter(step, card + 1)
            if card == len(self._names) - 2:
                self._end(step)
            yield step

    def _enter(self, step: Step, card: int) -> None:
        self._log(step, 'state_hit', card, params={})
        step.count(self._names[card], 'total_hit_count', 'first_hit_count')

    def _answer(self, step: Step, card: int) -> None:
        name = self._names[card]
        for number in range(self._num_wrong + 1):
            is_right = number == self._num_wrong
            self._log(step, 'answer_submitted', card, **_answer(is_right))
            step.count(name, 'total_answers_count')
            if card == 0 and number == 0:
                self._log(step, 'exploration_actual_start', card)
                step.totals['num_actual_starts'] = 1
        step.count(name, 'useful_feedback_count', 'num_completions')
        self._log(
            step,
            'state_complete',
            card,
            time_spent_in_state_secs=SECS_PER_ANSWER * (self._num_wrong + 1),
        )

    def _end(self, step: Step) -> None:
        last = len(self._names) - 1
        spent = {'time_spent_in_state_secs': 0.0}
        self._log(step, 'state_complete', last, **spent)
        self._log(step, 'exploration_complete', last, params={}, **spent)
        step.count(self._names[last], 'num_completions')
        step.totals['num_completions'] = 1

    def _log(
        self, step: Step, event_type: str, card: int, **own: object
    ) -> None:
        step.events.append(
            {
                'event_type': event_type,
                'event_id': str(uuid.uuid4()),
                'state_name': self._names[card],
                'sequence_number': self._number,
                'client_time_msecs': 1000 * time.time(),
                **own,
            }
        )
        self._number += 1


def _answer(is_right: bool) -> dict[str, object]:
    return {
        'answer': 'yes' if is_right else 'no, I think',
        'answer_group_index': 0 if is_right else 1,
        'rule_spec_index': 0 if is_right else None,
        'classification_categorization': (
            'explicit' if is_right else 'default_outcome'
        ),
        'is_feedback_useful': is_right,
        'params': {},
        'time_spent_in_state_secs': SECS_PER_ANSWER,
    }


def events_of(ticket: Ticket, num_wrong: int = 1) -> list[dict[str, Any]]:
    """Returns all events of a session."""
    play = Play(ticket.num_cards, num_wrong)
    return [event for step in play.steps() for event in step.events]


def event_request(ticket: Ticket, event: dict[str, Any]) -> Request:
    """Returns the request that sends a single event."""
    own = {name: event[name] for name in event if name != 'event_type'}
    return _post(
        f'{event["event_type"]}_event', ticket, _build_envelope(ticket) | own
    )


def batch_request(ticket: Ticket, events: Sequence[dict[str, Any]]) -> Request:
    """Returns the request that sends several events."""
    body = _build_envelope(ticket) | {'events': events}
    return _post('event_batch', ticket, body, len(events))


def stats_request(ticket: Ticket, steps: Sequence[Step]) -> Request:
    """Returns the request that sends the counts of some steps of a session."""
    sums = Step(totals={'num_starts': 0, 'num_actual_starts': 0})
    sums.totals['num_completions'] = 0
    for step in steps:
        for name, amount in step.totals.items():
            sums.totals[name] += amount
        for state_name, counters in step.states.items():
            sums.count(state_name)
            for name, amount in counters.items():
                sums.states[state_name][name] += amount
    body = {
        'batch_id': str(uuid.uuid4()),
        'session_id': ticket.token,
        'exp_version': ticket.exp_version,
        'aggregated_stats': {
            **sums.totals,
            'state_stats_mapping': sums.states,
        },
    }
    return _post('stats_events', ticket, body)


def get_request(path: str, cookie: str = '') -> Request:
    """Returns a GET request."""
    lines = [f'GET {path} HTTP/1.1', 'Host: localhost']
    if cookie:
        lines.append(f'Cookie: {cookie}')
    return Request('\r\n'.join([*lines, '', '']).encode())


def init_request(exp_id: str) -> Request:
    """Returns the request that begins a session."""
    return get_request(f'/explorehandler/init/{exp_id}')


def _build_envelope(ticket: Ticket) -> dict[str, Any]:
    return {
        'session_id': ticket.token,
        'exp_version': ticket.exp_version,
        'sent_at_msecs': 1000 * time.time(),
    }


def _post(
    route: str, ticket: Ticket, value: object, num_events: int = 1
) -> Request:
    body = json.dumps(value, separators=(',', ':')).encode()
    head = (
        f'POST /explorehandler/{route}/{ticket.exp_id} HTTP/1.1\r\n'
        'Host: localhost\r\nContent-Type: application/json\r\n'
        f'Content-Length: {len(body)}\r\n\r\n'
    )
    return Request(head.encode() + body, num_events)
