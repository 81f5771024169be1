"""Runs learners under Node and collects their actions."""

from __future__ import annotations

import collections
import dataclasses
import pathlib
from collections.abc import Iterator
from typing import Any

from core.domain import stats_domain
from scripts import node

_LEARNERS_JS = pathlib.Path(__file__).parent / 'learners.js'

# Concurrent learners.
_AT_ONCE = 16


class LearnersError(Exception):
    """Learners stopped early; the message is one line."""


@dataclasses.dataclass
class Done:
    """The actions of learners.

    A session is broken if its browser lost a report before the server received
    it; the others are whole.

    Attributes:
        whole_ids: The events of whole sessions.
        broken_ids: The events of broken sessions.
        numbers: Counts of whole sessions, by version, card and counter.
        broken_numbers: The same for broken sessions.
        events: Events of whole sessions, by version and type.
        num_sessions: Sessions that were started.
        num_broken_sessions: Broken sessions among them.
        num_undelivered: Reports that browsers still had at the end.
        end: The last message of learners.js, with its totals.
    """

    whole_ids: set[str] = dataclasses.field(default_factory=set)
    broken_ids: set[str] = dataclasses.field(default_factory=set)
    numbers: collections.Counter[tuple[int, str | None, str]] = (
        dataclasses.field(default_factory=collections.Counter)
    )
    broken_numbers: collections.Counter[tuple[int, str | None, str]] = (
        dataclasses.field(default_factory=collections.Counter)
    )
    events: collections.Counter[tuple[int, str]] = dataclasses.field(
        default_factory=collections.Counter
    )
    num_sessions: int = 0
    num_broken_sessions: int = 0
    num_undelivered: int = 0
    end: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def num_events(self) -> int:
        """The number of events."""
        return len(self.whole_ids) + len(self.broken_ids)

    def add(self, message: dict[str, Any]) -> None:
        """Adds a message of learners.js about a learner, or the final one."""
        if message['kind'] == 'end':
            self.end = message
            return
        self.num_undelivered += message['undelivered']
        for session in message['sessions']:
            self.num_sessions += 1
            if session['is_whole']:
                self.whole_ids.update(session['event_ids'])
                self.numbers.update(_numbers_of(session))
                for event_type, count in session['events'].items():
                    key = session['exp_version'], event_type
                    self.events[key] += count
            else:
                self.num_broken_sessions += 1
                self.broken_ids.update(session['event_ids'])
                self.broken_numbers.update(_numbers_of(session))


def _numbers_of(
    session: dict[str, Any],
) -> dict[tuple[int, str | None, str], int]:
    version = session['exp_version']
    numbers: dict[tuple[int, str | None, str], int] = {
        (version, None, name): session[name]
        for name in stats_domain.EXPLORATION_COUNTERS
    }
    for state, counts in session['state_stats_mapping'].items():
        for name, count in counts.items():
            numbers[version, state, name] = count
    return numbers


def play(url: str, exp_id: str, seed: int, num_events: int) -> Iterator[Done]:
    """Lets learners play until they have recorded enough events.

    Args:
        url: The address of the app.
        exp_id: The lesson.
        seed: Determines their decisions and their mishaps.
        num_events: The minimum number of events.

    Yields:
        After each learner the same object, with all actions so far.

    Raises:
        LearnersError: The learners stopped early.
        MissingNodeError: There is no Node.js.
    """
    options = {
        'url': url,
        'exp_id': exp_id,
        'seed': str(seed),
        'events': num_events,
        'at_once': _AT_ONCE,
    }
    done = Done()
    for message in node.read_json_lines(_LEARNERS_JS, options):
        done.add(message)
        yield done
    if not done.end:
        raise LearnersError('The learners stopped early.')
