"""The model of links that share the statistics of an exploration."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class SharedLinkModel(base_models.BaseModel):
    """A link that lets anyone read the statistics of an exploration.

    The id is random and part of the link, which the server signs. Revoking a
    link deletes it. The account that created it is not stored.
    """

    # The exploration. Indexed to list its links.
    exp_id: str = ndb.StringProperty(required=True, indexed=True)
    # The owner's name for the link; '' for none.
    label: str = ndb.TextProperty(required=True)
    # The time of creation, in milliseconds since the epoch.
    created_at_msecs: float = ndb.FloatProperty(required=True, indexed=False)
    # The expiry time, in milliseconds since the epoch; None for never.
    expires_at_msecs: float | None = ndb.FloatProperty(indexed=False)
