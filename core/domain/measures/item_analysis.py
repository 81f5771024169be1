"""Item analysis of the first tries of many sessions at a state.

Classical test theory, applied to the first answer of each session at each
state. All stored numbers are integers, so that sessions can be added and
removed exactly.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from core.domain.measures import intervals

# The share of sessions in the upper and in the lower group. Source: T. L.
# Kelley, "The selection of upper and lower groups for the validation of test
# items", Journal of Educational Psychology 30 (1939), 17-24.
GROUP_SHARE = 0.27


@dataclasses.dataclass
class ItemTable:
    """The sessions that answered a state, by their first tries elsewhere.

    Attributes:
        counts: The number of sessions by (right elsewhere, answered elsewhere,
            right here). Right here is 0 or 1.
    """

    counts: Counter[tuple[int, int, int]] = dataclasses.field(
        default_factory=Counter
    )

    def add(self, rest: tuple[int, int], here: int, sign: int = 1) -> None:
        """Counts a session; with sign -1 removes it.

        Args:
            rest: The numbers of its right first answers elsewhere, and of all.
            here: Whether its first answer was right: 0 or 1.
            sign: 1 or -1.
        """
        key = (*rest, here)
        count = self.counts[key] + sign
        if count:
            self.counts[key] = count
        else:
            del self.counts[key]

    def merge(self, other: Self) -> None:
        """Adds the sessions of another table."""
        self.counts.update(other.counts)

    def to_list(self) -> list[list[int]]:
        """Returns the table as JSON: rows of key and count."""
        return [[*key, self.counts[key]] for key in sorted(self.counts)]

    @classmethod
    def from_list(cls, rows: Iterable[list[int]]) -> Self:
        """Returns the table that `to_list` was called on."""
        return cls(
            Counter(
                {
                    (right, answered, here): count
                    for right, answered, here, count in rows
                }
            )
        )

    @property
    def n(self) -> int:
        """The number of sessions that answered the state."""
        return sum(self.counts.values())

    @property
    def num_right(self) -> int:
        """The number of sessions whose first try was right."""
        return sum(count for (*_, here), count in self.counts.items() if here)

    def _rest_scores(self) -> list[tuple[float, int, int]]:
        """Returns (rest score from 0 to 1, right here, number of sessions).

        Sessions that answered nothing else have no rest score.
        """
        return sorted(
            (right / answered, here, count)
            for (right, answered, here), count in self.counts.items()
            if answered
        )

    @property
    def num_with_rest(self) -> int:
        """The number of sessions that answered another state too."""
        return sum(count for _, _, count in self._rest_scores())

    @property
    def discrimination(self) -> float | None:
        """The point-biserial correlation with the rest score.

        The rest score is the share of right first answers at all other
        states, so that the state is not correlated with itself. Source: Lord
        and Novick, "Statistical Theories of Mental Test Scores" (1968),
        section 15.2. None if either score does not vary.
        """
        rows = self._rest_scores()
        n = sum(count for _, _, count in rows)
        if n < 2:
            return None
        mean_x = sum(here * count for _, here, count in rows) / n
        mean_y = sum(rest * count for rest, _, count in rows) / n
        xx = sum((here - mean_x) ** 2 * count for _, here, count in rows)
        yy = sum((rest - mean_y) ** 2 * count for rest, _, count in rows)
        xy = sum(
            (here - mean_x) * (rest - mean_y) * count
            for rest, here, count in rows
        )
        if xx <= 0 or yy <= 1e-15 * n:
            return None
        return max(-1.0, min(1.0, xy / math.sqrt(xx * yy)))

    @property
    def discrimination_interval(self) -> intervals.Interval:
        """The 95 % interval of the discrimination."""
        r = self.discrimination
        if r is None:
            return intervals.Interval(-1.0, 1.0)
        return intervals.correlation_interval(r, self.num_with_rest)

    @property
    def upper_lower_discrimination(self) -> float | None:
        """The facility in the upper 27 % minus that in the lower 27 %.

        Sessions with equal rest scores at the boundary of a group count
        proportionally, so the order of sessions does not matter. None for
        fewer than 4 sessions.
        """
        rows = self._rest_scores()
        n = sum(count for _, _, count in rows)
        if n < 4:
            return None
        size = GROUP_SHARE * n
        upper = _facility_of_first(rows[::-1], size)
        return upper - _facility_of_first(rows, size)


def _facility_of_first(
    rows: list[tuple[float, int, int]], size: float
) -> float:
    """Returns the share of right first tries among the first sessions."""
    ties: dict[float, tuple[int, int]] = {}
    for rest, here, count in rows:
        all_, right = ties.get(rest, (0, 0))
        ties[rest] = (all_ + count, right + here * count)
    room, right_in_group = size, 0.0
    for all_, right in ties.values():
        taken = min(room, all_)
        right_in_group += right * taken / all_
        room -= taken
        if room <= 0:
            break
    # Sums of shares can pass 1 by a rounding error.
    return min(1.0, right_in_group / size)


@dataclasses.dataclass
class Reliability:
    """Sums for Cronbach's alpha, of the sessions that answered every item.

    Attributes:
        items: The states with questions.
        n: The number of sessions.
        right: By item, the number of sessions whose first try was right.
        scores_if_right: By item, the sum of the scores of these sessions.
        total: The sum of the scores of all sessions.
        total_of_squares: The sum of the squares of the scores.
    """

    items: tuple[str, ...]
    n: int = 0
    right: Counter[str] = dataclasses.field(default_factory=Counter)
    scores_if_right: Counter[str] = dataclasses.field(default_factory=Counter)
    total: int = 0
    total_of_squares: int = 0

    def add(self, first_try: Mapping[str, int], times: int = 1) -> None:
        """Counts a session if it answered all items; -1 removes it.

        Args:
            first_try: For each item answered, whether the first answer was
                right.
            times: 1 or -1.
        """
        if not all(item in first_try for item in self.items):
            return
        right = [item for item in self.items if first_try[item]]
        score = len(right)
        for item in right:
            self.right[item] += times
            self.scores_if_right[item] += score * times
        self.n += times
        self.total += score * times
        self.total_of_squares += score * score * times

    @property
    def alpha(self) -> float | None:
        """Cronbach's alpha; for items that are right or wrong, KR-20.

        Source: L. J. Cronbach, "Coefficient alpha and the internal structure
        of tests", Psychometrika 16 (1951), 297-334. None for fewer than two
        items or sessions, or if all scores are equal.
        """
        return self._alpha_of(self.items, self.total, self.total_of_squares)

    def alpha_if_deleted(self, item: str) -> float | None:
        """Returns Cronbach's alpha of the other items.

        It is higher than alpha if the item does not measure what the others
        do. The sessions are those that answered all items.

        Args:
            item: The item to leave out.

        Returns:
            Alpha; None if it is undefined or `item` is not an item.
        """
        if item not in self.items:
            return None
        right = self.right[item]
        return self._alpha_of(
            [other for other in self.items if other != item],
            self.total - right,
            self.total_of_squares - 2 * self.scores_if_right[item] + right,
        )

    def _alpha_of(
        self, items: Sequence[str], total: int, total_of_squares: int
    ) -> float | None:
        k, n = len(items), self.n
        if k < 2 or n < 2:
            return None
        of_total = n * total_of_squares - total**2
        if of_total == 0:
            return None
        of_items = sum(
            n * self.right[item] - self.right[item] ** 2 for item in items
        )
        return k / (k - 1) * (1 - of_items / of_total)

    def merge(self, other: Reliability) -> None:
        """Adds the sums of other sessions, if they are of the same items."""
        if self.items != other.items:
            return
        self.n += other.n
        self.total += other.total
        self.total_of_squares += other.total_of_squares
        self.right.update(other.right)
        self.scores_if_right.update(other.scores_if_right)

    def with_names(self, names: Mapping[str, str]) -> Self:
        """Returns the sums of the same items under other names."""
        return dataclasses.replace(
            self,
            items=tuple(sorted(names[item] for item in self.items)),
            right=_rename_items(self.right, names),
            scores_if_right=_rename_items(self.scores_if_right, names),
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the sums as JSON."""
        return {
            'items': list(self.items),
            'n': self.n,
            'right': _without_zeros(self.right),
            'scores_if_right': _without_zeros(self.scores_if_right),
            'total': self.total,
            'total_of_squares': self.total_of_squares,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Returns the sums that `to_dict` was called on."""
        return cls(
            tuple(stored['items']),
            stored['n'],
            Counter(stored['right']),
            Counter(stored['scores_if_right']),
            stored['total'],
            stored['total_of_squares'],
        )


def _without_zeros(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in sorted(counts.items()) if count}


def _rename_items(
    counts: Mapping[str, int], names: Mapping[str, str]
) -> Counter[str]:
    return Counter({names[name]: count for name, count in counts.items()})
