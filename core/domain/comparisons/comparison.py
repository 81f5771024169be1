"""The differences between two sets of plays, and their significance.

The two rates of the whole exploration are judged separately. There can be
hundreds of state rates, one in twenty of which would differ by chance, so they
are judged together (significance.adjusted_p_values).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Literal

from typing_extensions import TypedDict

from core import feconf
from core.domain.comparisons import state_changes
from core.domain.comparisons.comparison_measures import (
    COUNTER_MEASURES,
    EXPLORATION_MEASURES,
    SESSION_MEASURES,
    Higher,
    Measure,
    Sample,
    SideData,
    StateMeasure,
    Unit,
)
from core.domain.measures import intervals, significance
from core.domain.summary_views import summary_models

Verdict = Literal['better', 'worse', 'no_difference_seen', 'cannot_tell_yet']
SideName = Literal['a', 'b']


class ComparedRate(TypedDict):
    """A rate on both sides of a comparison.

    Attributes:
        higher_is: Whether a higher rate is better or worse for learners.
        unit: The unit of its n.
        difference: The rate of b minus that of a.
        p_value: Null if either side has too little data.
        adjusted_p_value: The p-value adjusted for multiple comparisons; null
            if the rate is judged separately or has too little data.
        num_more_sessions: The number of sessions that the growing side still
            needs for a verdict; null if it is 0 or no number suffices.
    """

    name: str
    higher_is: Higher
    unit: Unit
    a: summary_models.Rate
    b: summary_models.Rate
    difference: summary_models.Interval
    p_value: float | None
    adjusted_p_value: float | None
    verdict: Verdict
    num_more_sessions: int | None


@dataclasses.dataclass
class Metric:
    """A rate on both sides of a comparison.

    Attributes:
        measure: The rate.
        a: The reference side.
        b: The side compared with it.
        adjusted_p_value: The p-value adjusted for multiple comparisons; None
            for a rate that is judged separately or has too little data.
        significance: The threshold for its unadjusted p-value.
    """

    measure: Measure
    a: Sample
    b: Sample
    adjusted_p_value: float | None = None
    significance: float = feconf.COMPARISON_SIGNIFICANCE

    @property
    def is_comparable(self) -> bool:
        """Whether both sides have enough data."""
        least = min(self.a.effective_n, self.b.effective_n)
        return least >= feconf.MIN_N_FOR_RATE

    @property
    def difference(self) -> float | None:
        """The rate of b minus that of a."""
        if not self.a.n or not self.b.n:
            return None
        return self.b.successes / self.b.n - self.a.successes / self.a.n

    @property
    def interval(self) -> intervals.Interval:
        """The interval of the difference (Newcombe)."""
        return intervals.difference_interval(self.a.effective, self.b.effective)

    @property
    def p_value(self) -> float:
        """The p-value of the difference."""
        return significance.p_value_of_difference(
            self.a.effective, self.b.effective
        )

    @property
    def verdict(self) -> Verdict:
        """The conclusion about the difference."""
        difference = self.difference
        if not self.is_comparable or difference is None:
            return 'cannot_tell_yet'
        low, high = self.interval
        judged = (
            self.p_value
            if self.adjusted_p_value is None
            else self.adjusted_p_value
        )
        limit = feconf.COMPARISON_SIGNIFICANCE
        if judged <= limit and (low > 0 or high < 0):
            is_good = (difference > 0) == (self.measure.higher_is == 'better')
            return 'better' if is_good else 'worse'
        if max(-low, high) <= feconf.RELEVANT_DIFFERENCE:
            return 'no_difference_seen'
        return 'cannot_tell_yet'

    def num_more_sessions(self, growing: SideName) -> int | None:
        """Returns how many more sessions one side needs for a conclusion.

        This is the number needed to detect the observed difference or, if that
        is negligible, the smallest relevant one.

        Args:
            growing: The side that is still being played.

        Returns:
            The number; None if it is 0 or no number suffices.
        """
        if self.verdict != 'cannot_tell_yet' or self.difference is None:
            return None
        fixed, grown = (self.a, self.b) if growing == 'b' else (self.b, self.a)
        rate = fixed.successes / fixed.n
        observed = grown.successes / grown.n
        for target in (*_relevant_rates(rate, observed), observed):
            needed = significance.sessions_needed(
                target,
                (rate, fixed.effective_n),
                self.significance,
                feconf.COMPARISON_POWER,
            )
            if needed is not None and needed > grown.effective_n:
                return needed - grown.effective_n
        least = feconf.MIN_N_FOR_RATE - grown.effective_n
        return least if least > 0 else None

    def to_dict(self, growing: SideName | None) -> ComparedRate:
        """Returns the metric as JSON.

        Args:
            growing: The side that is still being played, if any.
        """
        low, high = self.interval
        return {
            'name': self.measure.name,
            'higher_is': self.measure.higher_is,
            'unit': self.measure.unit,
            'a': self.a.to_dict(),
            'b': self.b.to_dict(),
            'difference': {'value': self.difference, 'low': low, 'high': high},
            'p_value': self.p_value if self.is_comparable else None,
            'adjusted_p_value': self.adjusted_p_value,
            'verdict': self.verdict,
            'num_more_sessions': self.num_more_sessions(growing)
            if growing
            else None,
        }


def _relevant_rates(rate: float, observed: float) -> list[float]:
    """Returns the nearest rate that differs relevantly, unless reached.

    Args:
        rate: The rate to differ from.
        observed: The observed rate; if it differs enough, the list is empty.
    """
    step = feconf.RELEVANT_DIFFERENCE
    if abs(observed - rate) >= step:
        return []
    up = rate + step <= 1 and (observed >= rate or rate < step)
    return [rate + step if up else rate - step]


def compare_exploration(a: SideData, b: SideData) -> list[Metric]:
    """Returns the rates of the exploration on both sides."""
    return [
        Metric(measure, measure.sample(a), measure.sample(b))
        for measure in EXPLORATION_MEASURES
    ]


def compare_state(
    a: SideData,
    b: SideData,
    names: state_changes.Names,
    by_sessions: bool,
) -> list[Metric]:
    """Returns the rates of a state on both sides.

    Args:
        a: The reference side.
        b: The other side.
        names: The name of the state on each side; None where it is missing.
        by_sessions: Whether both sides have session data.

    Returns:
        The rates with data on at least one side.
    """
    metrics = [
        Metric(
            measure,
            _sample(measure, a, names[0]),
            _sample(measure, b, names[1]),
        )
        for measure in (SESSION_MEASURES if by_sessions else COUNTER_MEASURES)
    ]
    return [metric for metric in metrics if metric.a.n or metric.b.n]


def _sample(
    measure: StateMeasure, played: SideData, name: str | None
) -> Sample:
    """Returns an empty sample if the measure does not apply to the state."""
    if name is None:
        return Sample(0, 0)
    interaction = played.exploration.states[name].interaction
    if interaction.id is None or interaction.is_terminal:
        return Sample(0, 0)
    if measure.of_questions and interaction.spec.is_linear:
        return Sample(0, 0)
    return measure.sample(played, name)


def judge_together(metrics: Sequence[Metric]) -> int:
    """Adjusts metrics for multiple comparisons; returns their number.

    Args:
        metrics: The metrics of all states; modified in place.
    """
    compared = [metric for metric in metrics if metric.is_comparable]
    adjusted = significance.adjusted_p_values(
        [metric.p_value for metric in compared]
    )
    limit = feconf.COMPARISON_FALSE_DISCOVERY_RATE
    num_significant = sum(p_value <= limit for p_value in adjusted)
    # The threshold for one more significant p-value (Benjamini-Hochberg).
    level = limit * min(1, (num_significant + 1) / max(1, len(compared)))
    for metric, p_value in zip(compared, adjusted, strict=True):
        metric.adjusted_p_value = p_value
    for metric in metrics:
        metric.significance = level
    return len(compared)
