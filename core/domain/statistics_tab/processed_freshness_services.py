"""How up to date processed data are, and whether they can be trusted."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal, cast

from core import clock, feconf
from core.domain.job_runs import job_domain, job_run_services
from core.domain.statistics_tab import statistics_models
from core.platform.datastore import store
from core.storage.jobs import gae_models as job_models
from core.storage.statistics import gae_models as stats_models

# Runs among which the last fold of an exploration is looked for.
_MAX_RUNS = 20

# Differences and broken rules of an audit that a view lists: the tab fetches
# them with each view, and says how many more there are.
_MAX_LISTED = 50


@dataclasses.dataclass(frozen=True)
class Freshness:
    """How up to date the processed data of an exploration are.

    Attributes:
        complete_through_msecs: Every event that arrived before is in them, in
            milliseconds since the epoch.
        num_waiting: Sessions in the queue of the fold: they have events that
            are not in the data, or were open when they were folded.
        is_capped: Whether it may be more.
    """

    complete_through_msecs: int
    num_waiting: int
    is_capped: bool


def get_freshness(exp_id: str | None = None) -> Freshness:
    """Returns how up to date processed data are.

    Args:
        exp_id: The exploration; by default all of them together.
    """
    limit = feconf.MAX_WAITING_SESSIONS_COUNTED
    waiting = _first_due_msecs(exp_id, limit + 1)
    complete_through = now = int(clock.now_msecs())
    if waiting:
        # A session enters the queue by the time until which it may go on after
        # its first event that is not folded.
        silence_msecs = int(1000 * feconf.SESSION_SILENCE_SECS)
        complete_through = min(now, waiting[0] - silence_msecs)
    return Freshness(
        complete_through, min(len(waiting), limit), len(waiting) > limit
    )


def _first_due_msecs(exp_id: str | None, limit: int) -> list[int]:
    """Returns when the first sessions in the queue of the fold are due."""
    # Datastore sorts null first; `> 0` excludes sessions that are not queued.
    filters: list[store.Filter] = [('fold_due_msecs', '>', 0)]
    if exp_id is not None:
        filters.append(('exp_id', '=', exp_id))
    waiting = store.stream(
        stats_models.SessionAccountModel,
        filters,
        'fold_due_msecs',
        limit,
        only=['fold_due_msecs'],
    )
    return [
        account.fold_due_msecs for account in waiting if account.fold_due_msecs
    ]


def get_failure(exp_id: str) -> str | None:
    """Returns why the last fold of an exploration failed; None if none did."""
    for run in job_run_services.get_latest_runs(_MAX_RUNS):
        if run.name != job_domain.SESSION_FOLD:
            continue
        if run.options.get('exp_id') not in {None, exp_id}:
            continue
        if run.outcome == job_run_services.FAILED:
            # The message after the type of the error can contain data of
            # other explorations.
            return (run.error or 'unknown').partition(':')[0]
        if run.outcome != job_run_services.RUNNING:
            return None
    return None


def get_audit(exp_id: str) -> statistics_models.Audit | None:
    """Returns an extract of the last audit report of an exploration."""
    (report,) = store.get(job_models.AuditReportModel, [exp_id])
    if report is None:
        return None
    return {
        'verdict': _verdict(report),
        'audited_at_msecs': report.audited_at_msecs,
        'num_counters': report.num_counters,
        'num_open_sessions': report.num_open_sessions,
        'num_repaired': report.num_repaired,
        'num_sessions_repaired': report.num_sessions_repaired,
        'repaired': _listed(report.repaired),
        'num_differences': report.num_differences,
        'differences': _listed(report.differences),
        'num_violations': len(report.violations),
        'violations': report.violations[:_MAX_LISTED],
    }


def _listed(
    differences: list[dict[str, Any]],
) -> list[statistics_models.AuditDifference]:
    return cast(
        list[statistics_models.AuditDifference], differences[:_MAX_LISTED]
    )


def _verdict(
    report: job_models.AuditReportModel,
) -> Literal['agrees', 'open', 'repaired', 'differs']:
    """Returns the most serious finding of an audit."""
    if report.num_differences or report.violations:
        return 'differs'
    if report.num_repaired:
        return 'repaired'
    return 'open' if report.num_open_sessions else 'agrees'
