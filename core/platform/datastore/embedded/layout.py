"""The SQLite file: its tables, its format, its log.

Tables:

- `entities`: one row for each entity. `key` is the id of its scope and its
  encoded path; `version` is the commit that wrote it last (microseconds since
  the epoch, strictly increasing); `created` the commit that made it.
- `entries`: one row for each index entry: the id of the index, the encoded
  columns, the encoded path. `id` is the entity's row. `many` says that the
  entity has several values in this index, so that it may appear repeatedly.
  The index of a kind's keys has entities with ancestors; the others are
  found in `entities`, in the same order.
- `names`: ids for scopes and indexes, so that they are short everywhere else.
- `composites`: the definitions of the composite indexes that queries use.
- `index_changes`: the composite indexes being built or dropped; see `backfill`.
- `reserved`: keys that must not be allocated.
- `state`: one row: the version of the last commit, the next block of ids, and
  a number that changes whenever the set of composite indexes does.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.platform.datastore.embedded import encoding, errors

# "stat" in ASCII: distinguishes stores from other SQLite files.
APPLICATION_ID = 0x73746174
FORMAT_VERSION = 3

# The first bytes of every SQLite file.
_MAGIC = b'SQLite format 3\0'

# The end of the name of a key index: the terminator of the kind, and the
# property; see `names`.
_KEY_INDEX = encoding.encode_text(b'') + encoding.encode_text(b'__key__')

# Bytes of a fresh log, enough for some hundred commits; a busy store lets it
# grow further, once (`wal_autocheckpoint` in storage.py).
_LOG_BYTES = 5_000_000

# The table that format 2 added.
_INDEX_CHANGES = """
CREATE TABLE index_changes (
    definition TEXT PRIMARY KEY,
    is_drop INTEGER NOT NULL,
    next_entry BLOB NOT NULL
) WITHOUT ROWID;
"""

_SCHEMA = (
    _INDEX_CHANGES
    + """
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
)


def check_foreign(path: str) -> None:
    """Refuses a file that SQLite would overwrite as an empty database."""
    try:
        with open(path, 'rb') as file:
            beginning = file.read(len(_MAGIC))
    except OSError:
        # The file does not exist, or SQLite will report the problem.
        return
    if beginning not in (b'', _MAGIC):
        raise errors.StoreError(
            f'{path} is not an SQLite file; it was not changed.'
        )


def prepare(connection: sqlite3.Connection, path: str) -> None:
    """Creates the tables of a new file; checks that an old one is a store."""
    application_id = _read_value(connection, 'PRAGMA application_id')
    if not _has_tables(connection):
        _create(connection)
        application_id = _read_value(connection, 'PRAGMA application_id')
    if application_id != APPLICATION_ID:
        raise errors.StoreError(
            f'{path} is an SQLite file of another application; it was not '
            'changed.'
        )
    version = _read_value(connection, 'PRAGMA user_version')
    if version in _UPGRADES:
        version = _upgrade(connection)
    if version != FORMAT_VERSION:
        raise errors.StoreError(
            f'{path} has format {version}; this version of the program reads '
            f'format {FORMAT_VERSION}. The file was not changed.'
        )
    # Fails on a read-only file now, instead of at the first commit.
    connection.execute('UPDATE state SET id = id WHERE id = 0')


def grow_log(connection: sqlite3.Connection, path: str) -> None:
    """Makes the log large enough for many commits before the first one.

    While the log grows, every fsync also writes metadata of the file system,
    which takes several times as long as overwriting it. A transaction that
    spills to the log and is rolled back extends the log, but changes nothing
    in the database.
    """
    with contextlib.suppress(OSError):
        if os.path.getsize(f'{path}-wal') >= _LOG_BYTES:
            return
    cache_size = _read_value(connection, 'PRAGMA cache_size')
    # A small page cache makes SQLite spill.
    connection.execute('PRAGMA cache_size=8')
    try:
        connection.execute('BEGIN IMMEDIATE')
        connection.execute('CREATE TABLE filler (content BLOB)')
        connection.execute(
            'INSERT INTO filler VALUES (zeroblob(?))', (_LOG_BYTES,)
        )
    except sqlite3.OperationalError as error:
        # A full disk: later commits report it.
        if error.sqlite_errorcode not in (
            sqlite3.SQLITE_FULL,
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_IOERR_WRITE,
        ):
            raise
    finally:
        if connection.in_transaction:
            connection.execute('ROLLBACK')
        connection.execute(f'PRAGMA cache_size={cache_size}')


def _read_value(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])


def _has_tables(connection: sqlite3.Connection) -> bool:
    return _read_value(connection, 'SELECT count(*) FROM sqlite_schema') > 0


def _create(connection: sqlite3.Connection) -> None:
    connection.execute('PRAGMA journal_mode=WAL')
    with _transaction(connection):
        # Another process may have made them while this one waited.
        if not _has_tables(connection):
            _execute_all(connection, _SCHEMA)
            connection.execute(f'PRAGMA application_id={APPLICATION_ID}')
            connection.execute(f'PRAGMA user_version={FORMAT_VERSION}')


def _upgrade(connection: sqlite3.Connection) -> int:
    """Migrates a file to the current format; returns the new version."""
    with _transaction(connection):
        version = _read_value(connection, 'PRAGMA user_version')
        # Another process may have done it while this one waited.
        while version in _UPGRADES:
            _UPGRADES[version](connection)
            version += 1
        connection.execute(f'PRAGMA user_version={version}')
    return version


def _add_index_changes(connection: sqlite3.Connection) -> None:
    _execute_all(connection, _INDEX_CHANGES)


def _remove_keys_of_roots(connection: sqlite3.Connection) -> None:
    """Removes data that duplicates the table of entities."""
    connection.create_function(
        'is_root', 1, encoding.is_root, deterministic=True
    )
    for (index_id,) in connection.execute(
        'SELECT id FROM names WHERE name >= ? AND name < ? '
        'AND substr(name, -length(?)) = ?',
        (b'i', b'j', _KEY_INDEX, _KEY_INDEX),
    ).fetchall():
        prefix = index_id.to_bytes(4, 'big')
        connection.execute(
            'DELETE FROM entries WHERE entry >= ? AND entry < ? '
            'AND is_root(substr(entry, 5))',
            (prefix, prefix + encoding.END),
        )


# Migrations from each format to the next.
_UPGRADES: dict[int, Callable[[sqlite3.Connection], None]] = {
    1: _add_index_changes,
    2: _remove_keys_of_roots,
}


def _execute_all(connection: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(';'):
        connection.execute(statement)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute('BEGIN IMMEDIATE')
    try:
        yield
        connection.execute('COMMIT')
    except BaseException:
        if connection.in_transaction:
            connection.execute('ROLLBACK')
        raise
