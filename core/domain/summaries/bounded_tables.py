"""Frequency tables of bounded size.

A table that has received no more different keys than its capacity is exact: the
order of additions, subtractions and merges does not matter. A table that has
received more keeps the frequent keys, and an upper bound of the error.

The method is that of Misra and Gries, "Finding repeated elements", Science of
Computer Programming 2 (1982), 143-152, merged as in Agarwal et al.,
"Mergeable summaries", PODS 2012: when a table exceeds its capacity, the credit
of every key is decreased by the same amount, and keys without credit are
dropped. Here the counts of the other keys are not decreased, so they are exact
for every key that was never dropped.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Self

# A key: strings and numbers, which JSON can represent in a list.
Key = tuple[Any, ...]


@dataclasses.dataclass
class BoundedTable:
    """Sums of values by key; the first value is the count that ranks keys.

    The count of a key in the table is too low by at most the `since` of its
    row, which is at most `floor`. A key that is not in the table was counted at
    most `floor` times. As each reduction decreases the credit of at least half
    of `capacity` keys, `floor <= 2 * counts ever added / capacity`.

    Attributes:
        capacity: The maximum number of keys.
        width: The number of values of each key.
        version: The exploration version of the values to be added.
        rows: For each key, its values, then `since` (the maximum count before
            it was in the table), then the last version with it.
        others: The sums of values without a row; exact.
        floor: The sum of the decreases of credit; 0 while the table is exact.
    """

    capacity: int
    width: int = 1
    version: int = 0
    rows: dict[Key, list[int]] = dataclasses.field(default_factory=dict)
    others: list[int] = dataclasses.field(default_factory=list)
    floor: int = 0

    def __post_init__(self) -> None:
        if not self.others:
            self.others = [0] * self.width

    @property
    def is_exact(self) -> bool:
        """Whether no key was ever dropped."""
        return self.floor == 0

    def add(self, key: Key, values: Sequence[int], sign: int = 1) -> None:
        """Adds values to those of a key; with sign -1 subtracts them."""
        row = self.rows.get(key)
        if row is None:
            if sign < 0:
                self.add_to_others(values, sign)
                return
            self.rows[key] = [*values, self.floor, self.version]
            if len(self.rows) > self.capacity:
                self._reduce()
            return
        for index, value in enumerate(values):
            row[index] += sign * value
        if row[0] <= 0:
            # Negative if the key was dropped in between; `others` then contains
            # its other counts.
            self.add_to_others(self.rows.pop(key)[: self.width])

    def add_to_others(self, values: Sequence[int], sign: int = 1) -> None:
        """Adds values without a key."""
        for index, value in enumerate(values):
            self.others[index] += sign * value

    def _reduce(self) -> None:
        """Reduces the table to at most half of its capacity."""
        since = self.width
        credits_ = sorted(
            (row[0] - (self.floor - row[since]) for row in self.rows.values()),
            reverse=True,
        )
        self.floor += max(0, credits_[self.capacity // 2])
        for key, row in list(self.rows.items()):
            if row[0] <= self.floor - row[since]:
                self.add_to_others(self.rows.pop(key)[:since])

    def merge(self, other: BoundedTable) -> None:
        """Adds another table."""
        width, floor = self.width, self.floor
        if other.floor:
            for key, row in self.rows.items():
                if key not in other.rows:
                    row[width] += other.floor
        self.floor += other.floor
        for key, theirs in other.rows.items():
            *values, since, version = theirs
            mine = self.rows.get(key)
            if mine is None:
                self.rows[key] = [*values, since + floor, version]
                continue
            mine[width] += since
            mine[width + 1] = max(mine[width + 1], version)
            self.add(key, values)
        self.add_to_others(other.others)
        while len(self.rows) > self.capacity:
            self._reduce()

    def map_keys(self, change: Callable[[Key], Key], version: int) -> Self:
        """Returns the table with other keys; rows with equal keys are summed.

        Args:
            change: Returns the new key of a key.
            version: The exploration version of the values to be added.
        """
        result = dataclasses.replace(
            self, rows={}, others=list(self.others), version=version
        )
        for key, row in self.rows.items():
            new_key = change(key)
            before = result.rows.get(new_key)
            if before is None:
                result.rows[new_key] = list(row)
                continue
            for index in range(self.width + 1):
                before[index] += row[index]
            before[-1] = max(before[-1], row[-1])
        return result

    @property
    def is_empty(self) -> bool:
        """Whether the table equals one to which nothing was added."""
        return not self.rows and not any(self.others) and not self.floor

    def copy(self) -> Self:
        """Returns an independent copy."""
        return dataclasses.replace(
            self,
            rows={key: list(row) for key, row in self.rows.items()},
            others=list(self.others),
        )

    def values(self) -> Iterator[tuple[Key, list[int]]]:
        """Yields keys and values, by descending count, then by key."""
        for key in sorted(
            self.rows, key=lambda key: (-self.rows[key][0], _text(key))
        ):
            yield key, self.rows[key][: self.width]

    def last_version(self, key: Key) -> int:
        """Returns the last version in which a key was counted."""
        return self.rows[key][self.width + 1]

    @property
    def total(self) -> int:
        """The sum of all counts; exact."""
        return sum(row[0] for row in self.rows.values()) + self.others[0]

    def to_dict(self) -> dict[str, Any]:
        """Returns the table in JSON form."""
        return {
            'capacity': self.capacity,
            'width': self.width,
            'version': self.version,
            'rows': [
                [list(key), *self.rows[key]]
                for key in sorted(self.rows, key=_text)
            ],
            'others': self.others,
            'floor': self.floor,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Returns the table that `to_dict` was called on."""
        rows = {_tuple(key): list(row) for key, *row in values['rows']}
        return cls(
            values['capacity'],
            values['width'],
            values['version'],
            rows,
            list(values['others']),
            values['floor'],
        )


def _text(key: Key) -> str:
    return json.dumps(key)


def _tuple(key: list[Any]) -> Key:
    return tuple(
        _tuple(part) if isinstance(part, list) else part for part in key
    )
