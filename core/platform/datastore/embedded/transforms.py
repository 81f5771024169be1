"""Property transforms: changes based on the stored value."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence

from core.platform.datastore.embedded import encoding, errors, limits
from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.property_paths import (
    PathNames,
    parse_path,
)
from core.platform.datastore.embedded.protos import Pb, Value
from core.platform.datastore.embedded.timestamps import set_timestamp

_MAX_INTEGER = (1 << 63) - 1
_MIN_INTEGER = -(1 << 63)


def check_transforms(transforms: Pb) -> None:
    """Checks the transforms of one mutation.

    Raises:
        StatusError: There are too many, or one is invalid.
    """
    count = 0
    for transform in transforms:
        which = transform.WhichOneof('transform_type')
        if which is None:
            raise errors.invalid('A property transform has no type.')
        operand = getattr(transform, which)
        count += len(operand.values) if which in _ARRAYS else 1
        if which in _NUMERIC and not _is_number(operand):
            raise errors.invalid(
                f'The operand of {which} must be an integer or a double.'
            )
    if count > limits.MAX_TRANSFORMS:
        raise errors.invalid(
            f'More than {limits.MAX_TRANSFORMS} property transforms.'
        )
    _check_paths({parse_path(transform.property) for transform in transforms})


def _check_paths(paths: set[PathNames]) -> None:
    for names in paths:
        if names == (KEY_PROPERTY,):
            raise errors.invalid('A key cannot be transformed.')
        for length in range(1, len(names)):
            if names[:length] in paths:
                raise errors.invalid(
                    f'Cannot transform property {".".join(names[:length])} '
                    'and its nested property at the same time.'
                )


def apply_transforms(
    entity: Pb, transforms: Pb, version: int, results: Pb
) -> None:
    """Applies transforms in order.

    Args:
        entity: The entity to change.
        transforms: The transforms.
        version: The time of the commit in microseconds since the epoch.
        results: Repeated `Value`; receives one result per transform.
    """
    for transform in transforms:
        which = transform.WhichOneof('transform_type')
        *outer, name = parse_path(transform.property)
        properties = _innermost(entity, outer).properties
        result = results.add()
        if which == 'set_to_server_value':
            value = _time_of_request(version)
        else:
            old = properties.get(name)
            value = _TRANSFORMS[which](old, getattr(transform, which))
        if which in _ARRAYS:
            result.null_value = 0
        else:
            result.CopyFrom(value)
        properties[name].CopyFrom(value)


def _innermost(entity: Pb, names: Sequence[str]) -> Pb:
    """Returns the embedded entity at a path.

    A missing value, or one that is not an entity, is replaced by an empty
    entity.
    """
    for name in names:
        value = entity.properties[name]
        if value.WhichOneof('value_type') != 'entity_value':
            value.Clear()
            value.entity_value.SetInParent()
        entity = value.entity_value
    return entity


def _time_of_request(version: int) -> Pb:
    value = Value()
    # Datastore truncates the request time to milliseconds.
    set_timestamp(value.timestamp_value, version // 1000 * 1000)
    return value


def _is_number(value: Pb | None) -> bool:
    return value is not None and value.WhichOneof('value_type') in (
        'integer_value',
        'double_value',
    )


def _number(value: Pb) -> int | float:
    number: int | float
    if value.WhichOneof('value_type') == 'integer_value':
        number = value.integer_value
    else:
        number = value.double_value
    return number


def _increment(old: Pb | None, operand: Pb) -> Pb:
    if old is None or not _is_number(old):
        return operand
    total = _number(old) + _number(operand)
    if isinstance(total, int):
        # Integers saturate instead of overflowing.
        return Value(integer_value=max(_MIN_INTEGER, min(_MAX_INTEGER, total)))
    return Value(double_value=total)


def _extreme(
    old: Pb | None, operand: Pb, is_better: Callable[[float, float], bool]
) -> Pb:
    if old is None or not _is_number(old):
        return operand
    first, second = _number(old), _number(operand)
    if math.isnan(first) or math.isnan(second):
        return old if math.isnan(first) else operand
    return operand if is_better(second, first) else old


def _maximum(old: Pb | None, operand: Pb) -> Pb:
    return _extreme(old, operand, operator.gt)


def _minimum(old: Pb | None, operand: Pb) -> Pb:
    return _extreme(old, operand, operator.lt)


def _elements(old: Pb | None) -> list[Pb]:
    if old is None or old.WhichOneof('value_type') != 'array_value':
        return []
    return list(old.array_value.values)


def _identity(value: Pb) -> bytes:
    """Returns the representative of two equal elements; 1 equals 1.0."""
    if _is_number(value):
        return b'n' + repr(float(_number(value))).encode()
    encoded = encoding.encode_value(value)
    if encoded is None:
        serialized: bytes = value.SerializeToString(deterministic=True)
        return b'e' + serialized
    return (value.WhichOneof('value_type') or '').encode() + encoded


def _append_missing(old: Pb | None, operand: Pb) -> Pb:
    elements = _elements(old)
    identities = {_identity(element) for element in elements}
    for element in operand.values:
        if _identity(element) not in identities:
            identities.add(_identity(element))
            elements.append(element)
    return _array(elements)


def _remove_all(old: Pb | None, operand: Pb) -> Pb:
    removed = {_identity(element) for element in operand.values}
    return _array(
        [
            element
            for element in _elements(old)
            if _identity(element) not in removed
        ]
    )


def _array(elements: list[Pb]) -> Pb:
    value = Value()
    value.array_value.SetInParent()
    value.array_value.values.extend(elements)
    return value


_ARRAYS = ('append_missing_elements', 'remove_all_from_array')
_NUMERIC = ('increment', 'maximum', 'minimum')
_TRANSFORMS: dict[str, Callable[[Pb | None, Pb], Pb]] = {
    'increment': _increment,
    'maximum': _maximum,
    'minimum': _minimum,
    'append_missing_elements': _append_missing,
    'remove_all_from_array': _remove_all,
}
