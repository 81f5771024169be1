"""Imports explorations: YAML, JSON, zip archives, or folders of them.

    python3 -m scripts.import_exploration FILE|ZIP|FOLDER … [--owner EMAIL]
        [--publish] [--dry_run] [--json] [--data_dir DIR]

Reads explorations of this project and of Oppia, and reports everything that
differs from the source with its path and line. Each file is imported
independently. Exits with 0 if all files are accepted, with 1 if some are not,
and with 2 if the command cannot run.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import os
import pathlib
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from core import feconf, settings
from core.domain import user_services
from core.domain.exp_migration import archives, import_services
from core.platform import datastore
from scripts import load_demo_explorations, store_command

_EXIT_REFUSED = 1

# By descending importance.
_HEADINGS = {
    'error': 'Errors',
    'not_published': 'Why it stays private',
    'placeholder': 'Cards whose question is missing here',
    'changed': 'Shown differently',
    'left_out': 'Left out',
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    return store_command.exit_status(lambda: _import(options))


def _import(options: argparse.Namespace) -> int:
    files = list(_files(options.sources))
    if options.data_dir:
        datastore.set_data_dir(options.data_dir)
    if options.dry_run:
        results = import_services.import_files(files, None, options.publish)
    else:
        with datastore.context():
            owner_id = _owner_id(options.owner)
            results = import_services.import_files(
                files, owner_id, options.publish
            )
    if options.json:
        print(json.dumps(_summary(results), indent=2, ensure_ascii=False))
    else:
        _print(results)
    refused = any(result.is_refused for result in results)
    return _EXIT_REFUSED if refused else 0


def _owner_id(email: str | None) -> str:
    if email is None:
        return load_demo_explorations.DEFAULT_OWNER_ID
    user = user_services.get_user_by_email(email)
    if user is not None:
        return user.user_id
    # Without Google sign-in, the user id follows from the address.
    if settings.current().google_client_id:
        raise store_command.CannotRunError(
            f'{email} has no account yet; sign in with it once'
        )
    return user_services.dev_user_id(email)


def _files(sources: Sequence[str]) -> Iterator[archives.SourceFile]:
    for source in sources:
        path = pathlib.Path(source)
        if not path.exists():
            raise store_command.CannotRunError(f'there is no {source}')
        yield from _files_of_folder(path) if path.is_dir() else _read(path)


def _files_of_folder(folder: pathlib.Path) -> Iterator[archives.SourceFile]:
    suffixes = (*archives.TEXT_SUFFIXES, '.zip')
    count = 0
    for parent, names, files in os.walk(folder):
        names[:] = sorted(
            name
            for name in names
            if name not in archives.ASSET_FOLDERS and name[0] != '.'
        )
        for name in sorted(files):
            path = pathlib.Path(parent, name)
            if path.suffix.lower() in suffixes and not path.is_symlink():
                count += 1
                if count > feconf.MAX_IMPORT_FILES:
                    raise store_command.CannotRunError(
                        f'{folder} has more than {feconf.MAX_IMPORT_FILES} '
                        'explorations; import them in parts'
                    )
                yield from _read(path)
    if not count:
        raise store_command.CannotRunError(
            f'{folder} has no files that end in {", ".join(suffixes)}'
        )


def _read(path: pathlib.Path) -> Iterator[archives.SourceFile]:
    size = path.stat().st_size
    if size > feconf.MAX_IMPORT_ARCHIVE_BYTES:
        yield archives.SourceFile(
            str(path),
            reason=f'the file has {size:,} bytes; it may have '
            f'{feconf.MAX_IMPORT_ARCHIVE_BYTES:,}',
        )
        return
    for file in archives.unpack(str(path), path.read_bytes()):
        yield file if file.assets else _with_assets(file, path)


def _with_assets(
    file: archives.SourceFile, path: pathlib.Path
) -> archives.SourceFile:
    """Adds the pictures in the folders next to a file."""
    assets = {
        file.name: functools.partial(_read_picture, file)
        for folder in archives.ASSET_FOLDERS
        for file in sorted((path.parent / folder).rglob('*'))
        if file.is_file() and not file.is_symlink()
    }
    return dataclasses.replace(file, assets=archives.Assets(assets))


def _read_picture(path: pathlib.Path) -> bytes:
    # One byte more than allowed, so that a larger file is refused.
    with path.open('rb') as file:
        return file.read(feconf.MAX_PICTURE_BYTES + 1)


def _summary(results: list[import_services.ImportResult]) -> dict[str, Any]:
    accepted = [
        {
            'file': result.name,
            'exp_id': result.exploration.exp_id if result.is_stored else None,
            'title': result.exploration.title,
            'num_states': len(result.exploration.states),
            'is_public': result.is_public,
        }
        for result in results
        if result.exploration is not None
    ]
    return {
        'num_files': len(results),
        'num_accepted': len(accepted),
        'accepted': accepted,
        'problems': {
            result.name: list(map(vars, result.problems)) for result in results
        },
    }


def _print(results: list[import_services.ImportResult]) -> None:
    for result in results:
        print(f'{result.name}: {_outcome(result)}')
        for kind, heading in _HEADINGS.items():
            problems = [
                problem for problem in result.problems if problem.kind == kind
            ]
            if problems:
                print(f'  {heading}:')
            for problem in problems:
                print(f'    {problem}')
    accepted = [result for result in results if result.exploration is not None]
    print(f'{len(accepted)} of {len(results)} accepted.')


def _outcome(result: import_services.ImportResult) -> str:
    if result.exploration is None:
        return 'refused' if result.is_refused else 'skipped'
    title = repr(result.exploration.title)
    if not result.is_stored:
        return f'can be imported as {title}; nothing is stored'
    status = 'public' if result.is_public else 'private'
    return f'imported as {title}, /create/{result.exploration.exp_id}, {status}'


def _parser() -> argparse.ArgumentParser:
    parser = store_command.parser(
        'import_exploration',
        'Imports explorations of this project and of Oppia: YAML, JSON, zip '
        'archives, or folders of them.',
    )
    parser.add_argument('sources', nargs='+', metavar='FILE|ZIP|FOLDER')
    parser.add_argument(
        '--owner',
        metavar='EMAIL',
        help='the account that will own them (default: the demo creator)',
    )
    parser.add_argument(
        '--publish',
        action='store_true',
        help='publish those that satisfy the rules for publishing',
    )
    parser.add_argument(
        '--dry_run', action='store_true', help='report only, store nothing'
    )
    parser.add_argument(
        '--json', action='store_true', help='print the summary as JSON'
    )
    return parser


if __name__ == '__main__':
    sys.exit(main())
