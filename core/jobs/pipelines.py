"""The pipelines of the jobs, which process elements independently."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import apache_beam as beam

from core import errors
from core.domain import exp_domain, exp_services, stats_repair_services
from core.domain.fold import fold_session_services, rebuild_services
from core.domain.job_runs import job_domain
from core.domain.scheduled_work import audit_services
from core.jobs import progress
from core.platform import datastore

JobReport = job_domain.JobReport
_Work = Callable[[Any], JobReport]

NAMES = (job_domain.FULL_FOLD, job_domain.RECOMPUTE, job_domain.AUDIT)


def build(
    pipeline: beam.Pipeline, name: str, exp_ids: Iterable[str], dry_run: bool
) -> beam.PCollection[JobReport]:
    """Adds a job to a pipeline.

    Args:
        pipeline: The pipeline.
        name: The job, one of NAMES.
        exp_ids: The explorations to process.
        dry_run: Whether to change nothing; only for recompute_statistics.

    Returns:
        The reports of the elements.
    """
    elements: Iterable[Any] = exp_ids
    work: _Work = _audit
    if name == job_domain.FULL_FOLD:
        elements, work = _list_versions(exp_ids), _rebuild
    elif name == job_domain.RECOMPUTE:
        work = functools.partial(_recompute, dry_run=dry_run)
    return (
        pipeline
        | beam.Create(list(elements))
        | beam.Reshuffle()
        | beam.Map(_process, work)
    )


def _process(element: Any, work: _Work) -> JobReport:
    """Processes an element; the report includes expected failures."""
    with datastore.context():
        try:
            return work(element)
        except (
            errors.EntityNotFoundError,
            stats_repair_services.BusyError,
        ) as error:
            report = JobReport()
            report.bad_data.add(type(error).__name__, f'{element}: {error}')
            return report


def _audit(exp_id: str) -> JobReport:
    return _build_audit_report(audit_services.audit(exp_id))


def _recompute(exp_id: str, dry_run: bool) -> JobReport:
    return _build_audit_report(
        audit_services.recompute(exp_id, dry_run=dry_run)
    )


def _build_audit_report(audit: audit_services.AuditReport) -> JobReport:
    report = audit_services.job_report_of(audit)
    report.counts['explorations'] += 1
    progress.advance(1)
    return report


def _list_versions(exp_ids: Iterable[str]) -> list[exp_domain.VersionKey]:
    with datastore.context():
        return [
            (exp_id, version + 1)
            for exp_id in exp_ids
            for version in range(exp_services.get_latest_version(exp_id))
        ]


def _rebuild(version: exp_domain.VersionKey) -> JobReport:
    report = JobReport()
    rebuilt = rebuild_services.rebuild(
        version,
        fold_session_services.AnswerKeys(),
        report.bad_data,
        on_progress=progress.advance,
    )
    report.counts['events'] = rebuilt.num_events
    report.counts['sessions'] = rebuilt.num_sessions
    if rebuilt.is_done:
        report.counts['versions'] = 1
    else:
        report.bad_data.add(
            'another process rebuilds it, or it was deleted',
            '{}.{}'.format(*version),
        )
    return report
