"""Accounts as Datastore keeps them."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class UserModel(base_models.BaseModel):
    """One account; its id is the user id, such as `google:1234`."""

    # The address in lower case, as it was vouched for at the last sign-in.
    email: str = ndb.StringProperty(required=True, indexed=True)

    # How often the sessions of the account have been ended by signing out.
    # Accounts of before there was this property have none, which is 0.
    session_epoch: int = ndb.IntegerProperty(default=0, indexed=False)
