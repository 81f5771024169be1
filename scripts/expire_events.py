"""Deletes old events from the log; all figures stay as they are.

    python3 -m scripts.expire_events --older_than_days N [--data_dir DIR]
        [--exp_id ID]

May run while learners play. Exits with 0 when all that is old is deleted, with
1 when some of it has to wait for another run, and with 2 when it could not do
its work.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from google.api_core import exceptions

from core import errors
from core.domain import exp_services, stats_repair_services
from core.domain.scheduled_work import expiry_services
from core.platform import datastore

EXIT_WAITING = 1
EXIT_FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        expiry_services.require_days(options.older_than_days)
        datastore.use_existing_store(options.data_dir)
        with datastore.context():
            return _expire_all(options.exp_id, options.older_than_days)
    except (
        errors.EntityNotFoundError,
        errors.ValidationError,
        stats_repair_services.BusyError,
        exceptions.GoogleAPICallError,
        datastore.StoreError,
    ) as error:
        print(f'Error: {error}', file=sys.stderr)
        return EXIT_FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.expire_events',
        description='Deletes events of sessions whose last event is old. '
        'Before, what waits is folded and the counters are audited; all '
        'figures stay. May run while learners play.',
    )
    parser.add_argument(
        '--older_than_days',
        type=int,
        required=True,
        help='how long ago the last event of a session has to be',
    )
    parser.add_argument(
        '--data_dir', help='where the embedded store lies (default: .data)'
    )
    parser.add_argument(
        '--exp_id', help='the exploration to look at (default: all)'
    )
    return parser


def _expire_all(exp_id: str | None, older_than_days: int) -> int:
    exp_ids = [
        *exp_services.get_all_exploration_ids(),
        *exp_services.get_deleted_exploration_ids(),
    ]
    if exp_id is not None:
        exp_ids = [exp_id]
    num_left = 0
    for name in exp_ids:
        expiry = expiry_services.expire_events(name, older_than_days)
        print(
            f'{name}: {expiry.num_events} events of {expiry.num_sessions} '
            'sessions deleted'
        )
        if expiry.num_left:
            print(f'  {expiry.num_left} sessions have to wait for another run')
        num_left += expiry.num_left
    return EXIT_WAITING if num_left else 0


if __name__ == '__main__':
    sys.exit(main())
