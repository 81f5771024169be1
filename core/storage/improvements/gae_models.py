"""Models of creators' decisions about improvement tasks."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class TaskDecisionsModel(base_models.BaseModel):
    """The decisions about the tasks of one exploration.

    The id is the exp_id. One entity, so that reading any number of decisions
    takes one key; its size is bounded by feconf.MAX_TASK_DECISIONS.
    """

    # Compressed JSON: [status, time, version, reopens from, note] by task id.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)


class TaskDecisionLogModel(base_models.BaseModel):
    """The history of the decisions about the tasks of one exploration.

    The id is the exp_id. Its size is bounded by feconf.MAX_DECISION_LOG_BYTES.
    """

    # Compressed JSON: rows of decision_log_services.py, oldest first.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)
