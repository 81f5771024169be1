"""Order-preserving encodings: comparing bytes compares values.

Every encoded value starts with the tag of its type and is prefix-free, so
that concatenated encodings compare like the tuple of their values. The order is
Datastore's order across types: null, fixed-point numbers (integers and
timestamps in microseconds, which are one type to an index), booleans, byte
sequences (strings and blobs, also one type), floating-point numbers,
geographical points, keys.
See https://cloud.google.com/datastore/docs/concepts/entities#value_type_ordering
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from core.platform.datastore.embedded.protos import Pb

NULL = b'\x10'
_INTEGER = b'\x20'
_FALSE = b'\x30\x00'
_TRUE = b'\x30\x01'
_TEXT = b'\x40'
_DOUBLE = b'\x50'
_GEO_POINT = b'\x60'
_KEY = b'\x70'

# The names of types in metadata queries, by tag.
REPRESENTATIONS = {
    NULL: 'NULL',
    _INTEGER: 'INT64',
    _FALSE[:1]: 'BOOLEAN',
    _TEXT: 'STRING',
    _DOUBLE: 'DOUBLE',
    _GEO_POINT: 'POINT',
    _KEY: 'REFERENCE',
}

# Greater than every encoded value, path or entry with the same beginning.
END = b'\xff'

_TERMINATOR = b'\x00\x00'
_ID = b'\x01'
_NAME = b'\x02'

_SIGN = 1 << 63
_pack_unsigned = struct.Struct('>Q').pack
_pack_double = struct.Struct('>d').pack
_unpack_double = struct.Struct('>d').unpack
_unpack_unsigned = struct.Struct('>Q').unpack

_FLIP = bytes(255 - byte for byte in range(256))


def flip(encoded: bytes) -> bytes:
    """Returns the encoding with the opposite order; its own inverse."""
    return encoded.translate(_FLIP)


def encode_text(text: bytes) -> bytes:
    r"""Encodes bytes; a NUL inside becomes NUL 0xFF, the end is NUL NUL."""
    if 0 in text:
        text = text.replace(b'\x00', b'\x00\xff')
    return text + _TERMINATOR


def encode_integer(number: int) -> bytes:
    """Encodes a signed 64-bit integer without its tag."""
    return _pack_unsigned(number + _SIGN)


def encode_double(number: float) -> bytes:
    """Encodes a double without its tag; -0.0 < 0.0, NaN is the greatest."""
    if number != number:
        return b'\xff\xf8\x00\x00\x00\x00\x00\x00'
    packed = _pack_double(number)
    if packed[0] & 0x80:
        return flip(packed)
    return bytes((packed[0] | 0x80,)) + packed[1:]


def encode_path(path: Pb) -> bytes:
    """Encodes the path of a complete key.

    An ancestor sorts before its descendants, and its encoding is a prefix of
    theirs; ids sort before names.

    Args:
        path: Repeated `Key.PathElement`, each with an id or a name.

    Returns:
        The encoding, without a terminator.
    """
    parts = []
    for element in path:
        parts.append(encode_text(element.kind.encode()))
        name = element.name
        if name:
            parts.append(_NAME + encode_text(name.encode()))
        else:
            parts.append(_ID + encode_integer(element.id))
    return b''.join(parts)


def encode_root_kind(kind: str) -> bytes:
    """Returns the prefix of encoded paths of one element with a name.

    The encoded name follows it.
    """
    return encode_text(kind.encode()) + _NAME


def decode_text(encoded: bytes, start: int) -> tuple[str, int]:
    """Returns the text encoded at `start`, and the position after it."""
    end = encoded.index(b'\x00', start)
    while encoded[end + 1] == 0xFF:
        end = encoded.index(b'\x00', end + 2)
    text = encoded[start:end].replace(b'\x00\xff', b'\x00')
    return text.decode(), end + 2


def decode_path(encoded: bytes, path: Pb) -> None:
    """Appends the elements that `encode_path` encoded to a path.

    Args:
        encoded: A path encoded by `encode_path`.
        path: Repeated `Key.PathElement` to append to.
    """
    position = 0
    while position < len(encoded):
        kind, position = decode_text(encoded, position)
        tag = encoded[position]
        position += 1
        if tag == _NAME[0]:
            name, position = decode_text(encoded, position)
            path.add(kind=kind, name=name)
        else:
            (number,) = _unpack_unsigned(encoded[position : position + 8])
            path.add(kind=kind, id=number - _SIGN)
            position += 8


def ancestor_paths(encoded: bytes) -> list[bytes]:
    """Returns the encoded paths of a key's ancestors and of itself."""
    ends = []
    position = 0
    while position < len(encoded):
        _, position = decode_text(encoded, position)
        if encoded[position] == _NAME[0]:
            _, position = decode_text(encoded, position + 1)
        else:
            position += 9
        ends.append(encoded[:position])
    return ends


def root_end(encoded: bytes, start: int) -> int:
    """Returns the end of the first element of the path at `start`."""
    end = _text_end(encoded, start)
    if encoded[end] == _NAME[0]:
        return _text_end(encoded, end + 1)
    return end + 9


def is_root(encoded_path: bytes) -> bool:
    """Returns whether a path is that of an entity without ancestors."""
    return root_end(encoded_path, 0) == len(encoded_path)


def encode_ancestor(encoded_path: bytes) -> bytes:
    """Encodes an ancestor as a prefix-free column of a composite index."""
    return encoded_path + _TERMINATOR


def encode_key_column(encoded_path: bytes) -> bytes:
    """Encodes a key of the queried scope as a column that others follow."""
    return _KEY + 3 * _TERMINATOR + encode_ancestor(encoded_path)


