"""Models of accounts."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class UserModel(base_models.BaseModel):
    """An account; the id is the user id, such as `google:1234`."""

    # The address in lower case, as verified at the last sign-in.
    email: str = ndb.StringProperty(required=True, indexed=True)

    # Incremented by signing out, which ends all sessions of the account.
    # Accounts written without this property have epoch 0.
    session_epoch: int = ndb.IntegerProperty(default=0, indexed=False)
