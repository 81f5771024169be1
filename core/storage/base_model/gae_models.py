"""The base of all models."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Self

from google.cloud import ndb

from core import clock
from core.storage.base_model import typed_model

Json = Any


class BaseModel(typed_model.Model):
    """A model with the times of its creation and last update.

    Both times are unindexed: an index on a value that only grows limits a
    kind to 500 writes a second, and no query needs it.

    Properties are annotated with their types in a stored entity; mypy checks
    attributes and constructors with them.
    """

    # The time of its creation, in UTC.
    created_on: datetime.datetime = ndb.DateTimeProperty(indexed=False)
    # The time of its last update, in UTC.
    last_updated: datetime.datetime = ndb.DateTimeProperty(indexed=False)

    def _pre_put_hook(self) -> None:
        self.set_times()

    def set_times(self) -> None:
        """Sets the time of the update."""
        now = clock.utcnow()
        if self.created_on is None:
            self.created_on = now
        self.last_updated = now

    @classmethod
    def get_multi(cls, entity_ids: Iterable[str]) -> list[Self | None]:
        """Returns the entities with these ids, in order, with one read.

        Args:
            entity_ids: Their ids.

        Returns:
            The entities; None for missing ones.
        """
        return ndb.get_multi(
            [ndb.Key(cls, entity_id) for entity_id in entity_ids]
        )

    @classmethod
    def kind_name(cls) -> str:
        """Returns the kind of this model in Datastore."""
        return cls._get_kind()
