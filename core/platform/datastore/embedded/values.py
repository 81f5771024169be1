"""Finding, in an entity, the value that an index column was made from."""

from __future__ import annotations

from collections.abc import Iterator

from core.platform.datastore.embedded import encoding
from core.platform.datastore.embedded.protos import Pb


def find_value(entity: Pb, name: str, column: bytes, target: Pb) -> None:
    """Copies the value of a property that is encoded as a column.

    Args:
        entity: The entity.
        name: The property, with dots for those of embedded entities.
        column: The encoded value.
        target: The `Value` to fill.
    """
    for value in _values(entity, name):
        if encoding.encode_value(value) == column:
            target.CopyFrom(value)
            return
    # An empty array stands in the index as null.
    target.null_value = 0


def _values(entity: Pb, name: str) -> Iterator[Pb]:
    for known, value in entity.properties.items():
        if known == name:
            yield from _flatten(value)
        elif name.startswith(f'{known}.'):
            rest = name[len(known) + 1 :]
            for each in _flatten(value):
                if each.WhichOneof('value_type') == 'entity_value':
                    yield from _values(each.entity_value, rest)


def _flatten(value: Pb) -> Iterator[Pb]:
    if value.WhichOneof('value_type') == 'array_value':
        yield from value.array_value.values
    else:
        yield value
