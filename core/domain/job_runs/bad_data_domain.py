"""Data that a job skipped: how much, why, and examples."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping

from typing_extensions import TypedDict

# The number of examples kept per reason, and of reasons kept by name.
MAX_EXAMPLES = 5
MAX_REASONS = 50

_OTHER_REASONS = 'other reasons'


class BadDataDict(TypedDict):
    """Bad data left out for one reason, as JSON."""

    count: int
    examples: list[str]


@dataclasses.dataclass
class BadData:
    """Skipped data by reason, in bounded memory.

    Attributes:
        counts: The number of skipped items, by reason.
        examples: Names of some of them, by reason; independent of the order in
            which they are added.
    """

    counts: Counter[str] = dataclasses.field(default_factory=Counter)
    examples: dict[str, list[str]] = dataclasses.field(default_factory=dict)

    def add(self, reason: str, example: str, count: int = 1) -> None:
        """Counts a skipped item."""
        self._add(reason, count, [example])

    def merge(self, other: BadData) -> None:
        """Adds the data that another part of the job skipped."""
        for reason, count in sorted(other.counts.items()):
            self._add(reason, count, other.examples[reason])

    def to_dict(self) -> dict[str, BadDataDict]:
        """Returns this as JSON."""
        return {
            reason: {'count': count, 'examples': self.examples[reason]}
            for reason, count in sorted(self.counts.items())
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, BadDataDict]) -> BadData:
        """Parses the result of `to_dict`."""
        return cls(
            Counter({reason: each['count'] for reason, each in stored.items()}),
            {reason: each['examples'] for reason, each in stored.items()},
        )

    def _add(self, reason: str, count: int, examples: list[str]) -> None:
        if reason not in self.counts and len(self.counts) >= MAX_REASONS:
            reason = _OTHER_REASONS
        self.counts[reason] += count
        known = {*self.examples.get(reason, []), *examples}
        self.examples[reason] = sorted(known)[:MAX_EXAMPLES]
