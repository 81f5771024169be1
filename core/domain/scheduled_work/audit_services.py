"""Audits: comparing counters with the log, and repairing what differs."""

from __future__ import annotations

import dataclasses
import itertools
import logging
from collections.abc import Iterator
from typing import Any

from google.api_core import exceptions

from core import clock, errors, feconf
from core.domain import exp_services, stats_repair_services
from core.domain.job_runs import bad_data_domain, job_domain, job_run_services
from core.domain.scheduled_work import audit_pass_services
from core.platform.datastore import store
from core.storage.jobs import gae_models as job_models
from core.storage.statistics import gae_models as stats_models

# Deleted just now, or too busy to be compared: the next time, then.
_CANNOT_NOW = (errors.EntityNotFoundError, stats_repair_services.BusyError)

_log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class AuditReport:
    """What an audit of one exploration found.

    Attributes:
        exp_id: The exploration.
        audited_at_msecs: When it began, in milliseconds since the epoch.
        num_events: Events in the log.
        num_sessions: Sessions that they belong to.
        num_open_sessions: Sessions that differ and may go on; their counts and
            events can be under way, so they are left for the next audit.
        is_dry_run: Whether it only looked, and repaired nothing.
        num_counters: Counters that were compared.
        num_repaired: How many of them were put right.
        repaired: The first of these, as `audit_findings.Difference` says.
        num_sessions_repaired: How many sessions that was about.
        num_differences: How many counters still differ from the log.
        differences: The first of them, in the same form.
        violations: Which invariants do not hold.
        num_unrecognised_states: States counted that versions do not have.
        unrecognised_counters: What was counted for counters that this code
            does not know.
        bad_data: What was left out, by reason.
    """

    exp_id: str
    audited_at_msecs: int
    num_events: int
    num_sessions: int
    num_open_sessions: int
    is_dry_run: bool
    num_counters: int
    num_repaired: int
    repaired: list[dict[str, Any]]
    num_sessions_repaired: int
    num_differences: int
    differences: list[dict[str, Any]]
    violations: list[str]
    num_unrecognised_states: int
    unrecognised_counters: dict[str, int]
    bad_data: dict[str, Any]

    @property
    def is_clean(self) -> bool:
        """Whether counters and log agree now, and everything holds."""
        return not self.num_differences and not self.violations

    @property
    def is_settled(self) -> bool:
        """Whether that is known of all sessions, also those that go on."""
        return self.is_clean and not self.num_open_sessions


def audit(
    exp_id: str, *, is_repairing: bool = True, includes_open: bool = False
) -> AuditReport:
    """Audits an exploration from its beginning, and keeps the report.

    Args:
        exp_id: The exploration.
        is_repairing: Whether to repair what is found.
        includes_open: Whether to compare sessions that may go on, too.

    Returns:
        What was found.

    Raises:
        EntityNotFoundError: There is no such exploration.
        BusyError: So many learners report that the counters could not be
            compared; what was repaired so far stays repaired.
    """
    exp_services.get_latest_version(exp_id)
    audit_pass_services.begin(
        exp_id, is_repairing=is_repairing, includes_open=includes_open
    )
    audit_pass_services.go_on(exp_id)
    return _get_report(exp_id)


def recompute(exp_id: str, dry_run: bool) -> AuditReport:
    """Audits all sessions of an exploration, also those that may go on.

    Args:
        exp_id: The exploration.
        dry_run: Whether to look only, and repair nothing.

    Returns:
        What was found.

    Raises:
        EntityNotFoundError: There is no such exploration.
        BusyError: As `audit`.
    """
    return audit(exp_id, is_repairing=not dry_run, includes_open=True)


def audit_now(exp_id: str, is_new: bool, max_secs: float) -> bool:
    """Audits a part of an exploration for somebody who waits.

    Sessions that may go on are compared too, as whoever asks wants to know now
    and a repair is safe at any moment.

    Args:
        exp_id: The exploration.
        is_new: Whether to begin; else what was begun goes on.
        max_secs: How long to begin with further steps.

    Returns:
        Whether the audit has ended.

    Raises:
        EntityNotFoundError: There is no such exploration.
    """
    exp_services.get_latest_version(exp_id)
    deadline = clock.now_msecs() + 1000 * max_secs
    if is_new:
        audit_pass_services.begin(exp_id, includes_open=True)
    elif not audit_pass_services.is_going_on(exp_id):
        return True
    try:
        return audit_pass_services.go_on(exp_id, deadline)
    except stats_repair_services.BusyError:
        return False


def audit_those_due(max_secs: float) -> list[str]:
    """Audits explorations whose last audit is old, the oldest first.

    Those that were never played are left out. What is not done when the time
    is over, the next call goes on with: be it further explorations, or the
    rest of a large one.

    Args:
        max_secs: How long to begin with further steps.

    Returns:
        The explorations audited.
    """
    deadline = clock.now_msecs() + 1000 * max_secs
    due = _due()
    first = next(due, None)
    if first is None:
        return []
    audited: list[str] = []
    with job_run_services.recorded(job_domain.AUDIT) as recording:
        for exp_id in itertools.chain([first], due):
            if clock.now_msecs() >= deadline:
                recording.is_complete = False
                break
            try:
                is_done = audit_pass_services.go_on(exp_id, deadline)
            except _CANNOT_NOW:
                continue
            except exceptions.GoogleAPICallError:
                # One exploration must not keep the others from their audit.
                _log.exception('The audit of %s failed.', exp_id)
                continue
            recording.is_complete = is_done
            if is_done:
                audited.append(exp_id)
                recording.report.merge(job_report_of(_get_report(exp_id)))
    return audited


def _due() -> Iterator[str]:
    last = {
        # One that repaired nothing does not put off one that does.
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
    """Returns what a run of the job tells of an audit."""
    report = job_domain.JobReport()
    report.counts['events'] = audited.num_events
    report.counts['sessions'] = audited.num_sessions
    report.counts['sessions that may go on'] = audited.num_open_sessions
    report.counts['counters put right'] = audited.num_repaired
    report.counts['counters that differ'] = audited.num_differences
    report.counts['invariants violated'] = len(audited.violations)
    report.bad_data.merge(bad_data_domain.BadData.from_dict(audited.bad_data))
    return report


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
        key=lambda each: (
            -len(each.violations),
            -each.num_differences,
            each.exp_id,
        ),
    )
