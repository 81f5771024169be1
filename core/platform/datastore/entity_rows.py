"""Rows: raw `Entity` messages with the properties of a model as attributes.

NDB creates an object for each value and copies it several times on its way to
the store, which costs more than the store itself. A row has the properties and
the plain methods of its model, decodes a value on access, and writes the
assigned ones. The model remains the only declaration of properties, their types
and indexes.

A value changed in place, such as a list appended to, is not written; assign it
again.
"""

from __future__ import annotations

import copy
import datetime
import functools
import json
import operator
import zlib
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, ClassVar

from google.cloud import ndb

from core.platform.datastore import entity_refs, json_items
from core.platform.datastore import raw_datastore_services as raw

# The field of a `Value` message by the type of property.
_FIELDS: Mapping[type[ndb.Property], str] = {
    ndb.StringProperty: 'string_value',
    ndb.TextProperty: 'string_value',
    ndb.IntegerProperty: 'integer_value',
    ndb.FloatProperty: 'double_value',
    ndb.BooleanProperty: 'boolean_value',
    ndb.DateTimeProperty: 'timestamp_value',
    ndb.BlobProperty: 'blob_value',
    ndb.JsonProperty: 'blob_value',
}

# NDB's meaning of a compressed value, and the headers of such values.
_MEANING_COMPRESSED = 22
_ZLIB_MARKERS = b'x\x9c', b'x^'

_EPOCH = datetime.datetime(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)

# The private attributes of NDB's properties and models.
_DECLARATION = operator.attrgetter(
    '_name', '_indexed', '_default', '_repeated', '_required'
)
_IS_COMPRESSED = operator.attrgetter('_compressed')
_PROPERTIES = operator.attrgetter('_properties')


class Column:
    """The descriptor of a property in a row class.

    Args:
        declared: The property of the model.
    """

    def __init__(self, declared: ndb.Property) -> None:
        self.name: str
        (
            self.name,
            self.is_indexed,
            self._default,
            self.is_repeated,
            self.is_required,
        ) = _DECLARATION(declared)
        self._is_json = isinstance(declared, ndb.JsonProperty)
        self._is_compressed = isinstance(
            declared, ndb.BlobProperty
        ) and _IS_COMPRESSED(declared)
        self.field = _FIELDS[type(declared)]
        self._is_set_directly = not self.is_repeated and self.field not in {
            'blob_value',
            'timestamp_value',
        }
        self.to_bytes = self._choose_encoder()

    def _choose_encoder(self) -> Callable[[Any], bytes | None] | None:
        """Returns the encoder of a text or a blob for templates, or None."""
        if self.is_repeated or self._is_compressed:
            return None
        if self.field == 'string_value':
            return _text_to_bytes
        if self.field == 'blob_value':
            return _json_to_bytes if self._is_json else _blob_to_bytes
        return None

    def __get__(self, row: Row, owner: object) -> Any:
        values = row.decoded
        if self.name not in values:
            message = row.stored_value(self.name)
            values[self.name] = (
                self._build_default()
                if message is None
                else self._read(message)
            )
        return values[self.name]

    def __set__(self, row: Row, value: Any) -> None:
        row.decoded[self.name] = value
        row.assigned.add(self.name)

    def _build_default(self) -> Any:
        if self.is_repeated:
            return []
        return None if self._default is None else copy.deepcopy(self._default)

    def write_default(self, message: raw.Pb) -> None:
        """Writes the default value.

        Args:
            message: The raw `Value` message.
        """
        self._write(message, self._build_default())

    def _read(self, message: raw.Pb) -> Any:
        value = _decode(message)
        if self._is_compressed and value and value.startswith(_ZLIB_MARKERS):
            value = zlib.decompress(value)
        if self._is_json and value is not None:
            # Decoded here, because json.loads would detect the encoding.
            return json.loads(value.decode('utf-8'))
        return value

    def write(self, message: raw.Pb, value: Any) -> None:
        """Writes a value as NDB does.

        Args:
            message: The raw `Value` message.
            value: The value.

        Raises:
            BadValueError: The value is None, but required.
        """
        if value is None and self.is_required:
            raise ndb.exceptions.BadValueError(f'{self.name} is required')
        self._write(message, value)

    def write_new(self, message: raw.Pb, value: Any) -> None:
        """Writes a value as `write` does, over the default of a new entity."""
        if self._is_set_directly and value is not None:
            # The default has set the index flag already.
            setattr(message, self.field, value)
        else:
            self.write(message, value)

    def _write(self, message: raw.Pb, value: Any) -> None:
        if self.is_repeated:
            message.array_value.SetInParent()
            del message.array_value.values[:]
            for item in value:
                self._write_one(message.array_value.values.add(), item)
        else:
            self._write_one(message, value)

    def _write_one(self, message: raw.Pb, value: Any) -> None:
        if message.exclude_from_indexes == self.is_indexed:
            message.exclude_from_indexes = not self.is_indexed
        if self._is_compressed:
            message.meaning = 0
        if value is None:
            message.null_value = 0
        elif self.field == 'timestamp_value':
            timestamp = message.timestamp_value
            timestamp.seconds, timestamp.nanos = _seconds_and_nanos(value)
        elif self.field == 'blob_value':
            message.blob_value = self._bytes_of(value)
            if self._is_compressed and message.blob_value:
                message.meaning = _MEANING_COMPRESSED
        else:
            setattr(message, self.field, value)

    def _bytes_of(self, value: Any) -> bytes:
        stored: bytes = value
        if self._is_json:
            stored = json_items.encode(value)
        if self._is_compressed and stored:
            stored = zlib.compress(stored)
        return stored

    def set_index_flag(self, message: raw.Pb) -> None:
        """Sets whether a stored value is indexed, as the model declares."""
        values = message.array_value.values if self.is_repeated else [message]
        for value in values:
            if value.exclude_from_indexes == self.is_indexed:
                value.exclude_from_indexes = not self.is_indexed


