"""From events to counts: the definition of every statistic, once.

Pure functions on values. What learners' browsers count live, what the counters
hold and what a recomputation finds in the log all mean what stands here.
What a session did beyond the counters (times, ways, answers), and the sums of
that, are in session_reader and exploration_summary.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable

from core.domain import event_domain, stats_domain

# Counters that grow by at most one in a session, however often its events
# say so; for those of a state: one for each state.
_EXPLORATION_COUNTERS_ONCE = frozenset(stats_domain.EXPLORATION_COUNTERS)
_STATE_COUNTERS_ONCE = frozenset(
    {'first_hit_count', 'num_times_solution_viewed'}
)

_COUNTERS_BY_EVENT_TYPE: dict[str, tuple[str, ...]] = {
    'state_hit': ('total_hit_count', 'first_hit_count'),
    'state_complete': ('num_completions',),
    'solution_hit': ('num_times_solution_viewed',),
    'answer_submitted': ('total_answers_count',),
}
_TOTALS_BY_EVENT_TYPE = {
    'exploration_start': 'num_starts',
    'exploration_actual_start': 'num_actual_starts',
    'exploration_complete': 'num_completions',
}


def counts_of_event(event: event_domain.Event) -> stats_domain.Counts:
    """Returns what one event speaks for, before counting once a session."""
    return Counter(
        keys_of_event(
            event.event_type,
            event.state_name,
            isinstance(event, event_domain.AnswerSubmittedEvent)
            and event.is_feedback_useful,
        )
    )


def keys_of_event(
    event_type: str, state_name: str, is_feedback_useful: bool
) -> list[stats_domain.CounterKey]:
    """Returns the counters that one event speaks for.

    Args:
        event_type: As in `event_domain.EVENT_CLASSES`.
        state_name: The state that it is about.
        is_feedback_useful: Of an answer; of other events False.
    """
    keys: list[stats_domain.CounterKey] = [
        (state_name, name)
        for name in _COUNTERS_BY_EVENT_TYPE.get(event_type, ())
    ]
    if event_type in _TOTALS_BY_EVENT_TYPE:
        keys.append((None, _TOTALS_BY_EVENT_TYPE[event_type]))
    if is_feedback_useful:
        keys.append((state_name, 'useful_feedback_count'))
    return keys


@dataclasses.dataclass(frozen=True)
class SessionSummary:
    """What the events of one session come to.

    A summary of some events plus one of others is the summary of all of them,
    and minus takes events out again; the order never matters.

    Attributes:
        tally: How often the events spoke for each counter.
    """

    tally: stats_domain.Counts = dataclasses.field(default_factory=Counter)

    @property
    def counts(self) -> stats_domain.Counts:
        """What the session adds to the statistics of its exploration."""
        return Counter(
            {
                (state_name, name): min(count, 1)
                if _is_counted_once(state_name, name)
                else count
                for (state_name, name), count in self.tally.items()
            }
        )

    def __add__(self, other: SessionSummary) -> SessionSummary:
        return SessionSummary(stats_domain.added(self.tally, other.tally))

    def __sub__(self, other: SessionSummary) -> SessionSummary:
        return SessionSummary(stats_domain.subtracted(self.tally, other.tally))


def summarise_session(
    events: Iterable[event_domain.Event],
) -> SessionSummary:
    """Returns the summary of events of one session.

    Args:
        events: Events of one session and version, each event once, in any
            order.

    Returns:
        Their summary.
    """
    tally: stats_domain.Counts = Counter()
    for event in events:
        tally.update(counts_of_event(event))
    return SessionSummary(tally)


def _is_counted_once(state_name: str | None, name: str) -> bool:
    if state_name is None:
        return name in _EXPLORATION_COUNTERS_ONCE
    return name in _STATE_COUNTERS_ONCE
