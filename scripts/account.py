"""Prints what an account has, or deletes it.

    python3 -m scripts.account export --email ADDRESS [--data_dir DIR]
    python3 -m scripts.account delete --email ADDRESS [--data_dir DIR]

Exits with 0 when it did its work, and with 2 when it could not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from google.api_core import exceptions

from core import errors
from core.domain import account_services
from core.platform import datastore

EXIT_FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        datastore.use_existing_store(options.data_dir)
        with datastore.context():
            if options.action == 'export':
                account = account_services.export_account(options.email)
                print(json.dumps(account, indent=2, ensure_ascii=False))
            else:
                account_services.delete_account(options.email)
                print('The account is deleted.')
    except (
        errors.EntityNotFoundError,
        errors.ValidationError,
        exceptions.GoogleAPICallError,
        datastore.StoreError,
    ) as error:
        print(f'Error: {error}', file=sys.stderr)
        return EXIT_FAILED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.account',
        description='Prints what an account has as JSON, or deletes the '
        'account with its roles.',
    )
    parser.add_argument('action', choices=('export', 'delete'))
    parser.add_argument('--email', required=True, help='its address')
    parser.add_argument(
        '--data_dir', help='where the embedded store lies (default: .data)'
    )
    return parser


if __name__ == '__main__':
    sys.exit(main())
