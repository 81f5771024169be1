"""Models of what creators decide about what deserves a change."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class TaskDecisionsModel(base_models.BaseModel):
    """The decisions about the tasks of one exploration.

    The id is the exp_id. One entity, so that any number of tasks costs one
    read; it is bounded by feconf.MAX_TASK_DECISIONS.
    """

    # Compressed JSON: by task id [status, when, version, reopens from, note].
    content: bytes = ndb.BlobProperty(required=True, indexed=False)
