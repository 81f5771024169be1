"""Processed data as the statistics tab shows them."""

from __future__ import annotations

import datetime
from typing import Any

from core import errors
from core.domain import (
    answer_key,
    carried_over_services,
    exp_services,
    exploration_summary,
    processed_store_services,
    summary_view,
)


def get_processed_stats(
    exp_id: str, version: int | None = None, through: int | None = None
) -> dict[str, Any]:
    """Returns what jobs have made of the event log, over all versions.

    Reads by key only: one entity for each version that was played, and the
    further parts of large ones.

    Args:
        exp_id: The exploration.
        version: The version whose states to show; the latest by default.
        through: Plays of versions 1 to this one are counted; by default
            those up to `version`.

    Returns:
        What `summary_view.frontend_dict` says of the sum, with
        `folded_at_msecs`: when the latest session was folded, in milliseconds
        since the epoch; None if none ever was.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    latest = exp_services.get_latest_version(exp_id)
    version = latest if version is None else version
    through = version if through is None else through
    for asked in (version, through):
        if not 1 <= asked <= latest:
            raise errors.EntityNotFoundError(f'{exp_id} has no version {asked}')
    key = answer_key.build_answer_key(
        exp_services.get_exploration_by_id(exp_id, version)
    )
    found = processed_store_services.load_many(
        (exp_id, number) for number in range(1, through + 1)
    )
    total = exploration_summary.ExplorationSummary.create(key)
    if found:
        history = carried_over_services.get_history(
            exp_id, max(version, through)
        )
        for stored in found.values():
            total.merge(stored.summary.carried_to(key, history))
    return {
        **summary_view.frontend_dict(total),
        'folded_at_msecs': _latest(list(found.values())),
    }


def _latest(stored: list[processed_store_services.Stored]) -> int | None:
    times = [each.root.last_updated for each in stored]
    if not times:
        return None
    last = max(times).replace(tzinfo=datetime.UTC)
    return int(last.timestamp() * 1000)
