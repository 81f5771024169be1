"""The model of an audit that is going on."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models
from core.storage.base_model.gae_models import Json


class AuditPassModel(base_models.BaseModel):
    """How far an audit of an exploration has come; the id is the exp_id.

    It goes through the log kind by kind, and then through the versions, of each
    through the sessions in the order of their ids.
    """

    # Names this audit among those of the exploration.
    pass_id: str = ndb.TextProperty(required=True)
    # When it began, in milliseconds since the epoch.
    began_msecs: int = ndb.IntegerProperty(required=True, indexed=False)
    # The kinds of events and the counters that it compares; a version of this
    # program that declares others begins an audit of its own.
    declared: str = ndb.TextProperty(default='')
    # Whether it repairs what it finds.
    is_repairing: bool = ndb.BooleanProperty(default=False, indexed=False)
    # Whether it compares sessions that may go on, too.
    includes_open: bool = ndb.BooleanProperty(default=False, indexed=False)
    # The version that it has come to.
    version: int = ndb.IntegerProperty(default=1, indexed=False)
    # The last session of that version that is in the sums.
    session_id: str = ndb.TextProperty(default='')
    # Of the sessions of that version up to there, each as
    # {'totals': {counter: n}, 'states': {state: {counter: n}}}: 'counted',
    # what their accounts say. And 'missing', by how much the log is ahead, as
    # {'counts': the same, 'num_sessions': the same}. And 'numbers', how many
    # these sessions are: {field of the report: n}.
    sums: dict[str, dict[str, Json]] = ndb.JsonProperty(
        default={}, compressed=True
    )
    # What was added to the counters of each version that it has not yet gone
    # through, because of sessions: {version: as 'missing' in `sums`}.
    repaired: dict[str, dict[str, Json]] = ndb.JsonProperty(
        default={}, compressed=True
    )
    # The kind of events that it has come to, as the number among all kinds.
    kind_number: int = ndb.IntegerProperty(default=0, indexed=False)
    # The last event of that kind that was looked at.
    event_id: str = ndb.TextProperty(default='')
    # Events of the log whose session has no account.
    num_without_account: int = ndb.IntegerProperty(default=0, indexed=False)
    # What the report will say, as far as it is known: {field: value}.
    found: dict[str, Json] = ndb.JsonProperty(default={}, compressed=True)
