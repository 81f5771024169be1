"""Builds distributions and item tables of given values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from core.domain.measures import distributions, item_analysis

_Kind = TypeVar('_Kind', bound=distributions.Distribution)


def distribution_of(kind: type[_Kind], values: Iterable[int]) -> _Kind:
    distribution = kind()
    for value in values:
        distribution.add(value)
    return distribution


def rest_of(first_try: Mapping[str, bool], state_name: str) -> tuple[int, int]:
    """Returns the right and all first answers at the other states."""
    others = [right for name, right in first_try.items() if name != state_name]
    return sum(others), len(others)


def item_table_of(
    sessions: Iterable[Mapping[str, bool]], state_name: str
) -> item_analysis.ItemTable:
    table = item_analysis.ItemTable()
    for first_try in sessions:
        if state_name in first_try:
            rest = rest_of(first_try, state_name)
            table.add(rest, int(first_try[state_name]))
    return table
