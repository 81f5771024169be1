"""Audits: comparing counters with the log, and repairing differences."""

from __future__ import annotations

import dataclasses
import itertools
import logging
from collections.abc import Iterator

from google.api_core import exceptions

from core import clock, errors, feconf
from core.domain import exp_services, stats_repair_services
from core.domain.job_runs import bad_data_domain, job_domain, job_run_services
from core.domain.scheduled_work import audit_findings, audit_pass_services
from core.platform.datastore import store
from core.storage.jobs import gae_models as job_models
from core.storage.statistics import gae_models as stats_models

# The exploration was just deleted, is too busy to be compared, or another audit
# is running; the next audit tries again.
_CANNOT_NOW = (errors.EntityNotFoundError, stats_repair_services.BusyError)

_log = logging.getLogger(__name__)


@dataclasses.dataclass(kw_only=True)
class AuditReport(audit_findings.Findings):
    """The report of an audit of one exploration.

    Attributes:
        exp_id: The exploration.
        audited_at_msecs: The time of its start, in milliseconds since the
            epoch.
        is_dry_run: Whether it only compared, without repairing.
    """

    exp_id: str
    audited_at_msecs: int
    is_dry_run: bool


def audit(
    exp_id: str, *, is_repairing: bool = True, includes_open: bool = False
) -> AuditReport:
    """Audits an exploration from the beginning and stores the report.

    Args:
        exp_id: The exploration.
        is_repairing: Whether to repair differences.
        includes_open: Whether to compare open sessions, too.

    Returns:
        The report.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        BusyError: Too many learners were reporting to compare the counters, or
            another audit has replaced this one; repairs up to then are kept.
    """
    while True:
        exp_services.get_latest_version(exp_id)
        began_msecs = audit_pass_services.begin(
            exp_id, is_repairing=is_repairing, includes_open=includes_open
        )
        audit_pass_services.continue_pass(
            exp_id, is_repairing=is_repairing, includes_open=includes_open
        )
        report = _get_report(exp_id)
        # Otherwise another audit has replaced this one and ended.
        if report.audited_at_msecs == began_msecs:
            return report


def recompute(exp_id: str, dry_run: bool) -> AuditReport:
    """Audits all sessions of an exploration, including open ones.

    Args:
        exp_id: The exploration.
        dry_run: Whether to compare without repairing.

    Returns:
        The report.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        BusyError: As `audit`.
    """
    return audit(exp_id, is_repairing=not dry_run, includes_open=True)


def audit_now(exp_id: str, is_new: bool, max_secs: float) -> bool:
    """Makes some steps of an audit for a waiting user.

    Open sessions are included, because the user wants current results and a
    repair is safe at any moment.

    Args:
        exp_id: The exploration.
        is_new: Whether to start an audit instead of continuing the running one.
        max_secs: Seconds after which no further step begins.

    Returns:
        Whether the audit is complete.

    Raises:
        EntityNotFoundError: The exploration does not exist.
    """
    exp_services.get_latest_version(exp_id)
    deadline = clock.deadline_in(max_secs)
    if is_new:
        audit_pass_services.begin(exp_id, includes_open=True)
    elif not (audit_pass_services.is_going_on(exp_id) or _was_dry_run(exp_id)):
        return True
    try:
        return audit_pass_services.continue_pass(
            exp_id,
            deadline,
            includes_open=True,
            idle_secs=feconf.AUDIT_IDLE_FOR_TAB_SECS,
        )
    except stats_repair_services.BusyError:
        return False


def audit_those_due(max_secs: float) -> list[str]:
    """Audits explorations whose last audit is old, the oldest first.

    Explorations without plays are skipped. When the time is over, the next
    call continues, with other explorations or with the rest of a large
    one.

    Args:
        max_secs: Seconds after which no further step begins.

    Returns:
        The audited explorations.
    """
    deadline = clock.deadline_in(max_secs)
    due = _due()
    first = next(due, None)
    if first is None:
        return []
    audited: list[str] = []
    with job_run_services.record_run(job_domain.AUDIT) as recording:
        for exp_id in itertools.chain([first], due):
            if clock.is_past(deadline):
                recording.is_complete = False
                break
            try:
                is_done = audit_pass_services.continue_pass(exp_id, deadline)
            except _CANNOT_NOW:
                continue
            except exceptions.GoogleAPICallError:
                # One exploration must not prevent the audit of others.
                _log.exception('The audit of %s failed.', exp_id)
                continue
            recording.is_complete = is_done
            if is_done:
                audited.append(exp_id)
                recording.report.merge(job_report_of(_get_report(exp_id)))
    return audited


def _due() -> Iterator[str]:
    last = {
        # A dry run does not postpone an audit with repairs.
        store.id_of(model): 0 if model.is_dry_run else model.audited_at_msecs
        for model in store.stream(job_models.AuditReportModel)
    }
    old = clock.now_msecs() - 1000 * feconf.AUDIT_EVERY_SECS
    due = [
        exp_id
        for exp_id in exp_services.get_all_exploration_ids()
        if last.get(exp_id, 0) <= old
    ]
    for exp_id in sorted(due, key=lambda exp_id: (last.get(exp_id, 0), exp_id)):
        if _is_played(exp_id):
            yield exp_id


def _is_played(exp_id: str) -> bool:
    filters = [('exp_id', '=', exp_id)]
    accounts = store.stream_ids(
        stats_models.SessionAccountModel, filters, limit=1
    )
    return any(accounts)


def job_report_of(audited: AuditReport) -> job_domain.JobReport:
    """Returns the summary of an audit for the report of the job."""
    report = job_domain.JobReport()
    report.counts['events'] = audited.num_events
    report.counts['sessions'] = audited.num_sessions
    report.counts['sessions that may go on'] = audited.num_open_sessions
    report.counts['counters repaired'] = audited.num_repaired
    report.counts['counters that differ'] = audited.num_differences
    report.counts['invariants violated'] = len(audited.violations)
    report.bad_data.merge(bad_data_domain.BadData.from_dict(audited.bad_data))
    return report


def _was_dry_run(exp_id: str) -> bool:
    """Returns whether the last audit was a dry run."""
    (model,) = store.get(job_models.AuditReportModel, [exp_id])
    return model is not None and model.is_dry_run


def _get_report(exp_id: str) -> AuditReport:
    (model,) = store.get(job_models.AuditReportModel, [exp_id])
    assert model is not None
    return _report_of(model)


def _report_of(model: job_models.AuditReportModel) -> AuditReport:
    return AuditReport(
        exp_id=store.id_of(model),
        **{
            field.name: getattr(model, field.name)
            for field in dataclasses.fields(AuditReport)
            if field.name != 'exp_id'
        },
    )


def get_reports() -> list[AuditReport]:
    """Returns the last report of each exploration, the worst first."""
    reports = map(_report_of, store.stream(job_models.AuditReportModel))
    return sorted(
        reports,
        key=lambda report: (
            -len(report.violations),
            -report.num_differences,
            report.exp_id,
        ),
    )
