"""Counts statistics again from the event log, and repairs what differs.

    python3 -m scripts.recompute_statistics [--data_dir DIR] [--exp_id ID]
        [--dry_run]

May run while learners play. Exits with 0 when all is well (or repaired), with
1 when --dry_run found a difference, and with 2 when it could not do its work.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from google.api_core import exceptions

from core import errors
from core.domain import exp_services, stats_repair_services
from core.domain.scheduled_work import audit_services
from core.platform import datastore

EXIT_DIFFERENT = 1
EXIT_FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        datastore.use_existing_store(options.data_dir)
        with datastore.context():
            return _recompute_all(options.exp_id, options.dry_run)
    except errors.EntityNotFoundError as error:
        return _fail(str(error))
    except stats_repair_services.BusyError as error:
        return _fail(f'{error}; please run this again later')
    except exceptions.GoogleAPICallError as error:
        return _fail(f'the store does not answer: {error}')
    except datastore.StoreError as error:
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


def _recompute_all(exp_id: str | None, dry_run: bool) -> int:
    is_different = False
    exp_ids = [exp_id] if exp_id else exp_services.get_all_exploration_ids()
    for each in exp_ids:
        report = audit_services.recompute(each, dry_run)
        _print_report(report)
        is_different |= bool(report.num_differences)
    if not exp_ids:
        print('There are no explorations.')
    return EXIT_DIFFERENT if dry_run and is_different else 0


def _print_report(report: audit_services.AuditReport) -> None:
    what = 'nothing differs'
    if report.num_repaired:
        what = f'{report.num_repaired} counters differed, repaired'
    elif report.num_differences:
        what = f'{report.num_differences} counters differ, not repaired'
        what += ' (dry run)' * report.is_dry_run
    print(
        f'{report.exp_id}: {report.num_events} events of '
        f'{report.num_sessions} sessions: {what}'
    )
    listed = [*report.repaired, *report.differences]
    for each in listed:
        # As a literal: a name may hold what a terminal would obey.
        where = 'exploration'
        if each['state_name'] is not None:
            where = f'state {each["state_name"]!r}'
        print(
            f'  version {each["exp_version"]}, {where}, {each["counter"]}: '
            f'counted {each["counted"]}, by the log {each["recomputed"]}'
        )
    more = report.num_repaired + report.num_differences - len(listed)
    if more:
        print(f'  and {more} more')
    for violation in report.violations:
        print(f'  a rule is broken: {violation!r}')
    _print_left_out(report)


def _print_left_out(report: audit_services.AuditReport) -> None:
    for reason, left_out in sorted(report.bad_data.items()):
        print(f'  {left_out["count"]} events left out: {reason}')
        for example in left_out['examples']:
            print(f'    {example!r}')
    if report.num_open_sessions:
        print(
            f'  {report.num_open_sessions} sessions were reporting all the '
            'while and were left for the next run'
        )


def _fail(message: str) -> int:
    print(f'Error: {message}', file=sys.stderr)
    return EXIT_FAILED


if __name__ == '__main__':
    sys.exit(main())
