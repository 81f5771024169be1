"""The values of an entity in its indexes."""

from __future__ import annotations

from collections.abc import Iterable

from core.platform.datastore.embedded import encoding, errors, limits
from core.platform.datastore.embedded.protos import Pb

# The encoded values that an entity has in the index of each property, in
# ascending order and each once. Properties of embedded entities have names
# with dots.
IndexedValues = dict[str, list[bytes]]


def indexed_values(
    entity: Pb, properties: Iterable[str] | None = None
) -> IndexedValues:
    """Returns the encoded values that the indexes of an entity hold.

    Args:
        entity: The entity.
        properties: Those of the entity that are read; None for all.

    Raises:
        StatusError: An indexed string or blob is too long.
    """
    values: IndexedValues = {}
    if properties is None:
        _collect(entity, '', values)
        return values
    for name in properties:
        if name in entity.properties:
            value = entity.properties[name]
            which = value.WhichOneof('value_type')
            collect_property(name, value, which, values)
    return values


def _collect(entity: Pb, prefix: str, values: IndexedValues) -> None:
    for name, value in entity.properties.items():
        which = value.WhichOneof('value_type')
        collect_property(prefix + name, value, which, values)


def collect_property(
    name: str, value: Pb, which: str | None, values: IndexedValues
) -> None:
    """Adds the indexed values of one property.

    Args:
        name: The property, with dots inside embedded entities.
        value: Its `Value`.
        which: The name of the field that holds the value.
        values: The values to add to.

    Raises:
        StatusError: An indexed string or blob is too long.
    """
    if value.exclude_from_indexes:
        if which == 'entity_value':
            # Its values are not indexed, but the same length limit applies.
            _collect(value.entity_value, '', {})
    elif which == 'array_value':
        _collect_array(value, name, values)
    elif which == 'entity_value':
        _collect(value.entity_value, f'{name}.', values)
    else:
        _add(name, value, values)


def _collect_array(value: Pb, name: str, values: IndexedValues) -> None:
    elements = value.array_value.values
    if not elements:
        # An empty array is indexed like null.
        _merge(name, {encoding.NULL}, values)
        return
    encoded_by_name: dict[str, set[bytes]] = {}
    for element in elements:
        inner: IndexedValues = {}
        which = element.WhichOneof('value_type')
        collect_property(name, element, which, inner)
        for inner_name, encoded in inner.items():
            encoded_by_name.setdefault(inner_name, set()).update(encoded)
    for inner_name, distinct in encoded_by_name.items():
        _merge(inner_name, distinct, values)


def _merge(name: str, distinct: set[bytes], values: IndexedValues) -> None:
    values[name] = sorted(distinct.union(values.get(name, ())))


def _add(name: str, value: Pb, values: IndexedValues) -> None:
    encoded = encoding.encode_value(value)
    if encoded is None:
        return
    if len(encoded) > limits.MAX_INDEXED_VALUE_BYTES:
        check_length(name, value)
    add_value(name, encoded, values)


def add_value(name: str, encoded: bytes, values: IndexedValues) -> None:
    """Adds one encoded value of a property.

    The property "a.b" and the property "b" of the embedded entity "a" share
    one index.
    """
    if name in values:
        _merge(name, {encoded}, values)
    else:
        values[name] = [encoded]


def check_length(name: str, value: Pb) -> None:
    """Checks the length of an indexed string or blob.

    Raises:
        StatusError: It is too long.
    """
    length = max(len(value.string_value.encode()), len(value.blob_value))
    if length > limits.MAX_INDEXED_VALUE_BYTES:
        raise errors.invalid(
            f'The value of property "{name}" is longer than '
            f'{limits.MAX_INDEXED_VALUE_BYTES} bytes.'
        )
