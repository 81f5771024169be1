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
    """A model with the times of creation and last update.

    The times are not indexed: a monotonic index limits a kind to 500 writes per
    second, and no query needs one.

    The annotations are the types of the properties of a stored entity; mypy
    checks attributes and constructors with them.
    """

    # The time of creation, in UTC.
    created_on: datetime.datetime = ndb.DateTimeProperty(indexed=False)
    # The time of the last update, in UTC.
    last_updated: datetime.datetime = ndb.DateTimeProperty(indexed=False)

    def _pre_put_hook(self) -> None:
        self.set_times()

    def set_times(self) -> None:
        """Sets the time of the update, and of a new entity also the other."""
        now = clock.utcnow()
        if self.created_on is None:
            self.created_on = now
        self.last_updated = now

    @classmethod
    def get_multi(cls, entity_ids: Iterable[str]) -> list[Self | None]:
        """Returns entities by their ids, with one read.

        Args:
            entity_ids: The ids.

        Returns:
            The entities in the order of the ids; None for missing ones.
        """
        return ndb.get_multi(
            [ndb.Key(cls, entity_id) for entity_id in entity_ids]
        )

    @classmethod
    def kind_name(cls) -> str:
        """Returns the kind of this model in Datastore."""
        return cls._get_kind()
