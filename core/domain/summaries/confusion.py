"""How confused learners are at a state, from what the log tells.

Nobody can look into a learner's head; these are five things that confused
learners do more often than others, each as a share of the sessions that
entered the state. The index is their weighted mean: 0 when nobody shows any
sign, 1 when everybody shows all. What it goes along with, and what not, is
told in docs/statistics.md.
"""

from __future__ import annotations

import dataclasses

from core.domain.measures import intervals
from core.domain.summaries.state_summary import StateSummary

# How much each sign says, in hundredths. Failing again and again, and giving
# up after failing, say most; a long time may be a cup of tea.
WEIGHTS = {
    'several_wrong_answers': 30,
    'gave_up_after_wrong_answer': 30,
    'opened_solution': 15,
    'returned': 15,
    'took_long': 10,
}

# A session took long when its time at the state is more than so many medians
# of the state: long against others at the same text, not against other texts.
LONG_TIME_IN_MEDIANS = 3


@dataclasses.dataclass(frozen=True)
class Part:
    """How many sessions show one sign of confusion.

    Attributes:
        successes: Those that show it.
        n: Those that could.
    """

    successes: int
    n: int

    @property
    def share(self) -> float:
        """The share of sessions that show the sign; 0 of none."""
        return self.successes / self.n if self.n else 0.0

    @property
    def interval(self) -> intervals.Interval:
        """The Wilson 95 % interval of the share."""
        return intervals.wilson_interval(self.successes, self.n)


@dataclasses.dataclass(frozen=True)
class Confusion:
    """How confused learners are at a state.

    Attributes:
        parts: The signs, by the names in WEIGHTS.
    """

    parts: dict[str, Part]

    @property
    def index(self) -> float | None:
        """The weighted mean of the shares; None when nobody came."""
        if not self.parts['several_wrong_answers'].n:
            return None
        return _weighted({k: part.share for k, part in self.parts.items()})

    @property
    def interval(self) -> intervals.Interval:
        """The weighted mean of the bounds: at least as wide as 95 %."""
        found = {name: part.interval for name, part in self.parts.items()}
        return intervals.Interval(
            _weighted({name: bounds.low for name, bounds in found.items()}),
            _weighted({name: bounds.high for name, bounds in found.items()}),
        )


def _weighted(shares: dict[str, float]) -> float:
    total = sum(WEIGHTS[name] * share for name, share in shares.items())
    return total / sum(WEIGHTS.values())


def confusion_of(state: StateSummary) -> Confusion:
    """Returns how confused the sessions at a state look."""
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
