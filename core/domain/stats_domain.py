"""What is counted about learners, as plain values.

Each statistic is defined once, in `stats_computation`; here are the shapes
that hold the counts and the arithmetic on them.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

from core import errors

if TYPE_CHECKING:
    from core.domain import card_history_domain

EXPLORATION_COUNTERS = ('num_starts', 'num_actual_starts', 'num_completions')
STATE_COUNTERS = (
    'total_answers_count',
    'useful_feedback_count',
    'total_hit_count',
    'first_hit_count',
    'num_times_solution_viewed',
    'num_completions',
)

# One counter: the state it belongs to (None: the exploration) and its name.
CounterKey = tuple[str | None, str]
# Counts or differences of counts; a counter that is missing is zero.
Counts = Counter[CounterKey]


def added(*many: Mapping[CounterKey, int]) -> Counts:
    """Returns the sum of counts, which may be negative, without zeros."""
    total: Counts = Counter()
    for counts in many:
        total.update(counts)
    return without_zeros(total)


def subtracted(
    minuend: Mapping[CounterKey, int], subtrahend: Mapping[CounterKey, int]
) -> Counts:
    """Returns the difference of counts, without zeros."""
    difference: Counts = Counter(minuend)
    difference.subtract(subtrahend)
    return without_zeros(difference)


def without_zeros(counts: Mapping[CounterKey, int]) -> Counts:
    """Returns the counts that are not zero."""
    return Counter({key: count for key, count in counts.items() if count})


@dataclasses.dataclass
class StateStats:
    """The counts of one state; the design says what each one counts."""

    total_answers_count: int = 0
    useful_feedback_count: int = 0
    total_hit_count: int = 0
    first_hit_count: int = 0
    num_times_solution_viewed: int = 0
    num_completions: int = 0

    def __add__(self, other: StateStats) -> StateStats:
        return self._combined(other, 1)

    def __sub__(self, other: StateStats) -> StateStats:
        return self._combined(other, -1)

    def _combined(self, other: StateStats, sign: int) -> StateStats:
        return StateStats(
            **{
                name: getattr(self, name) + sign * getattr(other, name)
                for name in STATE_COUNTERS
            }
        )

    def to_dict(self) -> dict[str, int]:
        """Returns the six counts by name."""
        return {name: getattr(self, name) for name in STATE_COUNTERS}

    @classmethod
    def from_dict(cls, values: Mapping[str, int]) -> StateStats:
        """Returns the counts of a dict that holds all six, and no others."""
        if set(values) != set(STATE_COUNTERS):
            raise errors.ValidationError(
                f'expected exactly {", ".join(STATE_COUNTERS)}'
            )
        return cls(**values)

    def validate(self, path: str = '') -> None:
        """Raises ValidationError unless all counts are whole, and >= 0."""
        for name, count in self.to_dict().items():
            _require_count(count, f'{path}.{name}' if path else name)


def _require_count(count: object, path: str) -> None:
    if isinstance(count, bool) or not isinstance(count, int):
        raise errors.ValidationError('expected a whole number', path)
    if count < 0:
        raise errors.ValidationError('a count is never negative', path)


@dataclasses.dataclass(kw_only=True)
class AggregatedStats:
    """Counts of an exploration and its states: of a batch, or of a version."""

    num_starts: int = 0
    num_actual_starts: int = 0
    num_completions: int = 0
    state_stats_mapping: dict[str, StateStats] = dataclasses.field(
        default_factory=dict
    )

    def __add__(self, other: AggregatedStats) -> Self:
        return self.with_counts(added(self.to_counts(), other.to_counts()))

    def __sub__(self, other: AggregatedStats) -> Self:
        return self.with_counts(subtracted(self.to_counts(), other.to_counts()))

    def with_counts(self, counts: Mapping[CounterKey, int]) -> Self:
        """Returns a copy that holds these counts.

        Args:
            counts: What to hold; counters that are missing become zero.

        Returns:
            The copy. It has every state that this has or the counts name.
        """
        names = list(self.state_stats_mapping)
        names += [name for name, _ in counts if name is not None]
        totals = {name: counts.get((None, name), 0) for name in _TOTALS}
        mapping = {
            state_name: StateStats(
                **{
                    name: counts.get((state_name, name), 0)
                    for name in STATE_COUNTERS
                }
            )
            for state_name in dict.fromkeys(names)
        }
        return dataclasses.replace(self, **totals, state_stats_mapping=mapping)

    def to_counts(self) -> Counts:
        """Returns the counts that are not zero, counter by counter."""
        counts: Counts = Counter()
        for name in EXPLORATION_COUNTERS:
            counts[None, name] = getattr(self, name)
        for state_name, stats in self.state_stats_mapping.items():
            for name, count in stats.to_dict().items():
                counts[state_name, name] = count
        return without_zeros(counts)

    def to_dict(self) -> dict[str, Any]:
        """Returns the counts as the wire spells them."""
        return {
            **{name: getattr(self, name) for name in EXPLORATION_COUNTERS},
            'state_stats_mapping': {
                name: stats.to_dict()
                for name, stats in self.state_stats_mapping.items()
            },
        }

    def validate(self) -> None:
        """Raises ValidationError unless all counts are whole, and >= 0."""
        for name in EXPLORATION_COUNTERS:
            _require_count(getattr(self, name), name)
        for state_name, stats in self.state_stats_mapping.items():
            stats.validate(f'state_stats_mapping.{state_name}')


_TOTALS = EXPLORATION_COUNTERS


@dataclasses.dataclass(kw_only=True)
class ExplorationStats(AggregatedStats):
    """Counts in the cards of one version of an exploration.

    Attributes:
        exp_id: The exploration.
        exp_version: The version whose cards the mapping names.
    """

    exp_id: str
    exp_version: int

    @classmethod
    def create_default(
        cls, exp_id: str, exp_version: int, state_names: Iterable[str]
    ) -> ExplorationStats:
        """Returns the statistics of a version that nobody has played."""
        return cls(
            exp_id=exp_id,
            exp_version=exp_version,
            state_stats_mapping={name: StateStats() for name in state_names},
        )

    def advanced_to(
        self, exp_version: int, history: card_history_domain.CardHistory
    ) -> ExplorationStats:
        """Returns these counts in the cards of another version.

        Renames move counts; a state that the other version does not have
        drops out; the other version's new states start at zero; the totals of
        the exploration stay. As every count is carried straight from the
        version where it was made, a state that was deleted on the way and
        came back by a revert has what it had.

        Args:
            exp_version: The version whose cards to use, later or earlier.
            history: The cards of the exploration's versions.

        Returns:
            The statistics, with an entry for each of its states.
        """
        new_names = history.names_in(self.exp_version, exp_version)
        advanced = ExplorationStats.create_default(
            self.exp_id, exp_version, history.state_names(exp_version)
        )
        moved = {
            (state_name and new_names[state_name], name): count
            for (state_name, name), count in self.to_counts().items()
            if state_name is None or state_name in new_names
        }
        return advanced.with_counts(moved)

    def to_frontend_dict(self) -> dict[str, Any]:
        """Returns what the statistics tab gets."""
        return {
            'exp_id': self.exp_id,
            'exp_version': self.exp_version,
            **self.to_dict(),
        }

    def invariant_violations(
        self, init_state_name: str | None = None
    ) -> list[str]:
        """Says which of the rules that always hold do not hold.

        Args:
            init_state_name: The first state, when all these plays began in
                it: that its first hits are the starts holds for the own
                counts of a version, as another version may begin elsewhere.

        Returns:
            One sentence for each broken rule.
        """
        found = [
            f'{_where(state_name)}{name} is negative ({count})'
            for (state_name, name), count in sorted(
                self.to_counts().items(), key=lambda item: item[0][0] or ''
            )
            if count < 0
        ]
        found += _disorder(self, None, 'num_starts', 'num_actual_starts')
        found += _disorder(self, None, 'num_actual_starts', 'num_completions')
        for state_name, stats in self.state_stats_mapping.items():
            for larger, smaller in _STATE_ORDERS:
                found += _disorder(stats, state_name, larger, smaller)
        return found + self._start_violations(init_state_name)

    def _start_violations(self, init_state_name: str | None) -> list[str]:
        if init_state_name is None:
            return []
        stats = self.state_stats_mapping.get(init_state_name, StateStats())
        if stats.first_hit_count == self.num_starts:
            return []
        return [
            f'{_where(init_state_name)}first_hit_count '
            f'({stats.first_hit_count}) of the first state differs from '
            f'num_starts ({self.num_starts})'
        ]


_STATE_ORDERS = (
    ('total_hit_count', 'first_hit_count'),
    ('total_hit_count', 'num_completions'),
    ('total_answers_count', 'useful_feedback_count'),
)


def _disorder(
    stats: object, state_name: str | None, larger: str, smaller: str
) -> list[str]:
    if getattr(stats, larger) >= getattr(stats, smaller):
        return []
    return [
        f'{_where(state_name)}{larger} ({getattr(stats, larger)}) is less '
        f'than {smaller} ({getattr(stats, smaller)})'
    ]


def _where(state_name: str | None) -> str:
    return '' if state_name is None else f'{state_name}: '
