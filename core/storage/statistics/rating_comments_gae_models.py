"""The model of creators' marks on the comments of ratings."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class RatingCommentsModel(base_models.BaseModel):
    """The comments on an exploration that its creators marked as done.

    The id is the exp_id. A single entity, so that one key reads all marks.
    """

    # The event_ids of the ratings, ordered by the time of the mark; at most
    # feconf.MAX_DONE_COMMENTS.
    done_event_ids: list[str] = ndb.JsonProperty(default=[])
