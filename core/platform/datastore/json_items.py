"""Changing one item of a large JSON object without decoding the others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

# Takes an item, empty if missing, and returns the changed one; an empty result
# removes the item.
Change = Callable[[Mapping[str, Any]], dict[str, Any]]

# The beginning of an object that is written without spaces.
_BEGINNING = re.compile(
    rb'\{"(?:[^"\\]|\\.)*":\{"(?:[^"\\]|\\.)*":-?\d+(?:,"|\}\}|\},")'
)

_encoder = json.JSONEncoder(separators=(',', ':'), check_circular=False)


def encode(value: Any) -> bytes:
    """Returns a value as NDB writes it into a JSON property."""
    if value == {}:
        # Most parameters of events are empty.
        return b'{}'
    return _encoder.encode(value).encode('ascii')


def changed(data: bytes, key: str, change: Change) -> bytes:
    """Returns an object of objects with one item changed.

    Args:
        data: The object as JSON; its items map names to numbers.
        key: The name of the item to change.
        change: Changes the item.
    """
    if not _BEGINNING.match(data):
        # Empty, or not written by NDB.
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
    """Returns the span of an item; an empty span at the end if missing.

    A quote after a comma begins a name: quotes inside names follow a
    backslash, and a closing quote precedes a colon.
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
