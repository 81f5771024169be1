"""Errors: responses to requests, and stores that cannot be opened."""

from __future__ import annotations

import sqlite3

import grpc


class StatusError(Exception):
    """A request is answered with a gRPC status other than OK.

    Args:
        code: The status, chosen as Cloud Datastore chooses it.
        message: Why, for the person who wrote the request.
    """

    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class StoreError(Exception):
    """The store's file cannot be used; nothing in it was changed."""


class DamagedStoreError(StoreError):
    """The store's file is damaged, and has to be restored."""


def of_sqlite(error: sqlite3.Error) -> StatusError:
    """Returns the answer to a request that SQLite could not do."""
    name = getattr(error, 'sqlite_errorname', '')
    # At a quota, or the largest size that a file may have, SQLite speaks of an
    # error in writing.
    if name.startswith(('SQLITE_FULL', 'SQLITE_IOERR_WRITE')):
        code = grpc.StatusCode.RESOURCE_EXHAUSTED
    elif name.startswith(('SQLITE_BUSY', 'SQLITE_LOCKED')):
        code = grpc.StatusCode.ABORTED
    elif name.startswith('SQLITE_READONLY'):
        code = grpc.StatusCode.FAILED_PRECONDITION
    elif is_damage(error):
        code = grpc.StatusCode.DATA_LOSS
    else:
        code = grpc.StatusCode.INTERNAL
    return StatusError(
        code, f'Nothing was written: {error} ({name or "SQLite"}).'
    )


def is_damage(error: Exception) -> bool:
    """Whether SQLite reports that its file is damaged.

    Args:
        error: The exception. If the damage is in text that SQLite quotes in
            its message, Python cannot decode that.
    """
    if isinstance(error, UnicodeDecodeError):
        return True
    name = getattr(error, 'sqlite_errorname', '')
    return name.startswith(('SQLITE_CORRUPT', 'SQLITE_NOTADB'))


def invalid(message: str) -> StatusError:
    """Returns the answer to a request that no state of the store allows."""
    return StatusError(grpc.StatusCode.INVALID_ARGUMENT, message)


def aborted(message: str) -> StatusError:
    """Returns the answer to a transaction that met another one."""
    return StatusError(grpc.StatusCode.ABORTED, message)


def failed_precondition(message: str) -> StatusError:
    """Returns the answer to a request that another state would allow."""
    return StatusError(grpc.StatusCode.FAILED_PRECONDITION, message)


def contention() -> StatusError:
    """Returns the answer to a transaction whose reads are not true any more."""
    return aborted(
        'Aborted due to cross-transaction contention. This occurs when '
        'multiple transactions attempt to access the same data, requiring '
        'Datastore to abort at least one in order to enforce serializability.'
    )
