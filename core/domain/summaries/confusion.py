"""An index of the confusion of learners in a state.

It is the weighted mean of five signs that confused learners show more often
than others, each as a share of the sessions that entered the state: 0 if no
session shows any sign, 1 if all sessions show all. docs/statistics.md says what
the index correlates with.
"""

from __future__ import annotations

import dataclasses

from core.domain.measures import intervals
from core.domain.summaries.state_summary import StateSummary

# The weights of the signs, in hundredths. Repeated wrong answers and giving up
# are the strongest signs; a long time has many other causes.
WEIGHTS = {
    'several_wrong_answers': 30,
    'gave_up_after_wrong_answer': 30,
    'opened_solution': 15,
    'returned': 15,
    'took_long': 10,
}

# A session took long if its time in the state exceeds this multiple of the
# median of the state, so the length of the state's text does not matter.
LONG_TIME_IN_MEDIANS = 3


@dataclasses.dataclass(frozen=True)
class Part:
    """The sessions with one sign of confusion.

    Attributes:
        successes: Sessions that show it.
        n: Sessions that could show it.
    """

    successes: int
    n: int

    @property
    def share(self) -> float:
        """The share of sessions that show the sign; 0 without sessions."""
        return self.successes / self.n if self.n else 0.0

    @property
    def interval(self) -> intervals.Interval:
        """The Wilson 95 % interval of the share."""
        return intervals.wilson_interval(self.successes, self.n)


@dataclasses.dataclass(frozen=True)
class Confusion:
    """The confusion of learners in a state.

    Attributes:
        parts: The signs, by the names in WEIGHTS.
    """

    parts: dict[str, Part]

    @property
    def index(self) -> float | None:
        """The weighted mean of the shares; None without sessions."""
        if not self.parts['several_wrong_answers'].n:
            return None
        return _weighted_mean(
            {name: part.share for name, part in self.parts.items()}
        )

    @property
    def interval(self) -> intervals.Interval:
        """The weighted mean of the bounds, a conservative 95 % interval."""
        bounds = {name: part.interval for name, part in self.parts.items()}
        return intervals.Interval(
            _weighted_mean({name: bound.low for name, bound in bounds.items()}),
            _weighted_mean(
                {name: bound.high for name, bound in bounds.items()}
            ),
        )


def _weighted_mean(shares: dict[str, float]) -> float:
    total = sum(WEIGHTS[name] * share for name, share in shares.items())
    return total / sum(WEIGHTS.values())


def confusion_of(state: StateSummary) -> Confusion:
    """Returns the confusion of the sessions in a state."""
    n = state.num_sessions
    return Confusion(
        {
            'several_wrong_answers': Part(state.num_struggled, n),
            'gave_up_after_wrong_answer': Part(state.num_gave_up, n),
            'opened_solution': Part(state.num_solution, n),
            'returned': Part(state.num_returned, n),
            'took_long': _took_long(state),
        }
    )


def _took_long(state: StateSummary) -> Part:
    times = state.session_time
    median = times.median
    if not median:
        return Part(0, times.n)
    limit = LONG_TIME_IN_MEDIANS * median
    long = sum(
        count
        for index, count in times.counts.items()
        if times.value_of(index) > limit
    )
    return Part(long, times.n)
