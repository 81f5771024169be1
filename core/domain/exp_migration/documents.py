"""Parses YAML and JSON in any Unicode encoding to values with line numbers."""

from __future__ import annotations

import codecs
import collections
import json
from typing import Any, NoReturn

from core import errors, feconf
from core.domain import schema, yaml_reader

# Byte order marks; one that is a prefix of another comes after it.
_ENCODINGS = (
    (codecs.BOM_UTF8, 'utf-8-sig'),
    (codecs.BOM_UTF32_LE, 'utf-32'),
    (codecs.BOM_UTF32_BE, 'utf-32'),
    (codecs.BOM_UTF16_LE, 'utf-16'),
    (codecs.BOM_UTF16_BE, 'utf-16'),
)

LIMITS = yaml_reader.Limits(
    max_length=feconf.MAX_IMPORT_TEXT_BYTES,
    max_nodes=feconf.MAX_IMPORT_NODES,
)


def decode(content: bytes) -> str:
    """Returns a file as text.

    Raises:
        ValidationError: It is too large, or not text.
    """
    if len(content) > feconf.MAX_IMPORT_TEXT_BYTES:
        raise errors.ValidationError(
            f'a text may have {feconf.MAX_IMPORT_TEXT_BYTES:,} bytes; this one '
            f'has {len(content):,}'
        )
    encoding = next(
        (name for mark, name in _ENCODINGS if content.startswith(mark)),
        'utf-8',
    )
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b'\n', 0, error.start) + 1
        raise errors.ValidationError(
            f'this is not {encoding.upper().removesuffix("-SIG")} text: byte '
            f'{error.start + 1} cannot be read',
            line=line,
        ) from error
    if '\0' in text:
        raise errors.ValidationError(
            'this is not a text file: it has NUL characters'
        )
    return text


def read(text: str) -> yaml_reader.Document:
    """Parses YAML or JSON.

    Args:
        text: One document.

    Returns:
        Its value and the lines of its parts.

    Raises:
        ValidationError: It is neither, too large or too deeply nested; for
            YAML, the error has all problems.
    """
    if text.lstrip().startswith('{'):
        return _read_json(text)
    with errors.collecting() as report:
        document = yaml_reader.read(text, LIMITS, report)
    _refuse_half_pairs(document.value)
    return document


def _read_json(text: str) -> yaml_reader.Document:
    try:
        value = json.loads(
            text,
            object_pairs_hook=_without_repeated,
            parse_int=_read_int,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise errors.ValidationError(
            f'this is not JSON from character {error.colno} on: check commas, '
            'quotation marks and brackets',
            line=error.lineno,
        ) from error
    except RecursionError as error:
        raise errors.ValidationError('nested too deeply') from error
    except ValueError as error:
        raise errors.ValidationError(
            f'this JSON cannot be read: {error}'
        ) from error
    _check_size(value)
    _refuse_half_pairs(value)
    schema.refuse_control(value)
    return yaml_reader.Document(value, _lines_of_json(text))


def _lines_of_json(text: str) -> dict[str, int]:
    """Returns the lines of a JSON text, if it is valid YAML as well."""
    try:
        return yaml_reader.read(text, LIMITS).lines
    except errors.ValidationError:
        return {}


def _without_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        names = collections.Counter(name for name, _ in pairs)
        ((repeated, _),) = names.most_common(1)
        raise ValueError(f'the key {repeated!r} occurs twice')
    return mapping


def _read_int(digits: str) -> int:
    if len(digits) > feconf.MAX_YAML_NUMBER_LENGTH:
        raise ValueError('a number has too many digits')
    return int(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f'{name} is not a number')


def _check_size(value: Any) -> None:
    count = 0
    level = [value]
    for _ in range(feconf.MAX_YAML_DEPTH + 1):
        count += len(level)
        if count > LIMITS.max_nodes:
            raise errors.ValidationError(
                f'there are more than {LIMITS.max_nodes:,} values'
            )
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below += item.values()
            elif isinstance(item, list):
                below += item
        level = below
        if not level:
            return
    raise errors.ValidationError('nested too deeply')


def _refuse_half_pairs(value: Any) -> None:
    """Refuses halves of surrogate pairs, which UTF-8 cannot encode."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise errors.ValidationError(
            'there is a character that is half of a pair'
        ) from error
