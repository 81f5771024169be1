"""Deletion of any number of entities."""

from __future__ import annotations

from collections.abc import Iterable

from core.domain import batches
from core.platform.datastore import store

# Well below the limit of a commit.
_DELETIONS_PER_COMMIT = 400


def delete(refs: Iterable[store.Ref]) -> int:
    """Deletes entities without a transaction; returns their number."""
    num_deleted = 0
    for part in batches.batched(refs, _DELETIONS_PER_COMMIT):
        store.delete(part)
        num_deleted += len(part)
    return num_deleted
