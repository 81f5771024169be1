"""The model of a running audit."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models
from core.storage.base_model.gae_models import Json


class AuditPassModel(base_models.BaseModel):
    """The progress of an audit of an exploration; the id is the exp_id.

    The audit processes the log kind by kind, then the versions, and in each
    version the sessions in the order of their ids.
    """

    # Identifies this audit among those of the exploration.
    pass_id: str = ndb.TextProperty(required=True)
    # The time of its start, in milliseconds since the epoch.
    began_msecs: int = ndb.IntegerProperty(required=True, indexed=False)
    # The event kinds and counters that it compares. A version of this program
    # that declares others does not continue it.
    declared: str = ndb.TextProperty(default='')
    # Whether it repairs differences.
    is_repairing: bool = ndb.BooleanProperty(default=False, indexed=False)
    # Whether it also compares open sessions.
    includes_open: bool = ndb.BooleanProperty(default=False, indexed=False)
    # The current version.
    version: int = ndb.IntegerProperty(default=1, indexed=False)
    # The last session of that version included in the sums.
    session_id: str = ndb.TextProperty(default='')
    # Sums over the sessions of that version so far, each as
    # {'totals': {counter: n}, 'states': {state: {counter: n}}}. 'counted': the
    # counts in their accounts. 'missing': the counts of the log minus these, as
    # {'counts': the same, 'num_sessions': the same}. 'numbers': the numbers of
    # these sessions, {field of the report: n}.
    sums: dict[str, dict[str, Json]] = ndb.JsonProperty(
        default={}, compressed=True
    )
    # Repairs of sessions, by the versions that are still to be processed:
    # {version: as 'missing' in `sums`}.
    repaired: dict[str, dict[str, Json]] = ndb.JsonProperty(
        default={}, compressed=True
    )
    # The current kind of events, as its index among all kinds.
    kind_number: int = ndb.IntegerProperty(default=0, indexed=False)
    # The last event of that kind that was processed.
    event_id: str = ndb.TextProperty(default='')
    # Events of the log whose session has no account.
    num_without_account: int = ndb.IntegerProperty(default=0, indexed=False)
    # Fields of the report so far: {field: value}.
    found: dict[str, Json] = ndb.JsonProperty(default={}, compressed=True)
