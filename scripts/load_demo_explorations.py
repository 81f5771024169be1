"""Loads the explorations in data/explorations, for everyone to play.

    python3 -m scripts.load_demo_explorations [--data_dir DIR]

An exploration that is there already, or was deleted, is left alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from google.api_core import exceptions

from core import errors
from core.domain import exp_services, user_services
from core.platform import datastore

DEFAULT_OWNER_ID = user_services.dev_user_id('creator@example.com')


def main(arguments: Sequence[str] | None = None) -> int:
    """Loads what is missing and says what it was; returns the exit code."""
    options = _parse(arguments)
    if options.data_dir:
        datastore.set_data_dir(options.data_dir)
    try:
        with datastore.context():
            exp_ids = _load(options)
    except (
        OSError,
        datastore.embedded.StoreError,
        errors.ValidationError,
        exceptions.GoogleAPICallError,
    ) as error:
        print(f'Error: {error}', file=sys.stderr)
        return 1
    if exp_ids:
        print(f'Loaded the demo explorations {", ".join(exp_ids)}.')
    return 0


def _load(options: argparse.Namespace) -> list[str]:
    if options.if_empty and exp_services.has_stored_anything():
        return []
    return exp_services.load_demo_explorations(options.owner_id)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.load_demo_explorations',
        description='Loads the demo explorations that are not there yet.',
    )
    parser.add_argument(
        '--data_dir', help='the folder that keeps the data (default: .data)'
    )
    parser.add_argument(
        '--owner_id',
        default=DEFAULT_OWNER_ID,
        help='the user they will belong to (default: %(default)s)',
    )
    parser.add_argument(
        '--if_empty',
        action='store_true',
        help='load nothing if there ever was an exploration',
    )
    return parser.parse_args(arguments)


if __name__ == '__main__':
    sys.exit(main())
