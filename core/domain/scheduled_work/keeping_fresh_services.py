"""Updates the data of the statistics tab: first the fold, then the views."""

from __future__ import annotations

from collections.abc import Callable

from core import clock, feconf
from core.domain import exclusion_services
from core.domain.fold import (
    fold_queue_services,
    fold_services,
    processed_store_services,
)
from core.domain.job_runs import job_run_services
from core.domain.scheduled_work import exclusion_steps_services
from core.domain.statistics_tab import view_cache_services


def bring_up_to_date(
    *,
    include_open: bool = False,
    max_secs: float | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> job_run_services.Recording:
    """Folds waiting sessions and updates all affected views.

    Args:
        include_open: Whether to fold open sessions, too.
        max_secs: Time limit of the fold, and again of the views; None for no
            limit.
        on_progress: Called with the number of sessions of each step.

    Returns:
        The record of the run.
    """
    recording = fold_services.run_as_job(
        include_open=include_open, max_secs=max_secs, on_progress=on_progress
    )
    view_cache_services.refresh_stale(clock.deadline_in(max_secs))
    return recording


def bring_exploration_up_to_date(
    exp_id: str,
    *,
    max_secs: float | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> job_run_services.Recording | None:
    """Folds the waiting and open sessions of an exploration; updates its view.

    Args:
        exp_id: The exploration.
        max_secs: Time limit of the fold; None for no limit.
        on_progress: Called with the number of sessions of each step.

    Returns:
        The record of the run; None if no session was waiting.
    """
    recording = None
    if next(fold_queue_services.waiting(True, exp_id), None) is not None:
        recording = fold_services.run_as_job(
            include_open=True,
            exp_id=exp_id,
            max_secs=max_secs,
            on_progress=on_progress,
        )
    view_cache_services.refresh(exp_id)
    return recording


def run_as_scheduled() -> None:
    """Does due work within time limits; records a run only if it folds."""
    if next(exclusion_services.find_working(), None) is not None:
        exclusion_steps_services.continue_all(
            clock.deadline_in(feconf.FOLD_REQUEST_SECS)
        )
    is_due = next(fold_queue_services.waiting(), None) is not None
    if is_due or processed_store_services.find_of_older_code(1):
        bring_up_to_date(max_secs=feconf.FOLD_REQUEST_SECS)
    else:
        view_cache_services.refresh_stale(
            clock.deadline_in(feconf.FOLD_REQUEST_SECS)
        )
