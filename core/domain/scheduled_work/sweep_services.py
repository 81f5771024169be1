"""Removing what nothing needs any more, from time to time.

The marker of a batch keeps it from being counted twice. A batch is taken only
with the token of its session, and a token expires; so the marker of a batch
that was counted longer ago than a token lives keeps nothing from happening. A
round goes through all markers in the order of their ids. The place it has come
to is kept after each step, so that a round can take many requests and outlive
any of them; doing a step twice does no harm.

Of the runs of each job the latest are kept.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from core import clock, feconf
from core.domain.job_runs import job_domain, job_run_services
from core.platform.datastore import store
from core.storage.jobs import schedule_gae_models as schedule_models
from core.storage.statistics import gae_models as stats_models

_Marker = stats_models.StatsBatchModel
_KIND = _Marker.kind_name()
_Round = schedule_models.SweepRoundModel

# Markers that are looked at in one step; deleting takes one commit.
_MARKERS_PER_STEP = 500

MARKERS_SEEN = 'markers of batches looked at'
MARKERS_REMOVED = 'markers of batches removed'
RUNS_REMOVED = 'runs of jobs removed'


def run_as_scheduled() -> None:
    """Goes on with a round, or begins one if it is time; else does nothing."""
    (found,) = store.get(_Round, [_KIND])
    if found is not None and not found.position:
        elapsed = clock.now_msecs() - (found.ended_msecs or 0)
        # A time to come: the clock has been set back since.
        if 0 <= elapsed < 1000 * feconf.SWEEP_EVERY_SECS:
            return
    position = found.position if found else ''
    if _next_markers(position) or job_run_services.remove_old_runs(True):
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
    """Goes through the markers from a place on, and keeps account of it.

    Args:
        position: The id behind which to begin; '' for a round of its own.
        dry_run: Whether to look only, and change nothing.
        max_secs: How long it may take; None: as long as it takes.
        on_progress: Is told the number of markers of each step.

    Returns:
        What was kept.
    """
    deadline = None
    if max_secs is not None:
        deadline = clock.now_msecs() + 1000 * max_secs
    with job_run_services.recorded(
        job_domain.SWEEP, dry_run=dry_run
    ) as recording:
        counts = recording.report.counts
        while step := _next_markers(position):
            if deadline is not None and clock.now_msecs() >= deadline:
                recording.is_complete = False
                return recording
            position = store.id_of(step[-1])
            counts[MARKERS_SEEN] += len(step)
            counts[MARKERS_REMOVED] += _remove(step, dry_run)
            if not dry_run:
                store.put(store.new(_Round, id=_KIND, position=position))
            on_progress(len(step))
        counts[RUNS_REMOVED] += job_run_services.remove_old_runs(dry_run)
        if not dry_run:
            _end_round()
    return recording


def _end_round() -> None:
    now = int(clock.now_msecs())
    store.put(store.new(_Round, id=_KIND, ended_msecs=now))


def _next_markers(position: str) -> list[_Marker]:
    """Returns some markers behind a place, in the order of their ids."""
    filters = [(store.ID, '>', position)] if position else []
    return list(store.stream(_Marker, filters, limit=_MARKERS_PER_STEP))


def _remove(markers: Sequence[_Marker], dry_run: bool) -> int:
    """Removes those whose batch cannot come again; returns how many."""
    limit = clock.utcnow() - datetime.timedelta(
        seconds=feconf.STATS_BATCH_MAX_AGE_SECS
    )
    # One that does not tell its age is kept.
    old = [
        store.ref_of(each)
        for each in markers
        if isinstance(each.created_on, datetime.datetime)
        and each.created_on < limit
    ]
    if old and not dry_run:
        store.delete(old)
    return len(old)
