"""Changes of one item of a large JSON object without decoding the others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

# Maps an item, empty if missing, to the new one; an empty result removes it.
Change = Callable[[Mapping[str, Any]], dict[str, Any]]

# The beginning of an object written without spaces.
_BEGINNING = re.compile(
    rb'\{"(?:[^"\\]|\\.)*":\{"(?:[^"\\]|\\.)*":-?\d+(?:,"|\}\}|\},")'
)

_encoder = json.JSONEncoder(separators=(',', ':'), check_circular=False)


def encode(value: Any) -> bytes:
    """Returns a value encoded as NDB does for a JSON property."""
    if value == {}:
        # Most parameters of events are empty.
        return b'{}'
    return _encoder.encode(value).encode('ascii')


def change_item(data: bytes, key: str, change: Change) -> bytes:
    """Returns a JSON object of objects with one item changed.

    Args:
        data: The object as JSON; its items map names to numbers.
        key: The key of the item.
        change: Returns the new item.
    """
    if not _BEGINNING.match(data):
        # Empty, or not written by NDB.
        return _change_decoded(data, key, change)
    head = encode(key) + b':'
    start, end = _find_item(data, head)
    try:
        before = json.loads(data[start + len(head) : end] or b'{}')
    except ValueError:
        # A name contains a brace.
        return _change_decoded(data, key, change)
    after = change(before)
    parts = [data[1:start].rstrip(b','), data[end:-1].lstrip(b',')]
    if after:
        parts.insert(1, head + encode(after))
    return b'{' + b','.join(filter(None, parts)) + b'}'


def _find_item(data: bytes, head: bytes) -> tuple[int, int]:
    """Returns the start and end of an item; of an empty span if missing.

    A quote after a comma begins a name: quotes inside names follow a
    backslash, and a closing quote precedes a colon.
    """
    start = 1
    if not data.startswith(b'{' + head + b'{'):
        start = data.find(b'},' + head + b'{') + 2
        if start == 1:
            return len(data) - 1, len(data) - 1
    return start, data.index(b'}', start + len(head)) + 1


def _change_decoded(data: bytes, key: str, change: Change) -> bytes:
    items = json.loads(data)
    after = change(items.pop(key, {}))
    return encode({**items, key: after} if after else items)
