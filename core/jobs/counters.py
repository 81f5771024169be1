"""Audit and recomputation of counters, one exploration at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import apache_beam as beam

from core import errors
from core.domain import stats_repair_services
from core.domain.job_runs import job_domain
from core.domain.scheduled_work import audit_services
from core.jobs import progress
from core.platform import datastore

JobReport = job_domain.JobReport


def build_audit(
    pipeline: beam.Pipeline, exp_ids: Iterable[str]
) -> beam.PCollection[JobReport]:
    """Adds the audit to a pipeline; returns its reports."""
    return _for_each(pipeline, exp_ids, _audit)


def build_recompute(
    pipeline: beam.Pipeline, exp_ids: Iterable[str], dry_run: bool
) -> beam.PCollection[JobReport]:
    """Adds the recomputation to a pipeline; returns its reports."""
    return _for_each(
        pipeline, exp_ids, _compare_only if dry_run else _recompute
    )


def _for_each(
    pipeline: beam.Pipeline,
    exp_ids: Iterable[str],
    work: Callable[[str], JobReport],
) -> beam.PCollection[JobReport]:
    return (
        pipeline
        | beam.Create(list(exp_ids))
        | beam.Reshuffle()
        | beam.Map(_guarded, work)
    )


def _guarded(exp_id: str, work: Callable[[str], JobReport]) -> JobReport:
    """Processes an exploration; failures go into the report."""
    with datastore.context():
        try:
            report = work(exp_id)
            report.counts['explorations'] += 1
        except (
            errors.EntityNotFoundError,
            stats_repair_services.BusyError,
        ) as error:
            report = JobReport()
            report.bad_data.add(type(error).__name__, f'{exp_id}: {error}')
    progress.advance(1)
    return report


def _audit(exp_id: str) -> JobReport:
    return audit_services.job_report_of(audit_services.audit(exp_id))


def _compare_only(exp_id: str) -> JobReport:
    return audit_services.job_report_of(
        audit_services.recompute(exp_id, dry_run=True)
    )


def _recompute(exp_id: str) -> JobReport:
    return audit_services.job_report_of(
        audit_services.recompute(exp_id, dry_run=False)
    )
