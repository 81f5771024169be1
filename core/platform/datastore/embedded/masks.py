"""Property masks: the properties that a request reads or writes."""

from __future__ import annotations

from collections.abc import Sequence

from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.property_paths import (
    PathNames,
    parse_path,
)
from core.platform.datastore.embedded.protos import Entity, Pb


def read_mask(mask: Pb) -> list[PathNames]:
    """Reads the paths of a mask, without that of the key.

    Raises:
        StatusError: A path is invalid.
    """
    paths = [parse_path(path) for path in mask.paths]
    return [names for names in paths if names != (KEY_PROPERTY,)]


def select(entity: Pb, paths: Sequence[PathNames]) -> Pb:
    """Returns an entity with only the properties of a mask."""
    selected = Entity()
    selected.key.CopyFrom(entity.key)
    for names in paths:
        _copy(entity, selected, names)
    return selected


def merge(new: Pb, old: Pb, paths: Sequence[PathNames]) -> Pb:
    """Returns the old entity with the properties of a mask from the new one.

    A property of the mask that the new entity lacks is removed.
    """
    merged = Entity()
    merged.CopyFrom(old)
    merged.key.CopyFrom(new.key)
    for names in paths:
        _remove(merged, names)
        _copy(new, merged, names)
    return merged


def _copy(source: Pb, target: Pb, names: Sequence[str]) -> None:
    name = names[0]
    if name not in source.properties:
        return
    value = source.properties[name]
    if len(names) == 1:
        target.properties[name].CopyFrom(value)
        return
    if not _has(value, names[1:]):
        return
    nested = target.properties[name]
    if nested.WhichOneof('value_type') != 'entity_value':
        nested.entity_value.SetInParent()
        nested.exclude_from_indexes = value.exclude_from_indexes
    _copy(value.entity_value, nested.entity_value, names[1:])


def _has(value: Pb, names: Sequence[str]) -> bool:
    """Returns whether an embedded entity has a property at a path."""
    for name in names:
        if value.WhichOneof('value_type') != 'entity_value':
            return False
        if name not in value.entity_value.properties:
            return False
        value = value.entity_value.properties[name]
    return True


def _remove(entity: Pb, names: Sequence[str]) -> None:
    name = names[0]
    if name not in entity.properties:
        return
    if len(names) == 1:
        del entity.properties[name]
        return
    value = entity.properties[name]
    if value.WhichOneof('value_type') == 'entity_value':
        _remove(value.entity_value, names[1:])
