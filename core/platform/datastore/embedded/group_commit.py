"""Group commit: commits of several threads share one transaction and fsync.

Commits wait in a queue. The thread of the first one leads: it waits for the
write lock of SQLite, applies all commits then in the queue one after the other,
and makes them durable together. A refused commit changes nothing and does not
affect the others. No commit is acknowledged before it is on the disk.
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

# Limits the work that is repeated after a disk error.
_MAX_COMMITS = 64


def _closed_lock() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(eq=False)
class Commit:
    """A commit in the queue, and its outcome.

    Args:
        mutations: Its mutations.
        ids: Ids for incomplete keys.
        transaction: The transaction whose reads must still hold; None if there
            is none.
        response: The `CommitResponse`, if it succeeded.
        error: The error, if it failed.
        turn: Released when the commit has an outcome, or when its thread
            becomes the leader.
    """

    mutations: list[Mutation]
    ids: Sequence[int]
    transaction: Transaction | None
    response: Pb = None
    error: errors.StatusError | None = None
    turn: threading.Lock = field(default_factory=_closed_lock)

    @property
    def is_over(self) -> bool:
        """Whether it has an outcome."""
        return self.response is not None or self.error is not None


class GroupCommit:
    """The queue of this process's commits to one store.

    Args:
        store_file: The store.
        known_names: The cached ids of scopes and indexes.
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
        """Empties the queue in a forked child; its commits are the parent's."""
        self._lock = threading.Lock()
        self._waiting: list[Commit] = []
        self._has_leader = False

    def commit(self, commit: Commit) -> Pb:
        """Makes a commit durable and returns its response.

        Raises:
            StatusError: It was refused or could not be written.
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
                # A full disk may have room for some of them.
                for commit in group:
                    self._write_alone(commit)
        finally:
            # The leader raises errors of other types itself.
            _refuse_unfinished(group or take(), error)
            self._hand_over(group)

    def _hand_over(self, group: Sequence[Commit]) -> None:
        """Wakes the threads of a group, and the next leader."""
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
        """Writes commits in one SQLite transaction.

        Args:
            take: Returns the commits.
            is_insert_new: Whether to presume that entities inserted by
                templates do not exist, instead of looking them up.

        Raises:
            ExistsError: One of them exists; nothing was written.
        """
        with self._file.writer() as connection:
            writer = CommitWriter(
                connection, self._names, self._indexes, self._recent
            )
            commits = take()
            outcomes = _apply_all(writer, commits, is_insert_new)
            writer.flush()
        # The outcomes are valid only now that the changes are on the disk.
        writer.remember()
        for commit, outcome in zip(commits, outcomes, strict=True):
            if isinstance(outcome, errors.StatusError):
                commit.error = outcome
            else:
                commit.response = outcome


def _apply_all(
    writer: CommitWriter, commits: Sequence[Commit], is_insert_new: bool
) -> list[Pb | errors.StatusError]:
    """Applies commits in order; returns their responses or errors."""
    wanted: list[bytes] = []
    for commit in commits:
        for mutation, key in complete_keys(writer, commit.mutations):
            if is_insert_new and mutation.is_template_insert:
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
