"""What a creator has made, and how it is doing."""

from __future__ import annotations

import dataclasses

import webapp2

from core import feconf
from core.controllers import acl_decorators, base, payloads
from core.domain import exp_domain, exp_services, stats_domain, stats_services

# Below this many a percentage says more about chance than about the
# exploration; the statistics tab draws the same line.
_MIN_ACTUAL_STARTS_FOR_RATE = 10

# Between a number and its sign no line breaks.
_SPACE = '\N{NO-BREAK SPACE}'


@dataclasses.dataclass(frozen=True)
class DashboardRow:
    """One exploration of the creator, with its figures.

    Attributes:
        summary: The exploration.
        stats: What learners did in all its versions.
    """

    summary: exp_domain.ExplorationSummary
    stats: stats_domain.ExplorationStats

    @property
    def completion_rate(self) -> float | None:
        """Completions among actual starts, 0 to 1; None before the first.

        The same rate as in the statistics tab: who only looked at the first
        card did not try to complete.
        """
        if self.stats.num_actual_starts == 0:
            return None
        return self.stats.num_completions / self.stats.num_actual_starts

    @property
    def completion_rate_text(self) -> str | None:
        """The rate as it is shown; None while it would say nothing."""
        if self.stats.num_actual_starts < _MIN_ACTUAL_STARTS_FOR_RATE:
            return None
        return percentage_text(
            self.stats.num_completions, self.stats.num_actual_starts
        )

    @property
    def last_updated_msecs(self) -> float:
        """When it was last saved, in milliseconds since the Unix epoch."""
        return payloads.msecs_of(self.summary.last_updated)


def percentage_text(part: int, whole: int) -> str:
    """Returns a share as a percentage that never rounds to none or all.

    Args:
        part: How many.
        whole: Of how many, at least 1.
    """
    percent = round(100 * part / whole)
    if percent == 0 and part > 0:
        return f'<1{_SPACE}%'
    if percent == 100 and part < whole:
        return f'>99{_SPACE}%'
    return f'{percent}{_SPACE}%'


class CreatorDashboardPage(base.BaseHandler):
    """The explorations of who is signed in."""

    @acl_decorators.signed_in
    def get(self) -> None:
        """Shows them, the latest change first.

        One query for the explorations and one read by key for all figures,
        however many there are.
        """
        summaries = exp_services.get_exploration_summaries_of_user(
            self.user_id or ''
        )
        stats = stats_services.get_exploration_stats_multi(
            {summary.exp_id: summary.version for summary in summaries}
        )
        rows = [DashboardRow(one, stats[one.exp_id]) for one in summaries]
        rows.sort(key=lambda row: row.summary.last_updated, reverse=True)
        self.render_template(
            'creator_dashboard.html',
            rows=rows,
            total_starts=sum(row.stats.num_starts for row in rows),
            total_completions=sum(row.stats.num_completions for row in rows),
            own_plays_counted=feconf.COUNT_OWN_PLAYS,
            max_title_length=feconf.MAX_TITLE_LENGTH,
        )


ROUTES = [webapp2.Route('/creator_dashboard', CreatorDashboardPage)]
