"""Counts of learners' actions, as plain values.

Counters are declared here, as fields of `StateStats` and `AggregatedStats`; all
forms of counts derive from these. The rules in `stats_computation` define which
events a counter counts.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

from core import errors, feconf

if TYPE_CHECKING:
    from core.domain import state_history_domain

# One counter: the state it belongs to (None: the exploration) and its name.
CounterKey = tuple[str | None, str]
# Counts or differences of counts; a counter that is missing is zero.
Counts = Counter[CounterKey]


def add(*many: Mapping[CounterKey, int]) -> Counts:
    """Returns the sum of counts, which may be negative, without zeros."""
    # Methods of a Counter would take several times as long.
    total: dict[CounterKey, int] = {}
    for counts in many:
        for key, count in counts.items():
            total[key] = total.get(key, 0) + count
    return without_zeros(total)


def subtract(
    minuend: Mapping[CounterKey, int], subtrahend: Mapping[CounterKey, int]
) -> Counts:
    """Returns the difference of counts, without zeros."""
    difference = dict(minuend)
    for key, count in subtrahend.items():
        difference[key] = difference.get(key, 0) - count
    return without_zeros(difference)


def is_known(key: CounterKey) -> bool:
    """Returns whether this code declares a counter.

    Pages of another release may send unknown counters; these are stored, but
    never compared with the event log.
    """
    state_name, name = key
    return name in (_KNOWN_TOTALS if state_name is None else _KNOWN_OF_STATES)


def without_unknown(counts: Mapping[CounterKey, int]) -> Counts:
    """Returns the counts of counters that this code declares."""
    return Counter(
        {key: count for key, count in counts.items() if is_known(key)}
    )


def without_zeros(counts: Mapping[CounterKey, int]) -> Counts:
    """Returns the counts that are not zero."""
    result: Counts = Counter()
    # Takes two thirds of the time of `Counter(…)` for a few counts.
    dict.update(result, {key: count for key, count in counts.items() if count})
    return result


def _counter(meaning: str, unit: str = 'sessions', column: str = '') -> Any:
    """Declares a counter.

    Args:
        meaning: Its description in the data dictionary, a sentence.
        unit: The unit of the counts: sessions, times, answers.
        column: Its column in downloads; by default its name.
    """
    return dataclasses.field(
        default=0,
        metadata={'meaning': meaning, 'unit': unit, 'column': column},
    )


@dataclasses.dataclass(kw_only=True)
class StateStats:
    """The counts of one state."""

    total_hit_count: int = _counter(
        'Times the card was entered from another card, or at the start.',
        'times',
        'entered',
    )
    first_hit_count: int = _counter(
        'Sessions that entered the card at least once.',
        column='first_entered',
    )
    total_answers_count: int = _counter(
        'Answers given on the card.', 'answers', 'answers'
    )
    useful_feedback_count: int = _counter(
        'Answers among them that got more than “all other answers” that stays.',
        'answers',
        'useful_feedback',
    )
    num_times_solution_viewed: int = _counter(
        'Sessions that opened the solution.', column='solution_views'
    )
    num_completions: int = _counter(
        'Times an answer led out of the card; at the end: arrivals.',
        'times',
        'completed',
    )
    num_times_hint_viewed: int = _counter(
        'Sessions that opened at least one hint.', column='hint_views'
    )

    def __add__(self, other: StateStats) -> StateStats:
        return StateStats(
            **{
                name: getattr(self, name) + getattr(other, name)
                for name in STATE_COUNTERS
            }
        )

    def to_dict(self) -> dict[str, int]:
        """Returns the counts by name."""
        return {name: getattr(self, name) for name in STATE_COUNTERS}


STATE_COUNTERS = tuple(field.name for field in dataclasses.fields(StateStats))


def validate_counts(counts: Mapping[CounterKey, int]) -> None:
    """Raises ValidationError unless all counts are whole numbers >= 0."""
    for (state_name, name), count in counts.items():
        path = (
            f'state_stats_mapping.{state_name}.{name}' if state_name else name
        )
        if isinstance(count, bool) or not isinstance(count, int):
            raise errors.ValidationError('expected a whole number', path)
        if count < 0:
            raise errors.ValidationError('a count is never negative', path)


@dataclasses.dataclass(kw_only=True)
class AggregatedStats:
    """Counts of an exploration and its states: of a batch, or of a version."""

    num_starts: int = _counter('Sessions in which the first card was shown.')
    num_actual_starts: int = _counter(
        'Sessions with an answer, or that reached the end without one.'
    )
    num_completions: int = _counter('Sessions that reached an end card.')
    num_ratings: int = _counter('Sessions that rated the exploration.')
    num_ratings_1: int = _counter('Sessions whose last rating was 1 star.')
    num_ratings_2: int = _counter('Sessions whose last rating was 2 stars.')
    num_ratings_3: int = _counter('Sessions whose last rating was 3 stars.')
    num_ratings_4: int = _counter('Sessions whose last rating was 4 stars.')
    num_ratings_5: int = _counter('Sessions whose last rating was 5 stars.')
    state_stats_mapping: dict[str, StateStats] = dataclasses.field(
        default_factory=dict
    )

    def __add__(self, other: AggregatedStats) -> Self:
        return self.with_counts(add(self.to_counts(), other.to_counts()))

    @property
    def ratings(self) -> dict[int, int]:
        """Sessions by the stars of their last rating, from 1."""
        return {
            stars: getattr(self, f'num_ratings_{stars}')
            for stars in range(1, feconf.MAX_STARS + 1)
        }

    @property
    def mean_rating(self) -> float | None:
        """The mean of the stars; None if nobody has rated."""
        number = sum(self.ratings.values())
        total = sum(stars * count for stars, count in self.ratings.items())
        return total / number if number > 0 else None

    def with_counts(self, counts: Mapping[CounterKey, int]) -> Self:
        """Returns a copy with these counts.

        Args:
            counts: The new counts; missing counters become zero, and counters
                that this code does not know are left out.

        Returns:
            The copy, with all states of this object and of the counts.
        """
        names = list(self.state_stats_mapping)
        names += [name for name, _ in counts if name is not None]
        totals = {
            name: counts.get((None, name), 0) for name in EXPLORATION_COUNTERS
        }
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
        """Returns the counts that are not zero, by counter."""
        counts: Counts = Counter()
        for name in EXPLORATION_COUNTERS:
            counts[None, name] = getattr(self, name)
        for state_name, stats in self.state_stats_mapping.items():
            for name, count in stats.to_dict().items():
                counts[state_name, name] = count
        return without_zeros(counts)


EXPLORATION_COUNTERS = tuple(
    field.name
    for field in dataclasses.fields(AggregatedStats)
    if field.name != 'state_stats_mapping'
)
_KNOWN_TOTALS = frozenset(EXPLORATION_COUNTERS)
_KNOWN_OF_STATES = frozenset(STATE_COUNTERS)


@dataclasses.dataclass(kw_only=True)
class ExplorationStats(AggregatedStats):
    """Counts in the states of one version of an exploration.

    Attributes:
        exp_id: The exploration.
        exp_version: The version whose states the mapping names.
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

    def advance_to(
        self, exp_version: int, history: state_history_domain.StateHistory
    ) -> ExplorationStats:
        """Returns these counts in the states of another version.

        Renames move counts; states that the other version does not have are
        dropped; its new states start at zero; the totals of the exploration
        stay. As every count is carried directly from its own version, a state
        that was deleted in between and restored by a revert keeps its counts.

        Args:
            exp_version: The version whose states to use, later or earlier.
            history: The states of the exploration's versions.

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

    def invariant_violations(
        self, init_state_name: str | None = None
    ) -> list[str]:
        """Returns the violated invariants.

        Args:
            init_state_name: The first state, for own counts only, in which its
                first hits must equal the starts; cumulative counts may include
                versions that begin with another state.

        Returns:
            One sentence for each violation.
        """
        violations = [
            f'{_where(state_name)}{name} is negative ({count})'
            for (state_name, name), count in sorted(
                self.to_counts().items(), key=lambda item: item[0][0] or ''
            )
            if count < 0
        ]
        violations += _disorder(self, None, 'num_starts', 'num_actual_starts')
        violations += _disorder(
            self, None, 'num_actual_starts', 'num_completions'
        )
        for state_name, stats in self.state_stats_mapping.items():
            for larger, smaller in _STATE_ORDERS:
                violations += _disorder(stats, state_name, larger, smaller)
        return violations + self._start_violations(init_state_name)

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
