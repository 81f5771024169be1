"""Comments that learners sent with their ratings."""

from __future__ import annotations

import dataclasses

from core.domain import exclusion_services, stats_computation
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

# Ratings read to find the latest comments, including ratings without a comment
# and earlier ratings of the same session.
_MAX_RATINGS_READ = 500


@dataclasses.dataclass(frozen=True)
class RatingComment:
    """A comment.

    Attributes:
        stars: The rating.
        comment: The text; never empty.
        exp_version: The version that was played.
        occurred_at_msecs: The time, in milliseconds since the epoch.
    """

    stars: int
    comment: str
    exp_version: int
    occurred_at_msecs: float


def get_latest_comments(exp_id: str, limit: int) -> list[RatingComment]:
    """Returns the latest comments; for each session, that of its last rating.

    Comments of excluded sessions are omitted.

    Args:
        exp_id: The exploration.
        limit: Maximum number.

    Returns:
        The comments, latest first.
    """
    left_out = exclusion_services.read_left_out(exp_id)
    last: dict[str, stats_models.RateExplorationEventLogEntryModel] = {}
    for rating in store.stream(
        stats_models.RateExplorationEventLogEntryModel,
        [('exp_id', '=', exp_id)],
        '-occurred_at_msecs',
        _MAX_RATINGS_READ,
    ):
        known = last.get(rating.session_id)
        if known is None or _place(rating) > _place(known):
            last[rating.session_id] = rating
    return [
        RatingComment(
            rating.stars,
            rating.comment,
            rating.exp_version,
            rating.occurred_at_msecs,
        )
        for rating in last.values()
        if rating.comment.strip()
        and (rating.exp_version, rating.session_id) not in left_out
    ][:limit]


def _place(
    rating: stats_models.RateExplorationEventLogEntryModel,
) -> stats_computation.Place:
    return rating.sequence_number, store.id_of(rating)
