"""The dashboard: the explorations of a creator with their figures."""

from __future__ import annotations

import dataclasses
import datetime
import urllib.parse
from collections.abc import Mapping
from typing import Any

from core import clock, feconf
from core.controllers import acl_decorators, base, rating_texts
from core.domain import (
    exp_domain,
    exp_services,
    playing_now_services,
    stats_domain,
    stats_services,
)
from core.domain.improvements import improvements_domain, improvements_services
from core.domain.statistics_tab import glance_domain, statistics_view_services

# Prevents a line break between a number and its unit.
_SPACE = '\N{NO-BREAK SPACE}'

# Sizes in a sparkline, in SVG units: the height of the tallest bar, the width
# of a day, and the smallest visible height.
_BAR_HEIGHT = 24
_BAR_WIDTH = 4
_MIN_BAR_HEIGHT = 2


@dataclasses.dataclass(frozen=True)
class DashboardRow:
    """One exploration of the creator, with its figures.

    Attributes:
        summary: The exploration.
        stats: What learners did in all its versions.
        glance: The recent days; None until its plays have been processed.
        num_playing: Learners who are playing now.
    """

    summary: exp_domain.ExplorationSummary
    stats: stats_domain.ExplorationStats
    glance: glance_domain.Glance | None
    num_playing: int = 0

    @property
    def completion_rate(self) -> float | None:
        """Completions among actual starts, 0 to 1; None before the first.

        The same rate as in the statistics tab: learners who only looked at the
        first state did not try to complete.
        """
        if self.stats.num_actual_starts == 0:
            return None
        return self.stats.num_completions / self.stats.num_actual_starts

    @property
    def completion_rate_text(self) -> str | None:
        """The displayed rate; None while there are too few starts."""
        if self.stats.num_actual_starts < feconf.MIN_N_FOR_RATE:
            return None
        return percentage_text(
            self.stats.num_completions, self.stats.num_actual_starts
        )

    @property
    def num_ratings(self) -> int:
        """The number of sessions that gave stars."""
        return rating_texts.number_of(self.stats)

    @property
    def mean_rating_text(self) -> str | None:
        """The displayed mean of the stars; None if there are no ratings.

        Creators see it from the first rating on, with the number of ratings.
        """
        return rating_texts.mean_text(self.stats)

    @property
    def last_updated_msecs(self) -> float:
        """The time of the last save, in milliseconds since the Unix epoch."""
        return clock.msecs_of(self.summary.last_updated)

    @property
    def num_starts_to_audit(self) -> int:
        """Starts that the days contain, but the total only after an audit."""
        if self.glance is None:
            return 0
        return max(0, self.glance.num_starts - self.stats.num_starts)

    @property
    def bars(self) -> list[tuple[int, int, int]]:
        """The sparkline: left, top and height of the bar of each day."""
        if self.glance is None:
            return []
        highest = max(1, *self.glance.starts)
        heights = [
            max(_MIN_BAR_HEIGHT, round(_BAR_HEIGHT * count / highest))
            if count
            else 0
            for count in self.glance.starts
        ]
        return [
            (_BAR_WIDTH * day, _BAR_HEIGHT - height, height)
            for day, height in enumerate(heights)
            if height
        ]

    @property
    def top_task(self) -> improvements_domain.DecidedTask | None:
        """The most valuable open task; None where there is none."""
        if self.glance is None or not self.glance.tasks:
            return None
        return self.glance.tasks[0]

    @property
    def top_task_url(self) -> str:
        """The address of the task in the statistics tab."""
        task_id = self.top_task['task_id'] if self.top_task else ''
        query = urllib.parse.urlencode(
            {'section': 'improvements', 'task': task_id}
        )
        return f'/create/{self.summary.exp_id}#/stats?{query}'


def percentage_text(part: int, whole: int) -> str:
    """Returns a share as a percentage that never rounds to none or all.

    Args:
        part: The numerator.
        whole: The denominator, at least 1.
    """
    percent = round(100 * part / whole)
    if percent == 0 and part > 0:
        return f'<1{_SPACE}%'
    if percent == 100 and part < whole:
        return f'>99{_SPACE}%'
    return f'{percent}{_SPACE}%'


class CreatorDashboardPage(base.BaseHandler):
    """The explorations of the caller."""

    @acl_decorators.require_signed_in
    def get(self) -> None:
        """Shows the explorations, latest change first.

        One query reads the explorations; counters, views and decisions take one
        batch read each, for any number of explorations.
        """
        rows = _rows(self.user_id or '')
        self.render_template(
            'creator_dashboard.html',
            rows=rows,
            totals=_totals(rows),
            change_text=glance_domain.change_text,
            task_text=glance_domain.task_text,
        )


def _rows(user_id: str) -> list[DashboardRow]:
    summaries = exp_services.get_exploration_summaries_of_user(user_id)
    stats = stats_services.get_exploration_stats_multi(
        {summary.exp_id: summary.version for summary in summaries}
    )
    glances = _glances(stats)
    playing = playing_now_services.get_all_numbers()
    rows = [
        DashboardRow(
            summary,
            stats[summary.exp_id],
            glances.get(summary.exp_id),
            playing[summary.exp_id],
        )
        for summary in summaries
    ]
    return sorted(rows, key=lambda row: row.summary.last_updated, reverse=True)


def _glances(
    stats: Mapping[str, stats_domain.ExplorationStats],
) -> dict[str, glance_domain.Glance]:
    # Explorations without plays need no processing.
    views = {
        exp_id: view
        for exp_id, view in statistics_view_services.get_glances(stats).items()
        if view['revision'] or not stats[exp_id].num_starts
    }
    tasks = improvements_services.with_statuses_multi(
        {exp_id: view['tasks'] for exp_id, view in views.items()}
    )
    now_msecs = clock.now_msecs()
    return {
        exp_id: glance_domain.glance_of(
            view['days'],
            tasks[exp_id],
            view['complete_through_msecs'],
            now_msecs,
            view['time_zone'],
            glance_domain.live_of(stats[exp_id], view['totals']),
        )
        for exp_id, view in views.items()
    }


def _totals(rows: list[DashboardRow]) -> dict[str, Any]:
    """Returns the totals over all explorations."""
    glances = [row.glance for row in rows if row.glance is not None]
    times = [
        glance.complete_through_msecs
        for glance in glances
        if glance.complete_through_msecs is not None
    ]
    return {
        'starts': sum(row.stats.num_starts for row in rows),
        'completions': sum(row.stats.num_completions for row in rows),
        'this_week': sum(
            (glance.this_week for glance in glances), glance_domain.Week()
        ),
        'last_week': sum(
            (glance.last_week for glance in glances), glance_domain.Week()
        ),
        'num_unprocessed': len(rows) - len(glances),
        'tasks': sum(len(glance.tasks) for glance in glances),
        'complete_through': _moment(min(times)) if times else None,
    }


def _moment(msecs: float) -> str:
    moment = datetime.datetime.fromtimestamp(msecs / 1000, datetime.UTC)
    return moment.strftime('%Y-%m-%dT%H:%M:%SZ')


ROUTES = {'/creator_dashboard': CreatorDashboardPage}
