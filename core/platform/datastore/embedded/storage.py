"""The SQLite file and its connections.

WAL mode lets readers keep their snapshot while one writer commits, across
threads and processes; `synchronous=FULL` makes SQLite wait for the disk before
a commit is acknowledged.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.platform import pauses
from core.platform.datastore.embedded import errors, layout
from core.platform.datastore.embedded.health import Health
from core.platform.datastore.embedded.scratch import ScratchFile

# Seconds to wait for the commit of another process.
BUSY_SECS = 60.0

# Seconds between two attempts: less than a commit takes.
_PAUSE_SECS = 0.0005

# Seconds of a commit above which most of its time is spent waiting for the
# disk.
_SLOW_COMMIT_SECS = 0.003

# PRAGMAs of each connection.
_PRAGMAS = (
    # In KiB, because it is negative.
    'PRAGMA cache_size=-16000',
    # Deleted data need not be overwritten with zeros.
    'PRAGMA secure_delete=OFF',
    # Pages (16 MB) after which SQLite copies the log into the database. Events
    # have random keys: with 1000, it would copy most pages many times more.
    'PRAGMA wal_autocheckpoint=4000',
    # Bytes to which the write-ahead log is truncated after it grew larger.
    'PRAGMA journal_size_limit=67108864',
)


class StoreConnection(sqlite3.Connection):
    """A connection to a store."""

    # Whether it also reads uncommitted data.
    is_writing = False


# Connections inherited through fork. SQLite forbids using or closing them in
# the child, so this list protects them from the garbage collector.
_inherited: list[StoreConnection] = []

_all_files: weakref.WeakSet[StoreFile] = weakref.WeakSet()


class StoreFile:
    """A store on disk and the connections of this process to it.

    Only one connection writes: it caches the pages that it has read and
    written, whereas each commit invalidates the caches of the others. Among
    the connections that read, the last used one is reused first, for the same
    reason.

    Args:
        path: The file, created if missing; `:memory:` for a store of this
            process that disappears when closed.
    """

    def __init__(self, path: str) -> None:
        self._scratch = ScratchFile() if path == ':memory:' else None
        self.path = self._scratch.path if self._scratch else path
        self.health = Health(self.path)
        self._synchronous = 'OFF' if self._scratch else 'FULL'
        self._write_lock = threading.RLock()
        self._connections: set[StoreConnection] = set()
        self._idle: list[StoreConnection] = []
        self._writer: StoreConnection | None = None
        self._is_closed = False
        self._is_disk_slow = False
        self._fork_callbacks: list[Callable[[], None]] = []
        self._open()
        _all_files.add(self)

    def _open(self) -> None:
        layout.check_foreign(self.path)
        connection = self._connect()
        try:
            layout.prepare(connection, self.path)
            if not self._scratch:
                self.health.check(connection)
                layout.grow_log(connection, self.path)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            connection.close()
            raise self._open_error(error) from error
        except errors.StoreError:
            connection.close()
            raise
        self._idle.append(connection)

    def _connect(self, waits: bool = True) -> StoreConnection:
        try:
            connection = sqlite3.connect(
                self.path,
                timeout=BUSY_SECS if waits else 0,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=256,
                factory=StoreConnection,
            )
            connection.execute(f'PRAGMA synchronous={self._synchronous}')
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._open_error(error) from error
        self._connections.add(connection)
        return connection

    def _open_error(
        self, error: sqlite3.Error | UnicodeDecodeError
    ) -> errors.StoreError:
        if errors.is_damage(error):
            return self.health.record_damage(str(error))
        return errors.StoreError(
            f'The store {self.path} does not open: {error}. Nothing was '
            'changed.'
        )

    def acquire(self) -> StoreConnection:
        """Returns a connection outside any transaction."""
        self._check_open()
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def acquire_snapshot(self) -> StoreConnection:
        """Returns a connection that sees one commit until it is released."""
        connection = self.acquire()
        connection.execute('BEGIN')
        return connection

    def release(self, connection: StoreConnection) -> None:
        """Takes back a connection and ends its transaction, if any."""
        if connection.in_transaction:
            connection.execute('ROLLBACK')
        if self._is_closed:
            self._close_connection(connection)
        else:
            self._idle.append(connection)

    @contextmanager
    def reader(self) -> Iterator[StoreConnection]:
        """Provides a connection with a snapshot of the last commit."""
        connection = self.acquire_snapshot()
        try:
            yield connection
        finally:
            self.release(connection)

    @contextmanager
    def writer(self) -> Iterator[StoreConnection]:
        """Provides a connection inside a write transaction.

        Commits when the block ends, rolls back when it raises.
        """
        with self._write_lock:
            self._check_open()
            if self._writer is None:
                self._writer = self._connect(waits=False)
            with self._committing(self._writer):
                _begin_to_write(self._writer)
                yield self._writer

    @contextmanager
    def _committing(self, connection: StoreConnection) -> Iterator[None]:
        """Commits what the block writes; rolls back when it raises."""
        connection.is_writing = True
        try:
            yield
            self._commit(connection)
        except BaseException as error:
            if connection.in_transaction:
                connection.execute('ROLLBACK')
            if isinstance(error, sqlite3.Error):
                raise errors.of_sqlite(error) from error
            raise
        finally:
            connection.is_writing = False

    def _commit(self, connection: StoreConnection) -> None:
        began_secs = time.monotonic()
        # On a fast disk, switching threads would take longer than the commit.
        with pauses.pause(self._is_disk_slow):
            connection.execute('COMMIT')
        secs = time.monotonic() - began_secs
        self._is_disk_slow = secs > _SLOW_COMMIT_SECS

    def _check_open(self) -> None:
        if self._is_closed:
            raise errors.StoreError(f'The store {self.path} is closed.')

    def _close_connection(self, connection: StoreConnection) -> None:
        connection.close()
        self._connections.discard(connection)

    def close(self) -> None:
        """Closes all connections, which deletes a store in memory."""
        with self._write_lock:
            if self._is_closed:
                return
            self._is_closed = True
            if self._writer is not None:
                self._close_connection(self._writer)
            while self._idle:
                self._close_connection(self._idle.pop())
            if self._scratch:
                self._scratch.remove()

    def on_fork(self, callback: Callable[[], None]) -> None:
        """Registers a function to be called in forked children."""
        self._fork_callbacks.append(callback)

    def forget_connections(self) -> None:
        """Abandons the connections inherited from the parent process."""
        _inherited.extend(self._connections)
        self._connections = set()
        self._idle = []
        self._writer = None
        self._write_lock = threading.RLock()
        if self._scratch:
            self._scratch.disown()
        for callback in self._fork_callbacks:
            callback()


def _begin_to_write(connection: StoreConnection) -> None:
    """Begins a write transaction, waiting for those of other processes.

    SQLite's own pauses between attempts grow to a tenth of a second, in which
    a process that does not wait commits ten times.
    """
    end = time.monotonic() + BUSY_SECS
    while True:
        try:
            connection.execute('BEGIN IMMEDIATE')
            return
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > end:
                raise
        time.sleep(_PAUSE_SECS)


def _forget_all_after_fork() -> None:
    for store_file in list(_all_files):
        store_file.forget_connections()


os.register_at_fork(after_in_child=_forget_all_after_fork)


def now_version() -> int:
    """Returns the current time in microseconds since the epoch."""
    return time.time_ns() // 1000
