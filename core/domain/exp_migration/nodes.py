"""Values of a source with their places, read without trusting their types.

A value of a wrong type is reported as an error and read as an empty one, so
that one pass over a file finds all its problems.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from core.domain.exp_migration import problems

_Value = TypeVar('_Value')


@dataclasses.dataclass(frozen=True)
class Node:
    """A value and its place."""

    value: Any
    place: problems.Place

    def child(self, name: str) -> Node:
        """Returns the node of a key; its value is None if there is none."""
        fields = self.value if isinstance(self.value, dict) else {}
        return Node(fields.get(name), self.place.at(name))

    def items(self) -> Iterator[tuple[str, Node]]:
        """Yields the entries of a mapping."""
        for name in self._read(dict, {}, 'a mapping'):
            yield name, self.child(name)

    def elements(self) -> Iterator[Node]:
        """Yields the elements of a list."""
        for index, value in enumerate(self._read(list, [], 'a list')):
            yield Node(value, self.place.at(index))

    def text(self) -> str:
        """Returns a text; '' if there is none."""
        return self._read(str, '', 'a text')

    def flag(self) -> bool:
        """Returns a boolean; False if there is none."""
        return self._read(bool, False, 'true or false')

    @property
    def is_empty(self) -> bool:
        """Whether the value is null, false or without content."""
        return self.value in (None, False, '') or self.value in ([], {})

    def leave_out(self, message: str) -> None:
        """Reports that the value has no counterpart here."""
        self.place.leave_out(message)

    def leave_out_others(self, field_names: Collection[str]) -> None:
        """Reports non-empty entries of a mapping whose names are not given."""
        for name, node in self.items():
            if name not in field_names and not node.is_empty:
                node.leave_out('a field that is not known here')

    def _read(self, type_: type[_Value], empty: _Value, what: str) -> _Value:
        if isinstance(self.value, type_):
            return self.value
        if self.value is not None:
            self.place.add('error', f'should be {what}')
        return empty
