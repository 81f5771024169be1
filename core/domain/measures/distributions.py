"""Distributions with exact addition and subtraction.

A job folds sessions in any order and subtracts a session again when more of
its events arrive. Distributions therefore contain only integers: subtracting
restores them exactly, without rounding errors.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, Self

# The maximum relative error of a quantile of a DurationDistribution (for
# durations of a millisecond and more).
RELATIVE_ERROR = 0.01

# The ratio of neighbouring bin boundaries that gives this error. Source:
# Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable quantile sketch
# with relative-error guarantees", PVLDB 12 (2019), section 2.2.
_GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
_LOG_GAMMA = math.log(_GAMMA)


@dataclasses.dataclass
class Distribution:
    """Counts of integer values by bin; the base class of both kinds.

    Attributes:
        counts: The number of values in each bin; no count is 0.
        total: The sum of the values.
        total_of_squares: The sum of their squares.
    """

    counts: dict[int, int] = dataclasses.field(default_factory=dict)
    total: int = 0
    total_of_squares: int = 0

    @staticmethod
    def bin_of(value: int) -> int:
        """Returns the bin of a value."""
        raise NotImplementedError

    @staticmethod
    def value_of(index: int) -> float:
        """Returns the value that represents a bin."""
        raise NotImplementedError

    def add(self, value: int, times: int = 1) -> None:
        """Counts a value `times` times; a negative number removes it.

        Raises:
            ValueError: The value is negative.
        """
        if value < 0:
            raise ValueError(f'A negative value: {value}.')
        index = self.bin_of(value)
        count = self.counts.get(index, 0) + times
        if count:
            self.counts[index] = count
        else:
            self.counts.pop(index, None)
        self.total += value * times
        self.total_of_squares += value * value * times

    @property
    def n(self) -> int:
        """The number of values."""
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        """The arithmetic mean; exact."""
        return self.total / self.n if self.n else None

    @property
    def standard_deviation(self) -> float | None:
        """The sample standard deviation (n - 1); exact."""
        n = self.n
        if n < 2:
            return None
        # n times the sum of squared deviations, in integers: no cancellation.
        spread = n * self.total_of_squares - self.total * self.total
        return math.sqrt(spread / (n * (n - 1)))

    def quantile(self, q: float) -> float | None:
        """Returns the value at or below which a share q of all values lies.

        The definition is type 1 of Hyndman and Fan, "Sample quantiles in
        statistical packages" (1996): the smallest value whose cumulative
        share is at least q.

        Args:
            q: The share, above 0 and at most 1.
        """
        if not self.counts:
            return None
        rank = max(1, math.ceil(q * self.n - 1e-9))
        seen = 0
        for index in sorted(self.counts):
            seen += self.counts[index]
            if seen >= rank:
                break
        return self.value_of(index)

    @property
    def median(self) -> float | None:
        """The 0.5 quantile."""
        return self.quantile(0.5)

    def copy(self) -> Self:
        """Returns an independent copy."""
        return type(self)(dict(self.counts), self.total, self.total_of_squares)

    def merge(self, other: Self) -> None:
        """Adds the values of another distribution."""
        for index, count in other.counts.items():
            self.counts[index] = self.counts.get(index, 0) + count
        self.total += other.total
        self.total_of_squares += other.total_of_squares

    def to_dict(self) -> dict[str, Any]:
        """Returns the distribution as JSON, exactly."""
        return {
            'counts': {
                str(index): count
                for index, count in sorted(self.counts.items())
            },
            # As text: a sum of squares can pass 2**53.
            'total': str(self.total),
            'total_of_squares': str(self.total_of_squares),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Returns the distribution that `to_dict` was called on."""
        return cls(
            {int(index): count for index, count in stored['counts'].items()},
            int(stored['total']),
            int(stored['total_of_squares']),
        )


class CountDistribution(Distribution):
    """A distribution of small whole numbers, one bin per number: exact."""

    @staticmethod
    def bin_of(value: int) -> int:
        """Returns the value itself."""
        return value

    @staticmethod
    def value_of(index: int) -> float:
        """Returns the value itself."""
        return float(index)


class DurationDistribution(Distribution):
    """A distribution of durations in whole milliseconds.

    Mean and standard deviation are exact; a quantile is off by at most
    RELATIVE_ERROR of its true value. A month has fewer than 1,100 bins.
    """

    @staticmethod
    def bin_of(value: int) -> int:
        """Returns 0 for 0, else i + 1 with gamma^(i-1) < value <= gamma^i."""
        if value == 0:
            return 0
        return math.ceil(math.log(value) / _LOG_GAMMA - 1e-12) + 1

    @staticmethod
    def value_of(index: int) -> float:
        """Returns the value that minimises the relative error in a bin."""
        if index == 0:
            return 0.0
        return 2 * _GAMMA ** (index - 1) / (_GAMMA + 1)
