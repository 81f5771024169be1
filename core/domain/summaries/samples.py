"""A few examples out of many, the same whatever the order they came in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, Self

from core import feconf

_CAPACITY = feconf.MAX_PLAYTHROUGHS_PER_ISSUE + feconf.PLAYTHROUGHS_IN_RESERVE


@dataclasses.dataclass
class Samples:
    """The examples with the smallest names.

    Names are digests, so this is a random choice that nobody can steer, and
    that comes out the same for any order of arrival. Some more than are shown
    are kept in reserve: an example that is taken out is replaced from there.
    Taking out and adding anew under the same name changes nothing else.

    Attributes:
        contents: The examples by name: JSON values.
    """

    contents: dict[str, Any] = dataclasses.field(default_factory=dict)

    def add(self, name: str, content: Any, sign: int = 1) -> None:
        """Adds an example, if there is room for its name; -1 takes it out."""
        if sign < 0:
            self.contents.pop(name, None)
            return
        if len(self.contents) >= _CAPACITY and name > max(self.contents):
            return
        self.contents[name] = content
        self._trim()

    def merge(self, other: Samples, sign: int = 1) -> None:
        """Adds all examples of others; with sign -1 takes them out."""
        if sign < 0:
            for name in other.contents:
                self.contents.pop(name, None)
            return
        self.contents.update(other.contents)
        self._trim()

    def _trim(self) -> None:
        while len(self.contents) > _CAPACITY:
            del self.contents[max(self.contents)]

    def shown(self) -> list[tuple[str, Any]]:
        """Returns the examples to show, with their names."""
        names = sorted(self.contents)[: feconf.MAX_PLAYTHROUGHS_PER_ISSUE]
        return [(name, self.contents[name]) for name in names]

    def mapped(self, change: Callable[[Any], Any]) -> Self:
        """Returns examples whose contents are changed."""
        return type(self)(
            {name: change(content) for name, content in self.contents.items()}
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the examples as JSON can hold them."""
        return {name: self.contents[name] for name in sorted(self.contents)}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Returns the examples that `to_dict` was called on."""
        return cls(dict(stored))
