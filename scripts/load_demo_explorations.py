"""Loads the explorations in data/explorations, for everyone to play.

    python3 -m scripts.load_demo_explorations [--data_dir DIR] [--owner_id ID]

An exploration that is there already, or was deleted, is left alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from core.domain import exp_services, user_services
from core.platform import datastore

DEFAULT_OWNER_ID = user_services.dev_user_id('creator@example.com')


def main(argv: Sequence[str] | None = None) -> int:
    """Loads what is missing and says what it was.

    Args:
        argv: The arguments; those of the process by default.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.load_demo_explorations',
        description='Loads the demo explorations that are not there yet.',
    )
    parser.add_argument(
        '--data_dir', help='where the embedded datastore keeps its file'
    )
    parser.add_argument(
        '--owner_id',
        default=DEFAULT_OWNER_ID,
        help='the user they will belong to (default: %(default)s)',
    )
    options = parser.parse_args(argv)
    if options.data_dir:
        datastore.set_data_dir(options.data_dir)
    with datastore.context():
        exp_ids = exp_services.load_demo_explorations(options.owner_id)
    print(f'Loaded: {", ".join(exp_ids)}' if exp_ids else 'Nothing to load.')
    return 0


def load_into_empty_store(owner_id: str = DEFAULT_OWNER_ID) -> list[str]:
    """Loads the demo explorations if there never was any exploration.

    Args:
        owner_id: The user they will belong to.

    Returns:
        The ids of what was loaded.
    """
    with datastore.context():
        if exp_services.has_stored_anything():
            return []
        return exp_services.load_demo_explorations(owner_id)


if __name__ == '__main__':
    sys.exit(main())
