"""Runs the pipeline of a job and collects its report."""

from __future__ import annotations

from collections.abc import Sequence

import apache_beam as beam
from apache_beam.options import pipeline_options
from apache_beam.runners.runner import create_runner

from core import errors
from core.domain import exp_services
from core.domain.job_runs import job_domain, job_run_services
from core.jobs import job_reports, pipelines
from core.platform import datastore

LOCAL_RUNNER = 'DirectRunner'

# Runs LOCAL_RUNNER. Beam's own DirectRunner would first try to download and
# start a runner written in Go.
_FN_API_RUNNER = 'apache_beam.runners.portability.fn_api_runner.FnApiRunner'


def run(
    name: str,
    *,
    exp_id: str | None = None,
    dry_run: bool = False,
    runner: str = LOCAL_RUNNER,
    runner_arguments: Sequence[str] = (),
) -> job_domain.JobReport:
    """Runs a job and waits for it.

    Args:
        name: The job, one of `pipelines.NAMES`.
        exp_id: The only exploration to process; None for all.
        dry_run: Whether to change nothing; only for recompute_statistics.
        runner: The name of the Beam runner.
        runner_arguments: Additional arguments of the runner.

    Returns:
        The report.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        ValidationError: The runner is unknown or lacks an argument.
    """
    check_runner(runner, runner_arguments)
    with datastore.context():
        if exp_id is None:
            exp_ids = exp_services.get_all_exploration_ids()
        else:
            exp_services.get_latest_version(exp_id)
            exp_ids = [exp_id]
        with job_run_services.record_run(
            name, exp_id=exp_id, dry_run=dry_run, runner=runner
        ) as recording:
            options = pipeline_options_for(runner, runner_arguments)
            with beam.Pipeline(options=options) as pipeline:
                reports = pipelines.build(pipeline, name, exp_ids, dry_run)
                reports | job_reports.StoreReport(recording.run_id)
            recording.report = job_run_services.get_report(recording.run_id)
    return recording.report


def check_runner(runner: str, arguments: Sequence[str]) -> None:
    """Checks that a runner exists and has its required arguments.

    Args:
        runner: The name of the Beam runner.
        arguments: Its additional arguments.

    Raises:
        ValidationError: The runner is unknown, or an argument is missing.
    """
    try:
        create_runner(runner)
    except (AttributeError, ImportError, ValueError) as error:
        raise errors.ValidationError(
            f'Apache Beam has no runner {runner}', 'runner'
        ) from error
    if not runner.endswith('DataflowRunner'):
        return
    if not datastore.is_cloud():
        raise errors.ValidationError(
            f'{runner} works on Cloud Datastore alone; please name its '
            'credentials in GOOGLE_APPLICATION_CREDENTIALS',
            'runner',
        )
    options = pipeline_options_for(runner, arguments)
    cloud = options.view_as(pipeline_options.GoogleCloudOptions)
    workers = options.view_as(pipeline_options.WorkerOptions)
    setup = options.view_as(pipeline_options.SetupOptions)
    given = {
        '--project': cloud.project,
        '--region': cloud.region,
        '--temp_location=gs://…': (cloud.temp_location or '').startswith(
            'gs://'
        ),
        '--setup_file or --sdk_container_image, so that the workers have '
        'this project': setup.setup_file or workers.sdk_container_image,
    }
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise errors.ValidationError(
            f'{runner} needs {"; ".join(missing)}', 'runner'
        )


def pipeline_options_for(
    runner: str = LOCAL_RUNNER, arguments: Sequence[str] = ()
) -> pipeline_options.PipelineOptions:
    """Builds the Beam options of a runner and its arguments."""
    is_local = runner == LOCAL_RUNNER
    flags = [f'--runner={_FN_API_RUNNER if is_local else runner}', *arguments]
    if is_local:
        # One worker in this process, which uses its open store.
        flags += ['--direct_running_mode=in_memory', '--direct_num_workers=1']
    options = pipeline_options.PipelineOptions(flags)
    # Remote workers have the project installed (see `check_runner`).
    options.view_as(pipeline_options.SetupOptions).save_main_session = False
    return options
