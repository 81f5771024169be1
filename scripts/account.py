"""Prints the data of an account, or deletes it.

    python3 -m scripts.account export --email ADDRESS [--data_dir DIR]
    python3 -m scripts.account delete --email ADDRESS [--data_dir DIR]

Exits with 0 on success and with 2 after an error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from core.domain import account_services
from scripts import store_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    return store_command.exit_status(lambda: _run(options))


def _run(options: argparse.Namespace) -> None:
    with store_command.open_store(options.data_dir):
        if options.action == 'export':
            account = account_services.export_account(options.email)
            print(json.dumps(account, indent=2, ensure_ascii=False))
        else:
            account_services.delete_account(options.email)
            print('The account is deleted.')


def _parser() -> argparse.ArgumentParser:
    parser = store_command.parser(
        'account',
        'Prints the data of an account as JSON, or deletes the account with '
        'its roles.',
    )
    parser.add_argument('action', choices=('export', 'delete'))
    parser.add_argument('--email', required=True, help='its address')
    return parser


if __name__ == '__main__':
    sys.exit(main())
