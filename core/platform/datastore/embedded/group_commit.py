"""Commits of several threads in one transaction of SQLite, and one fsync.

Commits wait in a queue. The first one leads: it waits until it may
write, applies all commits that are in the queue by then, one after the other,
each on what those before it have left, and makes them durable together. One
that is refused leaves nothing, and does not hurt the others. Nobody gets an
answer before what he wrote is on the disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.platform import pauses
from core.platform.datastore.embedded import errors
from core.platform.datastore.embedded.commits import (
    CommitWriter,
    ExistsError,
    RecentEntries,
)
from core.platform.datastore.embedded.ids import ids_of_commit
from core.platform.datastore.embedded.index_set import IndexSet
from core.platform.datastore.embedded.mutations import (
    Mutation,
    apply_mutations,
    complete_keys,
)
from core.platform.datastore.embedded.names import Names
from core.platform.datastore.embedded.protos import Pb
from core.platform.datastore.embedded.storage import StoreFile, now_version
from core.platform.datastore.embedded.transactions import Transaction

# Bounds what a failure of the disk makes to be done again.
_MAX_COMMITS = 64


def _closed_lock() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(eq=False)
class Commit:
    """One commit, and what became of it.

    Args:
        mutations: What it does.
        ids: Ids for keys that have none.
        transaction: What it has read; None: nothing.
        response: The answer, when it went well.
        error: Why it did not.
        turn: Opened when it is over, or when it is to lead.
    """

    mutations: list[Mutation]
    ids: Sequence[int]
    transaction: Transaction | None
    response: Pb = None
    error: errors.StatusError | None = None
    turn: threading.Lock = field(default_factory=_closed_lock)

    @property
    def is_over(self) -> bool:
        """Whether it was done or refused."""
        return self.response is not None or self.error is not None


class GroupCommit:
    """The queue of the commits of this process to one store.

    Args:
        store_file: The store.
        known_names: The ids of scopes and indexes.
        indexes: The composite indexes.
    """

    def __init__(
        self, store_file: StoreFile, known_names: Names, indexes: IndexSet
    ) -> None:
        self._file = store_file
        self._names = known_names
        self._indexes = indexes
        self._recent: RecentEntries = {}
        self.forget()

    def forget(self) -> None:
        """Leaves the queue to the parent of a forked child."""
        self._lock = threading.Lock()
        self._waiting: list[Commit] = []
        self._has_leader = False

    def commit(self, commit: Commit) -> Pb:
        """Makes a commit durable and returns its response.

        Raises:
            StatusError: It was refused, or could not be written.
        """
        with self._lock:
            self._waiting.append(commit)
            leads = not self._has_leader
            self._has_leader = True
        if not leads:
            with pauses.pause():
                commit.turn.acquire()
        if not commit.is_over:
            self._lead()
        if commit.error is not None:
            raise commit.error
        return commit.response

    def _lead(self) -> None:
        group: list[Commit] = []

        def take() -> Sequence[Commit]:
            with self._lock:
                group.extend(self._waiting[:_MAX_COMMITS])
                del self._waiting[:_MAX_COMMITS]
            return group

        error: errors.StatusError | None = None
        try:
            self._write(take)
        except errors.StatusError as status:
            error = status
            if len(group) > 1:
                # The disk may have room for some of them.
                for commit in group:
                    self._write_alone(commit)
        finally:
            # Any other error than of status is the leader's to raise.
            _refuse_unfinished(group or take(), error)
            self._hand_over(group)

    def _hand_over(self, group: Sequence[Commit]) -> None:
        """Lets the others of a group go, and the next one lead."""
        with self._lock:
            following = self._waiting[:1]
            self._has_leader = bool(following)
        for commit in (*group, *following):
            commit.turn.release()

    def _write_alone(self, commit: Commit) -> None:
        try:
            self._write(lambda: [commit])
        except errors.StatusError as error:
            _refuse_unfinished([commit], error)

    def _write(self, take: Callable[[], Sequence[Commit]]) -> None:
        try:
            self._write_once(take, is_insert_new=True)
        except ExistsError:
            self._write_once(take, is_insert_new=False)

    def _write_once(
        self, take: Callable[[], Sequence[Commit]], is_insert_new: bool
    ) -> None:
        """Writes commits.

        Args:
            take: Returns them.
            is_insert_new: Whether to presume that what templates insert is not
                there yet, instead of looking it up.

        Raises:
            ExistsError: The presumption was wrong; nothing was written.
        """
        with self._file.writer() as connection:
            writer = CommitWriter(
                connection, self._names, self._indexes, self._recent
            )
            commits = take()
            outcomes = _apply_all(writer, commits, is_insert_new)
            writer.flush()
        # Nothing is true before it is on the disk.
        writer.remember()
        for commit, outcome in zip(commits, outcomes, strict=True):
            if isinstance(outcome, errors.StatusError):
                commit.error = outcome
            else:
                commit.response = outcome


def _apply_all(
    writer: CommitWriter, commits: Sequence[Commit], is_insert_new: bool
) -> list[Pb | errors.StatusError]:
    """Applies commits in order; returns their responses or refusals."""
    wanted: list[bytes] = []
    for commit in commits:
        for mutation, key in complete_keys(writer, commit.mutations):
            if is_insert_new and mutation.is_made_insert:
                writer.presume_new(key)
            else:
                wanted.append(key)
    writer.read(wanted)
    outcomes: list[Pb | errors.StatusError] = []
    for commit in commits:
        try:
            outcomes.append(_apply(writer, commit))
        except errors.StatusError as error:
            outcomes.append(error)
    return outcomes


def _apply(writer: CommitWriter, commit: Commit) -> Pb:
    writer.begin(now_version())
    transaction = commit.transaction
    if transaction is not None and not writer.still_holds(transaction):
        raise errors.contention()
    ids = ids_of_commit(writer.connection, commit.ids)
    response = apply_mutations(writer, commit.mutations, ids)
    writer.accept()
    return response


def _refuse_unfinished(
    commits: Sequence[Commit], error: errors.StatusError | None
) -> None:
    for commit in commits:
        if not commit.is_over:
            commit.error = error or errors.aborted(
                'The commit was interrupted.'
            )
