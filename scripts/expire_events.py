"""Deletes old events from the log; all figures stay as they are.

    python3 -m scripts.expire_events --older_than_days N [--data_dir DIR]
        [--exp_id ID]

May run while learners play. Exits with 0 if all old events are deleted, with 1
if some have to wait for another run, and with 2 if one exploration failed; the
others are processed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from core.domain import exp_services
from core.domain.scheduled_work import expiry_services
from scripts import store_command

EXIT_WAITING = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    return store_command.exit_status(lambda: _run(options))


def _run(options: argparse.Namespace) -> int:
    expiry_services.require_days(options.older_than_days)
    with store_command.open_store(options.data_dir):
        return _expire_all(options.exp_id, options.older_than_days)


def _parser() -> argparse.ArgumentParser:
    parser = store_command.parser(
        'expire_events',
        'Deletes the events of sessions whose last event is old. First folds '
        'waiting sessions and audits the counters; all figures stay as they '
        'are. May run while learners play.',
    )
    store_command.add_exp_id(parser)
    parser.add_argument(
        '--older_than_days',
        type=int,
        required=True,
        help='the least age in days of the last event of a session',
    )
    return parser


def _expire_all(exp_id: str | None, older_than_days: int) -> int:
    exp_ids = [
        *exp_services.get_all_exploration_ids(),
        *exp_services.get_deleted_exploration_ids(),
    ]
    if exp_id is not None:
        exp_ids = [exp_id]
    return store_command.exit_status_of_all(
        exp_ids, lambda exp_id: _expire(exp_id, older_than_days)
    )


def _expire(exp_id: str, older_than_days: int) -> int:
    expiry = expiry_services.expire_events(exp_id, older_than_days)
    print(
        f'{exp_id}: {expiry.num_events} events of {expiry.num_sessions} '
        'sessions deleted'
    )
    if expiry.num_left:
        print(f'  {expiry.num_left} sessions have to wait for another run')
    return EXIT_WAITING if expiry.num_left else 0


if __name__ == '__main__':
    sys.exit(main())
