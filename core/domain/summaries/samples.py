"""Samples that do not depend on the order of additions."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, Self

from core import feconf

_CAPACITY = (
    feconf.MAX_PLAYTHROUGHS_PER_ISSUE + feconf.SPARE_PLAYTHROUGHS_PER_ISSUE
)


@dataclasses.dataclass
class Samples:
    """The samples with the smallest names.

    Names are digests, so the choice is random and nobody can influence it. More
    samples are stored than shown, so that a removed sample is replaced.

    Attributes:
        contents: The samples by name: JSON values.
    """

    contents: dict[str, Any] = dataclasses.field(default_factory=dict)

    def add(self, name: str, content: Any, sign: int = 1) -> None:
        """Adds a sample if its name is small enough; -1 removes it."""
        if sign < 0:
            self.contents.pop(name, None)
            return
        if len(self.contents) >= _CAPACITY and name > max(self.contents):
            return
        self.contents[name] = content
        self._trim()

    def merge(self, other: Samples) -> None:
        """Adds other samples."""
        self.contents.update(other.contents)
        self._trim()

    def _trim(self) -> None:
        while len(self.contents) > _CAPACITY:
            del self.contents[max(self.contents)]

    def to_show(self) -> list[tuple[str, Any]]:
        """Returns the samples to show, with their names."""
        names = sorted(self.contents)[: feconf.MAX_PLAYTHROUGHS_PER_ISSUE]
        return [(name, self.contents[name]) for name in names]

    def map_contents(self, change: Callable[[Any], Any]) -> Self:
        """Returns samples with changed contents."""
        return type(self)(
            {name: change(content) for name, content in self.contents.items()}
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the samples in JSON form."""
        return {name: self.contents[name] for name in sorted(self.contents)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Returns the samples that `to_dict` was called on."""
        return cls(dict(values))
