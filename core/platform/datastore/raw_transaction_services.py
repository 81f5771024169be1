"""Transactions on raw messages; see raw_datastore_services."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from google.api_core import exceptions
from google.cloud import ndb

from core.platform.datastore import raw_datastore_services as raw

_Result = TypeVar('_Result')


class Transaction:
    """An open transaction; its first request begins it."""

    def __init__(self) -> None:
        self._id = b''
        # Entities are copied once: into the request that is sent.
        self._request = raw.CommitRequest()
        self._made: list[Any] = []

    def lookup(self, keys: Sequence[raw.Pb]) -> list[raw.Pb | None]:
        """Returns entities by their keys; None for missing ones."""
        # A lookup could begin it itself, but Firestore's emulator then keeps
        # the entities locked.
        self._id = self._id or raw.begin_transaction()
        return raw.lookup(keys, self._id)

    def write(self, operation: str, entity: raw.Pb) -> None:
        """Writes an entity when the transaction ends.

        Args:
            operation: upsert, or insert: if the entity is there already, the
                transaction then fails as a whole.
            entity: The raw `Entity` message.
        """
        mutation = self._request.mutations.add()
        getattr(mutation, operation).CopyFrom(entity)

    def add_made(self, mutation: Any) -> None:
        """Writes what a template has made when the transaction ends."""
        self._made.append(mutation)

    def delete(self, key: raw.Pb) -> None:
        """Deletes an entity when the transaction ends."""
        self._request.mutations.add().delete.CopyFrom(key)

    def commit(self) -> None:
        """Commits the transaction with its mutations."""
        writes = bool(self._request.mutations or self._made)
        if writes and not self._id:
            self._id = raw.begin_transaction()
        if self._id:
            raw.send_commit(self._request, self._id, self._made)
        if writes:
            # NDB does not see writes that bypass it.
            ndb.context.get_context().clear_cache()

    def give_up(self) -> None:
        """Ends the transaction without a trace."""
        # It may be over already; if not, it holds others up until it is.
        if self._id:
            with contextlib.suppress(exceptions.GoogleAPICallError):
                raw.rollback(self._id)


def run_once(work: Callable[[Transaction], _Result]) -> _Result:
    """Does something in a transaction; a conflict is the caller's.

    Args:
        work: What to do.

    Returns:
        The function's result.
    """
    transaction = Transaction()
    try:
        result = work(transaction)
        transaction.commit()
    except BaseException:
        transaction.give_up()
        raise
    return result
