"""Models of what is done from time to time, and how far it has come."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class ScheduledTaskModel(base_models.BaseModel):
    """When something was last begun; the id is its name."""

    # In milliseconds since the epoch.
    began_msecs: int = ndb.IntegerProperty(required=True, indexed=False)


class SweepRoundModel(base_models.BaseModel):
    """How far a round through the entities of a kind is; the id is the kind."""

    # The id of the last entity looked at; '' when the round has ended.
    position: str = ndb.TextProperty(default='')
    # When it ended, in milliseconds since the epoch.
    ended_msecs: int | None = ndb.IntegerProperty(indexed=False)
