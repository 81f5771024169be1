"""Tables of how often what was seen, of bounded size for any input.

While a table has seen no more different keys than its capacity, it is exact:
adding, subtracting and merging in any order give the same. Beyond, it keeps
the frequent keys, and says by how much a count may be too low.

The method is that of Misra and Gries, "Finding repeated elements", Science of
Computer Programming 2 (1982), 143-152, merged as in Agarwal et al.,
"Mergeable summaries", PODS 2012: when a table is over full, the same amount
is taken from the credit of every key, and those without credit are forgotten.
Here credit decides only who stays; the counts of those who stay are not
lowered, so they are exact for every key that was never forgotten.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Self

# A key: texts and numbers, as JSON can hold them in a list.
Key = tuple[Any, ...]


@dataclasses.dataclass
class BoundedTable:
    """Sums of values by key; the first value is the count that ranks keys.

    A key that is kept was counted at least as often as its row says, and at
    most `floor` times more: more exactly, its own `since` times more. A key
    that is not kept was counted at most `floor` times. As each forgetting
    takes its amount from at least half of `capacity` keys,
    `floor <= 2 * counts ever added / capacity`.

    Attributes:
        capacity: How many keys are kept.
        width: How many values each key has.
        version: The exploration version that what is added belongs to.
        rows: For each key, its values, then `since` (what it may have been
            counted before it was kept), then the last version with it.
        others: The sums of all that is not in the rows; exact.
        floor: The sum of the amounts taken from the credit of all; 0 while
            the table is exact.
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
        """Whether no key was ever forgotten."""
        return self.floor == 0

    def add(self, key: Key, values: Sequence[int], sign: int = 1) -> None:
        """Adds values to those of a key; with sign -1 takes them out."""
        row = self.rows.get(key)
        if row is None:
            if sign < 0:
                self._add_to_others(values, sign)
                return
            self.rows[key] = [*values, self.floor, self.version]
            if len(self.rows) > self.capacity:
                self._forget()
            return
        for index, value in enumerate(values):
            row[index] += sign * value
        if row[0] <= 0:
            # Below 0: the key was forgotten in between, and the rest of what
            # it had is among the others.
            self._add_to_others(self.rows.pop(key)[: self.width])

    def add_to_others(self, values: Sequence[int], sign: int = 1) -> None:
        """Counts what has no key of its own."""
        self._add_to_others(values, sign)

    def _add_to_others(self, values: Sequence[int], sign: int = 1) -> None:
        for index, value in enumerate(values):
            self.others[index] += sign * value

    def _forget(self) -> None:
        """Makes room: keeps at most half of the capacity."""
        since = self.width
        credits_ = sorted(
            (row[0] - (self.floor - row[since]) for row in self.rows.values()),
            reverse=True,
        )
        self.floor += max(0, credits_[self.capacity // 2])
        for key, row in list(self.rows.items()):
            if row[0] <= self.floor - row[since]:
                self._add_to_others(self.rows.pop(key)[:since])

    def merge(self, other: BoundedTable, sign: int = 1) -> None:
        """Adds all of another table; with sign -1 takes it out."""
        width = self.width
        if other.floor:
            for key, row in self.rows.items():
                if key not in other.rows:
                    row[width] = max(0, row[width] + sign * other.floor)
        floor = self.floor
        self.floor = max(0, floor + sign * other.floor)
        for key, theirs in other.rows.items():
            self._merge_row(key, theirs, sign, floor)
        self._add_to_others(other.others, sign)
        while len(self.rows) > self.capacity:
            self._forget()

    def _merge_row(
        self, key: Key, theirs: list[int], sign: int, floor: int
    ) -> None:
        width = self.width
        mine = self.rows.get(key)
        if mine is not None:
            mine[width] = max(0, mine[width] + sign * theirs[width])
            mine[width + 1] = max(mine[width + 1], theirs[width + 1])
            self.add(key, theirs[:width], sign)
        elif sign > 0:
            row = [*theirs[:width], theirs[width] + floor, theirs[width + 1]]
            self.rows[key] = row
        else:
            self._add_to_others(theirs[:width], sign)

    def mapped(self, change: Callable[[Key], Key], version: int) -> Self:
        """Returns the table under other keys; keys that meet are summed.

        Args:
            change: Gives the new key of a key.
            version: The version that what is added later belongs to.
        """
        made = dataclasses.replace(
            self, rows={}, others=list(self.others), version=version
        )
        for key, row in self.rows.items():
            new_key = change(key)
            before = made.rows.get(new_key)
            if before is None:
                made.rows[new_key] = list(row)
                continue
            for index in range(self.width + 1):
                before[index] += row[index]
            before[-1] = max(before[-1], row[-1])
        return made

    @property
    def is_empty(self) -> bool:
        """Whether the table holds nothing."""
        return not self.rows and not any(self.others) and not self.floor

    def copy(self) -> Self:
        """Returns a table that can be changed without changing this one."""
        return dataclasses.replace(
            self,
            rows={key: list(row) for key, row in self.rows.items()},
            others=list(self.others),
        )

    def values(self) -> Iterator[tuple[Key, list[int]]]:
        """Yields keys and their values, most counted first, ties by key."""
        for key in sorted(
            self.rows, key=lambda key: (-self.rows[key][0], _text(key))
        ):
            yield key, self.rows[key][: self.width]

    def last_version(self, key: Key) -> int:
        """Returns the last version in which a kept key was counted."""
        return self.rows[key][self.width + 1]

    @property
    def total(self) -> int:
        """How often anything was counted; exact."""
        return sum(row[0] for row in self.rows.values()) + self.others[0]

    def to_dict(self) -> dict[str, Any]:
        """Returns the table as JSON can hold it, exactly."""
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
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Returns the table that `to_dict` was called on."""
        rows = {_tuple(key): list(row) for key, *row in stored['rows']}
        return cls(
            stored['capacity'],
            stored['width'],
            stored['version'],
            rows,
            list(stored['others']),
            stored['floor'],
        )


def _text(key: Key) -> str:
    return json.dumps(key)


def _tuple(key: list[Any]) -> Key:
    return tuple(
        _tuple(part) if isinstance(part, list) else part for part in key
    )
