"""Item analysis: what the first tries of many sessions say about a state.

Classical test theory, on the first answer of each session at each state. All
that is kept are counts, in integers, so that sessions can be added and taken
out again exactly.
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


@dataclasses.dataclass(frozen=True)
class ItemScores:
    """How one session did at the states it answered.

    Attributes:
        first_try: For each state answered, whether its first answer was right.
    """

    first_try: Mapping[str, bool]

    def rest(self, state_name: str) -> tuple[int, int]:
        """Returns right first answers at the other states, and their number."""
        others = [
            right
            for name, right in self.first_try.items()
            if name != state_name
        ]
        return sum(others), len(others)


@dataclasses.dataclass
class ItemTable:
    """The sessions that answered a state, by how they did elsewhere.

    Attributes:
        counts: For (right elsewhere, answered elsewhere, right here): how
            many sessions. Right here is 0 or 1.
    """

    counts: Counter[tuple[int, int, int]] = dataclasses.field(
        default_factory=Counter
    )

    def add(self, session: ItemScores, state_name: str) -> None:
        """Counts a session, if it answered the state."""
        if state_name in session.first_try:
            here = int(session.first_try[state_name])
            self.counts[(*session.rest(state_name), here)] += 1

    def __add__(self, other: Self) -> Self:
        return self._combined(other, 1)

    def __sub__(self, other: Self) -> Self:
        return self._combined(other, -1)

    def _combined(self, other: Self, sign: int) -> Self:
        counts = Counter(self.counts)
        for key, count in other.counts.items():
            counts[key] += sign * count
        return type(self)(Counter({k: v for k, v in counts.items() if v}))

    def to_list(self) -> list[list[int]]:
        """Returns the table as JSON can hold it: rows of key and count."""
        return [[*key, self.counts[key]] for key in sorted(self.counts)]

    @classmethod
    def from_list(cls, rows: Iterable[list[int]]) -> Self:
        """Returns the table that `to_list` was called on."""
        return cls(Counter({(a, b, c): count for a, b, c, count in rows}))

    @property
    def n(self) -> int:
        """How many sessions answered the state."""
        return sum(self.counts.values())

    @property
    def num_right(self) -> int:
        """How many of them were right at their first try."""
        return sum(n for (*_, here), n in self.counts.items() if here)

    def _rest_scores(self) -> list[tuple[float, int, int]]:
        """Lists (rest score from 0 to 1, right here, how many sessions).

        Sessions that answered nothing else have no rest score.
        """
        return sorted(
            (right / answered, here, count)
            for (right, answered, here), count in self.counts.items()
            if answered
        )

    @property
    def num_with_rest(self) -> int:
        """How many sessions answered another state too."""
        return sum(count for _, _, count in self._rest_scores())

    @property
    def discrimination(self) -> float | None:
        """The point-biserial correlation with the rest score.

        The rest score is the share of right first answers at all other
        states, so that the state is not correlated with itself. Source: Lord
        and Novick, "Statistical Theories of Mental Test Scores" (1968),
        section 15.2. None where either side does not vary.
        """
        rows = self._rest_scores()
        n = sum(count for _, _, count in rows)
        if n < 2:
            return None
        mean_x = sum(here * count for _, here, count in rows) / n
        mean_y = sum(rest * count for rest, _, count in rows) / n
        xx = sum((h - mean_x) ** 2 * c for _, h, c in rows)
        yy = sum((r - mean_y) ** 2 * c for r, _, c in rows)
        xy = sum((h - mean_x) * (r - mean_y) * c for r, h, c in rows)
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
        """The facility in the upper 27 % less that in the lower 27 %.

        Sessions with equal rest scores that the boundary of a group cuts
        count in it by the share of them that it takes in, so the order in
        which sessions came does not matter. None below 4 sessions.
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
    """Returns the share of right ones among the first `size` sessions."""
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
    """What Cronbach's alpha needs, from sessions that answered every item.

    Attributes:
        items: The states with questions.
        n: How many sessions answered all of them.
        right: For each item, how many of those were right at first try.
        scores_if_right: For each item, the sum of the scores of these.
        total: The sum of the sessions' scores.
        total_of_squares: The sum of the squares of the scores.
    """

    items: tuple[str, ...]
    n: int = 0
    right: Counter[str] = dataclasses.field(default_factory=Counter)
    scores_if_right: Counter[str] = dataclasses.field(default_factory=Counter)
    total: int = 0
    total_of_squares: int = 0

    def add(self, session: ItemScores, times: int = 1) -> None:
        """Counts a session if it answered all; -1 takes it out again."""
        if not all(item in session.first_try for item in self.items):
            return
        right = [item for item in self.items if session.first_try[item]]
        score = len(right)
        for item in right:
            self.right[item] += times
            self.scores_if_right[item] += score * times
        self.n += times
        self.total += score * times
        self.total_of_squares += score * score * times

    @property
    def alpha(self) -> float | None:
        """Cronbach's alpha; for right or wrong it equals KR-20.

        Source: L. J. Cronbach, "Coefficient alpha and the internal structure
        of tests", Psychometrika 16 (1951), 297-334. None with fewer than two
        items or sessions, or where all scores are equal.
        """
        return self._alpha_of(self.items, self.total, self.total_of_squares)

    def alpha_if_deleted(self, item: str) -> float | None:
        """Cronbach's alpha of the other items.

        Higher than alpha where the item does not measure what the others do.
        Source: as `alpha`; of the scores without the item, the sum and the
        sum of squares follow from what is kept.

        Args:
            item: The item to leave out.

        Returns:
            Alpha, from the sessions that answered all items; None where it
            is unknown, or `item` is none of the items.
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

    def merge(self, other: Reliability, sign: int = 1) -> None:
        """Adds what is known of other sessions; -1 takes it out again."""
        if self.items != other.items:
            # Scores on other questions do not add to scores on these.
            return
        self.n += sign * other.n
        self.total += sign * other.total
        self.total_of_squares += sign * other.total_of_squares
        for mine, its in (
            (self.right, other.right),
            (self.scores_if_right, other.scores_if_right),
        ):
            for item, count in its.items():
                mine[item] += sign * count

    def renamed(self, names: Mapping[str, str]) -> Self:
        """Returns the same of items that are called otherwise."""
        return dataclasses.replace(
            self,
            items=tuple(sorted(names[item] for item in self.items)),
            right=_renamed(self.right, names),
            scores_if_right=_renamed(self.scores_if_right, names),
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns what is kept as JSON can hold it."""
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
        """Returns what `to_dict` was called on."""
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


def _renamed(
    counts: Mapping[str, int], names: Mapping[str, str]
) -> Counter[str]:
    return Counter({names[name]: count for name, count in counts.items()})
