"""Counts statistics again from the event log, and repairs what differs.

    python3 -m scripts.recompute_statistics [--data_dir DIR] [--exp_id ID]
        [--dry_run]

May run while learners play. Exits with 0 when all is well (or repaired), with
1 when --dry_run found a difference, and with 2 when it could not do its work.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
from collections.abc import Sequence

from google.api_core import exceptions

from core import errors
from core.domain import (
    exp_services,
    stats_recompute_services,
    stats_repair_services,
)
from core.platform import datastore

EXIT_DIFFERENT = 1
EXIT_FAILED = 2

_EMULATOR = 'DATASTORE_EMULATOR_HOST'


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    if not _choose_store(options.data_dir):
        return EXIT_FAILED
    try:
        with datastore.context():
            return _recompute_all(options.exp_id, options.dry_run)
    except errors.EntityNotFoundError as error:
        return _fail(str(error))
    except stats_repair_services.BusyError as error:
        return _fail(f'{error}; please run this again later')
    except exceptions.GoogleAPICallError as error:
        return _fail(f'the store does not answer: {error}')
    except datastore.embedded.StoreError as error:
        return _fail(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.recompute_statistics',
        description='Counts statistics again from the event log, prints what '
        'differs and repairs it. May run while learners play.',
    )
    parser.add_argument(
        '--data_dir',
        help='where the embedded store lies (default: .data)',
    )
    parser.add_argument(
        '--exp_id', help='the exploration to look at (default: all)'
    )
    parser.add_argument(
        '--dry_run',
        action='store_true',
        help='change nothing; exit with 1 when something differs',
    )
    return parser


def _choose_store(data_dir: str | None) -> bool:
    """Makes the store of this process that in a directory."""
    if os.environ.get(_EMULATOR):
        return True
    directory = data_dir or datastore.get_data_dir()
    if not (pathlib.Path(directory) / datastore.FILE_NAME).is_file():
        # Opening it would make an empty one, and all would seem well.
        _fail(f'there is no store in {directory}')
        return False
    if data_dir:
        datastore.set_data_dir(data_dir)
    return True


def _recompute_all(exp_id: str | None, dry_run: bool) -> int:
    is_different = False
    exp_ids = [exp_id] if exp_id else exp_services.get_all_exploration_ids()
    for each in exp_ids:
        report = stats_recompute_services.recompute(each, dry_run)
        _print_report(report, dry_run)
        is_different |= bool(report.differences)
    if not exp_ids:
        print('There are no explorations.')
    return EXIT_DIFFERENT if dry_run and is_different else 0


def _print_report(
    report: stats_recompute_services.Report, dry_run: bool
) -> None:
    differences = report.differences
    what = 'nothing differs'
    if differences:
        done = 'not repaired (dry run)' if dry_run else 'repaired'
        what = f'{len(differences)} counters differ, {done}'
    print(
        f'{report.exp_id}: {report.num_events} events of '
        f'{report.num_sessions} sessions: {what}'
    )
    for each in differences:
        # As a literal: a name may hold what a terminal would obey.
        where = 'exploration'
        if each.state_name is not None:
            where = f'state {each.state_name!r}'
        print(
            f'  version {each.exp_version}, {where}, {each.counter}: '
            f'counted {each.counted}, by the log {each.recomputed}'
        )
    for reason, count in sorted(report.unusable_events.items()):
        print(f'  {count} events left out: {reason}')
        for example in report.examples[reason]:
            print(f'    {example!r}')
    if report.unsettled_sessions:
        print(
            f'  {report.unsettled_sessions} sessions were reporting all the '
            'while and were left for the next run'
        )


def _fail(message: str) -> int:
    print(f'Error: {message}', file=sys.stderr)
    return EXIT_FAILED


if __name__ == '__main__':
    sys.exit(main())
