"""The model of audits in progress."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models
from core.storage.base_model.gae_models import Json


class AuditPassModel(base_models.BaseModel):
    """The progress of an audit of an exploration; the id is the exp_id.

    The audit processes the log kind by kind, then the versions, and in each
    version the sessions in the order of their ids.
    """

    # The id of this audit, unique among those of the exploration.
    pass_id: str = ndb.TextProperty(required=True)
    # The start time, in milliseconds since the epoch.
    began_msecs: int = ndb.IntegerProperty(required=True, indexed=False)
    # The compared event kinds and counters. A version of this program that
    # declares others does not continue the audit.
    declared: str = ndb.TextProperty(default='')
    # Whether it repairs differences.
    is_repairing: bool = ndb.BooleanProperty(default=False, indexed=False)
    # Whether it includes open sessions.
    includes_open: bool = ndb.BooleanProperty(default=False, indexed=False)
    # The current version.
    version: int = ndb.IntegerProperty(default=1, indexed=False)
    # The last session of that version included in the sums.
    session_id: str = ndb.TextProperty(default='')
    # Sums over the sessions of that version so far, in the form
    # {'totals': {counter: n}, 'states': {state: {counter: n}}}. 'counted': the
    # counts in the accounts. 'missing': the counts of the log minus 'counted',
    # as {'counts': this form, 'num_sessions': this form}. 'numbers': numbers of
    # sessions, {field of the report: n}.
    sums: dict[str, dict[str, Json]] = ndb.JsonProperty(
        default={}, compressed=True
    )
    # Repairs of sessions that concern versions which the audit has yet to
    # process: {version: as 'missing' in `sums`}.
    repaired: dict[str, dict[str, Json]] = ndb.JsonProperty(
        default={}, compressed=True
    )
    # The index of the current event kind among all kinds.
    kind_number: int = ndb.IntegerProperty(default=0, indexed=False)
    # The last processed event of that kind.
    event_id: str = ndb.TextProperty(default='')
    # The number of events in the log whose session has no account.
    num_without_account: int = ndb.IntegerProperty(default=0, indexed=False)
    # Fields of the report so far: {field: value}.
    found: dict[str, Json] = ndb.JsonProperty(default={}, compressed=True)
