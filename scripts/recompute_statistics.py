"""Recomputes statistics from the event log, and repairs differing counters.

    python3 -m scripts.recompute_statistics [--data_dir DIR] [--exp_id ID]
        [--dry_run]

May run while learners play. Exits with 0 if nothing differed or all differences
were repaired, with 1 if --dry_run found one, and with 2 if an exploration could
not be recomputed; the others are processed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from core.domain import exp_services
from core.domain.scheduled_work import audit_services
from scripts import store_command

EXIT_DIFFERENT = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    return store_command.exit_status(lambda: _recompute_all(options))


def _parser() -> argparse.ArgumentParser:
    parser = store_command.parser(
        'recompute_statistics',
        'Recomputes statistics from the event log, prints differing counters '
        'and repairs them. May run while learners play.',
    )
    store_command.add_exp_id(parser)
    parser.add_argument(
        '--dry_run',
        action='store_true',
        help='change nothing; exit with 1 if something differs',
    )
    return parser


def _recompute_all(options: argparse.Namespace) -> int:
    with store_command.open_store(options.data_dir):
        exp_ids = [options.exp_id]
        if not options.exp_id:
            exp_ids = exp_services.get_all_exploration_ids()
        if not exp_ids:
            print('There are no explorations.')
        return store_command.exit_status_of_all(
            exp_ids, lambda exp_id: _recompute(exp_id, options.dry_run)
        )


def _recompute(exp_id: str, dry_run: bool) -> int:
    report = audit_services.recompute(exp_id, dry_run)
    _print_report(report)
    return EXIT_DIFFERENT if dry_run and report.num_differences else 0


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
    for difference in listed:
        # Literals escape control characters of the terminal.
        where = 'exploration'
        if difference['state_name'] is not None:
            where = f'state {difference["state_name"]!r}'
        print(
            f'  version {difference["exp_version"]}, {where}, '
            f'{difference["counter"]}: counted {difference["counted"]}, '
            f'by the log {difference["recomputed"]}'
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


if __name__ == '__main__':
    sys.exit(main())
