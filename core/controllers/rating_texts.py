"""Ratings as pages show them."""

from __future__ import annotations

from typing_extensions import TypedDict

from core import feconf
from core.domain import stats_domain


class PublicRating(TypedDict):
    """The public rating of an exploration."""

    mean: str
    num_ratings: int


def number_of(stats: stats_domain.AggregatedStats) -> int:
    """Returns the number of sessions that gave stars."""
    return sum(stats.ratings.values())


def mean_text(stats: stats_domain.AggregatedStats) -> str | None:
    """Returns the mean of the stars with one decimal; None without ratings.

    Rounds half up in integer arithmetic, so that all pages round alike.
    """
    number = number_of(stats)
    if number == 0:
        return None
    total = sum(stars * count for stars, count in stats.ratings.items())
    tenths = (20 * total + number) // (2 * number)
    return f'{tenths // 10}.{tenths % 10}'


def public_rating(
    stats: stats_domain.AggregatedStats,
) -> PublicRating | None:
    """Returns the public rating; None if too few learners have rated."""
    number, mean = number_of(stats), mean_text(stats)
    if mean is None or number < feconf.MIN_RATINGS_FOR_MEAN:
        return None
    return {'mean': mean, 'num_ratings': number}
