"""Models of scheduled work and its progress."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class ScheduledTaskModel(base_models.BaseModel):
    """The last start of a scheduled task; the id is the name of the task."""

    # The start time, in milliseconds since the epoch.
    began_msecs: int = ndb.IntegerProperty(required=True, indexed=False)


class SweepRoundModel(base_models.BaseModel):
    """The progress of a sweep of a kind; the id is the kind."""

    # The id of the last processed entity; '' after the end of a sweep.
    position: str = ndb.TextProperty(default='')
    # The time when the sweep ended, in milliseconds since the epoch.
    ended_msecs: int | None = ndb.IntegerProperty(indexed=False)
