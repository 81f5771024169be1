"""The freshness of processed data, failures of the fold, and the audit."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal, cast

from core import clock, feconf
from core.domain.job_runs import job_domain, job_run_services
from core.domain.statistics_tab import statistics_models
from core.platform.datastore import store
from core.storage.jobs import gae_models as job_models
from core.storage.statistics import gae_models as stats_models

# The number of latest runs among which an exploration's last fold is searched.
_MAX_RUNS = 20

# The maximum number of differences, and of violations, that a view lists; the
# tab also shows their total number.
_MAX_LISTED = 50


@dataclasses.dataclass(frozen=True)
class Freshness:
    """The freshness of the processed data of an exploration.

    Attributes:
        complete_through_msecs: The time until which all events are included, in
            milliseconds since the epoch.
        num_waiting: The number of sessions in the queue of the fold: they have
            events that are not in the data, or were open when folded.
        is_capped: Whether there may be more of these.
    """

    complete_through_msecs: int
    num_waiting: int
    is_capped: bool


def get_freshness(exp_id: str | None = None) -> Freshness:
    """Returns the freshness of processed data.

    Args:
        exp_id: The exploration; None for all together.
    """
    limit = feconf.MAX_WAITING_SESSIONS_COUNTED
    waiting = _first_due_msecs(exp_id, limit + 1)
    complete_through = now = int(clock.now_msecs())
    if waiting:
        # The due time of a session in the queue is the time of its first event
        # that is not folded, plus the silence that ends a session.
        silence_msecs = int(1000 * feconf.SESSION_SILENCE_SECS)
        complete_through = min(now, waiting[0] - silence_msecs)
    return Freshness(
        complete_through, min(len(waiting), limit), len(waiting) > limit
    )


def _first_due_msecs(exp_id: str | None, limit: int) -> list[int]:
    """Returns the due times of the first sessions in the queue of the fold."""
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
    """Returns the error of an exploration's last fold; None if it succeeded."""
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
        'repaired': _first_differences(report.repaired),
        'num_differences': report.num_differences,
        'differences': _first_differences(report.differences),
        'num_violations': len(report.violations),
        'violations': report.violations[:_MAX_LISTED],
    }


def _first_differences(
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
