"""Comparing the counters of an exploration with its log, without repairing."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from core import clock, errors, feconf
from core.domain import (
    exp_services,
    stats_recompute_services,
    stats_repair_services,
    stats_services,
)
from core.domain.fold import processed_revisions_services
from core.domain.job_runs import bad_data_domain, job_domain, job_run_services
from core.storage.jobs import gae_models as job_models

# Differences that a report keeps; each takes about 200 bytes.
_MAX_DIFFERENCES = 200


@dataclasses.dataclass(frozen=True)
class AuditReport:
    """What an audit of one exploration found.

    Attributes:
        exp_id: The exploration.
        audited_at_msecs: When, in milliseconds since the epoch.
        num_events: Events in the log.
        num_sessions: Sessions that they belong to.
        num_sessions_under_way: Of these, how many differ but reported lately,
            so that they were left out.
        num_differences: How many counters differ from the log.
        differences: The first of them, as `Difference` says.
        violations: Which invariants do not hold.
        num_unrecognised_states: States counted that versions do not have.
        bad_data: What was left out, by reason.
    """

    exp_id: str
    audited_at_msecs: int
    num_events: int
    num_sessions: int
    num_sessions_under_way: int
    num_differences: int
    differences: list[dict[str, Any]]
    violations: list[str]
    num_unrecognised_states: int
    bad_data: dict[str, Any]

    @property
    def is_clean(self) -> bool:
        """Whether counters and log agree and everything holds."""
        return not self.num_differences and not self.violations


def audit(exp_id: str) -> AuditReport:
    """Audits an exploration, and keeps the report.

    Sessions that have reported lately and differ are left to the next audit:
    their counts are most likely on their way.

    Args:
        exp_id: The exploration.

    Returns:
        What was found.

    Raises:
        EntityNotFoundError: There is no such exploration.
        BusyError: So many learners report that the counters could not be
            compared.
    """
    recomputed = stats_recompute_services.recompute(
        exp_id,
        dry_run=True,
        silent_since=clock.utcnow()
        - datetime.timedelta(seconds=feconf.SESSION_SILENCE_SECS),
    )
    commits = exp_services.get_exploration_commits(exp_id)
    violations = [
        f'version {commit.version}: {violation}'
        for commit in commits
        for violation in stats_services.get_own_exploration_stats(
            exp_id, commit.version
        ).invariant_violations(commit.init_state_name)
    ]
    unrecognised = [
        stats_services.get_unrecognised_states(exp_id, commit.version)
        for commit in commits
    ]
    report = AuditReport(
        exp_id,
        int(clock.now_msecs()),
        recomputed.num_events,
        recomputed.num_sessions,
        recomputed.unsettled_sessions,
        len(recomputed.differences),
        [
            dataclasses.asdict(each)
            for each in recomputed.differences[:_MAX_DIFFERENCES]
        ],
        violations,
        sum(map(len, unrecognised)),
        bad_data_of(exp_id, recomputed.unusable_events).to_dict(),
    )
    values = dataclasses.asdict(report)
    del values['exp_id']
    job_models.AuditReportModel(id=exp_id, **values).put()
    return report


def audit_those_due(max_secs: float) -> list[str]:
    """Audits explorations whose last audit is old, the oldest first.

    Those that were never played, and those that are too large for this, are
    left out.

    Args:
        max_secs: How long to begin with further ones.

    Returns:
        The explorations audited.
    """
    deadline = clock.now_msecs() + 1000 * max_secs
    due = iter(_due())
    first = next(due, None)
    if first is None:
        return []
    audited: list[str] = []
    with job_run_services.recorded(job_domain.AUDIT) as recording:
        for exp_id in itertools.chain([first], due):
            if clock.now_msecs() >= deadline:
                recording.is_complete = False
                break
            report = _try_to_audit(exp_id)
            if report is not None:
                audited.append(exp_id)
                recording.report.merge(job_report_of(report))
    return audited


def _due() -> Iterator[str]:
    reports = {each.exp_id: each for each in get_reports()}
    last = {
        exp_id: report.audited_at_msecs for exp_id, report in reports.items()
    }
    due = [
        exp_id
        for exp_id in exp_services.get_all_exploration_ids()
        if exp_id not in reports or _is_old(reports[exp_id])
    ]
    played = processed_revisions_services.get_multi(due)
    for exp_id in sorted(due, key=lambda exp_id: (last.get(exp_id, 0), exp_id)):
        num_sessions = played[exp_id].all_versions().num_sessions
        if 0 < num_sessions <= feconf.MAX_SESSIONS_OF_SCHEDULED_AUDIT:
            yield exp_id


def _is_old(report: AuditReport) -> bool:
    every_secs = (
        feconf.AUDIT_EVERY_SECS
        if report.is_clean
        else feconf.AUDIT_WHAT_DIFFERS_EVERY_SECS
    )
    age_msecs = clock.now_msecs() - report.audited_at_msecs
    return age_msecs >= 1000 * every_secs


def _try_to_audit(exp_id: str) -> AuditReport | None:
    try:
        return audit(exp_id)
    except (
        errors.EntityNotFoundError,
        stats_repair_services.BusyError,
    ):
        # Deleted just now, or too busy to be compared: the next time, then.
        return None


def job_report_of(audited: AuditReport) -> job_domain.JobReport:
    """Returns what a run of the job tells of an audit."""
    report = job_domain.JobReport()
    report.counts['events'] = audited.num_events
    report.counts['sessions'] = audited.num_sessions
    report.counts['sessions still under way'] = audited.num_sessions_under_way
    report.counts['counters that differ'] = audited.num_differences
    report.counts['invariants violated'] = len(audited.violations)
    report.bad_data.merge(bad_data_domain.BadData.from_dict(audited.bad_data))
    return report


def bad_data_of(
    exp_id: str, unusable_events: Mapping[str, int]
) -> bad_data_domain.BadData:
    """Returns what a recomputation left out, with its place."""
    bad_data = bad_data_domain.BadData()
    for reason, count in unusable_events.items():
        bad_data.add(reason, f'exploration {exp_id}', count)
    return bad_data


def get_reports() -> list[AuditReport]:
    """Returns the last report of each exploration, the worst first."""
    reports = [
        AuditReport(
            exp_id=model.key.id(),
            **{
                field.name: getattr(model, field.name)
                for field in dataclasses.fields(AuditReport)
                if field.name != 'exp_id'
            },
        )
        for model in job_models.AuditReportModel.query_of_all().iter()
    ]
    return sorted(
        reports,
        key=lambda each: (
            -len(each.violations),
            -each.num_differences,
            each.exp_id,
        ),
    )
