"""The library, and summaries of explorations that pages link to."""

from __future__ import annotations

from collections.abc import Iterable

from typing_extensions import TypedDict

from core.controllers import acl_decorators, base, payloads, rating_texts
from core.domain import (
    exp_domain,
    exp_services,
    rights_services,
    stats_services,
)

# Explorations that one request may ask about.
MAX_SUMMARIES = 20

# Similar explorations in a response: the browser omits those it has played.
_MAX_SIMILAR = 10


class Summary(TypedDict):
    """The public description of an exploration that a page links to.

    Attributes:
        rating: Null where too few learners have rated it.
    """

    exp_id: str
    title: str
    objective: str
    category: str
    rating: rating_texts.PublicRating | None


class SummariesResponse(TypedDict):
    """Summaries of some explorations."""

    summaries: list[Summary]


class LibraryPage(base.BaseHandler):
    """All public explorations."""

    @acl_decorators.open_access
    def get(self) -> None:
        """Shows the library."""
        summaries = exp_services.get_public_exploration_summaries()
        self.render_template(
            'library.html',
            explorations=sorted(
                summaries, key=lambda summary: summary.title.lower()
            ),
            ratings=_ratings_of(summaries),
            filters=_filters_of(summaries),
        )


class ExplorationSummariesHandler(base.JsonHandler):
    """Explorations that a page links to."""

    @acl_decorators.open_access
    def get(self) -> SummariesResponse:
        """Returns the summaries of some explorations, in the order requested.

        `stringified_exp_ids`: a JSON list of their ids. Explorations that the
        caller may not play are omitted: one that another recommends may have
        become private.
        """
        exp_ids = payloads.parse_list_of_strings(
            self.request.GET.get('stringified_exp_ids', '[]'),
            'stringified_exp_ids',
            MAX_SUMMARIES,
        )
        candidates = zip(
            exp_services.get_exploration_summaries(exp_ids),
            rights_services.get_exploration_rights_multi(exp_ids),
            strict=True,
        )
        return _response(
            [
                summary
                for summary, rights in candidates
                if summary and rights and rights.can_play(self.user_id)
            ]
        )


class SimilarExplorationsHandler(base.JsonHandler):
    """Explorations to play next, where the author recommends none."""

    @acl_decorators.can_play_exploration
    def get(self, exp_id: str) -> SummariesResponse:
        """Returns the public explorations that are most similar to one.

        They are in its language, and in its category or with one of its tags.

        Args:
            exp_id: The exploration.
        """
        (summary,) = exp_services.get_exploration_summaries([exp_id])
        public = exp_services.get_public_exploration_summaries()
        similar = summary.most_similar(public) if summary else []
        return _response(similar[:_MAX_SIMILAR])


def _response(
    summaries: Iterable[exp_domain.ExplorationSummary],
) -> SummariesResponse:
    summaries = list(summaries)
    ratings = _ratings_of(summaries)
    return {
        'summaries': [
            {
                'exp_id': summary.exp_id,
                'title': summary.title,
                'objective': summary.objective,
                'category': summary.category,
                'rating': ratings[summary.exp_id],
            }
            for summary in summaries
        ]
    }


def _filters_of(
    summaries: Iterable[exp_domain.ExplorationSummary],
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Returns the filters that have more than one value.

    Returns:
        The name and label of each filter, and its values with their labels.
    """
    summaries = list(summaries)
    categories = {summary.category for summary in summaries} - {''}
    languages = {summary.language_code for summary in summaries}
    filters = [
        ('category', 'Category', [(name, name) for name in sorted(categories)]),
        ('language', 'Language', [(code, code) for code in sorted(languages)]),
    ]
    return [row for row in filters if len(row[2]) > 1]


def _ratings_of(
    summaries: Iterable[exp_domain.ExplorationSummary],
) -> dict[str, rating_texts.PublicRating | None]:
    """Returns the public ratings by exploration id, with one batch read."""
    stats = stats_services.get_exploration_stats_multi(
        {summary.exp_id: summary.version for summary in summaries}
    )
    return {
        exp_id: rating_texts.public_rating(counters)
        for exp_id, counters in stats.items()
    }


ROUTES = {
    '/': LibraryPage,
    '/library': LibraryPage,
    '/explorationsummarieshandler/data': ExplorationSummariesHandler,
    '/explorationsummarieshandler/similar/<exp_id>': SimilarExplorationsHandler,
}
