"""Models of creators' decisions about improvement tasks."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class TaskDecisionsModel(base_models.BaseModel):
    """The decisions about the tasks of an exploration.

    The id is the exp_id. A single entity, so that one key reads all decisions;
    feconf.MAX_TASK_DECISIONS bounds its size.
    """

    # Compressed JSON: {task id: [status, time, version, reopens from, note]}.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)


class TaskDecisionLogModel(base_models.BaseModel):
    """The history of the decisions about the tasks of an exploration.

    The id is the exp_id. feconf.MAX_DECISION_LOG_BYTES bounds its size.
    """

    # Compressed JSON: rows of decision_log_services.py, oldest first.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)
