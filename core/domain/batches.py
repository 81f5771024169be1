"""Batches of items."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import TypeVar

_Item = TypeVar('_Item')


def batched(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """Yields items in batches; the last one may be smaller.

    Args:
        items: The items.
        size: The number of items in a batch.
    """
    remaining = iter(items)
    while batch := list(itertools.islice(remaining, size)):
        yield batch
