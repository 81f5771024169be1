"""Making ready what creators look at after they have saved a version."""

from __future__ import annotations

import contextlib

from core.domain import (
    exp_services,
    kept_views_services,
    live_stats_services,
    statistics_view,
    transaction_services,
)


def make_ready(exp_id: str) -> None:
    """Makes the statistics of the latest version ready.

    Who opens the tab then waits for nothing that was not there before. Not
    being able to is no error: they are made when they are asked for.

    Args:
        exp_id: The exploration.
    """
    with contextlib.suppress(*transaction_services.TRANSIENT):
        version = exp_services.get_latest_version(exp_id)
        live_stats_services.get_live_stats(exp_id, version, version)
        kept_views_services.read(
            kept_views_services.resolve(exp_id, version, version),
            [statistics_view.OVERVIEW],
        )
