"""Session accounts: what each session has contributed to the counters.

The counts and the events of a session arrive separately and in any order. A
repair that only added what the log has and the counters lack would count twice:
the batch with the same counts may arrive a second later. The account records by
how much repairs were ahead of the batches, or subtracted counts whose events
had not arrived yet, and offsets later arrivals against it. So a repair is
correct at any moment, and once everything has arrived, the counters equal the
log, in whatever order repairs, batches and events came.

For each counter, let X be the session's part of the counter, B the sum of its
batches, and E the counts of its events in the log:

- balance = X - B, always: positive after a repair that was ahead of the
  batches, negative after one that subtracted;
- a batch first reduces a positive balance and adds the rest to X;
- an event raises a negative balance and X alike; otherwise it changes nothing;
- a repair sets X to E.

A client that counts what it logs ends with B = E. A positive balance is at most
what the missing batches will bring, a negative one at most what the missing
events will bring, so the balance ends at zero, with X = B = E.

Exceptions:

- Some counters depend only on the last event of a session. A batch could not
  revoke what an earlier one added, so only events change their X, in the
  transaction that records them; they have no balance.
- Counters that this code does not know, sent by a browser with a newer version,
  are counted like the others. Repairs do not change them, because E is unknown.
- While an owner excludes the session (`exclusion_services`), E is zero: a
  repair sets X to zero, batches change only B, and events raise no balance. The
  balance still records B, so the repair after the exclusion has ended sets X to
  E.

Reports beyond what one learner can do in a session are refused: batches here,
events by `session_bounds`, for which the account has the number of events in
the log. The bounds of a counter follow from its declaration (`CounterRule`):
whether a session counts at most once, and which counter includes it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core import errors, feconf
from core.domain import (
    event_domain,
    session_bounds,
    stats_computation,
    stats_domain,
)

# Maximum number of counters that one event increments.
_MAX_COUNTERS_PER_EVENT = max(
    len(stats_computation.keys_of(event_type, '', value))
    for event_type in event_domain.EVENT_CLASSES
    for value in range(feconf.MAX_STARS + 1)
)

_RULES: Mapping[tuple[bool, str], stats_computation.CounterRule] = {
    (rule.level == 'state', rule.counter): rule
    for rule in stats_computation.COUNTER_RULES
}


@dataclasses.dataclass
class SessionAccount:
    """The account of one session; see the docstring of the module.

    Attributes:
        counted: X, the session's part of each counter.
        balance: X minus the sum of the batches, without zeros.
        last_places: The place of the last event, by event type; only for types
            of which only the last event counts.
        events: The numbers of the session's events in the log.
        is_excluded: Whether an owner excludes the session.
    """

    counted: stats_domain.Counts = dataclasses.field(default_factory=Counter)
    balance: stats_domain.Counts = dataclasses.field(default_factory=Counter)
    last_places: dict[str, stats_computation.Place] = dataclasses.field(
        default_factory=dict
    )
    events: session_bounds.EventCounts = dataclasses.field(
        default_factory=Counter
    )
    is_excluded: bool = False

    @property
    def has_deficit(self) -> bool:
        """Whether a repair subtracted counts whose events may still arrive."""
        return any(amount < 0 for amount in self.balance.values())

    def count_batch(self, counts: stats_domain.Counts) -> stats_domain.Counts:
        """Adds the counts of a batch.

        Args:
            counts: The counts; not negative.

        Returns:
            The amounts to add to the counters.

        Raises:
            ValidationError: The batches of the session have more counts than
                one learner can cause.
        """
        _require_possible_batch(
            counts,
            {
                key: self.counted[key] - self.balance[key] + count
                for key, count in counts.items()
            },
            self.counted.total() - self.balance.total() + counts.total(),
        )
        if self.is_excluded:
            recognised = stats_domain.without_unknown(counts)
            self.balance = stats_domain.subtract(self.balance, recognised)
            counts = stats_domain.subtract(counts, recognised)
        paid: stats_domain.Counts = Counter(
            {
                key: min(count, max(self.balance[key], 0))
                for key, count in counts.items()
            }
        )
        self.balance = stats_domain.subtract(self.balance, paid)
        return self._count(stats_domain.subtract(counts, paid))

    def count_logged(
        self, events: Iterable[event_domain.Event]
    ) -> stats_domain.Counts:
        """Counts new events of the log.

        Args:
            events: The events.

        Returns:
            The amounts to add to the counters. Usually empty, because batches
            bring the counts; not after a repair that subtracted the counts of
            these events, nor for types of which only the last event counts.
        """
        counts: stats_domain.Counts = Counter()
        differences = []
        has_deficit = self.has_deficit
        for event in events:
            name, value = event.event_type, event.counted_value
            if has_deficit:
                counts.update(
                    stats_computation.keys_of(name, event.state_name, value)
                )
            if name in stats_computation.LAST_ONLY_COUNTERS:
                place = event.sequence_number, event.event_id
                differences.append(self.count_last_only(name, value, place))
        return stats_domain.add(self.count_events(counts), *differences)

    def count_events(self, counts: stats_domain.Counts) -> stats_domain.Counts:
        """Adds the counts of new events of the log.

        Args:
            counts: The sum of their counts.

        Returns:
            The amounts to add to the counters; empty unless a repair had
            subtracted them.
        """
        if self.is_excluded or not self.has_deficit:
            return Counter()
        restored: stats_domain.Counts = Counter(
            {
                key: min(count, max(-self.balance[key], 0))
                for key, count in counts.items()
            }
        )
        self.balance = stats_domain.add(self.balance, restored)
        return self._count(stats_domain.without_zeros(restored))

    def correct_to(
        self,
        log: stats_domain.Counts,
        last_places: Mapping[str, stats_computation.Place] | None = None,
    ) -> stats_domain.Counts:
        """Repairs the account to match the log.

        Args:
            log: The counts of the session's events.
            last_places: The places of the last events, as in `last_places` of
                the account.

        Returns:
            The amounts to add to the counters; may be negative.
        """
        self.last_places = dict({} if self.is_excluded else last_places or {})
        difference = self.missing(log)
        self.balance = stats_domain.add(
            self.balance,
            {
                key: count
                for key, count in difference.items()
                if stats_computation.is_counted_by_batches(key)
            },
        )
        return self._count(difference)

    def exclude(self) -> stats_domain.Counts:
        """Excludes the session from the counters.

        Returns:
            The amounts to add to the counters; all negative.
        """
        self.is_excluded = True
        return self.correct_to(Counter())

    def missing(self, log: stats_domain.Counts) -> stats_domain.Counts:
        """Returns the difference between the log and the counters.

        Args:
            log: The counts of the session's events.
        """
        return stats_domain.subtract(
            Counter() if self.is_excluded else log,
            stats_domain.without_unknown(self.counted),
        )

    def count_last_only(
        self,
        event_type: str,
        counted_value: int,
        place: stats_computation.Place,
    ) -> stats_domain.Counts:
        """Counts a new event of the log if it is the last one of its type.

        Args:
            event_type: Its type.
            counted_value: The value of its counted field.
            place: Its place in the session.

        Returns:
            The amounts to add to the counters that depend only on the last
            event.
        """
        names = stats_computation.LAST_ONLY_COUNTERS.get(event_type)
        before = self.last_places.get(event_type)
        if not names or self.is_excluded:
            return Counter()
        if before is not None and before >= place:
            return Counter()
        self.last_places[event_type] = place
        keys = stats_computation.last_only_keys_of(event_type, counted_value)
        replaced = {
            key: count
            for key, count in self.counted.items()
            if key[0] is None and key[1] in names
        }
        return self._count(stats_domain.subtract(Counter(keys), replaced))

    def _count(self, difference: stats_domain.Counts) -> stats_domain.Counts:
        self.counted = stats_domain.add(self.counted, difference)
        return difference


def _require_possible_batch(
    counts: stats_domain.Counts,
    sums: Mapping[stats_domain.CounterKey, int],
    total: int,
) -> None:
    """Refuses a batch with more counts than one learner can cause.

    Args:
        counts: The counts of the batch.
        sums: The sums of the same counters over all batches of the session,
            including this one.
        total: The sum of all counters over these batches.

    Raises:
        ValidationError: A count exceeds its bound; the path is that of the
            counter in the request.
    """
    for key, count in counts.items():
        most = _max_per_session(key)
        if sums[key] > most:
            raise errors.ValidationError(
                f'one session has at most {most}, not {sums[key]}',
                _path_of(key),
            )
        whole = _whole_of(key)
        if whole is not None and count > counts[whole]:
            raise errors.ValidationError(
                f'is more than {whole[1]}, which it is a part of',
                _path_of(key),
            )
    most = feconf.MAX_EVENTS_PER_SESSION * _MAX_COUNTERS_PER_EVENT
    if total > most:
        raise errors.ValidationError(
            f'the counts of one session are at most {most}', 'aggregated_stats'
        )


def _max_per_session(key: stats_domain.CounterKey) -> int:
    """Returns the bound of a counter, including one that is unknown here."""
    state_name, name = key
    rule = _RULES.get((state_name is not None, name))
    if rule is not None:
        return rule.max_per_session
    if state_name is None:
        return feconf.MAX_EVENTS_PER_SESSION
    return feconf.MAX_EVENTS_PER_STATE


def _whole_of(key: stats_domain.CounterKey) -> stats_domain.CounterKey | None:
    state_name, name = key
    rule = _RULES.get((state_name is not None, name))
    if rule is None or rule.part_of is None:
        return None
    return state_name, rule.part_of


def _path_of(key: stats_domain.CounterKey) -> str:
    state_name, name = key
    if state_name is None:
        return f'aggregated_stats.{name}'
    return f'aggregated_stats.state_stats_mapping.{state_name}.{name}'


class ExclusionState(NamedTuple):
    """Whether a session is excluded, and how often this has changed.

    Attributes:
        is_excluded: Whether an owner excludes it.
        num_changes: The number of changes; a greater one is more recent.
    """

    is_excluded: bool = False
    num_changes: int = 0


@dataclasses.dataclass(frozen=True)
class SessionKey:
    """The identity of a session."""

    exp_id: str
    exp_version: int
    session_id: str
