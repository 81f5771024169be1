"""Records of job runs.

A running job sends heartbeats. If they stop for a while, the run counts as
dead, and remains so even if its process was only delayed and continues.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import itertools
import logging
import uuid
from collections.abc import Iterator
from typing import Any

from core import clock, feconf, logs
from core.domain.job_runs import job_domain, job_heartbeat_services
from core.platform.datastore import store
from core.storage.jobs import gae_models as job_models

_log = logging.getLogger(__name__)

RUNNING = 'running'
SUCCEEDED = 'succeeded'
STOPPED = 'stopped'
FAILED = 'failed'
DIED = 'died'

_MAX_ERROR_LENGTH = 2_000


@dataclasses.dataclass(frozen=True)
class JobRun:
    """A stored run of a job."""

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
    """The current run.

    Attributes:
        run_id: Its id.
        report: Its report; filled in by the job.
        is_complete: Whether it has done all its work.
    """

    run_id: str
    report: job_domain.JobReport = dataclasses.field(
        default_factory=job_domain.JobReport
    )
    is_complete: bool = True


@contextlib.contextmanager
def record_run(name: str, **options: Any) -> Iterator[Recording]:
    """Records a run, however it ends.

    Args:
        name: The job.
        **options: The options of the run.

    Yields:
        The run; the job fills it in.
    """
    recording = Recording(uuid.uuid4().hex)
    now = int(clock.now_msecs())
    store.put(
        store.new(
            job_models.JobRunModel,
            id=recording.run_id,
            name=name,
            options=options,
            began_msecs=now,
            heartbeat_msecs=now,
            outcome=RUNNING,
        )
    )
    outcome, message = FAILED, None
    try:
        with job_heartbeat_services.beating(
            functools.partial(beat, recording.run_id)
        ):
            yield recording
        outcome = SUCCEEDED if recording.is_complete else STOPPED
    except BaseException as error:
        message = f'{type(error).__name__}: {error}'[:_MAX_ERROR_LENGTH]
        raise
    finally:
        _write_to_log(name, options, recording, outcome, message, now)
        _end(recording, outcome, message)


def _write_to_log(
    name: str,
    options: dict[str, Any],
    recording: Recording,
    outcome: str,
    message: str | None,
    began_msecs: int,
) -> None:
    report = recording.report.to_dict()
    logs.write(
        _log,
        logging.ERROR if outcome == FAILED else logging.INFO,
        'job ended',
        job=name,
        exp_id=options.get('exp_id'),
        outcome=outcome,
        error=message,
        counts=report['counts'],
        num_left_out=sum(data['count'] for data in report['bad_data'].values()),
        ms=int(clock.now_msecs()) - began_msecs,
    )


def _end(recording: Recording, outcome: str, error: str | None) -> None:
    def work(transaction: store.Transaction) -> None:
        model = _get(transaction, recording.run_id)
        if model.outcome == RUNNING:
            model.outcome = outcome
        model.error = error
        model.ended_msecs = int(clock.now_msecs())
        _put_with(transaction, model, recording.report)

    store.run(work)


def beat(run_id: str) -> bool:
    """Records a heartbeat.

    Args:
        run_id: The run.

    Returns:
        Whether it still counts as running.
    """

    def work(transaction: store.Transaction) -> bool:
        model = _get(transaction, run_id)
        if model.outcome != RUNNING:
            return False
        model.heartbeat_msecs = int(clock.now_msecs())
        transaction.put(model)
        return True

    return store.run(work)


def keep_report(run_id: str, report: job_domain.JobReport) -> None:
    """Stores the report of a run, from any process."""
    store.run(
        lambda transaction: _put_with(
            transaction, _get(transaction, run_id), report
        )
    )


def _get(reader: store.Reader, run_id: str) -> job_models.JobRunModel:
    model = reader.get(job_models.JobRunModel, run_id)
    assert model is not None
    return model


def _put_with(
    transaction: store.Transaction,
    model: job_models.JobRunModel,
    report: job_domain.JobReport,
) -> None:
    stored = report.to_dict()
    model.counts, model.bad_data = stored['counts'], stored['bad_data']
    transaction.put(model)


def get_report(run_id: str) -> job_domain.JobReport:
    """Returns the report stored by `keep_report`."""
    model = _get(store.Reader(), run_id)
    return job_domain.JobReport.from_dict(
        {'counts': model.counts, 'bad_data': model.bad_data}
    )


def get_latest_runs(limit: int = feconf.MAX_JOB_RUNS_SHOWN) -> list[JobRun]:
    """Returns the latest runs of all jobs, most recent first."""
    models = store.stream(
        job_models.JobRunModel, order='-began_msecs', limit=limit
    )
    return [_to_run(_give_up_if_dead(model)) for model in models]


def get_last_run(name: str) -> JobRun | None:
    """Returns the last run of a job, or None."""
    models = store.stream(
        job_models.JobRunModel, [('name', '=', name)], '-began_msecs', 1
    )
    return next((_to_run(_give_up_if_dead(model)) for model in models), None)


def remove_old_runs(dry_run: bool) -> int:
    """Deletes all but the latest runs of each job.

    Args:
        dry_run: Whether to count without deleting.

    Returns:
        The number of runs deleted, or that would be.
    """
    old = [
        (job_models.JobRunModel, run_id)
        for job in job_domain.JOBS
        for run_id in itertools.islice(
            store.stream_ids(
                job_models.JobRunModel,
                [('name', '=', job.name)],
                '-began_msecs',
            ),
            feconf.MAX_STORED_JOB_RUNS,
            None,
        )
    ]
    if not dry_run:
        store.delete(old)
    return len(old)


def _give_up_if_dead(
    model: job_models.JobRunModel,
) -> job_models.JobRunModel:
    if not _is_dead(model):
        return model
    run_id = store.id_of(model)
    return store.run(lambda transaction: _give_up(transaction, run_id))


def _give_up(
    transaction: store.Transaction, run_id: str
) -> job_models.JobRunModel:
    model = _get(transaction, run_id)
    if _is_dead(model):
        model.outcome = DIED
        transaction.put(model)
    return model


def _is_dead(model: job_models.JobRunModel) -> bool:
    # Runs of earlier code had no heartbeat.
    last_msecs = model.heartbeat_msecs or model.began_msecs
    silence_msecs = clock.now_msecs() - last_msecs
    return (
        model.outcome == RUNNING
        and silence_msecs > 1000 * feconf.JOB_LEASE_SECS
    )


def _to_run(model: job_models.JobRunModel) -> JobRun:
    return JobRun(
        run_id=store.id_of(model),
        **{
            field.name: getattr(model, field.name)
            for field in dataclasses.fields(JobRun)
            if field.name != 'run_id'
        },
    )
