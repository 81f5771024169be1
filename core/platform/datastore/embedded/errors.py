"""Errors: responses to requests, and stores that cannot be opened."""

from __future__ import annotations

import sqlite3

import grpc

from core.platform.datastore.embedded.protos import Pb


class StatusError(Exception):
    """A request fails with a gRPC status.

    Args:
        code: The status, chosen as Cloud Datastore chooses it.
        message: The reason, for the author of the request.
    """

    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class StoreError(Exception):
    """The store's file cannot be used; nothing in it was changed."""


class DamagedStoreError(StoreError):
    """The store's file is damaged and must be restored."""


def of_sqlite(error: sqlite3.Error) -> StatusError:
    """Returns the status of a request that failed in SQLite."""
    name = getattr(error, 'sqlite_errorname', '')
    # At a quota or a limit on the size of files, SQLite reports a write error.
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
        error: The exception; a UnicodeDecodeError if SQLite quotes damaged
            text in its message.
    """
    if isinstance(error, UnicodeDecodeError):
        return True
    name = getattr(error, 'sqlite_errorname', '')
    return name.startswith(('SQLITE_CORRUPT', 'SQLITE_NOTADB'))


def invalid(message: str) -> StatusError:
    """Returns the status of a request that is always invalid."""
    return StatusError(grpc.StatusCode.INVALID_ARGUMENT, message)


def unimplemented(field: str) -> StatusError:
    """Returns the status of a request with an unsupported field."""
    return StatusError(
        grpc.StatusCode.UNIMPLEMENTED,
        f'The embedded store does not support {field}.',
    )


def refuse_fields(message: Pb, *names: str) -> None:
    """Refuses fields that this store would otherwise ignore.

    Raises:
        StatusError: The message has one of them.
    """
    for name in names:
        if message.HasField(name):
            raise unimplemented(name)


def aborted(message: str) -> StatusError:
    """Returns the status of a transaction that conflicts with another."""
    return StatusError(grpc.StatusCode.ABORTED, message)


def failed_precondition(message: str) -> StatusError:
    """Returns the status of a request that the current state forbids."""
    return StatusError(grpc.StatusCode.FAILED_PRECONDITION, message)


def contention() -> StatusError:
    """Returns the status of a transaction whose reads are outdated."""
    return aborted(
        'Aborted due to cross-transaction contention. This occurs when '
        'multiple transactions attempt to access the same data, requiring '
        'Datastore to abort at least one in order to enforce serializability.'
    )
