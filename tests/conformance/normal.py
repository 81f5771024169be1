"""Normalizes Datastore responses for comparison.

Versions, times, the bytes of cursors and allocated ids may differ between
stores. Everything else is compared: values with their types, meanings and
index exclusions, orders, batch ends and error codes.
"""

from __future__ import annotations

import base64
import zlib
from typing import Any

Normal = Any


class Normaliser:
    """Normalizes messages; numbers allocated ids in order of appearance."""

    def __init__(self, project: str, namespace: str) -> None:
        self._project = project
        self._namespace = namespace
        self._picked: dict[int, str] = {}

    def learn(self, identifier: int) -> None:
        """Remembers an id that the store has allocated."""
        self._picked.setdefault(identifier, f'picked-{len(self._picked)}')

    def key(self, key: Any) -> Normal:
        """A key as a tuple, without the partition if it is the test's own."""
        elements: list[Any] = []
        for element in key.path:
            elements.append(element.kind)
            which = element.WhichOneof('id_type')
            if which == 'id':
                elements.append(self._picked.get(element.id, element.id))
            elif which == 'name':
                elements.append(element.name)
        partition = key.partition_id
        if partition.namespace_id != self._namespace:
            elements.append(f'in namespace {partition.namespace_id!r}')
        if partition.project_id != self._project:
            elements.append(f'in project {partition.project_id!r}')
        if partition.database_id:
            elements.append(f'in database {partition.database_id!r}')
        return tuple(elements)

    def entity(self, entity: Any) -> Normal:
        """An entity as (key, properties)."""
        key = self.key(entity.key) if entity.HasField('key') else None
        return (key, self.properties(entity.properties))

    def properties(self, properties: Any) -> Normal:
        """Properties by name."""
        return {
            name: self.value(value)
            for name, value in sorted(properties.items())
        }

    def value(self, value: Any) -> Normal:
        """A value as (type, plain value, remarks...)."""
        which = value.WhichOneof('value_type')
        plain: Any = None
        match which:
            case None | 'null_value':
                pass
            case 'array_value':
                plain = [
                    self.value(element) for element in value.array_value.values
                ]
            case 'entity_value':
                plain = self.entity(value.entity_value)
            case 'key_value':
                plain = self.key(value.key_value)
            case 'geo_point_value':
                point = value.geo_point_value
                plain = (point.latitude, point.longitude)
            case 'timestamp_value':
                moment = value.timestamp_value
                plain = (moment.seconds, moment.nanos)
            case 'double_value':
                plain = repr(value.double_value)
            case 'blob_value':
                plain = base64.b64encode(value.blob_value).decode()
            case _:
                plain = getattr(value, which)
        remarks = []
        if value.exclude_from_indexes:
            remarks.append('unindexed')
        if value.meaning:
            remarks.append(f'meaning {value.meaning}')
        name = str(which).removesuffix('_value')
        return (name, _shorten(plain), *remarks)


def _shorten(plain: Any) -> Any:
    if isinstance(plain, str) and len(plain) > 100:
        return (
            plain[:10],
            f'{len(plain)} characters',
            zlib.crc32(plain.encode()),
        )
    return plain
