"""Changing one item of a large JSON object without decoding the others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

# Gets an item, empty when missing, and returns its new form; an empty
# one is removed.
Change = Callable[[Mapping[str, Any]], dict[str, Any]]

# How an object begins that is written without spaces.
_BEGINNING = re.compile(
    rb'\{"(?:[^"\\]|\\.)*":\{"(?:[^"\\]|\\.)*":-?\d+(?:,"|\}\}|\},")'
)

_encoder = json.JSONEncoder(separators=(',', ':'))


def encode(value: Any) -> bytes:
    """Returns a value as NDB writes it into a JSON property."""
    if value == {}:
        # As most parameters of events are.
        return b'{}'
    return _encoder.encode(value).encode('ascii')


def changed(data: bytes, key: str, change: Change) -> bytes:
    """Returns an object of objects in which one is changed.

    Args:
        data: The object as JSON; those in it hold names and numbers.
        key: The name of the one to change.
        change: Changes it.
    """
    if not _BEGINNING.match(data):
        # Empty, or not as NDB writes it.
        return _changed_slowly(data, key, change)
    head = encode(key) + b':'
    start, end = _span_of(data, head)
    try:
        before = json.loads(data[start + len(head) : end] or b'{}')
    except ValueError:
        # A brace in a name.
        return _changed_slowly(data, key, change)
    after = change(before)
    parts = [data[1:start].rstrip(b','), data[end:-1].lstrip(b',')]
    if after:
        parts.insert(1, head + encode(after))
    return b'{' + b','.join(filter(None, parts)) + b'}'


def _span_of(data: bytes, head: bytes) -> tuple[int, int]:
    """Returns where an item begins and ends; the end, when it is not there.

    A quote behind a comma begins a name, as the quotes in names have a
    backslash before them and those that end one a colon behind them.
    """
    start = 1
    if not data.startswith(b'{' + head + b'{'):
        start = data.find(b'},' + head + b'{') + 2
        if start == 1:
            return len(data) - 1, len(data) - 1
    return start, data.index(b'}', start + len(head)) + 1


def _changed_slowly(data: bytes, key: str, change: Change) -> bytes:
    items = json.loads(data)
    after = change(items.pop(key, {}))
    return encode({**items, key: after} if after else items)
