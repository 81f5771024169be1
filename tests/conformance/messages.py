"""Short constructors for Datastore v1 messages in tests.

Everything is plain dictionaries in the shape of the protocol's messages; the
session turns them into messages. So a failing case prints as it was written.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

Message = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Path:
    """A key without its partition: kinds and ids or names, in turn.

    An incomplete key leaves the last id out.
    """

    elements: tuple[str | int, ...]
    namespace: str | None = None


@dataclasses.dataclass(frozen=True)
class Geo:
    """A point on the earth, in degrees."""

    latitude: float
    longitude: float


@dataclasses.dataclass(frozen=True)
class Raw:
    """A Value message, for values that plain Python cannot express."""

    message: tuple[tuple[str, Any], ...]


@dataclasses.dataclass(frozen=True)
class Unindexed:
    """A value that is excluded from indexes."""

    value: Any


def path(*elements: str | int, namespace: str | None = None) -> Path:
    """The key with these path elements in the namespace of the test."""
    return Path(elements, namespace)


def raw(**message: Any) -> Raw:
    """A Value message with these fields."""
    return Raw(tuple(message.items()))


def key_message(key: Path, project: str, namespace: str) -> Message:
    """The Key message of a path."""
    elements = []
    for start in range(0, len(key.elements), 2):
        element: Message = {'kind': key.elements[start]}
        if start + 1 < len(key.elements):
            identifier = key.elements[start + 1]
            field = 'name' if isinstance(identifier, str) else 'id'
            element[field] = identifier
        elements.append(element)
    chosen = namespace if key.namespace is None else key.namespace
    return {
        'partition_id': {'project_id': project, 'namespace_id': chosen},
        'path': elements,
    }


def _timestamp(moment: datetime.datetime) -> Message:
    delta = moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    seconds = delta.days * 86400 + delta.seconds
    return {'seconds': seconds, 'nanos': delta.microseconds * 1000}


class Builder:
    """Builds messages that name the project and namespace of one test."""

    def __init__(self, project: str, namespace: str) -> None:
        self.project = project
        self.namespace = namespace

    def key(self, key: Path) -> Message:
        """The Key message of a path."""
        return key_message(key, self.project, self.namespace)

    def value(self, value: Any) -> Message:
        """The Value message of a Python value."""
        match value:
            case Raw():
                return {
                    name: self.key(field) if isinstance(field, Path) else field
                    for name, field in value.message
                }
            case Unindexed():
                return {
                    **self.value(value.value),
                    'exclude_from_indexes': True,
                }
            case None:
                return {'null_value': 0}
            case bool():
                return {'boolean_value': value}
            case int():
                return {'integer_value': value}
            case float():
                return {'double_value': value}
            case str():
                return {'string_value': value}
            case bytes():
                return {'blob_value': value}
            case datetime.datetime():
                return {'timestamp_value': _timestamp(value)}
            case Path():
                return {'key_value': self.key(value)}
            case Geo():
                return {'geo_point_value': dataclasses.asdict(value)}
            case list() | tuple():
                values = [self.value(member) for member in value]
                return {'array_value': {'values': values}}
            case dict():
                return {'entity_value': {'properties': self.properties(value)}}
        raise TypeError(f'not a value: {value!r}')

    def properties(self, properties: Mapping[str, Any]) -> Message:
        """The properties of an entity."""
        return {name: self.value(value) for name, value in properties.items()}

    def entity(self, key: Path, properties: Mapping[str, Any]) -> Message:
        """The Entity message of a key and its properties."""
        return {
            'key': self.key(key),
            'properties': self.properties(properties),
        }

    def filter(self, condition: Condition) -> Message:
        """The Filter message of a condition."""
        if isinstance(condition, Where):
            return {
                'property_filter': {
                    'property': {'name': condition.name},
                    'op': condition.op,
                    'value': self.value(condition.value),
                }
            }
        return {
            'composite_filter': {
                'op': condition.op,
                'filters': [self.filter(part) for part in condition.parts],
            }
        }


@dataclasses.dataclass(frozen=True)
class Where:
    """A condition on one property."""

    name: str
    op: str
    value: Any


@dataclasses.dataclass(frozen=True)
class Combined:
    """Conditions joined by AND or OR."""

    op: str
    parts: tuple[Condition, ...]


Condition = Where | Combined

_OPERATORS = {
    '<': 'LESS_THAN',
    '<=': 'LESS_THAN_OR_EQUAL',
    '>': 'GREATER_THAN',
    '>=': 'GREATER_THAN_OR_EQUAL',
    '=': 'EQUAL',
    '!=': 'NOT_EQUAL',
    'IN': 'IN',
    'NOT_IN': 'NOT_IN',
    'HAS_ANCESTOR': 'HAS_ANCESTOR',
}


def where(name: str, op: str, value: Any) -> Where:
    """A condition written with a sign: `where('a', '>=', 3)`."""
    return Where(name, _OPERATORS.get(op, op), value)


def all_of(*parts: Condition) -> Combined:
    """Conditions that must all hold."""
    return Combined('AND', parts)


def any_of(*parts: Condition) -> Combined:
    """Conditions of which one must hold."""
    return Combined('OR', parts)


def under(ancestor: Path) -> Where:
    """The condition that an entity is or descends from `ancestor`."""
    return Where('__key__', 'HAS_ANCESTOR', ancestor)


@dataclasses.dataclass(frozen=True)
class Find:
    """A query, without the partition it runs in."""

    kind: str | None = None
    where: Condition | None = None
    order: Sequence[str] = ()
    projection: Sequence[str] = ()
    distinct_on: Sequence[str] = ()
    offset: int = 0
    limit: int | None = None
    start: bytes = b''
    end: bytes = b''

    def message(self, builder: Builder) -> Message:
        """The Query message; an order is `name` or `-name`."""
        query: Message = {
            'kind': [{'name': self.kind}] if self.kind is not None else [],
            'projection': [
                {'property': {'name': name}} for name in self.projection
            ],
            'order': [_order(name) for name in self.order],
            'distinct_on': [{'name': name} for name in self.distinct_on],
            'offset': self.offset,
            'start_cursor': self.start,
            'end_cursor': self.end,
        }
        if self.limit is not None:
            query['limit'] = {'value': self.limit}
        if self.where is not None:
            query['filter'] = builder.filter(self.where)
        return query


def _order(name: str) -> Message:
    descending = name.startswith('-')
    return {
        'property': {'name': name.removeprefix('-')},
        'direction': 'DESCENDING' if descending else 'ASCENDING',
    }
