"""Models of the schedule that servers keep where App Engine does not."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class ScheduledTaskModel(base_models.BaseModel):
    """When something was last begun; the id is its name."""

    # In milliseconds since the epoch.
    began_msecs = ndb.IntegerProperty(required=True, indexed=False)
