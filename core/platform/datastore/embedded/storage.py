"""The SQLite file: its tables, its connections, its versions.

Tables:

- `entities`: one row for each entity. `key` is the id of its scope and its
  encoded path; `version` is the commit that wrote it last (microseconds since
  the epoch, strictly increasing); `created` the commit that made it.
- `entries`: one row for each index entry: the id of the index, the encoded
  columns, the encoded path. `id` is the entity's row. `many` says that the
  entity has several values in this index, so that it may come up again.
- `names`: ids for scopes and indexes, so that they are short everywhere else.
- `state`: one row: the version of the last commit, the next block of ids, and
  a number that changes whenever the set of composite indexes does.

WAL mode lets readers keep their snapshot while one writer commits, across
threads and processes; `synchronous=FULL` makes SQLite wait for the disk before
a commit is acknowledged.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import grpc

from core.platform.datastore.embedded import errors
from core.platform.datastore.embedded.scratch import ScratchFile

# "stat" in ASCII: tells our files from other people's SQLite files.
APPLICATION_ID = 0x73746174
FORMAT_VERSION = 1

# What every SQLite file begins with.
_MAGIC = b'SQLite format 3\0'

# Seconds to wait for another process to finish its commit.
BUSY_SECS = 60.0

# Bytes of a fresh log: more than SQLite lets one grow to (1000 pages) before
# it copies the log into the database and starts it again.
_LOG_BYTES = 5_000_000

# KiB when negative.
_CACHE_SIZE = 'PRAGMA cache_size=-16000'

_SCHEMA = """
CREATE TABLE entities (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    version INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE TABLE entries (
    entry BLOB PRIMARY KEY,
    id INTEGER NOT NULL,
    many INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE names (
    id INTEGER PRIMARY KEY,
    name BLOB NOT NULL UNIQUE
);
CREATE TABLE composites (
    definition TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE reserved (
    key BLOB PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE state (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    next_id_block INTEGER NOT NULL,
    composites_generation INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 1, 1, 1);
"""

# Connections inherited through fork. SQLite forbids to use or close them in
# the child, so they are kept from the garbage collector.
_inherited: list[sqlite3.Connection] = []

_all_files: weakref.WeakSet[StoreFile] = weakref.WeakSet()


class StoreFile:
    """One store on disk and the connections of this process to it.

    Args:
        path: The file, made when absent; `:memory:` for a store of this
            process that is gone when closed.
    """

    def __init__(self, path: str) -> None:
        self._scratch = ScratchFile() if path == ':memory:' else None
        self.path = self._scratch.path if self._scratch else path
        self._synchronous = 'OFF' if self._scratch else 'FULL'
        self._write_lock = threading.RLock()
        self._idle_readers: list[sqlite3.Connection] = []
        self._is_closed = False
        self._fork_callbacks: list[Callable[[], None]] = []
        self._writer = self._open_writer()
        _all_files.add(self)

    def _open_writer(self) -> sqlite3.Connection:
        _check_foreign(self.path)
        connection = self._connect()
        try:
            _prepare(connection, self.path)
            if not self._scratch:
                _grow_log(connection, self.path)
        except sqlite3.Error as error:
            connection.close()
            raise _open_error(self.path, error) from error
        except errors.StoreError:
            connection.close()
            raise
        return connection

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self.path,
                timeout=BUSY_SECS,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=256,
            )
            connection.execute(f'PRAGMA synchronous={self._synchronous}')
            connection.execute(_CACHE_SIZE)
        except sqlite3.Error as error:
            raise _open_error(self.path, error) from error
        return connection

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection]:
        """Lends a connection with a snapshot of the last commit."""
        connection = self.acquire_snapshot()
        try:
            yield connection
        finally:
            self.release_snapshot(connection)

    def acquire_snapshot(self) -> sqlite3.Connection:
        """Returns a connection that sees the last commit until released."""
        self._check_open()
        try:
            connection = self._idle_readers.pop()
        except IndexError:
            connection = self._connect()
        connection.execute('BEGIN')
        return connection

    def release_snapshot(self, connection: sqlite3.Connection) -> None:
        """Takes back a connection that `acquire_snapshot` returned."""
        connection.execute('ROLLBACK')
        if self._is_closed:
            connection.close()
        else:
            self._idle_readers.append(connection)

    @contextmanager
    def writer(self) -> Iterator[sqlite3.Connection]:
        """Lends the connection that writes, inside a write transaction.

        Commits when the block ends, rolls back when it raises.
        """
        with self._write_lock:
            self._check_open()
            connection = self._writer
            try:
                connection.execute('BEGIN IMMEDIATE')
                yield connection
                connection.execute('COMMIT')
            except BaseException as error:
                if connection.in_transaction:
                    connection.execute('ROLLBACK')
                if isinstance(error, sqlite3.Error):
                    raise _write_error(error) from error
                raise

    def _check_open(self) -> None:
        if self._is_closed:
            raise errors.StoreError(f'The store {self.path} is closed.')

    def close(self) -> None:
        """Closes all connections; a store in memory is gone then."""
        with self._write_lock:
            if self._is_closed:
                return
            self._is_closed = True
            for connection in [*self._idle_readers, self._writer]:
                connection.close()
            self._idle_readers.clear()
            if self._scratch:
                self._scratch.remove()

    def on_fork(self, callback: Callable[[], None]) -> None:
        """Has a function called in forked children."""
        self._fork_callbacks.append(callback)

    def reopen_after_fork(self) -> None:
        """Opens connections of its own in a forked child."""
        _inherited.extend([*self._idle_readers, self._writer])
        self._idle_readers = []
        self._write_lock = threading.RLock()
        if self._scratch:
            self._scratch.disown()
        if not self._is_closed:
            self._writer = self._connect()
        for callback in self._fork_callbacks:
            callback()


def _reopen_all_after_fork() -> None:
    for store_file in list(_all_files):
        store_file.reopen_after_fork()


os.register_at_fork(after_in_child=_reopen_all_after_fork)


def _check_foreign(path: str) -> None:
    """Refuses what SQLite would take for an empty database and overwrite."""
    try:
        with open(path, 'rb') as file:
            beginning = file.read(len(_MAGIC))
    except OSError:
        # Absent, or SQLite says why.
        return
    if beginning not in (b'', _MAGIC):
        raise errors.StoreError(
            f'{path} is not an SQLite file; it was not changed.'
        )


def _prepare(connection: sqlite3.Connection, path: str) -> None:
    """Makes the tables of a new file; checks that an old one is ours."""
    (application_id,) = connection.execute('PRAGMA application_id').fetchone()
    (tables,) = connection.execute(
        'SELECT count(*) FROM sqlite_schema'
    ).fetchone()
    if tables == 0:
        _create(connection)
        (application_id,) = connection.execute(
            'PRAGMA application_id'
        ).fetchone()
    if application_id != APPLICATION_ID:
        raise errors.StoreError(
            f'{path} is an SQLite file of another application; it was not '
            'changed.'
        )
    (version,) = connection.execute('PRAGMA user_version').fetchone()
    if version != FORMAT_VERSION:
        raise errors.StoreError(
            f'{path} has format {version}; this version of the program reads '
            f'format {FORMAT_VERSION}. The file was not changed.'
        )
    # Fails here, and not at the first commit, where nobody may write.
    connection.execute('UPDATE state SET id = id WHERE id = 0')
    connection.execute('PRAGMA secure_delete=OFF')
    connection.execute('PRAGMA journal_size_limit=67108864')


def _grow_log(connection: sqlite3.Connection, path: str) -> None:
    """Makes the log large enough for many commits before the first one.

    While the log grows, the file system writes its own tables at every fsync,
    which takes several times as long as writing over what is there. What a
    transaction spills to the log and then rolls back leaves the log long, and
    nothing in the database.
    """
    with contextlib.suppress(OSError):
        if os.path.getsize(f'{path}-wal') >= _LOG_BYTES:
            return
    # A cache of few pages makes SQLite spill.
    connection.execute('PRAGMA cache_size=8')
    try:
        connection.execute('BEGIN IMMEDIATE')
        connection.execute('CREATE TABLE filler (content BLOB)')
        connection.execute(
            'INSERT INTO filler VALUES (zeroblob(?))', (_LOG_BYTES,)
        )
    except sqlite3.OperationalError as error:
        # A full disk is a matter of the commits to come.
        if error.sqlite_errorcode not in (
            sqlite3.SQLITE_FULL,
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_IOERR_WRITE,
        ):
            raise
    finally:
        if connection.in_transaction:
            connection.execute('ROLLBACK')
        connection.execute(_CACHE_SIZE)


def _create(connection: sqlite3.Connection) -> None:
    connection.execute('PRAGMA journal_mode=WAL')
    connection.execute('BEGIN IMMEDIATE')
    try:
        (tables,) = connection.execute(
            'SELECT count(*) FROM sqlite_schema'
        ).fetchone()
        # Another process may have made them while this one waited.
        if tables == 0:
            for statement in _SCHEMA.split(';'):
                connection.execute(statement)
            connection.execute(f'PRAGMA application_id={APPLICATION_ID}')
            connection.execute(f'PRAGMA user_version={FORMAT_VERSION}')
        connection.execute('COMMIT')
    except BaseException:
        if connection.in_transaction:
            connection.execute('ROLLBACK')
        raise


def _open_error(path: str, error: sqlite3.Error) -> errors.StoreError:
    return errors.StoreError(
        f'The store {path} does not open: {error}. Nothing was changed.'
    )


def _write_error(error: sqlite3.Error) -> errors.StatusError:
    name = getattr(error, 'sqlite_errorname', '')
    if name.startswith('SQLITE_FULL'):
        code = grpc.StatusCode.RESOURCE_EXHAUSTED
    elif name.startswith(('SQLITE_BUSY', 'SQLITE_LOCKED')):
        code = grpc.StatusCode.ABORTED
    elif name.startswith('SQLITE_READONLY'):
        code = grpc.StatusCode.FAILED_PRECONDITION
    elif name.startswith(('SQLITE_CORRUPT', 'SQLITE_NOTADB')):
        code = grpc.StatusCode.DATA_LOSS
    else:
        code = grpc.StatusCode.INTERNAL
    return errors.StatusError(
        code, f'Nothing was written: {error} ({name or "SQLite"}).'
    )


def now_version() -> int:
    """Returns the present in microseconds since the epoch."""
    return time.time_ns() // 1000
