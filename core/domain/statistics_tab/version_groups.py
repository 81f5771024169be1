"""Plays of versions that have the same states.

A state that was added later can only have been entered since then. So its share
of starts, and transitions, are computed from the versions that have the states
concerned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from typing_extensions import TypedDict

from core.domain.summaries import exploration_summary


class VersionGroup(TypedDict):
    """The plays of all versions that have the same states.

    Attributes:
        num_starts: The number of their starts.
        first_hit_counts: The numbers of sessions that entered the states of
            these versions, by name in the version shown.
    """

    num_starts: int
    first_hit_counts: dict[str, int]


def group_of(
    summary: exploration_summary.ExplorationSummary, names: Iterable[str]
) -> VersionGroup:
    """Returns the plays of one version.

    Args:
        summary: Its sessions, in the states of the version shown.
        names: The states of the version shown that it has, too.
    """
    counts = summary.counts
    return {
        'num_starts': counts[None, 'num_starts'],
        'first_hit_counts': {
            name: counts[name, 'first_hit_count'] for name in names
        },
    }


def merge(groups: Iterable[VersionGroup]) -> list[VersionGroup]:
    """Returns the sums of the groups that have the same states."""
    sums: dict[frozenset[str], VersionGroup] = {}
    for group in groups:
        counts = group['first_hit_counts']
        total = sums.setdefault(
            frozenset(counts),
            {'num_starts': 0, 'first_hit_counts': dict.fromkeys(counts, 0)},
        )
        total['num_starts'] += group['num_starts']
        for name, count in counts.items():
            total['first_hit_counts'][name] += count
    return list(sums.values())


def carry(group: VersionGroup, names: Mapping[str, str]) -> VersionGroup:
    """Returns a group in the states of another version.

    Args:
        group: The group.
        names: New names by old names, of the states that remain.
    """
    return {
        'num_starts': group['num_starts'],
        'first_hit_counts': {
            names[name]: count
            for name, count in group['first_hit_counts'].items()
            if name in names
        },
    }


def partial(
    groups: Iterable[VersionGroup], names: Iterable[str]
) -> list[VersionGroup]:
    """Returns the groups of versions that lack some states and were played.

    Args:
        groups: All groups.
        names: The states of the version shown.
    """
    shown = set(names)
    return [
        group
        for group in merge(groups)
        if group['num_starts'] and shown - group['first_hit_counts'].keys()
    ]
