"""What all models share."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Self

from google.cloud import ndb

from core import clock
from core.storage.base_model import typed_model

Json = Any


class BaseModel(typed_model.Model):
    """A model that knows when it was made and last written.

    Both times are unindexed: an index on a value that only grows limits a
    kind to 500 writes a second, and no query needs it.

    Properties are annotated with the types that they have in an entity that
    was put; mypy checks attributes and constructors by them.
    """

    # When the entity was first put, in UTC.
    created_on: datetime.datetime = ndb.DateTimeProperty(indexed=False)
    # When the entity was last put, in UTC.
    last_updated: datetime.datetime = ndb.DateTimeProperty(indexed=False)

    def _pre_put_hook(self) -> None:
        self.set_times()

    def set_times(self) -> None:
        """Notes that the entity is being put now."""
        now = clock.utcnow()
        if self.created_on is None:
            self.created_on = now
        self.last_updated = now

    @classmethod
    def get_multi(cls, entity_ids: Iterable[str]) -> list[Self | None]:
        """Returns the entities with these ids, in order, read at once.

        Args:
            entity_ids: Their ids.

        Returns:
            The entities; None where there is none.
        """
        return ndb.get_multi([ndb.Key(cls, each) for each in entity_ids])

    @classmethod
    def kind_name(cls) -> str:
        """Returns the kind under which Datastore keeps this model."""
        return cls._get_kind()
