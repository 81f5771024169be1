"""Data that a job skipped: numbers, reasons and examples."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping

from typing_extensions import TypedDict

# The maximum number of examples per reason, and of reasons with a name.
MAX_EXAMPLES = 5
MAX_REASONS = 50

_OTHER_REASONS = 'other reasons'


class BadDataDict(TypedDict):
    """Data skipped for one reason, as JSON."""

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
        """Counts skipped items of one reason."""
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
            Counter({reason: data['count'] for reason, data in stored.items()}),
            {reason: data['examples'] for reason, data in stored.items()},
        )

    def _add(self, reason: str, count: int, examples: list[str]) -> None:
        if reason not in self.counts and len(self.counts) >= MAX_REASONS:
            reason = _OTHER_REASONS
        self.counts[reason] += count
        all_examples = {*self.examples.get(reason, []), *examples}
        self.examples[reason] = sorted(all_examples)[:MAX_EXAMPLES]
