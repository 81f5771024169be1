"""Transactions and their reads.

A transaction reads from a snapshot and records its reads. If anything was
committed since, its commit repeats all reads inside the write transaction. If
all answers are the same, the transaction is equivalent to one that ran entirely
at the time of its commit, which makes transactions serializable, phantoms
included. If one differs, the transaction is ABORTED.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from core.platform.datastore.embedded import errors, limits
from core.platform.datastore.embedded.state import last_version
from core.platform.datastore.embedded.storage import (
    StoreConnection,
    StoreFile,
)

# Repeats a read on a connection; returns whether the answer is the same.
Repeat = Callable[[sqlite3.Connection], bool]


@dataclass
class Transaction:
    """One transaction of a client.

    Args:
        scope: Its project and database.
        connection: The connection that holds its snapshot.
        version: The last commit that the snapshot sees.
        read_only: Whether it may not write.
        started: When it began, on the monotonic clock.
        used: When it was used last, on the monotonic clock.
        keys: The versions of the entities looked up; None: absent.
        repeats: The queries run, ready to be repeated.
        lock: Held while the connection is used.
        is_over: Whether the connection was released.
    """

    scope: tuple[str, str]
    connection: StoreConnection
    version: int
    read_only: bool
    started: float
    used: float
    keys: dict[bytes, int | None] = field(default_factory=dict)
    repeats: list[Repeat] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_over: bool = False


class Transactions:
    """The open transactions of this process on one store.

    Args:
        store_file: The store.
        monotonic: The clock.
    """

    def __init__(
        self,
        store_file: StoreFile,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file = store_file
        self._monotonic = monotonic
        self._open: dict[bytes, Transaction] = {}
        self._lock = threading.Lock()
        self._prefix = os.urandom(8)
        self._numbers = itertools.count(1)

    def begin(self, scope: tuple[str, str], read_only: bool) -> bytes:
        """Begins a transaction and returns its id."""
        self._expire()
        connection = self._file.acquire_snapshot()
        version = last_version(connection)
        now = self._monotonic()
        transaction = Transaction(
            scope, connection, version, read_only, now, now
        )
        token = self._prefix + next(self._numbers).to_bytes(8, 'big')
        with self._lock:
            self._open[token] = transaction
        return token

    def get(self, token: bytes) -> Transaction:
        """Returns an open transaction.

        Raises:
            StatusError: It has ended, is too old or was never begun.
        """
        self._expire()
        with self._lock:
            transaction = self._open.get(token)
            if transaction is None:
                raise self._not_open(token)
            transaction.used = self._monotonic()
            return transaction

    def _not_open(self, token: bytes) -> errors.StatusError:
        if not self.was_begun(token):
            return errors.invalid('Invalid transaction.')
        return errors.invalid(
            'The referenced transaction has expired or is no longer valid.'
        )

    def was_begun(self, token: bytes) -> bool:
        """Returns whether an id comes from this process."""
        return len(token) == 16 and token[:8] == self._prefix

    @contextmanager
    def using(self, token: bytes) -> Iterator[Transaction]:
        """Lends an open transaction, to one caller at a time."""
        transaction = self.get(token)
        with transaction.lock:
            # It may have ended while this caller waited for the lock.
            if transaction.is_over:
                raise self._not_open(token)
            yield transaction

    def end_to_commit(self, token: bytes) -> Transaction:
        """Ends an open transaction; returns its reads."""
        with self.using(token) as transaction:
            self._end(token, transaction)
            return transaction

    def end(self, token: bytes) -> None:
        """Ends a transaction, if it is open."""
        with self._lock:
            transaction = self._open.get(token)
        if transaction:
            with transaction.lock:
                self._end(token, transaction)

    def _end(self, token: bytes, transaction: Transaction) -> None:
        """Releases a transaction's connection; its lock must be held."""
        with self._lock:
            self._open.pop(token, None)
        if not transaction.is_over:
            transaction.is_over = True
            self._file.release(transaction.connection)

    def _expire(self) -> None:
        """Ends transactions that are too old or idle for too long."""
        now = self._monotonic()
        oldest = now - limits.MAX_TRANSACTION_SECS
        idle = now - limits.MAX_TRANSACTION_IDLE_SECS
        with self._lock:
            over = [
                token
                for token, transaction in self._open.items()
                if transaction.started < oldest or transaction.used < idle
            ]
        for token in over:
            self.end(token)

    def forget_all(self) -> None:
        """Drops all transactions without touching their connections."""
        self._open.clear()
        self._lock = threading.Lock()
        self._prefix = os.urandom(8)

    def end_all(self) -> None:
        """Ends all transactions."""
        for token in list(self._open):
            self.end(token)
