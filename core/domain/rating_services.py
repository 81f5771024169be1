"""Comments of learners on their ratings, and which of them are done."""

from __future__ import annotations

import dataclasses

from core import errors, feconf
from core.domain import exclusion_services, stats_computation
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models
from core.storage.statistics import rating_comments_gae_models as models

_Rating = stats_models.RateExplorationEventLogEntryModel

# Ratings read to find the latest comments, including ratings without a comment
# and earlier ratings of the same session.
_MAX_RATINGS_READ = 500


@dataclasses.dataclass(frozen=True)
class RatingComment:
    """A comment.

    Attributes:
        event_id: The id of the rating.
        stars: The rating.
        comment: The text; never empty.
        exp_version: The version that was played.
        occurred_at_msecs: The time, in milliseconds since the epoch.
        is_done: Whether a creator marked it as done.
    """

    event_id: str
    stars: int
    comment: str
    exp_version: int
    occurred_at_msecs: float
    is_done: bool


def get_latest_comments(exp_id: str, limit: int) -> list[RatingComment]:
    """Returns the latest comments: for each session, that of its last rating.

    Comments of excluded sessions are omitted.

    Args:
        exp_id: The exploration.
        limit: Maximum number.

    Returns:
        The comments, latest first.
    """
    left_out = exclusion_services.read_left_out(exp_id)
    last: dict[str, _Rating] = {}
    for rating in store.stream(
        _Rating,
        [('exp_id', '=', exp_id)],
        '-occurred_at_msecs',
        _MAX_RATINGS_READ,
    ):
        latest = last.get(rating.session_id)
        if latest is None or _place(rating) > _place(latest):
            last[rating.session_id] = rating
    done = _done_event_ids(exp_id)
    return [
        RatingComment(
            store.id_of(rating),
            rating.stars,
            rating.comment,
            rating.exp_version,
            rating.occurred_at_msecs,
            store.id_of(rating) in done,
        )
        for rating in last.values()
        if rating.comment.strip()
        and (rating.exp_version, rating.session_id) not in left_out
    ][:limit]


def _place(
    rating: _Rating,
) -> stats_computation.Place:
    return rating.sequence_number, store.id_of(rating)


def _done_event_ids(exp_id: str) -> frozenset[str]:
    [marks] = store.get(models.RatingCommentsModel, [exp_id])
    return frozenset(marks.done_event_ids if marks else ())


def set_done(exp_id: str, event_id: str, is_done: bool) -> None:
    """Marks a comment as done, or as not done.

    Args:
        exp_id: The exploration.
        event_id: The id of the rating.
        is_done: Whether it is done.

    Raises:
        EntityNotFoundError: The exploration has no such rating.
    """

    def work(transaction: store.Transaction) -> None:
        _require(transaction, exp_id, event_id)
        marks = transaction.get_or_new(
            models.RatingCommentsModel, id=exp_id, done_event_ids=[]
        )
        others = [
            done_id for done_id in marks.done_event_ids if done_id != event_id
        ]
        done = [*others, event_id] if is_done else others
        marks.done_event_ids = done[-feconf.MAX_DONE_COMMENTS :]
        transaction.put(marks)

    store.run(work)


def erase_comment(exp_id: str, event_id: str) -> None:
    """Erases the comments of all ratings of a session; idempotent.

    The stars stay.

    Args:
        exp_id: The exploration.
        event_id: The id of a rating of the session.

    Raises:
        EntityNotFoundError: The exploration has no such rating.
    """
    session_id = store.run(
        lambda transaction: _require(transaction, exp_id, event_id).session_id
    )
    filters: list[store.Filter] = [('session_id', '=', session_id)]
    event_ids = {event_id, *store.stream_ids(_Rating, filters)}

    def work(transaction: store.Transaction) -> None:
        for rating_id in event_ids:
            rating = transaction.get(_Rating, rating_id)
            if rating is not None:
                rating.comment = ''
                transaction.put(rating)

    store.run(work)


def _require(
    transaction: store.Transaction, exp_id: str, event_id: str
) -> _Rating:
    rating = transaction.get(_Rating, event_id) if event_id else None
    if rating is None or rating.exp_id != exp_id:
        raise errors.EntityNotFoundError('This comment is not there any more.')
    return rating
