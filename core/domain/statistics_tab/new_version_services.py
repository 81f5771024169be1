"""Making ready what creators look at after they have saved a version."""

from __future__ import annotations

import contextlib

from core.domain import exp_services, live_stats_services
from core.domain.statistics_tab import kept_views_services, statistics_view
from core.platform.datastore import store


def make_ready(exp_id: str) -> None:
    """Makes the statistics of the latest version ready.

    Who opens the tab then waits for nothing that was not there before. Not
    being able to is no error: they are made when they are asked for.

    Args:
        exp_id: The exploration.
    """
    with contextlib.suppress(*store.TRANSIENT_ERRORS):
        exploration = exp_services.get_exploration_by_id(exp_id)
        live_stats_services.get_live_stats(exploration, exploration.version)
        kept_views_services.read(
            kept_views_services.resolve(exp_id, None, None),
            [statistics_view.OVERVIEW],
        )
