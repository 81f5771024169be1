"""Templates: a fast path for putting entities of declared models.

The usual path builds a message for each new entity, copies it into a request,
searches it for indexed values and serializes it. For a batch of events, this
takes most of the store's time. A template serializes the parts that all
entities of a model share once, and joins them with the bytes of the other
values. A stored entity is a message already; putting it again neither copies it
nor checks the values that the store has accepted before. Entities with unusual
values take the usual path.
"""

from __future__ import annotations

import datetime
import functools
import struct
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from core.platform.datastore.embedded import (
    checks,
    encoding,
    errors,
    keys,
    limits,
)
from core.platform.datastore.embedded.indexing import (
    IndexedValues,
    collect_property,
)
from core.platform.datastore.embedded.keys import Scope
from core.platform.datastore.embedded.mutations import Mutation
from core.platform.datastore.embedded.protos import Entity, Key, Pb

# Returns a property with its value, as serialized in an entity; None for an
# unusual value.
_Encode = Callable[[Any], bytes | None]

# Tags of message fields; see google/datastore/v1/entity.proto.
_PATH_OF_KEY = b'\x12'
_NAME_OF_ELEMENT = b'\x1a'
_KEY_OF_ENTITY = b'\x0a'
_PROPERTY_OF_ENTITY = b'\x1a'
_NAME_OF_PROPERTY = b'\x0a'
_VALUE_OF_PROPERTY = b'\x12'
_NULL = b'\x58\x00'
_BOOLEAN = b'\x08'
_INTEGER = b'\x10'
_DOUBLE = b'\x19'
_TIMESTAMP = b'\x52'
_SECONDS = b'\x08'
_NANOS = b'\x10'
_BYTES = {'string_value': b'\x8a\x01', 'blob_value': b'\x92\x01'}
_EXCLUDED = b'\x98\x01\x01'

_EPOCH = datetime.datetime(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)

_pack_double = struct.Struct('<d').pack

# Limits of the cached texts, which are mostly names: characters per text, and
# texts per property.
_MAX_CACHED_TEXT = 100
_MAX_CACHED_TEXTS = 1000

# Integers whose bytes are cached: most values are counts or indexes.
_CACHED_INTEGERS = range(1024)
_INTEGERS = range(-(1 << 63), 1 << 63)


class Column(Protocol):
    """The facts about a property that a template needs.

    Attributes:
        field: The field of a `Value` that stores its values.
        is_indexed: Whether it is indexed.
        is_repeated: Whether it is a list.
        is_required: Whether it must not be null.
        to_bytes: Encodes a text or a blob; returns None for a value of another
            type. None if the field is neither a text nor a blob.
    """

    field: str
    is_indexed: bool
    is_repeated: bool
    is_required: bool
    to_bytes: Callable[[Any], bytes | None] | None

    def write(self, message: Pb, value: Any) -> None:
        """Writes a value into a `Value`."""


class _Part(NamedTuple):
    """Some properties of an entity.

    Attributes:
        data: The serialized properties.
        indexed: Their indexed values.
    """

    data: bytes
    indexed: IndexedValues


