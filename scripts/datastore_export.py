"""Writes all entities to a file: `python3 -m scripts.datastore_export FILE`.

Reads the Datastore that the application would use: the emulator or server of
DATASTORE_EMULATOR_HOST, Cloud Datastore with --project or credentials, else
the embedded store in --data_dir.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from typing import IO, Any

import tqdm
from google.api_core import exceptions

from core.platform import datastore
from core.platform.datastore import transfer
from core.platform.datastore.embedded import StoreError, salvage

# That of the embedded store.
_PROJECT = 'local'


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.datastore_export', allow_abbrev=False
    )
    parser.add_argument('file', help='the file to write')
    parser.add_argument('--data_dir', help='where the embedded store lives')
    parser.add_argument('--project', help='a project of Cloud Datastore')
    parser.add_argument(
        '--salvage',
        metavar='DAMAGED',
        help='read this damaged file of an embedded store instead, and leave '
        'out what is not readable',
    )
    return parser.parse_args(arguments)


def _salvaged(path: str) -> Iterator[Any]:
    num_damaged = 0
    for each in salvage.entities(path):
        if each is None:
            num_damaged += 1
        else:
            yield each
    sys.stderr.write(f'{num_damaged} entities or more are not readable.\n')


def _write(
    options: argparse.Namespace, file: IO[str], on_entity: Callable[[], object]
) -> int:
    if options.salvage:
        found = _salvaged(options.salvage)
        return transfer.write_entities(_PROJECT, found, file, on_entity)
    client = datastore.get_client()
    return transfer.export_entities(client, file, on_entity)


def _open_private(path: str, flags: int) -> int:
    # It has the addresses of creators, and of Cloud Datastore also the key
    # that signs sessions.
    return os.open(path, flags, 0o600)


def _export(options: argparse.Namespace) -> int:
    path = options.file
    # Written beside and renamed when whole, so that a file with the right
    # name is always a whole export.
    partial = f'{path}.partial'
    with (
        open(partial, 'w', encoding='utf-8', opener=_open_private) as file,
        tqdm.tqdm(unit=' entities') as progress,
    ):
        count = _write(options, file, progress.update)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
    return count


def main(arguments: list[str]) -> int:
    """Exports.

    Args:
        arguments: The command line without the program.

    Returns:
        The exit status.
    """
    options = _parse(arguments)
    if options.project:
        datastore.set_project(options.project)
    try:
        if not options.salvage:
            datastore.use_existing_store(options.data_dir)
        count = _export(options)
    except (
        StoreError,
        OSError,
        sqlite3.Error,
        exceptions.GoogleAPICallError,
    ) as error:
        sys.stderr.write(f'{error}\n')
        return 1
    sys.stderr.write(f'{count} entities are in {options.file}.\n')
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
