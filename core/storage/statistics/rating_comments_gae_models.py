"""The model of creators' marks on the comments of ratings."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class RatingCommentsModel(base_models.BaseModel):
    """The comments on one exploration that its creators marked as done.

    The id is the exp_id. One entity, so that reading the marks takes one key.
    """

    # The event_ids of their ratings, latest mark last; at most
    # feconf.MAX_DONE_COMMENTS.
    done_event_ids: list[str] = ndb.JsonProperty(default=[])
