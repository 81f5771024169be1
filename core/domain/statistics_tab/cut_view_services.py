"""Views of a part of the plays: of some days, or of some learners.

They are computed on demand from the sums of the days, and cached in the memory
of the process, because there are too many to store.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import NamedTuple

from core import clock, errors, feconf
from core.domain import exp_services, local_days, stats_domain
from core.domain.fold import processed_revisions_services
from core.domain.statistics_tab import (
    latest_change,
    statistics_models,
    statistics_view,
    version_groups,
    version_sum_services,
    view_cache_services,
)
from core.domain.summaries import cuts, exploration_summary
from core.domain.summary_views import current_rules
from core.platform.datastore import process_cache

Cut = cuts.Cut
ViewKey = view_cache_services.ViewKey


class CutView(NamedTuple):
    """A view of a part of the plays.

    Attributes:
        cut: The part.
        revision: A number that differs for views with different content.
        num_sessions: The number of sessions of the part, withheld or not.
        is_withheld: Whether they are too few to be shown.
        segments: The segments of the same days that may be shown.
        parts: The parts of the view.
        counts: The counters of these sessions.
    """

    cut: Cut
    revision: int
    num_sessions: int
    is_withheld: bool
    segments: list[statistics_models.SegmentSize]
    parts: dict[str, bytes]
    counts: stats_domain.Counts

    def to_response(self) -> statistics_models.CutShown:
        """Returns the part as response fields."""
        segment = self.cut.segment
        return {
            'first_day': self.cut.first_date,
            'last_day': self.cut.last_date,
            'segment': None if segment is None else str(segment),
            'num_sessions': self.num_sessions,
            'is_withheld': self.is_withheld,
        }


_cache: process_cache.ProcessCache[tuple[ViewKey, Cut, int], CutView] = (
    process_cache.ProcessCache(
        feconf.MAX_CACHED_CUT_BYTES,
        size_of=lambda view: sum(map(len, view.parts.values())),
    )
)


def parse_cut(
    exp_id: str,
    days: str | None,
    first: str | None,
    last: str | None,
    segment: str | None,
) -> Cut:
    """Parses a part of the plays of an exploration.

    Args:
        exp_id: The exploration.
        days: A number of days up to today; None or '' for none.
        first: Instead, the first day, such as 2026-01-31.
        last: The last day.
        segment: A segment such as `device:phone`.

    Raises:
        ValidationError: A text is invalid.
    """
    cut = cuts.parse(first, last, segment)
    if not days:
        return cut
    if cut.first_day is not None or cut.last_day is not None:
        raise errors.ValidationError('give either days or from and to', 'days')
    if not (days.isascii() and days.isdigit() and len(days) <= 3):
        raise errors.ValidationError('is not a number of days', 'days')
    if not 1 <= int(days) <= cuts.MAX_DAYS:
        raise errors.ValidationError(
            f'at most {cuts.MAX_DAYS} days are shown at once', 'days'
        )
    zone = exp_services.get_exploration_by_id(exp_id).time_zone
    today = local_days.day_of(clock.now_msecs(), zone)
    return dataclasses.replace(
        cut, first_day=today - int(days) + 1, last_day=today
    )


def get_view(key: ViewKey, cut: Cut) -> CutView:
    """Returns the view of a part of the plays.

    Args:
        key: The view of all plays.
        cut: The part.
    """
    revisions = processed_revisions_services.get(key.exp_id)
    revision = revisions.through(key.through).revision
    return _cache.get((key, cut, revision), lambda: _compute(key, cut))


def get_revision(key: ViewKey, cut: Cut) -> int:
    """Returns the revision of the view that `get_view` returns."""
    revisions = processed_revisions_services.get(key.exp_id)
    return _revision_of(cut, revisions.through(key.through).revision)


def _revision_of(cut: Cut, data_revision: int) -> int:
    # Days up to today move without new data; neither of the two decreases.
    return data_revision + (cut.first_day or 0)


def _compute(key: ViewKey, cut: Cut) -> CutView:
    of_days = _total(key, dataclasses.replace(cut, segment=None))
    segments = cuts.segments_to_show(
        of_days.summary.traits, feconf.ANSWERS_K_ANONYMITY
    )
    total, is_withheld = of_days, False
    if cut.segment is not None:
        total = _total(key, cut)
        is_withheld = (
            total.summary.num_sessions > 0 and cut.segment not in segments
        )
    num_sessions = total.summary.num_sessions
    if is_withheld:
        total = version_sum_services.get_empty_total(
            key.exp_id, key.version, key.through
        )
    return CutView(
        cut,
        _revision_of(cut, of_days.revision),
        num_sessions,
        is_withheld,
        statistics_view.segment_sizes(segments),
        statistics_view.pack(
            statistics_view.build_view(
                total.summary,
                current_rules.of_exploration(total.exploration),
                key.k_anonymity,
            ),
            total.exploration,
            latest_change=latest_change.latest_change_of(total),
            partial_versions=version_groups.partial(
                total.groups, total.exploration.states
            ),
        ),
        _known_counts(total.summary),
    )


def _total(key: ViewKey, cut: Cut) -> version_sum_services.Total:
    return version_sum_services.get_total_of_cut(
        key.exp_id, key.version, key.through, cut
    )


def _known_counts(
    summary: exploration_summary.ExplorationSummary,
) -> stats_domain.Counts:
    """Returns the counters of a summary, without those of unknown states."""
    return Counter(
        {
            (name, counter): count
            for (name, counter), count in summary.counts.items()
            if name is None or name in summary.interactions
        }
    )