class Template:
    """The common part of the entities of one kind.

    Args:
        scope: Their project, database and namespace.
        kind: The kind.
        blank: The serialized `Entity` with default values.
        columns: Its properties by name.

    Raises:
        StatusError: The kind is invalid.
    """

    def __init__(
        self,
        scope: Scope,
        kind: str,
        blank: bytes,
        columns: Mapping[str, Column],
    ) -> None:
        key = Key()
        key.path.add(kind=kind, name='name')
        keys.check_path(key)
        keys.check_writable(key)
        self._scope = scope
        self._kind = kind
        self._partition = _partition(scope)
        self._columns = columns
        self._blank = blank
        self._path = encoding.encode_root_kind(kind)
        self._element = _element(kind)
        self._encoders = {
            name: (
                _encoder(name, column),
                _null(name, column),
                column.is_indexed,
            )
            for name, column in columns.items()
        }
        self._rests: dict[frozenset[str], _Part] = {}
        # The bytes of a key before its name, by the length of the name.
        self._key_heads: dict[int, bytes] = {}

    def mutations(
        self,
        operation: str,
        shared: Mapping[str, Any],
        own_by_name: Mapping[str, Mapping[str, Any]],
    ) -> list[Mutation | None]:
        """Returns checked mutations that write new entities.

        Args:
            operation: insert or upsert.
            shared: The properties with the same value in all entities.
            own_by_name: The other properties of each entity, by the name in
                its key.

        Returns:
            The mutation of each entity; None if its key or a value is unusual.
        """
        common = self._encode_values(shared)
        if common is None:
            return [None] * len(own_by_name)
        # By the names of an entity's own properties.
        bases: dict[tuple[str, ...], _Part] = {}
        mutations: list[Mutation | None] = []
        for name, own in own_by_name.items():
            part = (
                self._encode_values(own) if keys.is_plain_name(name) else None
            )
            if part is None:
                mutations.append(None)
                continue
            names = tuple(own)
            base = bases.get(names)
            if base is None:
                rest = self._rest(frozenset((*shared, *own)))
                base = bases[names] = _Part(
                    common.data + rest.data, {**common.indexed, **rest.indexed}
                )
            indexed = base.indexed
            if part.indexed:
                indexed = {**indexed, **part.indexed}
            data = self._key(name) + base.data + part.data
            mutations.append(self._mutation(operation, name, data, indexed))
        return mutations

    def update(self, entity: Pb) -> Mutation | None:
        """Returns a checked mutation that puts a stored entity again.

        Args:
            entity: The `Entity` as read, with changes written by columns.

        Returns:
            The mutation; None if the key or a value is unusual, or if the
            properties differ from the model's.
        """
        path = entity.key.path
        name = path[0].name
        if (
            len(path) > 1
            or not keys.is_plain_name(name)
            or keys.scope_of(entity.key) != self._scope
        ):
            return None
        try:
            indexed = self._index_properties(entity.properties)
        except errors.StatusError:
            return None
        data: bytes = entity.SerializeToString()
        # No value of a small entity is too long.
        if indexed is None or len(data) > limits.MAX_UNINDEXED_BYTES:
            return None
        return self._mutation('upsert', name, data, indexed)

    def _index_properties(self, properties: Pb) -> IndexedValues | None:
        """Returns the indexed values; None if a property is not as declared."""
        columns = self._columns
        if len(properties) != len(columns):
            return None
        indexed: IndexedValues = {}
        for name in properties:
            column = columns.get(name)
            if column is None:
                return None
            value = properties[name]
            which = value.WhichOneof('value_type')
            if value.meaning and which != 'blob_value':
                return None
            if value.exclude_from_indexes and column.is_repeated:
                return None
            ones = value.array_value.values if column.is_repeated else (value,)
            for one in ones:
                if one.exclude_from_indexes == column.is_indexed:
                    return None
            # An empty list is always indexed, as null.
            if column.is_indexed or column.is_repeated:
                collect_property(name, value, which, indexed)
        return indexed

    def _mutation(
        self, operation: str, name: str, data: bytes, indexed: IndexedValues
    ) -> Mutation:
        return Mutation(
            None,
            operation,
            self._kind,
            self._scope,
            self._path + encoding.encode_text(name.encode()),
            data,
            indexed,
        )

    def _encode_values(self, values: Mapping[str, Any]) -> _Part | None:
        """Returns the encoded properties; None if a value is unusual."""
        parts: list[bytes] = []
        indexed: IndexedValues = {}
        for name, value in values.items():
            encode, null, is_indexed = self._encoders[name]
            data = null if value is None else encode(value)
            if data is None:
                data = self._encode_as_message(name, value, indexed)
                if data is None:
                    return None
            elif is_indexed:
                text = encoding.encode_text_value(value.encode())
                indexed[name] = [text]
            parts.append(data)
        return _Part(b''.join(parts), indexed)

    def _encode_as_message(
        self, name: str, value: Any, indexed: IndexedValues
    ) -> bytes | None:
        """Builds, checks and serializes a message of one property.

        Args:
            name: The property.
            value: Its value.
            indexed: Receives its indexed values.

        Returns:
            The serialized property; None if it is invalid.
        """
        entity = Entity()
        self._columns[name].write(entity.properties[name], value)
        try:
            indexed.update(checks.check_and_index(entity))
        except errors.StatusError:
            return None
        data: bytes = entity.SerializeToString()
        return data

    def _key(self, name: str) -> bytes:
        content = name.encode()
        length = len(content)
        head = self._key_heads.get(length)
        if head is None:
            named = _field(_NAME_OF_ELEMENT, content)
            path = _field(_PATH_OF_KEY, self._element + named)
            key = _field(_KEY_OF_ENTITY, self._partition + path)
            head = self._key_heads[length] = key[: len(key) - length]
        return head + content

    def _rest(self, assigned: frozenset[str]) -> _Part:
        """Returns the properties that keep their defaults."""
        part = self._rests.get(assigned)
        if part is None:
            rest = Entity.FromString(self._blank)
            for name in assigned:
                del rest.properties[name]
            part = self._rests[assigned] = _Part(
                rest.SerializeToString(), checks.check_and_index(rest)
            )
        return part


class Templates(dict[object, Template]):
    """The templates of one scope, by the declaration of their properties.

    Args:
        scope: Project, database and namespace.
    """

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def add(
        self,
        declaration: object,
        kind: str,
        blank: bytes,
        columns: Mapping[str, Column],
    ) -> Template:
        """Adds a template; the other arguments are those of `Template`."""
        template = Template(self._scope, kind, blank, columns)
        self[declaration] = template
        return template


