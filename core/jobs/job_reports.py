"""Merges the reports of the elements of a pipeline.

Workers on other machines cannot modify objects of the process that started
them, so the merged report is stored in the entity of the run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import apache_beam as beam

from core.domain.job_runs import job_domain, job_run_services
from core.platform import datastore

JobReport = job_domain.JobReport


class StoreReport(beam.PTransform):
    """Merges reports and stores the result in the entity of the run.

    Args:
        run_id: The id of the run.
    """

    def __init__(self, run_id: str) -> None:
        super().__init__()
        self._run_id = run_id

    def expand(self, reports: beam.PCollection[JobReport]) -> Any:
        """Applies the transform; its output is the merged report."""
        return (
            reports
            | beam.CombineGlobally(merge_reports)
            | beam.Map(_store_report, self._run_id)
        )


def merge_reports(reports: Iterable[JobReport]) -> JobReport:
    """Returns the sum of reports."""
    total = JobReport()
    for report in reports:
        total.merge(report)
    return total


def _store_report(report: JobReport, run_id: str) -> JobReport:
    with datastore.context():
        job_run_services.keep_report(run_id, report)
    return report
