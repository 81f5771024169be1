"""Validation of entities before they are stored."""

from __future__ import annotations

from core.platform.datastore.embedded import encoding, errors, keys, limits
from core.platform.datastore.embedded.indexing import (
    IndexedValues,
    add_value,
    check_length,
    collect_property,
)
from core.platform.datastore.embedded.meanings import check_meaning
from core.platform.datastore.embedded.protos import Pb

# Seconds since the epoch of the years 1 and 10000.
_FIRST_SECOND = -62_135_596_800
_END_SECOND = 253_402_300_800


def check_and_index(entity: Pb) -> IndexedValues:
    """Validates the properties of an entity and returns its indexed values.

    Keys in it without a project get the project of the entity's own key.

    Returns:
        What `indexing.indexed_values` returns.

    Raises:
        StatusError: The entity is invalid.
    """
    values: IndexedValues = {}
    partition = entity.key.partition_id
    properties = entity.properties
    # No value of a small entity is too long.
    is_small = entity.ByteSize() <= limits.MAX_UNINDEXED_BYTES
    harmless = _SIMPLE if is_small else _SHORT
    for name in properties:
        value = properties[name]
        which = value.WhichOneof('value_type')
        if (
            value.exclude_from_indexes
            and name in _checked_names
            and not value.meaning
        ):
            # The fast path for most entities.
            if which in harmless:
                continue
            if which == 'timestamp_value':
                check_timestamp(value.timestamp_value)
                continue
        _check_property(name, value, which, 0, partition)
        if which not in _SIMPLE:
            collect_property(name, value, which, values)
        elif not value.exclude_from_indexes:
            encoded = encoding.ENCODERS[which](value)
            if len(encoded) > limits.MAX_INDEXED_VALUE_BYTES:
                check_length(name, value)
            add_value(name, encoded, values)
    return values


def check_size(data: bytes) -> None:
    """Checks the size of a serialized entity.

    Raises:
        StatusError: The entity is too large.
    """
    if len(data) > limits.MAX_ENTITY_BYTES:
        raise errors.invalid(
            f'entity is too big: larger than {limits.MAX_ENTITY_BYTES} bytes.'
        )


def _check_property(
    name: str, value: Pb, which: str | None, depth: int, partition: Pb
) -> None:
    """Checks a property whose value is in the given field."""
    if name not in _checked_names:
        check_property_name(name)
        if len(_checked_names) < _MAX_CHECKED_NAMES:
            _checked_names.add(name)
    if value.meaning:
        check_meaning(value, which)
    if which not in _SIMPLE:
        _check_value(name, value, which, depth, partition)
    elif which in _LONG and value.exclude_from_indexes:
        _check_unindexed(name, value)


# Cache of valid property names, of this size.
_checked_names: set[str] = set()
_MAX_CHECKED_NAMES = 10_000

_SIMPLE = frozenset(
    {
        'string_value',
        'integer_value',
        'boolean_value',
        'double_value',
        'null_value',
        'blob_value',
    }
)


# Fields whose values may be too long, and the other ones.
_LONG = frozenset({'string_value', 'blob_value'})
_SHORT = _SIMPLE - _LONG


def check_property_name(name: str) -> None:
    """Checks the name of a property.

    Raises:
        StatusError: It is empty, too long or reserved.
    """
    if not name:
        raise errors.invalid('The property.name is the empty string.')
    if len(name.encode()) > limits.MAX_NAME_BYTES:
        raise errors.invalid(
            f'The property.name is longer than {limits.MAX_NAME_BYTES} bytes.'
        )
    if keys.is_reserved(name):
        raise errors.invalid(f'The property.name "{name}" is reserved.')


def _check_value(
    name: str, value: Pb, which: str | None, depth: int, partition: Pb
) -> None:
    if which in _SIMPLE:
        if value.exclude_from_indexes:
            _check_unindexed(name, value)
    elif which is None:
        raise errors.invalid(f'The value "{name}" does not contain a value.')
    elif which == 'timestamp_value':
        check_timestamp(value.timestamp_value)
    elif which == 'geo_point_value':
        _check_geo_point(value.geo_point_value)
    elif which == 'key_value':
        _check_key_value(value.key_value, partition)
    elif which == 'array_value':
        _check_array(name, value, depth, partition)
    else:
        _check_nested(value.entity_value, depth + 1, partition)


def _check_unindexed(name: str, value: Pb) -> None:
    text = value.string_value
    length = len(text) or len(value.blob_value)
    if length > limits.MAX_UNINDEXED_BYTES // 4:
        length = len(text.encode()) or length
        if length > limits.MAX_UNINDEXED_BYTES:
            raise errors.invalid(
                f'The value of property "{name}" is longer than '
                f'{limits.MAX_UNINDEXED_BYTES} bytes.'
            )


def check_operand(name: str, value: Pb, partition: Pb) -> None:
    """Checks the value of a filter.

    Raises:
        StatusError: No index can contain it.
    """
    _check_value(name, value, value.WhichOneof('value_type'), 0, partition)
    if value.exclude_from_indexes:
        raise errors.invalid(
            f'The filter on "{name}" has a value that is excluded from indexes.'
        )
    check_length(name, value)


def check_timestamp(timestamp: Pb) -> None:
    """Checks that a timestamp is within the years 1 to 9999.

    Truncates it to microseconds.

    Raises:
        StatusError: It is out of range.
    """
    if not _FIRST_SECOND <= timestamp.seconds < _END_SECOND:
        raise errors.invalid('Timestamp seconds exceeds limit for field')
    if not 0 <= timestamp.nanos < 1_000_000_000:
        raise errors.invalid('Timestamp nanos exceeds limit for field')
    finer = timestamp.nanos % 1000
    if finer:
        timestamp.nanos -= finer


def _check_geo_point(point: Pb) -> None:
    if not -90.0 <= point.latitude <= 90.0:
        raise errors.invalid(
            'Geo point latitude outside permitted range -90.0 to 90.0.'
        )
    if not -180.0 <= point.longitude <= 180.0:
        raise errors.invalid(
            'Geo point longitude outside permitted range -180.0 to 180.0.'
        )


def _check_key_value(key: Pb, partition: Pb) -> None:
    keys.check_path(key)
    keys.check_complete(key)
    keys.fill_in_value(key, partition)


def _check_array(name: str, value: Pb, depth: int, partition: Pb) -> None:
    if value.exclude_from_indexes:
        raise errors.invalid(
            'Exclude from indexes cannot be set on a list value'
        )
    for element in value.array_value.values:
        which = element.WhichOneof('value_type')
        if which == 'array_value':
            raise errors.invalid(
                'list_value cannot contain a Value containing another '
                'list_value.'
            )
        if element.meaning:
            check_meaning(element, which)
        _check_value(name, element, which, depth, partition)


def _check_nested(entity: Pb, depth: int, partition: Pb) -> None:
    if depth > limits.MAX_DEPTH:
        raise errors.invalid(
            f'At most {limits.MAX_DEPTH} nested entity values are supported.'
        )
    if entity.HasField('key') and entity.key.path:
        keys.check_path(entity.key)
        keys.fill_in_value(entity.key, partition)
    for name, value in entity.properties.items():
        which = value.WhichOneof('value_type')
        _check_property(name, value, which, depth, partition)
