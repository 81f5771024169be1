"""Models of explorations, their history and who may do what with them.

Only what is queried has an index; a text without one is a TextProperty. Every
property that holds JSON stays below Datastore's 1 MiB an entity, see
feconf.MAX_EXPLORATION_BYTES and feconf.MAX_COMMIT_METADATA_BYTES.
"""

from __future__ import annotations

import datetime
from typing import Literal

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models
from core.storage.base_model.gae_models import Json


class ExplorationModel(base_models.BaseModel):
    """The latest version of an exploration. Its id is the exp_id."""

    # The number of the latest version; the first save makes it 1.
    version: int = ndb.IntegerProperty(required=True, indexed=False)
    # The exploration in its JSON form, without exp_id and version.
    content: dict[str, Json] = ndb.JsonProperty(required=True)
    # The version of that form, for migrations to come.
    schema_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # A deleted exploration keeps its id, so that statistics of an old one are
    # never taken for those of a new one.
    deleted: bool = ndb.BooleanProperty(default=False, indexed=False)


class ExplorationSnapshotContentModel(base_models.BaseModel):
    """One version of an exploration. Its id is `<exp_id>.<version>`."""

    # The exploration in its JSON form, without exp_id and version.
    content: dict[str, Json] = ndb.JsonProperty(required=True)
    # The version of that form, for migrations to come.
    schema_version: int = ndb.IntegerProperty(required=True, indexed=False)


class ExplorationSnapshotMetadataModel(base_models.BaseModel):
    """What is known about one version. Its id is `<exp_id>.<version>`.

    Apart from the content, because a history is read as a whole.
    """

    # How the version came about: 'create', 'edit' or 'revert'.
    commit_type: Literal['create', 'edit', 'revert'] = ndb.TextProperty(
        required=True
    )
    # What the committer says about it.
    commit_message: str = ndb.TextProperty(required=True)
    # Id of the user who saved it.
    committer_id: str = ndb.TextProperty(required=True)
    # The commands that made it from the version before, without new values.
    change_list: list[dict[str, Json]] = ndb.JsonProperty(required=True)
    # The state shown first in this version.
    init_state_name: str = ndb.TextProperty(required=True)
    # The names of all states of this version, as a list of strings.
    state_names: list[str] = ndb.JsonProperty(required=True)


class ExplorationVersionListModel(base_models.BaseModel):
    """What lists show of the versions, oldest first. Its id is the exp_id.

    Made of the metadata of the versions when a list is first shown; versions
    saved since may be missing.
    """

    # Compressed JSON, see core/domain/version_list_services.py.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)


class ExplorationRightsModel(base_models.BaseModel):
    """Who may do what with an exploration. Its id is the exp_id."""

    # Ids of users who may do everything.
    owner_ids: list[str] = ndb.TextProperty(repeated=True)
    # Ids of users who may change it and see its statistics.
    editor_ids: list[str] = ndb.TextProperty(repeated=True)
    # Ids of users who may play it while it is private.
    viewer_ids: list[str] = ndb.TextProperty(repeated=True)
    # 'private' or 'public'.
    status: Literal['private', 'public'] = ndb.TextProperty(required=True)


class ExplorationSummaryModel(base_models.BaseModel):
    """What lists of explorations show. Its id is the exp_id.

    Written in the transaction that changes what it repeats.
    """

    # The following repeat the latest version of the exploration.
    title: str = ndb.TextProperty(required=True)
    category: str = ndb.TextProperty(required=True)
    objective: str = ndb.TextProperty(required=True)
    language_code: str = ndb.TextProperty(required=True)
    tags: list[str] = ndb.TextProperty(repeated=True)
    version: int = ndb.IntegerProperty(required=True, indexed=False)
    # How many states it has.
    num_states: int = ndb.IntegerProperty(required=True, indexed=False)
    # When that version was saved, in UTC.
    exploration_last_updated: datetime.datetime = ndb.DateTimeProperty(
        required=True, indexed=False
    )
    # 'private' or 'public'; indexed: the library lists the public ones.
    status: Literal['private', 'public'] = ndb.StringProperty(required=True)
    # Ids of owners and editors; indexed: the dashboard lists a user's own.
    creator_ids: list[str] = ndb.StringProperty(repeated=True)
