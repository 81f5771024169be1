"""Options and error handling of the commands that work on the store."""

from __future__ import annotations

import argparse
import contextlib
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator

from google.api_core import exceptions

from core import errors
from core.domain import stats_repair_services
from core.platform import datastore
from core.platform.datastore import transfer

EXIT_FAILED = 2


class CannotRunError(Exception):
    """A command cannot run; the message is one line for the user."""


# Expected errors of one exploration, and of the whole command.
_OF_ONE_EXPLORATION = (
    errors.EntityNotFoundError,
    stats_repair_services.BusyError,
)
_OF_COMMAND = (
    CannotRunError,
    datastore.StoreError,
    errors.ValidationError,
    exceptions.GoogleAPICallError,
    transfer.TransferError,
    sqlite3.Error,
    OSError,
    UnicodeDecodeError,
)


def parser(name: str, description: str) -> argparse.ArgumentParser:
    """Returns a parser with --data_dir.

    Args:
        name: The module of the command, below `scripts`.
        description: The description of the command for --help.
    """
    made = argparse.ArgumentParser(
        prog=f'python3 -m scripts.{name}',
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument(
        '--data_dir',
        help='the directory of the embedded store (default: .data)',
    )
    return made


def add_exp_id(made: argparse.ArgumentParser) -> None:
    """Adds --exp_id to a parser."""
    made.add_argument(
        '--exp_id', help='the exploration to work on (default: all)'
    )


@contextlib.contextmanager
def open_store(data_dir: str | None) -> Iterator[None]:
    """Opens an existing store while the block runs.

    Raises:
        StoreError: The directory has no store.
    """
    datastore.use_existing_store(data_dir)
    with datastore.context():
        yield


def exit_status(work: Callable[[], int | None]) -> int:
    """Runs the work of a command, and prints its error in one line.

    Args:
        work: Returns an exit status, or None for success.

    Returns:
        The exit status; EXIT_FAILED after an error.
    """
    try:
        return work() or 0
    except (*_OF_ONE_EXPLORATION, *_OF_COMMAND) as error:
        return _report(error)


def exit_status_of_all(
    exp_ids: Iterable[str], work: Callable[[str], int]
) -> int:
    """Processes explorations; continues after one that is busy or missing.

    Args:
        exp_ids: The explorations.
        work: Processes an exploration and returns its exit status.

    Returns:
        The highest exit status; 0 without explorations.
    """
    highest = 0
    for exp_id in exp_ids:
        try:
            status = work(exp_id)
        except _OF_ONE_EXPLORATION as error:
            status = _report(error)
        highest = max(highest, status)
    return highest


def _report(error: Exception) -> int:
    message = str(error)
    if isinstance(error, exceptions.GoogleAPICallError):
        message = f'the store does not answer: {error}'
    elif isinstance(error, stats_repair_services.BusyError):
        message = f'{error}; please run this again later'
    print(f'Error: {message}', file=sys.stderr)
    return EXIT_FAILED
