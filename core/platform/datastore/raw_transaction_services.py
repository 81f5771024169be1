"""Transactions of raw messages; see raw_datastore_services."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from google.api_core import exceptions
from google.cloud import ndb

from core.platform.datastore import raw_datastore_services as raw

_Result = TypeVar('_Result')


class Transaction:
    """A transaction; its first request begins it."""

    def __init__(self) -> None:
        self._id = b''
        # Entities are copied only once, into this request.
        self._request = raw.CommitRequest()
        self._template_mutations: list[Any] = []

    def lookup(self, keys: Sequence[raw.Pb]) -> list[raw.Pb | None]:
        """Returns entities by their keys; None for missing ones."""
        # A lookup could begin the transaction, but the Firestore emulator then
        # keeps the entities locked.
        self._id = self._id or raw.begin_transaction()
        return raw.lookup(keys, self._id)

    def write(self, operation: str, entity: raw.Pb) -> None:
        """Adds the write of an entity to the commit.

        Args:
            operation: 'upsert' or 'insert'; an insert of an existing entity
                makes the commit fail as a whole.
            entity: The raw `Entity` message.
        """
        mutation = self._request.mutations.add()
        getattr(mutation, operation).CopyFrom(entity)

    def add_mutation(self, mutation: Any) -> None:
        """Adds a mutation built by a template to the commit."""
        self._template_mutations.append(mutation)

    def delete(self, key: raw.Pb) -> None:
        """Adds the deletion of an entity to the commit."""
        self._request.mutations.add().delete.CopyFrom(key)

    def commit(self) -> None:
        """Commits the transaction with its mutations."""
        writes = bool(self._request.mutations or self._template_mutations)
        if writes and not self._id:
            self._id = raw.begin_transaction()
        if self._id:
            raw.send_commit(self._request, self._id, self._template_mutations)
        if writes:
            # NDB does not see writes that bypass it.
            ndb.context.get_context().clear_cache()

    def roll_back(self) -> None:
        """Rolls the transaction back."""
        # It may have ended already; otherwise it would block others.
        if self._id:
            with contextlib.suppress(exceptions.GoogleAPICallError):
                raw.rollback(self._id)


def run_once(work: Callable[[Transaction], _Result]) -> _Result:
    """Runs a function in a transaction, without retries.

    Args:
        work: The function.

    Returns:
        The result of the function.

    Raises:
        GoogleAPICallError: A request failed; Aborted after a conflict.
    """
    transaction = Transaction()
    try:
        result = work(transaction)
        transaction.commit()
    except BaseException:
        transaction.roll_back()
        raise
    return result
