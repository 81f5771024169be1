"""Writes the entities of an exported file to the store.

    python3 -m scripts.datastore_import FILE [--data_dir DIR]
        [--project PROJECT] [--dry_run] [--yes]

Writes to the Datastore that the application would use: the emulator or server
of DATASTORE_EMULATOR_HOST, Cloud Datastore with --project or credentials, else
the embedded store in --data_dir. Entities with the same keys are replaced, all
others stay; importing twice has the same effect as once. Asks first if the
store is not empty. Exits with 0 on success, with 1 if the user or the missing
--yes stopped it, and with 2 after an error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import tqdm

from core.platform import datastore
from core.platform.datastore import transfer
from scripts import store_command

EXIT_STOPPED = 1


def _parser() -> argparse.ArgumentParser:
    parser = store_command.parser(
        'datastore_import', 'Writes the entities of an exported file.'
    )
    parser.add_argument('file', help='a file that datastore_export wrote')
    parser.add_argument('--project', help='a project of Cloud Datastore')
    parser.add_argument(
        '--dry_run',
        action='store_true',
        help='print what would be written and replaced, and write nothing',
    )
    parser.add_argument(
        '--yes',
        action='store_true',
        help='do not ask if the store is not empty',
    )
    return parser


def _check(path: str) -> int:
    """Checks a whole file, so that no part of an invalid one is written."""
    with open(path, encoding='utf-8') as file:
        return transfer.check_file(file)


def _preview(path: str, count: int) -> str:
    with open(path, encoding='utf-8') as file:
        replaced = transfer.count_replaced(datastore.get_client(), file)
    return (
        f'{count - replaced} new entities would be written, and {replaced} '
        'replaced that are there.'
    )


def _may_write(options: argparse.Namespace, count: int) -> bool:
    """Asks before entities are replaced, unless `--yes` was given."""
    if options.yes or transfer.is_empty(datastore.get_client()):
        return True
    sys.stderr.write(
        f'The store is not empty. {_preview(options.file, count)}\n'
    )
    if not sys.stdin.isatty():
        sys.stderr.write('Nothing was written. Add --yes to write.\n')
        return False
    sys.stderr.write('Write? [y/N] ')
    sys.stderr.flush()
    is_yes = sys.stdin.readline().strip().lower() in ('y', 'yes')
    if not is_yes:
        sys.stderr.write('Nothing was written.\n')
    return is_yes


def _import(path: str, count: int) -> int:
    with (
        open(path, encoding='utf-8') as file,
        tqdm.tqdm(total=count, unit=' entities') as progress,
    ):
        client = datastore.get_client()
        return transfer.import_entities(client, file, progress.update)


def _run(options: argparse.Namespace) -> int:
    if options.data_dir:
        datastore.set_data_dir(options.data_dir)
    if options.project:
        datastore.set_project(options.project)
    count = _check(options.file)
    if options.dry_run:
        sys.stderr.write(_preview(options.file, count) + '\n')
        return 0
    if not _may_write(options, count):
        return EXIT_STOPPED
    written = _import(options.file, count)
    sys.stderr.write(f'{written} entities were written.\n')
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    return store_command.exit_status(lambda: _run(options))


if __name__ == '__main__':
    sys.exit(main())
