"""The account of what one session has contributed to the counters.

Counts and events of a session travel apart, so at any moment either may be
ahead of the other. Were a repair to add what the log has and the counters lack,
the batch that brings the same counts a second later would count them twice.
The account prevents that: it remembers by how much a repair went ahead of the
batches (or took back what no event speaks for yet), and sets off what arrives
later against it. With it a repair is right at any moment, and once everything
has arrived the counters are those of the log, however repairs, batches and
events came to be interleaved.

For each counter, with X what the counters hold for this session, B the sum of
its batches and E what its events in the log come to:

- balance = X - B always: positive where a repair went ahead of the batches,
  negative where it took something back;
- a batch pays off a positive balance first and adds the rest to X;
- an event gives back from a negative balance, and else changes nothing;
- a repair sets X to E.

Counters of which only a session's last event counts are different: a batch
could not take back what an earlier one added. Their X is changed by the events
alone, in the transaction that records them, and has no balance.

Counters that this code does not know (a browser of a newer version sent them)
are counted like others. No repair touches them, as no rule says what E is.

An owner can leave a session out of all figures (exclusion_services). While it
is, E is nothing: a repair sets X to zero, its batches go to B alone and its
events give nothing back. So the balance goes on saying what its batches have
brought, and a repair after it was taken back sets X to what its events come to.

What no learner can have done in one session is refused: counts of batches
here, and events by session_bounds, for which the account also has the number of
its events in the log. The bounds of a counter follow from its declaration:
whether a session counts once, and which counter it is part of (`CounterRule`).

A client that counts what it logs ends with B = E. A positive balance is at most
what its batches still have to bring, a negative one what its events still have
to bring; so both reach zero, and X = B = E.
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

# Counters that one event counts for, in batches, at most.
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
    """The account of one session; see the module.

    Attributes:
        counted: X, what the counters hold for this session.
        balance: X minus the sum of the batches; zeros are left out.
        last_places: Where the last event of each type is of which only the
            last one counts.
        events: How many events the log has of the session.
        is_excluded: Whether the session is left out of all figures.
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
    def owes(self) -> bool:
        """Whether a repair subtracted counts whose events may still arrive."""
        return any(amount < 0 for amount in self.balance.values())

    def count_batch(self, counts: stats_domain.Counts) -> stats_domain.Counts:
        """Adds the counts of a batch.

        Args:
            counts: The counts, none negative.

        Returns:
            What to add to the counters.

        Raises:
            ValidationError: With it the session has done more than one learner
                can.
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
            recognised = stats_domain.known_only(counts)
            self.balance = stats_domain.subtracted(self.balance, recognised)
            counts = stats_domain.subtracted(counts, recognised)
        paid: stats_domain.Counts = Counter(
            {
                key: min(count, max(self.balance[key], 0))
                for key, count in counts.items()
            }
        )
        self.balance = stats_domain.subtracted(self.balance, paid)
        return self._count(stats_domain.subtracted(counts, paid))

    def count_logged(
        self, events: Iterable[event_domain.Event]
    ) -> stats_domain.Counts:
        """Counts events that have just been added to the log.

        Args:
            events: The events.

        Returns:
            What to add to the counters: nothing, unless a repair had taken
            back counts that these events now speak for, or one is the last of
            a type of which only the last counts.
        """
        counts: stats_domain.Counts = Counter()
        differences = []
        owes = self.owes
        for event in events:
            name, value = event.event_type, event.counted_value
            if owes:
                counts.update(
                    stats_computation.keys_of(name, event.state_name, value)
                )
            if name in stats_computation.LAST_ONLY_COUNTERS:
                place = event.sequence_number, event.event_id
                differences.append(self.count_last_only(name, value, place))
        return stats_domain.added(self.count_events(counts), *differences)

    def count_events(self, counts: stats_domain.Counts) -> stats_domain.Counts:
        """Adds the counts of events that have just been added to the log.

        Args:
            counts: What each of them speaks for, summed.

        Returns:
            What to add to the counters: nothing, unless a repair had taken
            back counts that these events now speak for.
        """
        if self.is_excluded or not self.owes:
            return Counter()
        given_back: stats_domain.Counts = Counter(
            {
                key: min(count, max(-self.balance[key], 0))
                for key, count in counts.items()
            }
        )
        self.balance = stats_domain.added(self.balance, given_back)
        return self._count(stats_domain.without_zeros(given_back))

    def correct_to(
        self,
        log: stats_domain.Counts,
        last_places: Mapping[str, stats_computation.Place] | None = None,
    ) -> stats_domain.Counts:
        """Makes the account say what the log says.

        Args:
            log: The counts of the session's events.
            last_places: Where, in the log, the last event of each type is of
                which only that counts.

        Returns:
            What to add to the counters; may be negative.
        """
        self.last_places = dict({} if self.is_excluded else last_places or {})
        difference = self.missing(log)
        self.balance = stats_domain.added(
            self.balance,
            {
                key: count
                for key, count in difference.items()
                if stats_computation.is_counted_by_batches(key)
            },
        )
        return self._count(difference)

    def exclude(self) -> stats_domain.Counts:
        """Leaves the session out of all figures.

        Returns:
            What to add to the counters: what they hold for it, negated.
        """
        self.is_excluded = True
        return self.correct_to(Counter())

    def missing(self, log: stats_domain.Counts) -> stats_domain.Counts:
        """Returns what the counters lack to say what the log says.

        Args:
            log: The counts of the session's events.
        """
        return stats_domain.subtracted(
            Counter() if self.is_excluded else log,
            stats_domain.known_only(self.counted),
        )

    def count_last_only(
        self,
        event_type: str,
        counted_value: int,
        place: stats_computation.Place,
    ) -> stats_domain.Counts:
        """Counts an event that has just been added to the log.

        Args:
            event_type: Its type.
            counted_value: The value of its counted field.
            place: Its place in the session.

        Returns:
            What to add to the counters of which only the last event counts.
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
        return self._count(stats_domain.subtracted(Counter(keys), replaced))

    def _count(self, difference: stats_domain.Counts) -> stats_domain.Counts:
        self.counted = stats_domain.added(self.counted, difference)
        return difference


def _require_possible_batch(
    counts: stats_domain.Counts,
    brought: Mapping[stats_domain.CounterKey, int],
    total: int,
) -> None:
    """Refuses a batch that says more than one learner can have done.

    Args:
        counts: The counts of the batch.
        brought: The same counters in all batches of the session, with this
            one.
        total: The sum of all counters in these.

    Raises:
        ValidationError: A count is beyond its bound; the path is that of the
            counter in the request.
    """
    for key, count in counts.items():
        most = _max_per_session(key)
        if brought[key] > most:
            raise errors.ValidationError(
                f'one session has at most {most}, not {brought[key]}',
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
    """Returns the bound of a counter, also of one not known here."""
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


class Standing(NamedTuple):
    """Whether a session is left out of all figures, and how new that is.

    Attributes:
        is_excluded: Whether it is.
        num_changes: How often that has changed.
    """

    is_excluded: bool = False
    num_changes: int = 0


@dataclasses.dataclass(frozen=True)
class SessionKey:
    """Which session of which version of which exploration."""

    exp_id: str
    exp_version: int
    session_id: str
