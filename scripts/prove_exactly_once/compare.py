"""Compares the actions of learners with the log, the counters and the tab.

A number is a counter of a version, for one of its cards or the exploration.
"""

from __future__ import annotations

import collections
import dataclasses
import pathlib
from collections.abc import Iterable, Mapping
from typing import Any

from core.domain import (
    event_domain,
    event_services,
    stats_computation,
    stats_domain,
)
from core.domain.scheduled_work import audit_services
from core.platform import datastore
from scripts.prove_exactly_once import creator, learners, pages

Key = pages.Key
Numbers = collections.Counter[Key]

# A number on the tab: the card, or None for the exploration, and the counter.
ShownKey = tuple[str | None, str]

_MAX_DIFFERENCES_SHOWN = 20


@dataclasses.dataclass
class Check:
    """Numbers that must be equal.

    Attributes:
        what: The claim that the check proves.
        num_compared: The number of compared numbers.
        differences: Descriptions of the first differences.
    """

    what: str
    num_compared: int
    differences: list[str]

    @property
    def is_passed(self) -> bool:
        """Whether numbers were compared and all are equal."""
        return self.num_compared > 0 and not self.differences


def check(
    what: str, expected: Mapping[Any, int], actual: Mapping[Any, int]
) -> Check:
    """Compares numbers; a missing one is 0."""
    keys = sorted(expected.keys() | actual.keys(), key=repr)
    different = [
        f'{key}: {expected.get(key, 0)} expected, {actual.get(key, 0)} found'
        for key in keys
        if expected.get(key, 0) != actual.get(key, 0)
    ]
    return Check(what, len(keys), different[:_MAX_DIFFERENCES_SHOWN])


def check_unrepaired(
    expected: Mapping[Key, int],
    actual: Mapping[Key, int],
    broken: Mapping[Key, int],
) -> Check:
    """Checks the counters before the repair.

    Args:
        expected: The counters after the repair.
        actual: The counters before the repair.
        broken: The numbers of broken sessions, the largest allowed differences.
    """
    beyond = {
        key: abs(actual.get(key, 0) - expected.get(key, 0)) - broken.get(key, 0)
        for key in expected.keys() | actual.keys()
    }
    return check(
        'no counter differs, before any repair, by more than broken sessions',
        dict.fromkeys(beyond, 0),
        {key: max(0, more) for key, more in beyond.items()},
    )


class Log:
    """The event log at the end.

    Args:
        events: All events.
        done: The actions of learners under Node.
    """

    def __init__(
        self, events: Iterable[event_domain.Event], done: learners.Done
    ) -> None:
        self.events = list(events)
        ids = {event.event_id for event in self.events}
        self.num_repeated = len(self.events) - len(ids)
        self.num_missing = len(done.whole_ids - ids)
        self.num_destroyed = len(done.broken_ids - ids)
        # Other events are those of whole sessions or of Chromium pages.
        self._broken_ids = done.broken_ids

    def by_type(self, *, is_broken: bool) -> collections.Counter[Any]:
        """Returns the number of events by version and type."""
        return collections.Counter(
            (event.exp_version, event.event_type)
            for event in self._of(is_broken)
        )

    def numbers(self, *, is_broken: bool) -> Numbers:
        """Returns the counters computed from the log."""
        sessions: dict[Any, list[event_domain.Event]] = {}
        for event in self._of(is_broken):
            key = event.exp_version, event.session_id
            sessions.setdefault(key, []).append(event)
        numbers: Numbers = collections.Counter()
        for (version, _), events in sessions.items():
            counts = stats_computation.counts_of_session(events)
            for (state, counter), count in counts.items():
                numbers[version, state, counter] += count
        return numbers

    def _of(self, is_broken: bool) -> list[event_domain.Event]:
        return [
            event
            for event in self.events
            if (event.event_id in self._broken_ids) is is_broken
        ]


def in_names_of_versions(
    numbers: Mapping[Key, int], names: Mapping[int, Mapping[str, str]]
) -> Numbers:
    """Returns numbers by the names that cards have in their versions.

    Args:
        numbers: Numbers by the original names of cards.
        names: The names of cards by version and original name.
    """
    return collections.Counter(
        {
            (version, card and names[version][card], counter): count
            for (version, card, counter), count in numbers.items()
        }
    )


def shown_in_latest(
    numbers: Mapping[Key, int], names: Mapping[int, Mapping[str, str]]
) -> collections.Counter[ShownKey]:
    """Returns the sums over all versions that the tab has to show."""
    latest = names[max(names)]
    shown: collections.Counter[ShownKey] = collections.Counter()
    for (version, name, counter), count in numbers.items():
        first = {own: card for card, own in names[version].items()}
        shown[name and latest[first[name]], counter] += count
    return shown


def numbers_of(answer: Mapping[str, Any]) -> collections.Counter[ShownKey]:
    """Returns the numbers in a response of the statistics route."""
    numbers: collections.Counter[ShownKey] = collections.Counter(
        {
            (None, name): answer[name]
            for name in stats_domain.EXPLORATION_COUNTERS
        }
    )
    for state, counts in answer['state_stats_mapping'].items():
        for counter, count in counts.items():
            numbers[state, counter] = count
    return numbers


def served_by_version(author: creator.Creator) -> Numbers:
    """Returns the own counts of each version, read from the server."""
    served: Numbers = collections.Counter()
    for version in author.names:
        own = numbers_of(author.statistics(version, version))
        if version > 1:
            own.subtract(numbers_of(author.statistics(version, version - 1)))
        for (state, counter), count in own.items():
            served[version, state, counter] = count
    return served


def by_day(processed: Mapping[str, Any]) -> collections.Counter[str]:
    """Returns the sums over all days by counter."""
    sums: collections.Counter[str] = collections.Counter()
    for day in processed['days']:
        for counter in stats_domain.EXPLORATION_COUNTERS:
            sums[counter] += day.get(counter, 0)
    return sums


def use_store(data_dir: pathlib.Path) -> None:
    """Selects the store in a folder; possible once per process."""
    datastore.set_data_dir(str(data_dir))


def read_log(exp_id: str) -> list[event_domain.Event]:
    """Returns all events of an exploration."""
    with datastore.context():
        return list(event_services.get_events_of_exploration(exp_id))


def recompute(exp_id: str, *, dry_run: bool) -> audit_services.AuditReport:
    """Recomputes counters from the log, and repairs them unless `dry_run`."""
    with datastore.context():
        return audit_services.recompute(exp_id, dry_run)
