"""The model of learners' texts about difficulties in a state."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class LearnerAnswerInfoModel(base_models.BaseModel):
    """A learner's text about a difficulty in a state.

    The id is a UUID that the browser made. It is no event: creators delete it,
    and neither counters nor downloads contain it.
    """

    # The exploration. Indexed, as the time, to read the latest first. Few
    # learners write, so the monotonic index is no bottleneck.
    exp_id: str = ndb.StringProperty(required=True, indexed=True)
    # When it was written, by the server's clock, in milliseconds since the
    # epoch.
    occurred_at_msecs: float = ndb.FloatProperty(required=True, indexed=True)
    # The version that was played.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # The short id of the session, for exclusions. Indexed to limit how many
    # texts a session sends.
    session_id: str = ndb.StringProperty(required=True, indexed=True)
    # The state, named as in that version.
    state_name: str = ndb.TextProperty(required=True)
    # The text; '' after the creator deleted it. The entity stays, so that a
    # browser that sends the text again does not bring it back.
    answer_details: str = ndb.TextProperty(required=True)
    # Whether the creator marked it as done.
    is_done: bool = ndb.BooleanProperty(default=False, indexed=False)
