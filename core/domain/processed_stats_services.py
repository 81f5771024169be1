"""Processed data of versions, summed up in the cards of one."""

from __future__ import annotations

from core import errors
from core.domain import (
    answer_key,
    carried_over_services,
    exp_services,
    exploration_summary,
    processed_store_services,
)


def resolve(
    exp_id: str, version: int | None, through: int | None
) -> tuple[int, int]:
    """Returns which versions are meant.

    Args:
        exp_id: The exploration.
        version: The version whose cards to show; the latest by default.
        through: The last version whose plays are counted; by default
            `version`.

    Returns:
        The two.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    latest = exp_services.get_latest_version(exp_id)
    version = latest if version is None else version
    through = version if through is None else through
    for asked in (version, through):
        if not 1 <= asked <= latest:
            raise errors.EntityNotFoundError(f'{exp_id} has no version {asked}')
    return version, through


def get_summary(
    exp_id: str, version: int, through: int
) -> exploration_summary.ExplorationSummary:
    """Returns what jobs have made of the event log, over versions.

    Reads by key only: one entity for each version that was played, and the
    further parts of large ones.

    Args:
        exp_id: The exploration.
        version: The version whose states to show.
        through: Plays of versions 1 to this one are counted.

    Returns:
        The sum.
    """
    exploration = exp_services.get_exploration_by_id(exp_id, version)
    total = exploration_summary.ExplorationSummary.create(
        answer_key.build_answer_key(exploration)
    )
    for part in get_parts(exp_id, version, through).values():
        total.merge(part)
    return total


def get_parts(
    exp_id: str, version: int, through: int
) -> dict[int, exploration_summary.ExplorationSummary]:
    """Returns what `get_summary` is the sum of.

    Args:
        exp_id: The exploration.
        version: The version whose states to show.
        through: Plays of versions 1 to this one are told.

    Returns:
        What sessions of each version did, for those that were played.
    """
    found = processed_store_services.load_many(
        (exp_id, number) for number in range(1, through + 1)
    )
    if not found:
        return {}
    key = answer_key.build_answer_key(
        exp_services.get_exploration_by_id(exp_id, version)
    )
    history = carried_over_services.get_history(exp_id, max(version, through))
    return {
        number: stored.summary.carried_to(key, history)
        for (_, number), stored in found.items()
    }


def get_revision(exp_id: str) -> int:
    """Returns how often anything was folded into an exploration's data."""
    latest = exp_services.get_latest_version(exp_id)
    found = processed_store_services.load_many(
        (exp_id, number) for number in range(1, latest + 1)
    )
    return sum(stored.root.revision for stored in found.values())
