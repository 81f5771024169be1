"""Writes all entities to a file.

    python3 -m scripts.datastore_export FILE [--data_dir DIR]
        [--project PROJECT] [--salvage DAMAGED]

Reads the Datastore that the application would use: the emulator or server of
DATASTORE_EMULATOR_HOST, Cloud Datastore with --project or credentials, else
the embedded store in --data_dir. Exits with 0 on success and with 2 after an
error.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

import tqdm

from core.platform import datastore
from core.platform.datastore import transfer
from core.platform.datastore.embedded import salvage
from scripts import store_command

# The project of the embedded store.
_PROJECT = 'local'


def _parser() -> argparse.ArgumentParser:
    parser = store_command.parser(
        'datastore_export', 'Writes all entities to a file.'
    )
    parser.add_argument('file', help='the file to write')
    parser.add_argument('--project', help='a project of Cloud Datastore')
    parser.add_argument(
        '--salvage',
        metavar='DAMAGED',
        help='read this damaged file of an embedded store instead, without '
        'what is not readable',
    )
    return parser


def _salvage(path: str) -> Iterator[Any]:
    num_damaged = 0
    for entity in salvage.entities(path):
        if entity is None:
            num_damaged += 1
        else:
            yield entity
    sys.stderr.write(f'{num_damaged} entities or more are not readable.\n')


def _write(
    options: argparse.Namespace, file: IO[str], on_entity: Callable[[], object]
) -> int:
    if options.salvage:
        entities = _salvage(options.salvage)
        return transfer.write_entities(_PROJECT, entities, file, on_entity)
    client = datastore.get_client()
    return transfer.export_entities(client, file, on_entity)


def _open_private(path: str, flags: int) -> int:
    # The file contains the e-mail addresses of creators and, from Cloud
    # Datastore, the key that signs sessions.
    return os.open(path, flags, 0o600)


def _export(options: argparse.Namespace) -> int:
    path = options.file
    # Renamed at the end, so that a file with this name is always complete.
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    return store_command.exit_status(lambda: _run(options))


def _run(options: argparse.Namespace) -> None:
    if options.project:
        datastore.set_project(options.project)
    if not options.salvage:
        datastore.use_existing_store(options.data_dir)
    count = _export(options)
    sys.stderr.write(f'{count} entities are in {options.file}.\n')


if __name__ == '__main__':
    sys.exit(main())