def encode_scope(project: str, database: str, namespace: str) -> bytes:
    """Encodes a project, database and namespace."""
    return (
        encode_text(project.encode())
        + encode_text(database.encode())
        + encode_text(namespace.encode())
    )


def microseconds(timestamp: Pb) -> int:
    """Returns a protocol buffer timestamp in whole microseconds."""
    return timestamp.seconds * 1_000_000 + timestamp.nanos // 1000


def _encode_key_value(key: Pb) -> bytes:
    partition = key.partition_id
    scope = encode_scope(
        partition.project_id, partition.database_id, partition.namespace_id
    )
    return _KEY + scope + encode_path(key.path) + _TERMINATOR


def _encode_geo_point(point: Pb) -> bytes:
    return (
        _GEO_POINT
        + encode_double(point.latitude)
        + encode_double(point.longitude)
    )


def encode_text_value(text: bytes) -> bytes:
    """Encodes a string or a blob for an index."""
    return _TEXT + encode_text(text)


ENCODERS: dict[str | None, Callable[[Pb], bytes]] = {
    'string_value': lambda value: encode_text_value(
        value.string_value.encode()
    ),
    'integer_value': lambda value: (
        _INTEGER + encode_integer(value.integer_value)
    ),
    'timestamp_value': lambda value: (
        _INTEGER + encode_integer(microseconds(value.timestamp_value))
    ),
    'boolean_value': lambda value: _TRUE if value.boolean_value else _FALSE,
    'double_value': lambda value: _DOUBLE + encode_double(value.double_value),
    'null_value': lambda _: NULL,
    'blob_value': lambda value: encode_text_value(value.blob_value),
    'key_value': lambda value: _encode_key_value(value.key_value),
    'geo_point_value': lambda value: _encode_geo_point(value.geo_point_value),
    # A property without a value is null.
    None: lambda _: NULL,
}


def encode_value(value: Pb) -> bytes | None:
    """Encodes a value as in an index.

    Args:
        value: A `Value` that is neither an array nor an entity.

    Returns:
        The encoding, or None for a value that no index holds as a whole: an
        array or an embedded entity, whose values are indexed separately.
    """
    encoder = ENCODERS.get(value.WhichOneof('value_type'))
    return encoder(value) if encoder else None


def decode_value(encoded: bytes, value: Pb) -> None:
    """Fills a value from an index.

    An index does not distinguish a timestamp from an integer, nor a blob from
    a string.

    Args:
        encoded: A value encoded by `encode_value`.
        value: The `Value` to fill.
    """
    tag, content = encoded[:1], encoded[1:]
    if tag == NULL:
        value.null_value = 0
    elif tag == _INTEGER:
        value.integer_value = _unpack_unsigned(content)[0] - _SIGN
    elif tag == _FALSE[:1]:
        value.boolean_value = encoded == _TRUE
    elif tag == _TEXT:
        _decode_text_value(content, value)
    elif tag == _DOUBLE:
        value.double_value = _decode_double(content)
    elif tag == _GEO_POINT:
        value.geo_point_value.latitude = _decode_double(content[:8])
        value.geo_point_value.longitude = _decode_double(content[8:])
    else:
        _decode_key_value(content, value.key_value)


def _decode_text_value(content: bytes, value: Pb) -> None:
    text = content[: -len(_TERMINATOR)].replace(b'\x00\xff', b'\x00')
    try:
        value.string_value = text.decode()
    except UnicodeDecodeError:
        value.blob_value = text


def _decode_double(packed: bytes) -> float:
    if packed[0] & 0x80:
        packed = bytes((packed[0] & 0x7F,)) + packed[1:]
    else:
        packed = flip(packed)
    number: float = _unpack_double(packed)[0]
    return number


def _decode_key_value(content: bytes, key: Pb) -> None:
    project, position = decode_text(content, 0)
    database, position = decode_text(content, position)
    namespace, position = decode_text(content, position)
    key.partition_id.project_id = project
    key.partition_id.database_id = database
    key.partition_id.namespace_id = namespace
    decode_path(strip_ancestor(content[position:]), key.path)


_WIDTHS = {
    NULL[0]: 1,
    _INTEGER[0]: 9,
    _FALSE[0]: 2,
    _DOUBLE[0]: 9,
    _GEO_POINT[0]: 17,
}


def _text_end(encoded: bytes, start: int) -> int:
    end = encoded.index(_TERMINATOR, start)
    # NUL 0xFF NUL NUL is an escaped NUL and the end, not the end and a NUL;
    # the search cannot stop early, because an escape never holds NUL NUL.
    return end + 2


def _key_end(encoded: bytes, start: int) -> int:
    for _ in range(3):
        start = _text_end(encoded, start)
    return path_end(encoded, start)


def path_end(encoded: bytes, start: int) -> int:
    """Returns the end of the ancestor encoded at `start`."""
    while encoded[start : start + 2] != _TERMINATOR:
        start = _text_end(encoded, start)
        if encoded[start] == _NAME[0]:
            start = _text_end(encoded, start + 1)
        else:
            start += 9
    return start + 2


def value_end(encoded: bytes, start: int) -> int:
    """Returns the end of the encoded value at `start`."""
    tag = encoded[start]
    if tag == _TEXT[0]:
        return _text_end(encoded, start + 1)
    if tag == _KEY[0]:
        return _key_end(encoded, start + 1)
    return start + _WIDTHS[tag]


def column_end(encoded: bytes, start: int, descending: bool) -> int:
    """Returns the end of a column, which is flipped if descending."""
    if descending:
        return start + value_end(flip(encoded[start:]), 0)
    return value_end(encoded, start)


def strip_ancestor(encoded: bytes) -> bytes:
    """Returns the path that `encode_ancestor` encoded."""
    return encoded[: -len(_TERMINATOR)]
