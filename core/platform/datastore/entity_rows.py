"""Entities that read and write their raw message under the names of a model.

NDB makes an object for each value, and copies it several times on its way to
the store; that costs more than the store does. A row has the properties and
the plain methods of its model, decodes a value when it is asked for, and writes
what was assigned. The model stays the only place that says which properties
there are, of which types, and which are indexed.

A value that is changed in place (a list that is appended to) is not written:
assign it.
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

# NDB's mark of a compressed value, and the beginnings of such values.
_MEANING_COMPRESSED = 22
_ZLIB_MARKERS = b'x\x9c', b'x^'

_EPOCH = datetime.datetime(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)

# The private attributes in which NDB keeps a declaration.
_DECLARATION = operator.attrgetter(
    '_name', '_indexed', '_default', '_repeated', '_required'
)
_IS_COMPRESSED = operator.attrgetter('_compressed')
_PROPERTIES = operator.attrgetter('_properties')


class Column:
    """One property of a model, in a row.

    Args:
        declared: The property.
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
        # Whether a value of it goes into its field as it is.
        self._is_plain = not self.is_repeated and self.field not in {
            'blob_value',
            'timestamp_value',
        }
        self.to_bytes = self._find_to_bytes()

    def _find_to_bytes(self) -> Callable[[Any], bytes | None] | None:
        """Returns what makes bytes of a text or a blob, as in a template."""
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
                self._get_default() if message is None else self._read(message)
            )
        return values[self.name]

    def __set__(self, row: Row, value: Any) -> None:
        row.decoded[self.name] = value
        row.assigned.add(self.name)

    def _get_default(self) -> Any:
        if self.is_repeated:
            return []
        return None if self._default is None else copy.deepcopy(self._default)

    def write_default(self, message: raw.Pb) -> None:
        """Writes what an entity has to which nothing was assigned.

        Args:
            message: The raw `Value` message.
        """
        self._write(message, self._get_default())

    def _read(self, message: raw.Pb) -> Any:
        value = _plain_value(message)
        if self._is_compressed and value and value.startswith(_ZLIB_MARKERS):
            value = zlib.decompress(value)
        if self._is_json and value is not None:
            # As a text, whose encoding need not be found out.
            return json.loads(value.decode('utf-8'))
        return value

    def write(self, message: raw.Pb, value: Any) -> None:
        """Writes a value as NDB does.

        Args:
            message: The raw `Value` message.
            value: What it is to hold.

        Raises:
            BadValueError: It is missing, and required.
        """
        if value is None and self.is_required:
            raise ndb.exceptions.BadValueError(f'{self.name} is required')
        self._write(message, value)

    def write_new(self, message: raw.Pb, value: Any) -> None:
        """Writes a value over the default of a new entity, as `write` does."""
        if self._is_plain and value is not None:
            # All else about it is there already.
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

    def mark(self, message: raw.Pb) -> None:
        """Makes a stored value indexed as the model says today."""
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
    # All times of entities that are put together are the same few.
    seconds, micros = divmod((moment - _EPOCH) // _MICROSECOND, 10**6)
    return seconds, 1000 * micros


def _plain_value(message: raw.Pb) -> Any:
    field = message.WhichOneof('value_type')
    if field in {None, 'null_value'}:
        return None
    if field == 'timestamp_value':
        return message.timestamp_value.ToDatetime()
    if field == 'array_value':
        return [_plain_value(value) for value in message.array_value.values]
    return getattr(message, field)


class Row:
    """An entity of one model; a class for each is made by `row_class`.

    Args:
        message: The raw `Entity` message; None of a new entity.
        values: Properties of a new entity; None for one that is stored.
        ref: What names a new entity.

    Attributes:
        decoded: What was read of it, or assigned, by name.
        assigned: The names of what was assigned.
        is_new: Whether it is not stored yet.
    """

    __slots__ = '_message', '_ref', 'assigned', 'decoded', 'is_new'

    # The model.
    model_class: ClassVar[type[Any]]
    _columns: ClassVar[Mapping[str, Column]]
    _required: ClassVar[Set[str]]
    # The raw message of an entity to which nothing was assigned, serialized.
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
        """The raw `Entity` message; of a new entity, at first its key alone."""
        if self._message is None:
            assert self._ref is not None
            key = entity_refs.key_message(self._ref)
            self._message = raw.Entity(key=key)
        return self._message

    def stored_value(self, name: str) -> raw.Pb | None:
        """Returns the raw `Value` message of a property, if there is one."""
        if self._message is None:
            return None
        return self._message.properties.get(name)

    @property
    def _properties(self) -> Set[str]:
        """The names of the properties, as in NDB's models."""
        return self._columns.keys()

    @property
    def key(self) -> ndb.Key:
        """The key, as NDB has it."""
        return ndb.Key(*raw.path_of(self.entity_message.key))

    def set_times(self) -> None:
        """Notes that the entity is being put now, if its model says how."""

    def change_item(
        self, name: str, key: str, change: json_items.Change
    ) -> None:
        """Changes an item of a property that holds a JSON object of objects.

        Args:
            name: The property, not compressed.
            key: The item.
            change: As for `json_items.changed`.
        """
        if name in self.decoded or self.is_new:
            data = json_items.encode(getattr(self, name))
            changed = json_items.changed(data, key, change)
            setattr(self, name, json.loads(changed))
        else:
            message = self.entity_message.properties[name]
            message.blob_value = json_items.changed(
                message.blob_value or b'{}', key, change
            )

    def message_to_put(self) -> raw.Pb:
        """Returns the raw `Entity` message, to be put now."""
        self.set_times()
        if self.is_new:
            self._write_new()
        else:
            self._write_assigned()
            self._complete()
        return self.entity_message

    def build_put(self, templates: Any) -> Any:
        """Returns what puts the entity into a store in this process.

        Args:
            templates: What makes it.

        Returns:
            What was made; None where a message is needed.
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
        self._require()
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
        """Builds mutations that insert entities into a store in this process.

        Args:
            templates: What makes it.
            shared: The properties that are the same in all of them.
            own_by_id: The other properties of each, by its id.

        Returns:
            What was made; None in the place of each that needs a message.
        """
        common = cls(None, shared)
        common.set_times()
        for own in own_by_id.values():
            if missing := cls._required - common.assigned - own.keys():
                raise ndb.exceptions.BadValueError(
                    f'required: {", ".join(missing)}'
                )
        made: Sequence[Any] = cls._template(templates).mutations(
            'insert', common.decoded, own_by_id
        )
        return made

    @classmethod
    def _template(cls, templates: Any) -> Any:
        return templates.get(cls) or templates.add(
            cls, cls.model_class.kind_name(), cls._blank, cls._columns
        )

    def _require(self) -> None:
        if missing := self._required - self.assigned:
            raise ndb.exceptions.BadValueError(
                f'required: {", ".join(missing)}'
            )

    def _write_new(self) -> None:
        self._require()
        self.entity_message.MergeFromString(self._blank)
        properties, decoded = self.entity_message.properties, self.decoded
        for name in self.assigned:
            if name in self._columns:
                self._columns[name].write_new(properties[name], decoded[name])

    def _write_assigned(self) -> None:
        properties = self.entity_message.properties
        for name in self.assigned & self._columns.keys():
            self._columns[name].write(properties[name], self.decoded[name])

    def _complete(self) -> None:
        """Makes what was stored as the model says today."""
        properties = self.entity_message.properties
        for name, column in self._columns.items():
            if name in properties:
                column.mark(properties[name])
            else:
                column.write(properties[name], getattr(self, name))


class OpenRow(Row):
    """An entity that also keeps properties that its model does not declare."""

    def __getattr__(self, name: str) -> Any:
        if name in self.decoded:
            return self.decoded[name]
        if name in self.entity_message.properties:
            return _plain_value(self.entity_message.properties[name])
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

    def build_put(self, templates: Any) -> Any:
        """Returns what puts the entity, as `Row.build_put` does.

        Args:
            templates: What makes it, of declared properties alone.
        """
        if self.assigned - self._columns.keys():
            return None
        return super().build_put(templates)

    @classmethod
    def build_inserts(
        cls,
        templates: Any,
        shared: Mapping[str, Any],
        own_by_id: Mapping[str, Mapping[str, Any]],
    ) -> Sequence[Any]:
        """Returns no mutations: templates insert declared properties alone."""
        del templates, shared, own_by_id
        return ()

    def message_to_put(self) -> raw.Pb:
        """Returns the raw `Entity` message, to be put now."""
        message = super().message_to_put()
        for name in self.assigned - self._columns.keys():
            # Undeclared: a counter of another version of this program.
            message.properties[name].exclude_from_indexes = True
            message.properties[name].integer_value = self.decoded[name]
        return message


def field_of(model_class: type[Any], name: str) -> str:
    """Returns the field of a `Value` message that holds a property."""
    return _FIELDS[type(_PROPERTIES(model_class)[name])]


@functools.cache
def row_class(model_class: type[Any]) -> type[Row]:
    """Returns the class of the rows of a model.

    Args:
        model_class: The model.

    Raises:
        KeyError: A property is of a type that rows do not know.
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
    base = OpenRow if issubclass(model_class, ndb.Expando) else Row
    own = {
        'model_class': model_class,
        '_columns': columns,
        '_required': required,
        '_blank': blank.SerializeToString(),
    }
    return type(model_class.__name__, (base,), {**plain, **columns, **own})