def _partition(scope: Scope) -> bytes:
    """Returns a serialized key without a path."""
    key = Key()
    partition = key.partition_id
    partition.project_id, partition.database_id, partition.namespace_id = scope
    data: bytes = key.SerializeToString()
    return data


def _element(kind: str) -> bytes:
    """Returns a serialized path element without a name."""
    key = Key()
    key.path.add(kind=kind)
    element: bytes = key.path[0].SerializeToString()
    return element


def _field(tag: bytes, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return tag + _SHORT_VARINTS[length] + content
    return tag + _varint(length) + content


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def _signed_varint(number: int) -> bytes:
    # Negative numbers are encoded in two's complement.
    return _varint(number & 0xFFFFFFFFFFFFFFFF)


_SHORT_VARINTS = [bytes((number,)) for number in range(0x80)]


def _null(name: str, column: Column) -> bytes | None:
    """Returns a property with null; None if that is unusual."""
    if column.is_repeated or column.is_indexed or column.is_required:
        return None
    return _wrapper(name, _EXCLUDED)(_NULL)


def _encoder(name: str, column: Column) -> _Encode:
    """Returns the encoder of the usual values of a property."""
    tail = b'' if column.is_indexed else _EXCLUDED
    wrap = _wrapper(name, tail)
    if column.to_bytes is not None:
        return _bytes_encoder(wrap, _BYTES[column.field], column.to_bytes, tail)
    if column.is_repeated or column.is_indexed:
        return lambda _: None
    if column.field == 'integer_value':
        return _integer_encoder(wrap)
    if column.field == 'double_value':
        return _double_encoder(wrap, tail)
    if column.field == 'boolean_value':
        both = [wrap(_BOOLEAN + _SHORT_VARINTS[bit]) for bit in (0, 1)]
        return lambda value: both[value] if type(value) is bool else None
    if column.field == 'timestamp_value':
        return lambda value: wrap(_timestamp(value))
    return lambda _: None


def _bytes_encoder(
    wrap: Callable[[bytes], bytes],
    tag: bytes,
    to_bytes: Callable[[Any], bytes | None],
    tail: bytes,
) -> _Encode:
    # The bytes before the content, by its length.
    heads: dict[int, bytes] = {}
    texts: dict[str, bytes] = {}

    def head(length: int) -> bytes:
        whole = wrap(tag + _varint(length) + bytes(length))
        heads[length] = whole[: len(whole) - length - len(tail)]
        return heads[length]

    def encode(value: Any) -> bytes | None:
        if type(value) is not str or len(value) > _MAX_CACHED_TEXT:
            return encode_value(value)
        cached = texts.get(value)
        if cached is not None:
            return cached
        if len(texts) >= _MAX_CACHED_TEXTS:
            texts.clear()
        encoded = encode_value(value)
        if encoded is not None:
            texts[value] = encoded
        return encoded

    def encode_value(value: Any) -> bytes | None:
        content = to_bytes(value)
        if content is None:
            return None
        length = len(content)
        if length > limits.MAX_INDEXED_VALUE_BYTES:
            return None
        return (heads.get(length) or head(length)) + content + tail

    return encode


@functools.lru_cache(16)
def _timestamp(moment: datetime.datetime) -> bytes:
    """Returns the field of a `Value` with a time."""
    # Cached, because an entity has the same time twice.
    seconds, micros = divmod((moment - _EPOCH) // _MICROSECOND, 10**6)
    content = b''
    if seconds:
        content = _SECONDS + _signed_varint(seconds)
    if micros:
        content += _NANOS + _varint(1000 * micros)
    return _field(_TIMESTAMP, content)


def _integer_encoder(wrap: Callable[[bytes], bytes]) -> _Encode:
    def encode_integer(value: int) -> bytes:
        return wrap(_INTEGER + _signed_varint(value))

    cached: dict[int, bytes] = {}

    def encode(value: Any) -> bytes | None:
        if type(value) is not int or value not in _INTEGERS:
            return None
        if value not in _CACHED_INTEGERS:
            return encode_integer(value)
        data = cached.get(value)
        if data is None:
            data = cached[value] = encode_integer(value)
        return data

    return encode


def _double_encoder(wrap: Callable[[bytes], bytes], tail: bytes) -> _Encode:
    whole = wrap(_DOUBLE + bytes(8))
    head = whole[: len(whole) - 8 - len(tail)]

    def encode(value: Any) -> bytes | None:
        if type(value) is not float:
            return None
        return head + _pack_double(value) + tail

    return encode


def _wrapper(name: str, tail: bytes) -> Callable[[bytes], bytes]:
    """Returns a function that wraps a serialized value as a property.

    Args:
        name: The property.
        tail: The bytes after the value in the `Value`.
    """
    named = _field(_NAME_OF_PROPERTY, name.encode())

    def wrap(value: bytes) -> bytes:
        content = named + _field(_VALUE_OF_PROPERTY, value + tail)
        return _field(_PROPERTY_OF_ENTITY, content)

    return wrap
