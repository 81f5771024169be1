"""Puts the entities of a file: `python3 -m scripts.datastore_import FILE`.

Writes to the Datastore that the application would use: the emulator or server
of DATASTORE_EMULATOR_HOST, Cloud Datastore with --project or credentials, else
the embedded store in --data_dir. Entities with the same keys are replaced, all
others stay; importing twice is importing once.
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
    return parser.parse_args(arguments)


def _import(path: str) -> int:
    with open(path, encoding='utf-8') as file:
        # First to the end, so that nothing of a bad file is written.
        count = transfer.check_file(file)
    with (
        open(path, encoding='utf-8') as file,
        tqdm.tqdm(total=count, unit=' entities') as progress,
    ):
        client = datastore.get_client()
        return transfer.import_entities(client, file, progress.update)


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
        count = _import(options.file)
    except (
        transfer.TransferError,
        StoreError,
        OSError,
        UnicodeDecodeError,
        exceptions.GoogleAPICallError,
    ) as error:
        sys.stderr.write(f'{error}\n')
        return 1
    sys.stderr.write(f'{count} entities were written.\n')
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
