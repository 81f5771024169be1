"""Keeping account of what jobs ran, and how they ended."""

from __future__ import annotations

import contextlib
import dataclasses
import uuid
from collections.abc import Iterator
from typing import Any

from core import clock, feconf
from core.domain import job_domain
from core.storage.jobs import gae_models as job_models

RUNNING = 'running'
SUCCEEDED = 'succeeded'
STOPPED = 'stopped'
FAILED = 'failed'

_MAX_ERROR_LENGTH = 2_000


@dataclasses.dataclass(frozen=True)
class JobRun:
    """One run of a job, as stored."""

    run_id: str
    name: str
    options: dict[str, Any]
    began_msecs: int
    ended_msecs: int | None
    outcome: str
    counts: dict[str, int]
    bad_data: dict[str, Any]
    error: str | None


@dataclasses.dataclass
class Recording:
    """The run that is going on.

    Attributes:
        run_id: Its id.
        report: What it has done; filled by whoever runs it.
        is_complete: Whether it did all that there was to do.
    """

    run_id: str
    report: job_domain.JobReport = dataclasses.field(
        default_factory=job_domain.JobReport
    )
    is_complete: bool = True


@contextlib.contextmanager
def recorded(name: str, **options: Any) -> Iterator[Recording]:
    """Keeps account of a run, however it ends.

    Args:
        name: The job.
        **options: What it was asked to do.

    Yields:
        What the run has to fill in.
    """
    recording = Recording(uuid.uuid4().hex)
    model = job_models.JobRunModel(
        id=recording.run_id,
        name=name,
        options=options,
        began_msecs=int(clock.now_msecs()),
        outcome=RUNNING,
    )
    model.put()
    model.outcome = FAILED
    try:
        yield recording
        model.outcome = SUCCEEDED if recording.is_complete else STOPPED
    except BaseException as error:
        model.error = f'{type(error).__name__}: {error}'[:_MAX_ERROR_LENGTH]
        raise
    finally:
        model.ended_msecs = int(clock.now_msecs())
        stored = recording.report.to_dict()
        model.counts, model.bad_data = stored['counts'], stored['bad_data']
        model.put()


def keep_report(run_id: str, report: job_domain.JobReport) -> None:
    """Keeps what a run has done, from wherever it runs."""
    model = job_models.JobRunModel.get_by_id(run_id)
    stored = report.to_dict()
    model.counts, model.bad_data = stored['counts'], stored['bad_data']
    model.put()


def get_report(run_id: str) -> job_domain.JobReport:
    """Returns what `keep_report` kept."""
    model = job_models.JobRunModel.get_by_id(run_id, use_cache=False)
    return job_domain.JobReport.from_dict(
        {'counts': model.counts, 'bad_data': model.bad_data}
    )


def get_latest_runs(limit: int = feconf.MAX_JOB_RUNS_SHOWN) -> list[JobRun]:
    """Returns the latest runs of all jobs, the last one first."""
    models = job_models.JobRunModel.query_of_latest().fetch(limit)
    return [_to_run(model) for model in models]


def _to_run(model: job_models.JobRunModel) -> JobRun:
    return JobRun(
        run_id=model.key.id(),
        **{
            field.name: getattr(model, field.name)
            for field in dataclasses.fields(JobRun)
            if field.name != 'run_id'
        },
    )
