"""Periodic deletion of obsolete data.

The marker of a batch prevents counting it twice. A batch is accepted only with
the token of its session, and a token expires; so a marker older than the
lifetime of tokens is obsolete. A sweep visits all markers in the order of their
ids. Its position is stored after each step, so that a sweep can span many
requests; repeating a step does no harm.

Cached views of earlier versions of the code, and old runs of jobs, are deleted
at the end of a sweep. Deletions of explorations are completed every hour.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from core import clock, feconf
from core.domain import exp_deletion_services
from core.domain.job_runs import job_domain, job_run_services
from core.domain.statistics_tab import view_store_services
from core.platform.datastore import store
from core.storage.jobs import schedule_gae_models as schedule_models
from core.storage.statistics import gae_models as stats_models

_Marker = stats_models.StatsBatchModel
_KIND = _Marker.kind_name()
_Round = schedule_models.SweepRoundModel

# Markers examined in one step; deleting them takes one commit.
_MARKERS_PER_STEP = 500

MARKERS_SEEN = 'markers of batches looked at'
MARKERS_REMOVED = 'markers of batches removed'
VIEWS_REMOVED = 'views of earlier code removed'
RUNS_REMOVED = 'runs of jobs removed'


def run_as_scheduled() -> None:
    """Completes deletions; continues a sweep, or starts one if it is due."""
    exp_deletion_services.end_deletions()
    (last_round,) = store.get(_Round, [_KIND])
    if last_round is not None and not last_round.position:
        elapsed = clock.now_msecs() - (last_round.ended_msecs or 0)
        # Negative if the clock has been set back since then.
        if 0 <= elapsed < 1000 * feconf.SWEEP_EVERY_SECS:
            return
    position = last_round.position if last_round else ''
    if (
        _next_markers(position)
        or view_store_services.count_outdated()
        or job_run_services.remove_old_runs(True)
    ):
        run_as_job(position=position, max_secs=feconf.FOLD_REQUEST_SECS)
    else:
        _end_round()


def run_as_job(
    *,
    position: str = '',
    dry_run: bool = False,
    max_secs: float | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> job_run_services.Recording:
    """Visits the markers from a position on, and records the run.

    Args:
        position: The id after which to begin; '' for a new sweep.
        dry_run: Whether to change nothing.
        max_secs: Time limit; None for no limit.
        on_progress: Called with the number of markers of each step.

    Returns:
        The record of the run.
    """
    deadline = clock.deadline_in(max_secs)
    with job_run_services.record_run(
        job_domain.SWEEP, dry_run=dry_run
    ) as recording:
        counts = recording.report.counts
        while step := _next_markers(position):
            if clock.is_past(deadline):
                recording.is_complete = False
                return recording
            position = store.id_of(step[-1])
            counts[MARKERS_SEEN] += len(step)
            counts[MARKERS_REMOVED] += _remove(step, dry_run)
            if not dry_run:
                store.put(store.new(_Round, id=_KIND, position=position))
            on_progress(len(step))
        if dry_run:
            counts[VIEWS_REMOVED] += view_store_services.count_outdated()
        while not dry_run and (
            removed := view_store_services.delete_outdated()
        ):
            counts[VIEWS_REMOVED] += removed
            on_progress(removed)
            if clock.is_past(deadline):
                recording.is_complete = False
                return recording
        counts[RUNS_REMOVED] += job_run_services.remove_old_runs(dry_run)
        if not dry_run:
            _end_round()
    return recording


def _end_round() -> None:
    now = int(clock.now_msecs())
    store.put(store.new(_Round, id=_KIND, ended_msecs=now))


def _next_markers(position: str) -> list[_Marker]:
    """Returns some markers after a position, in the order of their ids."""
    filters = [(store.ID, '>', position)] if position else []
    return list(store.stream(_Marker, filters, limit=_MARKERS_PER_STEP))


def _remove(markers: Sequence[_Marker], dry_run: bool) -> int:
    """Deletes the obsolete markers; returns their number."""
    limit = clock.utcnow() - datetime.timedelta(
        seconds=feconf.STATS_BATCH_MAX_AGE_SECS
    )
    # A marker without a time is kept.
    old = [
        store.ref_of(marker)
        for marker in markers
        if isinstance(marker.created_on, datetime.datetime)
        and marker.created_on < limit
    ]
    if old and not dry_run:
        store.delete(old)
    return len(old)
