"""The rules by which events are counted.

`COUNTER_RULES` defines the events that each counter counts. Live counts of
browsers, stored counters, daily counts of the fold and recomputations from the
log all follow these rules. Facts beyond the counters (times, paths, answers)
and their sums are in session_reader and exploration_summary.
"""

from __future__ import annotations

import dataclasses
import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from core import feconf
from core.domain import event_domain, stats_domain


@dataclasses.dataclass(frozen=True)
class CounterRule:
    """The events of a session that a counter counts.

    Attributes:
        event_type: The type of the events.
        counter: The counter: a field of `stats_domain.ExplorationStats` or
            `StateStats`.
        level: The level of the counter; a counter of a state belongs to the
            state of the event.
        once_per_session: Whether a session counts at most once (per state, if
            the counter belongs to states).
        value: Only events whose counted field (`Event.counted_field`) has
            this value count; None: all.
        last_only: Whether only the last event of this type in the session
            counts, because the learner can change it. Such a counter belongs
            to the exploration, and is counted when the event is recorded: a
            batch can add but not subtract.
        part_of: A counter of the same level that also counts each of these
            events, in all supported browsers, so no batch has a larger part
            than whole; None if there is none.
    """

    event_type: str
    counter: str
    level: Literal['exploration', 'state']
    once_per_session: bool = False
    value: int | None = None
    last_only: bool = False
    part_of: str | None = None

    @property
    def max_per_session(self) -> int:
        """The most that one session can add (per state, if of states)."""
        event_class = event_domain.EVENT_CLASSES[self.event_type]
        if self.once_per_session or event_class.happens_once:
            return 1
        if self.level == 'exploration':
            return feconf.MAX_EVENTS_PER_SESSION
        return feconf.MAX_EVENTS_PER_STATE


COUNTER_RULES: tuple[CounterRule, ...] = (
    CounterRule('exploration_start', 'num_starts', 'exploration', True),
    CounterRule(
        'exploration_actual_start', 'num_actual_starts', 'exploration', True
    ),
    CounterRule('exploration_complete', 'num_completions', 'exploration', True),
    CounterRule('state_hit', 'total_hit_count', 'state'),
    CounterRule(
        'state_hit',
        'first_hit_count',
        'state',
        True,
        part_of='total_hit_count',
    ),
    CounterRule('state_complete', 'num_completions', 'state'),
    CounterRule('answer_submitted', 'total_answers_count', 'state'),
    CounterRule(
        'answer_submitted',
        'useful_feedback_count',
        'state',
        value=1,
        part_of='total_answers_count',
    ),
    CounterRule('solution_hit', 'num_times_solution_viewed', 'state', True),
    CounterRule('hint_viewed', 'num_times_hint_viewed', 'state', True),
    CounterRule('rate_exploration', 'num_ratings', 'exploration', True),
    *(
        CounterRule(
            'rate_exploration',
            f'num_ratings_{stars}',
            'exploration',
            value=stars,
            last_only=True,
        )
        for stars in range(1, feconf.MAX_STARS + 1)
    ),
)


@functools.lru_cache(maxsize=1_000)
def rules_for(event_type: str, counted_value: int) -> tuple[CounterRule, ...]:
    """Returns the rules that apply to an event.

    Args:
        event_type: As in `event_domain.EVENT_CLASSES`; unknown types have no
            rules.
        counted_value: The value of its counted field; 0 without one.
    """
    return tuple(
        rule
        for rule in COUNTER_RULES
        if rule.event_type == event_type and rule.value in (None, counted_value)
    )


@functools.lru_cache(maxsize=1_000)
def steps_for(
    event_type: str, counted_value: int
) -> tuple[tuple[bool, str, bool], ...]:
    """Returns `rules_for` as tuples, without last-only rules.

    Jobs count millions of events, and read tuples in a third of the time.

    Returns:
        For each rule: whether the counter belongs to the state, its name, and
        whether a session counts at most once.
    """
    return tuple(
        (rule.level == 'state', rule.counter, rule.once_per_session)
        for rule in rules_for(event_type, counted_value)
        if not rule.last_only
    )


