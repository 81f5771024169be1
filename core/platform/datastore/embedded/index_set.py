"""The composite indexes in use, and what happens when one is missing."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from core.platform.datastore.embedded import backfill, errors, index_yaml
from core.platform.datastore.embedded.composites import CompositeIndex
from core.platform.datastore.embedded.execution import MissingIndexError
from core.platform.datastore.embedded.names import Names, NewNames
from core.platform.datastore.embedded.query import StoreQuery
from core.platform.datastore.embedded.storage import StoreFile

ByKind = Mapping[str, Sequence[CompositeIndex]]
_Result = TypeVar('_Result')

# Waits for a number of seconds.
pause: Callable[[float], None] = time.sleep


class Composites(NamedTuple):
    """The composite indexes of a store by kind.

    Args:
        usable: The indexes that queries use.
        maintained: The indexes that commits update.
    """

    usable: ByKind
    maintained: ByKind


class IndexSet:
    """The composite indexes of a store as one process sees them.

    Args:
        store_file: The store.
        known_names: The ids of scopes and indexes.
        path: index.yaml, whose indexes the store gets. None: the store keeps
            its indexes, and queries do not require them.
        writes: Whether to add an index that a query lacks to the file.

    Raises:
        StoreError: index.yaml cannot be read.
    """

    def __init__(
        self,
        store_file: StoreFile,
        known_names: Names,
        path: str | None,
        writes: bool,
    ) -> None:
        self._file = store_file
        self._names = known_names
        self._path = path
        self._writes = writes
        self._lock = threading.Lock()
        self._generation = 0
        self._composites = Composites({}, {})
        if path is not None:
            self._set_to(index_yaml.read_index_yaml(path))

    @property
    def is_demanded(self) -> bool:
        """Whether a query without its composite index fails."""
        return self._path is not None

    def current(
        self, connection: sqlite3.Connection, generation: int
    ) -> Composites:
        """Returns the indexes as of a snapshot or write transaction.

        Another process may have changed them since the last call.

        Args:
            connection: The connection of the snapshot or transaction.
            generation: The generation in the store's state.
        """
        with self._lock:
            if generation != self._generation:
                stored = backfill.read_composites(connection)
                self._composites = Composites(
                    _by_kind(stored.whole), _by_kind(stored.maintained)
                )
                self._generation = generation
            return self._composites

    def _set_to(self, wanted: Collection[CompositeIndex]) -> None:
        """Builds and drops indexes while others write."""
        with self._file.reader() as connection:
            stored = backfill.read_composites(connection)
        if backfill.is_done(stored, wanted):
            return
        with self._file.writer() as connection:
            backfill.plan(connection, wanted)
        started = time.monotonic()
        while self._do_piece():
            # Other processes poll SQLite's lock: leaves it free half of the
            # time.
            pause(time.monotonic() - started)
            started = time.monotonic()

    def _do_piece(self) -> bool:
        with self._file.writer() as connection:
            pending = NewNames(connection, self._names)
            is_left = backfill.do_piece(connection, self._names, pending)
        pending.remember()
        return is_left

    def retrying(
        self, query: StoreQuery, run: Callable[[], _Result]
    ) -> _Result:
        """Runs a query; in development, builds the index that it lacks.

        Raises:
            StatusError: The query lacks a composite index.
        """
        try:
            return run()
        except MissingIndexError as error:
            index = index_yaml.required_index(query, error.conjunction)
            if self._path is None or not self._writes:
                raise _missing(index) from None
            self._add(self._path, index)
        try:
            return run()
        except MissingIndexError:
            # The snapshot of a transaction is older than the index.
            raise errors.aborted(
                'The index for this query was just made; try again.'
            ) from None

    def _add(self, path: str, index: CompositeIndex) -> None:
        if index not in index_yaml.read_index_yaml(path):
            index_yaml.append_to_index_yaml(path, index)
        self._set_to(index_yaml.read_index_yaml(path))


def _by_kind(indexes: Iterable[CompositeIndex]) -> ByKind:
    by_kind: dict[str, list[CompositeIndex]] = {}
    for index in sorted(indexes, key=CompositeIndex.to_json):
        by_kind.setdefault(index.kind, []).append(index)
    return by_kind


def _missing(index: CompositeIndex) -> errors.StatusError:
    return errors.failed_precondition(
        'no matching index found. recommended index is:\n'
        f'{index_yaml.to_yaml(index)}'
    )
