"""Loads and publishes the explorations in data/explorations.

    python3 -m scripts.load_demo_explorations [--data_dir DIR]

Skips explorations that exist or were deleted. Exits with 0 on success and with
2 after an error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from core.domain import exp_services, user_services
from core.platform import datastore
from scripts import store_command

DEFAULT_OWNER_ID = user_services.dev_user_id('creator@example.com')


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    return store_command.exit_status(lambda: _load(options))


def _load(options: argparse.Namespace) -> None:
    if options.data_dir:
        datastore.set_data_dir(options.data_dir)
    with datastore.context():
        if options.if_empty and exp_services.has_stored_anything():
            return
        exp_ids = exp_services.load_demo_explorations(options.owner_id)
    if exp_ids:
        print(f'Loaded the demo explorations {", ".join(exp_ids)}.')


def _parser() -> argparse.ArgumentParser:
    parser = store_command.parser(
        'load_demo_explorations',
        'Loads the demo explorations that do not exist yet.',
    )
    parser.add_argument(
        '--owner_id',
        default=DEFAULT_OWNER_ID,
        help='the user who will own them (default: %(default)s)',
    )
    parser.add_argument(
        '--if_empty',
        action='store_true',
        help='load nothing if there ever was an exploration',
    )
    return parser


if __name__ == '__main__':
    sys.exit(main())