# Counters that count only the last event of their type in a session, by type.
LAST_ONLY_COUNTERS: Mapping[str, frozenset[str]] = {
    event_type: frozenset(
        rule.counter
        for rule in COUNTER_RULES
        if rule.event_type == event_type and rule.last_only
    )
    for event_type in {
        rule.event_type for rule in COUNTER_RULES if rule.last_only
    }
}
ALL_LAST_ONLY = frozenset().union(*LAST_ONLY_COUNTERS.values())

# Counters of an exploration that batches contain.
BATCH_TOTALS = tuple(
    name
    for name in stats_domain.EXPLORATION_COUNTERS
    if name not in ALL_LAST_ONLY
)


def is_counted_by_batches(key: stats_domain.CounterKey) -> bool:
    """Returns whether batches contain a counter; events count the others."""
    state_name, name = key
    return state_name is not None or name not in ALL_LAST_ONLY


def keys_of(
    event_type: str, state_name: str, counted_value: int
) -> list[stats_domain.CounterKey]:
    """Returns the batch counters that one event increments."""
    return [
        (state_name if is_of_state else None, counter)
        for is_of_state, counter, _ in steps_for(event_type, counted_value)
    ]


def last_only_keys_of(
    event_type: str, counted_value: int
) -> list[stats_domain.CounterKey]:
    """Returns the last-only counters that an event sets if it is the last."""
    return [
        (None, rule.counter)
        for rule in rules_for(event_type, counted_value)
        if rule.last_only
    ]


# The place of an event in its session: sequence number and event id. The id
# breaks ties, which only a broken or hostile client causes.
Place = tuple[int, str]


class _LastEvent(NamedTuple):
    """The last event of a type with last-only rules.

    Attributes:
        place: Its place.
        day: The day on which it was counted.
        counters: The counters that it incremented.
    """

    place: Place
    day: int
    counters: list[stats_domain.CounterKey]


class SessionTally:
    """Counts the events of one session, which may come in any order.

    Attributes:
        days: The counts by day, also of days with only uncounted events.
        counted_once: The once-per-session counters that have counted an event.
    """

    def __init__(self) -> None:
        self.days: dict[int, dict[stats_domain.CounterKey, int]] = {}
        self.counted_once: set[stats_domain.CounterKey] = set()
        # By event type.
        self._last: dict[str, _LastEvent] = {}

    def add(
        self,
        event_type: str,
        state_name: str,
        counted_value: int,
        place: Place,
        day: int = 0,
    ) -> None:
        """Counts one event.

        Args:
            event_type: As in `event_domain.EVENT_CLASSES`.
            state_name: The state of the event.
            counted_value: The value of its counted field; 0 without one.
            place: Its place in the session.
            day: The day on which it is counted.
        """
        counts = self.days.setdefault(day, {})
        for is_of_state, counter, once in steps_for(event_type, counted_value):
            key = (state_name if is_of_state else None, counter)
            if once:
                if key in self.counted_once:
                    continue
                self.counted_once.add(key)
            counts[key] = counts.get(key, 0) + 1
        if event_type in LAST_ONLY_COUNTERS:
            self._count_last(event_type, counted_value, place, day)

    def _count_last(
        self, event_type: str, counted_value: int, place: Place, day: int
    ) -> None:
        """Counts an event in place of the previous one of its type."""
        last = self._last.get(event_type)
        if last is not None:
            if last.place >= place:
                return
            for key in last.counters:
                del self.days[last.day][key]
        keys = last_only_keys_of(event_type, counted_value)
        self.days[day].update(dict.fromkeys(keys, 1))
        self._last[event_type] = _LastEvent(place, day, keys)

    @property
    def last_places(self) -> dict[str, Place]:
        """The place of the last event, by event type with last-only rules."""
        return {
            event_type: last.place for event_type, last in self._last.items()
        }

    @property
    def counts(self) -> stats_domain.Counts:
        """The contribution of the session to its exploration's statistics."""
        counts: stats_domain.Counts = Counter()
        for of_day in self.days.values():
            counts.update(of_day)
        return counts


def counts_of_session(
    events: Iterable[event_domain.Event],
) -> stats_domain.Counts:
    """Returns the counts of the events of one session and version.

    Args:
        events: Each event once, in any order.
    """
    tally = SessionTally()
    for event in events:
        tally.add(
            event.event_type,
            event.state_name,
            event.counted_value,
            (event.sequence_number, event.event_id),
        )
    return tally.counts
