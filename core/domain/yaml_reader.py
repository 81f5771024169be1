"""Parses YAML into plain JSON values and records their line numbers.

Uses the events of PyYAML's parser instead of its loaders: it builds only
mappings, lists and scalars, and refuses unsafe or surprising features:
aliases (which can expand without end), tags, duplicate keys and several
documents. Plain scalars follow the core schema of YAML 1.2, so `no` is text
and not false.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import yaml

from core import errors, feconf
from core.domain import plain_text, schema, yaml_messages

_NULL = re.compile(r'(null|Null|NULL|~|)\Z')
_BOOLEAN = re.compile(r'(true|True|TRUE|false|False|FALSE)\Z')
_INTEGER = re.compile(r'[-+]?[0-9]+\Z')
_FLOAT = re.compile(r'[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z')

_Loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)


@dataclasses.dataclass(frozen=True)
class Document:
    """A parsed YAML document."""

    value: Any
    # The line (from 1) at which the value at a path starts, by path.
    lines: dict[str, int]

    def get_line(self, path: str) -> int | None:
        """Returns the line of a path, or of its nearest ancestor."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[: max(path.rfind('.'), path.rfind('['), 0)]
        return self.lines.get('')


@dataclasses.dataclass(frozen=True)
class Limits:
    """Limits of a text."""

    # Characters.
    max_length: int = feconf.MAX_EXPLORATION_BYTES
    # Mappings, lists, keys and other values.
    max_nodes: int = feconf.MAX_YAML_NODES


def read(
    text: str,
    limits: Limits = Limits(),
    report: errors.Report = errors.raise_error,
) -> Document:
    """Parses a YAML text.

    Args:
        text: One YAML document.
        limits: Its limits.
        report: Takes the errors after which reading can continue; by default
            the first one is raised.

    Returns:
        The value and the lines of its parts.

    Raises:
        ValidationError: It is not YAML, or uses features without JSON form.
    """
    if len(text) > limits.max_length:
        raise errors.ValidationError(
            f'the text has {len(text):,} characters; it may have '
            f'{limits.max_length:,}'
        )
    try:
        _check_num_nodes(text, limits.max_nodes)
        reader = _Reader(yaml.parse(text, Loader=_Loader), report)
        return reader.read_document()
    except yaml.MarkedYAMLError as error:
        message, line = yaml_messages.describe(error, text)
        raise errors.ValidationError(message, line=line) from error
    except yaml.reader.ReaderError as error:
        raise _error(
            'there is a character that YAML does not allow, such as a NUL',
            _line_of_character(text),
        ) from error
    except UnicodeEncodeError as error:
        line = text.count('\n', 0, error.start)
        raise _error(
            'there is a character that is half of a pair', line
        ) from error


def is_text(plain: str) -> bool:
    """Returns whether an unquoted scalar is read as text."""
    return not any(
        pattern.match(plain) for pattern in (_NULL, _BOOLEAN, _INTEGER, _FLOAT)
    )


def _error(
    message: str, line: int | None, path: str = ''
) -> errors.ValidationError:
    """Returns an error; lines count from 0, as in PyYAML."""
    return errors.ValidationError(
        message, path, None if line is None else line + 1
    )


def _line_of_character(text: str) -> int | None:
    """Returns the line, from 0, of the first character that YAML refuses."""
    match = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return None if match is None else text.count('\n', 0, match.start())


def _line_of(event: yaml.Event) -> int:
    """Returns the line of an event, from 0."""
    assert event.start_mark is not None
    return event.start_mark.line


class _Reader:
    """Builds a value from the events of the parser."""

    def __init__(
        self, events: Iterator[yaml.Event], report: errors.Report
    ) -> None:
        self._events = events
        self._report = report
        self._lines: dict[str, int] = {}

    def read_document(self) -> Document:
        self._next()  # Start of the stream.
        if isinstance(self._next(), yaml.StreamEndEvent):
            raise _error('the text is empty', None)
        value = self._read_value(self._next(), '', 0)
        self._next()  # End of the document.
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            self._report(
                _error('only one document is allowed', _line_of(event))
            )
        return Document(value, self._lines)

    def _next(self) -> yaml.Event:
        return next(self._events)

    def _read_value(self, event: yaml.Event, path: str, depth: int) -> Any:
        line = _line_of(event)
        self._lines[path] = line + 1
        if isinstance(event, yaml.AliasEvent):
            message = (
                f'aliases are not allowed: write the value of *{event.anchor} '
                'here'
            )
            self._report(_error(message, line, path))
            return None
        if depth > feconf.MAX_YAML_DEPTH:
            raise _error('nested too deeply', line, path)
        if getattr(event, 'tag', None) not in (None, '!'):
            message = 'tags are not allowed: put a text that begins with ! in '
            self._report(_error(message + 'quotes', line, path))
        if isinstance(event, yaml.MappingStartEvent):
            return self._read_mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._read_sequence(path, depth)
        assert isinstance(event, yaml.ScalarEvent)
        return self._read_scalar(event, path)

    def _read_scalar(self, event: yaml.ScalarEvent, path: str) -> Any:
        with errors.reporting_to(self._report):
            _refuse_control(event, path)
            is_plain = event.implicit[0] and event.tag is None
            return _read_plain(event, path) if is_plain else event.value
        return None

    def _read_mapping(self, path: str, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            line = _line_of(event)
            if not isinstance(event, yaml.ScalarEvent) or event.tag:
                raise _error('a key should be a simple text', line, path)
            _refuse_control(event, path)
            # Keys are always text, as in JSON.
            key = event.value
            key_path = schema.join_path(path, key)
            if key in mapping:
                first = self._lines[key_path]
                message = f'the key {key!r} occurs twice, first in line {first}'
                self._report(_error(message, line, path))
            mapping[key] = self._read_value(self._next(), key_path, depth + 1)
            self._lines[key_path] = line + 1
        return mapping

    def _read_sequence(self, path: str, depth: int) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            value_path = schema.join_path(path, len(values))
            values.append(self._read_value(event, value_path, depth + 1))
        return values


def _refuse_control(event: yaml.ScalarEvent, path: str) -> None:
    if plain_text.has_control(event.value):
        raise _error(plain_text.MESSAGE, _line_of(event), path)


def _check_num_nodes(text: str, max_nodes: int) -> None:
    """Refuses a text with too many values before parsing it.

    Parsing takes ten times as long as counting.
    """
    count = depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        count += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > feconf.MAX_YAML_DEPTH + 1:
            return  # `_Reader` refuses this depth.
        if count > max_nodes:
            raise _error(
                f'there are more than {max_nodes:,} values', _line_of(event)
            )


def _read_plain(event: yaml.ScalarEvent, path: str) -> Any:
    """Returns the value of an unquoted scalar."""
    text: str = event.value
    if _NULL.match(text):
        return None
    if _BOOLEAN.match(text):
        return text.lower() == 'true'
    is_integer = _INTEGER.match(text)
    if not is_integer and not _FLOAT.match(text):
        return text
    if len(text) > feconf.MAX_YAML_NUMBER_LENGTH:
        raise _error('a number has too many digits', _line_of(event), path)
    return int(text) if is_integer else float(text)
