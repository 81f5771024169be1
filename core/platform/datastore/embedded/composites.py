"""Composite indexes: their definitions and their entries."""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass

from core.platform.datastore.embedded import encoding, errors, limits
from core.platform.datastore.embedded.evaluation import column, key_column
from core.platform.datastore.embedded.indexing import IndexedValues
from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.query import Order


@dataclass(frozen=True)
class CompositeIndex:
    """One entry of index.yaml.

    Args:
        kind: The kind of the indexed entities.
        has_ancestor: Whether it answers queries with an ancestor.
        properties: Its columns, without the key at the end.
    """

    kind: str
    has_ancestor: bool
    properties: tuple[Order, ...]

    @functools.cached_property
    def all_names(self) -> frozenset[str]:
        """The indexed properties."""
        return frozenset(order.name for order in self.properties)

    def leading_names(self, suffix_length: int) -> frozenset[str]:
        """Returns the properties before the last `suffix_length` columns."""
        count = len(self.properties) - suffix_length
        return frozenset(order.name for order in self.properties[:count])

    def ends_with(self, suffix: list[Order]) -> bool:
        """Returns whether the last columns are these."""
        count = len(self.properties) - len(suffix)
        return count >= 0 and list(self.properties[count:]) == suffix

    def to_json(self) -> str:
        """Returns the stored form of the definition."""
        return self._json

    @functools.cached_property
    def _json(self) -> str:
        columns = [[order.name, order.descending] for order in self.properties]
        return json.dumps([self.kind, self.has_ancestor, columns])

    @classmethod
    def from_json(cls, text: str) -> CompositeIndex:
        """Reads the stored form of a definition."""
        kind, has_ancestor, columns = json.loads(text)
        orders = tuple(Order(name, down) for name, down in columns)
        return cls(kind, has_ancestor, orders)

    def suffixes(self, values: IndexedValues, path: bytes) -> Iterator[bytes]:
        """Yields an entity's entries without the id of the index.

        Args:
            values: The entity's indexed values.
            path: The entity's encoded path.
        """
        choices = []
        for order in self.properties:
            if order.name == KEY_PROPERTY:
                choices.append([key_column(path, order.descending)])
                continue
            encoded_values = values.get(order.name)
            if not encoded_values:
                return
            choices.append(
                [column(value, order.descending) for value in encoded_values]
            )
        ancestors = [b'']
        if self.has_ancestor:
            ancestors = [
                encoding.encode_ancestor(ancestor_path)
                for ancestor_path in encoding.ancestor_paths(path)
            ]
        tail = b'' if self._ends_with_key else path
        for ancestor, *columns in itertools.product(ancestors, *choices):
            yield ancestor + b''.join(columns) + tail

    @property
    def _ends_with_key(self) -> bool:
        return self.properties[-1].name == KEY_PROPERTY


def check_entry_count(count: int) -> None:
    """Checks the number of index entries of one entity.

    Raises:
        StatusError: There are too many.
    """
    if count > limits.MAX_INDEX_ENTRIES:
        raise errors.invalid(
            'The entity has too many index entries: '
            f'{count}, more than {limits.MAX_INDEX_ENTRIES}.'
        )
