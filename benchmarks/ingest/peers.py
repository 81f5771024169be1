"""The peers of the comparison: minimal webapp2 handlers.

    python3 -m benchmarks.ingest.peers KIND PORT PLACE

KIND is `sqlite` (PLACE: a file), `postgres` (PLACE: a connection string) or
`nothing`. The peers take the same requests as the project, parse the same JSON
and write what a plain handler would: for each event a row with its id as
primary key and two more indexes; for a batch of counts a marker and increments
in one transaction. They check neither tokens nor shapes nor rights, and have no
session accounts and no versions. Acknowledged writes are on the disk.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import sqlite3
import sys
import threading
from collections.abc import Iterator
from typing import Any, Protocol

import webapp2

from core import server

THREADS = 8

_SCHEMA = (
    'CREATE TABLE events (event_id TEXT PRIMARY KEY, exp_id TEXT, '
    'exp_version INTEGER, session_id TEXT, event_type TEXT, '
    'client_time_msecs DOUBLE PRECISION, content TEXT)',
    'CREATE INDEX by_exploration ON events (exp_id, client_time_msecs)',
    'CREATE INDEX by_session ON events (session_id)',
    'CREATE TABLE batches (batch_id TEXT PRIMARY KEY)',
    'CREATE TABLE counters (exp_id TEXT, exp_version INTEGER, '
    'state_name TEXT, name TEXT, amount BIGINT, '
    'PRIMARY KEY (exp_id, exp_version, state_name, name))',
)
_INSERT_EVENT = (
    'INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'
)
_INSERT_BATCH = 'INSERT INTO batches VALUES (?) ON CONFLICT DO NOTHING'
_ADD_TO_COUNTER = (
    'INSERT INTO counters VALUES (?, ?, ?, ?, ?) '
    'ON CONFLICT (exp_id, exp_version, state_name, name) '
    'DO UPDATE SET amount = counters.amount + excluded.amount'
)

Row = tuple[Any, ...]


class Store(Protocol):
    """The store of a peer; each call is one transaction."""

    def write_events(self, rows: list[Row]) -> None:
        """Inserts the rows that do not exist yet."""

    def count_batch(self, batch_id: str, rows: list[Row]) -> bool:
        """Counts a batch unless it was counted; returns whether it was new."""


class NoStore:
    """Stores nothing."""

    def write_events(self, rows: list[Row]) -> None:
        """Does nothing."""

    def count_batch(self, batch_id: str, rows: list[Row]) -> bool:
        """Does nothing."""
        del batch_id, rows
        return True


class SqliteStore:
    """One connection for all threads, because SQLite has a single writer."""

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            path, check_same_thread=False, isolation_level=None
        )
        for pragma in ('journal_mode=WAL', 'synchronous=FULL'):
            self._connection.execute(f'PRAGMA {pragma}')
        for statement in _SCHEMA:
            self._connection.execute(statement)

    def write_events(self, rows: list[Row]) -> None:
        """Inserts them."""
        with self._transaction():
            self._connection.executemany(_INSERT_EVENT, rows)

    def count_batch(self, batch_id: str, rows: list[Row]) -> bool:
        """Counts it once."""
        with self._transaction():
            if not self._connection.execute(
                _INSERT_BATCH, (batch_id,)
            ).rowcount:
                return False
            self._connection.executemany(_ADD_TO_COUNTER, rows)
        return True

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock, self._connection:
            self._connection.execute('BEGIN IMMEDIATE')
            yield


class PostgresStore:
    """One connection per thread, with the defaults of the cluster."""

    def __init__(self, place: str) -> None:
        # Not a dependency of the project; see `systems._folder_of_psycopg`.
        self._connect = importlib.import_module('psycopg').connect
        self._place = place
        self._local = threading.local()
        with self._connect(place) as connection:
            for statement in _SCHEMA:
                connection.execute(statement)

    def write_events(self, rows: list[Row]) -> None:
        """Inserts them."""
        with self._connection.transaction():
            self._many(_INSERT_EVENT, rows)

    def count_batch(self, batch_id: str, rows: list[Row]) -> bool:
        """Counts it once."""
        with self._connection.transaction():
            if not self._connection.execute(
                _for_postgres(_INSERT_BATCH), (batch_id,)
            ).rowcount:
                return False
            # Sorted, so that transactions cannot deadlock.
            self._many(_ADD_TO_COUNTER, sorted(rows))
        return True

    def _many(self, statement: str, rows: list[Row]) -> None:
        with self._connection.cursor() as cursor:
            if len(rows) == 1:
                cursor.execute(_for_postgres(statement), rows[0])
            else:
                cursor.executemany(_for_postgres(statement), rows)

    @property
    def _connection(self) -> Any:
        if not hasattr(self._local, 'connection'):
            self._local.connection = self._connect(self._place, autocommit=True)
        return self._local.connection


def _for_postgres(statement: str) -> str:
    return statement.replace('?', '%s')


class _Handler(webapp2.RequestHandler):
    def answer(self, value: object) -> None:
        self.response.content_type = 'application/json'
        self.response.text = json.dumps(value)

    @property
    def store(self) -> Store:
        store: Store = self.app.registry['store']
        return store


class EventHandler(_Handler):
    """Writes one event."""

    def post(self, event_type: str, exp_id: str) -> None:
        """Inserts the row of the event."""
        event = json.loads(self.request.body)
        self.store.write_events(
            [_row_of({**event, 'event_type': event_type}, exp_id, event)]
        )
        self.answer({'recorded': True})


class EventBatchHandler(_Handler):
    """Writes several events."""

    def post(self, exp_id: str) -> None:
        """Inserts the rows of the events in one transaction."""
        batch = json.loads(self.request.body)
        events = batch['events']
        self.store.write_events(
            [_row_of(event, exp_id, batch) for event in events]
        )
        self.answer({'results': [{'recorded': True} for _ in events]})


class StatsEventHandler(_Handler):
    """Counts a batch."""

    def post(self, exp_id: str) -> None:
        """Increments the counters of the batch."""
        batch = json.loads(self.request.body)
        stats = dict(batch['aggregated_stats'])
        states = {'': stats, **stats.pop('state_stats_mapping')}
        rows = [
            (exp_id, batch['exp_version'], state_name, name, amount)
            for state_name, counters in states.items()
            for name, amount in counters.items()
            if amount
        ]
        self.answer(
            {'applied': self.store.count_batch(batch['batch_id'], rows)}
        )


def _row_of(
    event: dict[str, Any], exp_id: str, envelope: dict[str, Any]
) -> Row:
    return (
        event['event_id'],
        exp_id,
        envelope['exp_version'],
        envelope['session_id'],
        event['event_type'],
        event['client_time_msecs'],
        json.dumps(event),
    )


def serve(kind: str, port: int, place: str) -> None:
    """Serves a peer with gunicorn's own threads, in one process."""
    stores = {'sqlite': SqliteStore, 'postgres': PostgresStore}
    app = webapp2.WSGIApplication(
        [
            webapp2.Route('/explorehandler/event_batch/<>', EventBatchHandler),
            webapp2.Route('/explorehandler/stats_events/<>', StatsEventHandler),
            webapp2.Route('/explorehandler/<:[a-z_]+>_event/<>', EventHandler),
        ]
    )

    def post_worker_init(worker: object) -> None:
        del worker
        # Created in the worker process: connections do not survive a fork.
        app.registry['store'] = (
            stores[kind](place) if kind in stores else NoStore()
        )
        print('Serving on', port, flush=True)

    class PeerServer(server.Server):
        def load(self) -> webapp2.WSGIApplication:
            return app

    PeerServer(
        '',
        {
            'bind': f'127.0.0.1:{port}',
            'worker_class': 'gthread',
            'workers': 1,
            'threads': THREADS,
            'keepalive': 5,
            'post_worker_init': post_worker_init,
            'loglevel': 'warning',
            'control_socket_disable': True,
        },
    ).run()


if __name__ == '__main__':
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3])
