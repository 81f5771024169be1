"""What a job left out: how much, why, and some examples."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

# Examples that are kept of each reason, and reasons kept by name.
MAX_EXAMPLES = 5
MAX_REASONS = 50

_OTHER_REASONS = 'other reasons'


@dataclasses.dataclass
class BadData:
    """Bad data by reason; of any amount, in little memory.

    Attributes:
        counts: How many there were, by reason.
        examples: What some of them are called, by reason; the same ones in
            whatever order they were met.
    """

    counts: Counter[str] = dataclasses.field(default_factory=Counter)
    examples: dict[str, list[str]] = dataclasses.field(default_factory=dict)

    def add(self, reason: str, example: str, count: int = 1) -> None:
        """Counts something that was left out."""
        self._add(reason, count, [example])

    def merge(self, other: BadData) -> None:
        """Adds what another part of the work left out."""
        for reason, count in sorted(other.counts.items()):
            self._add(reason, count, other.examples[reason])

    def to_dict(self) -> dict[str, Any]:
        """Returns this as JSON."""
        return {
            reason: {'count': count, 'examples': self.examples[reason]}
            for reason, count in sorted(self.counts.items())
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> BadData:
        """Reads what `to_dict` returned."""
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
