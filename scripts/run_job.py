"""Runs a job on the event log.

    python3 -m scripts.run_job NAME [--exp_id ID] [--dry_run]
        [--data_dir DIR] [--runner RUNNER] [arguments of the runner]

May run while learners play, concurrently with itself, and again after a crash.
Exits with 0 on success and with 2 after an error.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import pathlib
import sys
from collections.abc import Callable, Mapping, Sequence

import tqdm

from core.domain import exp_services
from core.domain.exp_migration import stored_explorations_services
from core.domain.fold import fold_services
from core.domain.job_runs import job_domain, job_run_services
from core.domain.scheduled_work import (
    keeping_fresh_services,
    sweep_services,
)
from core.platform import datastore
from scripts import store_command

_LOCAL_RUNNER = 'DirectRunner'

# Jobs that always process all data.
_ON_ALL_DATA: Mapping[str, Callable[..., job_run_services.Recording]] = {
    job_domain.MIGRATE_EXPLORATIONS: stored_explorations_services.run_as_job,
    job_domain.SWEEP: sweep_services.run_as_job,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options, others = _parser().parse_known_args(arguments)
    return store_command.exit_status(
        lambda: _print_report(options.name, _run(options, others))
    )


def _parser() -> argparse.ArgumentParser:
    parser = store_command.parser(
        'run_job',
        'Runs a job on the event log. May run while learners play.\n\njobs:\n'
        + '\n'.join(f'  {job.name}: {job.purpose}' for job in job_domain.JOBS),
    )
    parser.add_argument(
        'name',
        metavar='NAME',
        choices=[job.name for job in job_domain.JOBS],
        help='the job',
    )
    store_command.add_exp_id(parser)
    parser.add_argument(
        '--dry_run',
        action='store_true',
        help='change nothing, and print what there is to do',
    )
    parser.add_argument(
        '--runner',
        default=_LOCAL_RUNNER,
        help='the runner of Apache Beam, followed by its arguments '
        '(default: %(default)s, in this process)',
    )
    return parser


def _run(
    options: argparse.Namespace, others: Sequence[str]
) -> job_domain.JobReport:
    is_local = options.runner == _LOCAL_RUNNER
    if others and is_local:
        raise store_command.CannotRunError(f'what is {" ".join(others)}?')
    _choose_store(options.data_dir)
    with tqdm.tqdm(unit='', unit_scale=True, disable=None, leave=False) as bar:

        def on_progress(number: int) -> None:
            bar.update(number)

        if options.name == job_domain.SESSION_FOLD:
            if not is_local:
                raise store_command.CannotRunError(
                    'session_fold has no runner; drop it'
                )
            return _fold_sessions(options.exp_id, options.dry_run, on_progress)
        if options.name in _ON_ALL_DATA:
            if options.exp_id is not None or not is_local:
                raise store_command.CannotRunError(
                    f'{options.name} has no exp_id and no runner'
                )
            with datastore.context():
                return (
                    _ON_ALL_DATA[options.name](
                        dry_run=options.dry_run, on_progress=on_progress
                    )
                ).report
        return _run_pipeline(options, others, on_progress)


def _choose_store(data_dir: str | None) -> None:
    """Selects the store, also for the processes that a runner may start."""
    datastore.use_existing_store(data_dir)
    directory = pathlib.Path(datastore.get_data_dir())
    if (directory / datastore.FILE_NAME).is_file():
        os.environ['STATS_DATA_DIR'] = str(directory.resolve())


def _fold_sessions(
    exp_id: str | None, dry_run: bool, on_progress: Callable[[int], None]
) -> job_domain.JobReport:
    """Folds all waiting sessions, including open ones."""
    with datastore.context():
        if exp_id is not None:
            exp_services.get_latest_version(exp_id)
        if dry_run:
            report = job_domain.JobReport()
            report.counts['sessions waiting'] = fold_services.count_waiting(
                include_open=True, exp_id=exp_id
            )
            return report
        if exp_id is None:
            return keeping_fresh_services.bring_up_to_date(
                include_open=True, on_progress=on_progress
            ).report
        done = keeping_fresh_services.bring_exploration_up_to_date(
            exp_id, on_progress=on_progress
        )
        return job_domain.JobReport() if done is None else done.report


def _run_pipeline(
    options: argparse.Namespace,
    others: Sequence[str],
    on_progress: Callable[[int], None],
) -> job_domain.JobReport:
    if options.dry_run and options.name != job_domain.RECOMPUTE:
        raise store_command.CannotRunError(f'{options.name} has no --dry_run')
    if importlib.util.find_spec('apache_beam') is None:
        raise store_command.CannotRunError(
            f'{options.name} needs Apache Beam; please run '
            f'{sys.executable} -m pip install -r requirements-jobs.txt'
        )
    from core.jobs import progress, running

    with progress.reporting_to(on_progress):
        return running.run(
            options.name,
            exp_id=options.exp_id,
            dry_run=options.dry_run,
            runner=options.runner,
            runner_arguments=others,
        )


def _print_report(name: str, report: job_domain.JobReport) -> None:
    stored = report.to_dict()
    done = ', '.join(
        f'{count:,} {what}' for what, count in stored['counts'].items()
    )
    print(f'{name}: {done or "nothing to do"}')
    for reason, left_out in stored['bad_data'].items():
        print(f'  {left_out["count"]:,} left out: {reason}')
        for example in left_out['examples']:
            # As a literal, which escapes control characters.
            print(f'    {example!r}')


if __name__ == '__main__':
    sys.exit(main())
