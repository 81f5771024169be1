"""Distributions and item tables of given values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from core.domain.measures import distributions, item_analysis

_Kind = TypeVar('_Kind', bound=distributions.Distribution)


def distribution_of(kind: type[_Kind], values: Iterable[int]) -> _Kind:
    distribution = kind()
    for value in values:
        distribution.add(value)
    return distribution


def item_table_of(
    sessions: Iterable[item_analysis.ItemScores], state_name: str
) -> item_analysis.ItemTable:
    table = item_analysis.ItemTable()
    for session in sessions:
        table.add(session, state_name)
    return table
