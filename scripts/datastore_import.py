"""Puts the entities of a file: `python3 -m scripts.datastore_import FILE`.

Writes to the Datastore that the application would use: the emulator or server
of DATASTORE_EMULATOR_HOST, Cloud Datastore with --project or credentials, else
the embedded store in --data_dir. Entities with the same keys are replaced, all
others stay; importing twice is importing once. Where there are entities
already it asks first.
"""

from __future__ import annotations

import argparse
import sys

import tqdm
from google.api_core import exceptions

from core.platform import datastore
from core.platform.datastore import transfer
from core.platform.datastore.embedded import StoreError


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.datastore_import', allow_abbrev=False
    )
    parser.add_argument('file', help='what datastore_export wrote')
    parser.add_argument('--data_dir', help='where the embedded store lives')
    parser.add_argument('--project', help='a project of Cloud Datastore')
    parser.add_argument(
        '--dry_run',
        action='store_true',
        help='say what would be written and replaced, and write nothing',
    )
    parser.add_argument(
        '--yes',
        action='store_true',
        help='write without asking, also where there are entities already',
    )
    return parser.parse_args(arguments)


def _check(path: str) -> int:
    """Reads a file to its end, so that nothing of a bad one is written."""
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
    """Asks before anything is written over."""
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
    count = _check(options.file)
    if options.dry_run:
        sys.stderr.write(_preview(options.file, count) + '\n')
        return 0
    if not _may_write(options, count):
        return 1
    written = _import(options.file, count)
    sys.stderr.write(f'{written} entities were written.\n')
    return 0


def main(arguments: list[str]) -> int:
    """Imports.

    Args:
        arguments: The command line without the program.

    Returns:
        The exit status.
    """
    options = _parse(arguments)
    if options.data_dir:
        datastore.set_data_dir(options.data_dir)
    if options.project:
        datastore.set_project(options.project)
    try:
        return _run(options)
    except (
        transfer.TransferError,
        StoreError,
        OSError,
        UnicodeDecodeError,
        exceptions.GoogleAPICallError,
    ) as error:
        sys.stderr.write(f'{error}\n')
        return 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
