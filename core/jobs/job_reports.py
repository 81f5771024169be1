"""Merging the reports of the parts of a pipeline.

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


class KeepReport(beam.PTransform):
    """Merges the reports of the parts and stores the result with the run.

    Args:
        run_id: The run.
    """

    def __init__(self, run_id: str) -> None:
        super().__init__()
        self._run_id = run_id

    def expand(self, reports: beam.PCollection[JobReport]) -> Any:
        """Returns the merged report."""
        return (
            reports
            | beam.CombineGlobally(merged)
            | beam.Map(_keep, self._run_id)
        )


def merged(reports: Iterable[JobReport]) -> JobReport:
    """Returns the sum of reports."""
    total = JobReport()
    for report in reports:
        total.merge(report)
    return total


def _keep(report: JobReport, run_id: str) -> JobReport:
    with datastore.context():
        job_run_services.keep_report(run_id, report)
    return report