def _text_to_bytes(value: Any) -> bytes | None:
    return value.encode() if type(value) is str else None


def _blob_to_bytes(value: Any) -> bytes | None:
    return value if type(value) is bytes else None


def _json_to_bytes(value: Any) -> bytes | None:
    return None if value is None else json_items.encode(value)


@functools.lru_cache(16)
def _seconds_and_nanos(moment: datetime.datetime) -> tuple[int, int]:
    # Entities put together share a few timestamps.
    seconds, micros = divmod((moment - _EPOCH) // _MICROSECOND, 10**6)
    return seconds, 1000 * micros


def _decode(message: raw.Pb) -> Any:
    field = message.WhichOneof('value_type')
    if field in {None, 'null_value'}:
        return None
    if field == 'timestamp_value':
        return message.timestamp_value.ToDatetime()
    if field == 'array_value':
        return [_decode(value) for value in message.array_value.values]
    return getattr(message, field)


class Row:
    """An entity; `row_class` creates a subclass for each model.

    Args:
        message: The raw `Entity` message; None for a new entity.
        values: The properties of a new entity; None for a stored one.
        ref: The reference of a new entity.

    Attributes:
        decoded: Decoded and assigned values by property name.
        assigned: The names of assigned properties.
        is_new: Whether the entity was created instead of read.
    """

    __slots__ = '_message', '_ref', 'assigned', 'decoded', 'is_new'

    model_class: ClassVar[type[Any]]
    _columns: ClassVar[Mapping[str, Column]]
    _required: ClassVar[Set[str]]
    # The serialized raw message of an entity with default values.
    _blank: ClassVar[bytes]

    def __init__(
        self,
        message: raw.Pb | None,
        values: Mapping[str, Any] | None = None,
        ref: entity_refs.Ref | None = None,
    ) -> None:
        self._message = message
        self._ref = ref
        self.is_new = values is not None
        self.decoded: dict[str, Any] = {}
        self.assigned: set[str] = set()
        if values is not None:
            self.decoded.update(values)
            self.assigned.update(values)
            if unknown := self.assigned - self._columns.keys():
                raise AttributeError(f'no such property: {", ".join(unknown)}')

    @property
    def entity_message(self) -> raw.Pb:
        """The raw `Entity` message; only the key of a new entity at first."""
        if self._message is None:
            assert self._ref is not None
            key = entity_refs.key_message(self._ref)
            self._message = raw.Entity(key=key)
        return self._message

    def stored_value(self, name: str) -> raw.Pb | None:
        """Returns the raw `Value` message of a property, or None."""
        if self._message is None:
            return None
        return self._message.properties.get(name)

    @property
    def _properties(self) -> Set[str]:
        """The names of the properties, as in NDB's models."""
        return self._columns.keys()

    @property
    def key(self) -> ndb.Key:
        """The key as an NDB key."""
        return ndb.Key(*raw.path_of(self.entity_message.key))

    def set_times(self) -> None:
        """Sets the times of a put; models that have such times override it."""

    def change_item(
        self, name: str, key: str, change: json_items.Change
    ) -> None:
        """Changes an item of a JSON property that maps keys to objects.

        Args:
            name: The property, which is not compressed.
            key: The key of the item.
            change: As in `json_items.change_item`.
        """
        if name in self.decoded or self.is_new:
            data = json_items.encode(getattr(self, name))
            changed = json_items.change_item(data, key, change)
            setattr(self, name, json.loads(changed))
        else:
            message = self.entity_message.properties[name]
            message.blob_value = json_items.change_item(
                message.blob_value or b'{}', key, change
            )

    def message_to_put(self) -> raw.Pb:
        """Sets the times and returns the raw `Entity` message."""
        self.set_times()
        if self.is_new:
            self._write_new()
        else:
            self._write_assigned()
            self._apply_model()
        return self.entity_message

    def build_upsert(self, templates: Any) -> Any:
        """Builds a mutation of an embedded store that puts the entity.

        Args:
            templates: The templates of the store.

        Returns:
            The mutation; None if the entity must be written as a message.
        """
        if not self.is_new:
            self.set_times()
            self._write_assigned()
            return self._template(templates).update(self._message)
        if self._ref is None:
            return None
        name = self._ref[1]
        if not isinstance(name, str):
            return None
        self.set_times()
        self._check_required()
        decoded = self.decoded
        values = {name: decoded[name] for name in self.assigned}
        (mutation,) = self._template(templates).mutations(
            'upsert', {}, {name: values}
        )
        return mutation

    @classmethod
    def build_inserts(
        cls,
        templates: Any,
        shared: Mapping[str, Any],
        own_by_id: Mapping[str, Mapping[str, Any]],
    ) -> Sequence[Any]:
        """Builds mutations of an embedded store that insert entities.

        Args:
            templates: The templates of the store.
            shared: The properties with the same value in all entities.
            own_by_id: The other properties of each entity, by id.

        Returns:
            The mutations in order; None for each entity that must be written
            as a message.
        """
        common = cls(None, shared)
        common.set_times()
        for own in own_by_id.values():
            if missing := cls._required - common.assigned - own.keys():
                raise ndb.exceptions.BadValueError(
                    f'required: {", ".join(missing)}'
                )
        mutations: Sequence[Any] = cls._template(templates).mutations(
            'insert', common.decoded, own_by_id
        )
        return mutations

    @classmethod
    def _template(cls, templates: Any) -> Any:
        return templates.get(cls) or templates.add(
            cls, cls.model_class.kind_name(), cls._blank, cls._columns
        )

    def _check_required(self) -> None:
        if missing := self._required - self.assigned:
            raise ndb.exceptions.BadValueError(
                f'required: {", ".join(missing)}'
            )

    def _write_new(self) -> None:
        self._check_required()
        self.entity_message.MergeFromString(self._blank)
        properties, decoded = self.entity_message.properties, self.decoded
        for name in self.assigned:
            if name in self._columns:
                self._columns[name].write_new(properties[name], decoded[name])

    def _write_assigned(self) -> None:
        properties = self.entity_message.properties
        for name in self.assigned & self._columns.keys():
            self._columns[name].write(properties[name], self.decoded[name])

    def _apply_model(self) -> None:
        """Adds defaults and sets index flags, as the model declares them."""
        properties = self.entity_message.properties
        for name, column in self._columns.items():
            if name in properties:
                column.set_index_flag(properties[name])
            else:
                column.write(properties[name], getattr(self, name))


class ExpandoRow(Row):
    """An entity that keeps properties which its model does not declare."""

    def __getattr__(self, name: str) -> Any:
        if name in self.decoded:
            return self.decoded[name]
        if name in self.entity_message.properties:
            return _decode(self.entity_message.properties[name])
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if hasattr(type(self), name):
            super().__setattr__(name, value)
        else:
            self.decoded[name] = value
            self.assigned.add(name)

    @property
    def _properties(self) -> Set[str]:
        return (
            self._columns.keys()
            | self.decoded
            | set(self.entity_message.properties)
        )

    def build_upsert(self, templates: Any) -> Any:
        """Builds a mutation that puts the entity, as `Row.build_upsert` does.

        Args:
            templates: The templates, which write declared properties only.
        """
        if self.assigned - self._columns.keys():
            return None
        return super().build_upsert(templates)

    @classmethod
    def build_inserts(
        cls,
        templates: Any,
        shared: Mapping[str, Any],
        own_by_id: Mapping[str, Mapping[str, Any]],
    ) -> Sequence[Any]:
        """Builds no mutations: templates write declared properties only."""
        del templates, shared, own_by_id
        return ()

    def message_to_put(self) -> raw.Pb:
        """Sets the times and returns the raw `Entity` message."""
        message = super().message_to_put()
        for name in self.assigned - self._columns.keys():
            # A counter that another version of this program declares.
            message.properties[name].exclude_from_indexes = True
            message.properties[name].integer_value = self.decoded[name]
        return message


def field_of(model_class: type[Any], name: str) -> str:
    """Returns the field of a `Value` message that stores a property."""
    return _FIELDS[type(_PROPERTIES(model_class)[name])]


@functools.cache
def row_class(model_class: type[Any]) -> type[Row]:
    """Returns the class of the rows of a model.

    Args:
        model_class: The model.

    Raises:
        KeyError: Rows do not support the type of a property.
    """
    columns = {
        name: Column(declared)
        for name, declared in _PROPERTIES(model_class).items()
    }
    plain = {
        name: value
        for base in reversed(model_class.__mro__)
        if issubclass(base, ndb.Model) and base.__module__ != ndb.model.__name__
        for name, value in vars(base).items()
        if not (name.startswith('_') or isinstance(value, ndb.Property))
    }
    required = {name for name, column in columns.items() if column.is_required}
    blank = raw.Entity()
    for name, column in columns.items():
        column.write_default(blank.properties[name])
    base = ExpandoRow if issubclass(model_class, ndb.Expando) else Row
    own = {
        'model_class': model_class,
        '_columns': columns,
        '_required': required,
        '_blank': blank.SerializeToString(),
    }
    return type(model_class.__name__, (base,), {**plain, **columns, **own})
