"""Models of explorations, their history and rights.

Only queried properties are indexed; texts without an index are TextProperty.
feconf.MAX_EXPLORATION_BYTES and feconf.MAX_COMMIT_METADATA_BYTES keep JSON
properties below Datastore's limit of 1 MiB per entity.
"""

from __future__ import annotations

import datetime
from typing import Literal

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models
from core.storage.base_model.gae_models import Json


class ExplorationModel(base_models.BaseModel):
    """The latest version of an exploration. The id is the exp_id."""

    # The number of the latest version; the first one is 1.
    version: int = ndb.IntegerProperty(required=True, indexed=False)
    # The exploration as JSON, without exp_id and version.
    content: dict[str, Json] = ndb.JsonProperty(required=True)
    # The schema version of that JSON, for migrations.
    schema_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # Entities of deleted explorations remain: a new exploration with the same
    # id would get their statistics.
    deleted: bool = ndb.BooleanProperty(default=False, indexed=False)


class ExplorationSnapshotContentModel(base_models.BaseModel):
    """A version of an exploration. The id is `<exp_id>.<version>`."""

    # The exploration as JSON, without exp_id and version.
    content: dict[str, Json] = ndb.JsonProperty(required=True)
    # The schema version of that JSON, for migrations.
    schema_version: int = ndb.IntegerProperty(required=True, indexed=False)


class ExplorationSnapshotMetadataModel(base_models.BaseModel):
    """The metadata of a version. The id is `<exp_id>.<version>`.

    Separate from the content, because the history of an exploration is read as
    a whole.
    """

    # The kind of commit: 'create', 'edit' or 'revert'.
    commit_type: Literal['create', 'edit', 'revert'] = ndb.TextProperty(
        required=True
    )
    # The commit message.
    commit_message: str = ndb.TextProperty(required=True)
    # The id of the user who saved it.
    committer_id: str = ndb.TextProperty(required=True)
    # The change commands since the previous version, without new values.
    change_list: list[dict[str, Json]] = ndb.JsonProperty(required=True)
    # The first state of this version.
    init_state_name: str = ndb.TextProperty(required=True)
    # The state names of this version, as a list of strings.
    state_names: list[str] = ndb.JsonProperty(required=True)


class ExplorationVersionListModel(base_models.BaseModel):
    """The version list that pages show, oldest first. The id is the exp_id.

    Built from the metadata when the list is first shown; later versions may be
    missing.
    """

    # Compressed JSON, see core/domain/version_list_services.py.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)


class ExplorationRightsModel(base_models.BaseModel):
    """The rights to an exploration. The id is the exp_id."""

    # User ids of owners.
    owner_ids: list[str] = ndb.TextProperty(repeated=True)
    # User ids of editors, who may change it and see its statistics.
    editor_ids: list[str] = ndb.TextProperty(repeated=True)
    # User ids of viewers, who may play it while it is private.
    viewer_ids: list[str] = ndb.TextProperty(repeated=True)
    # 'private' or 'public'.
    status: Literal['private', 'public'] = ndb.TextProperty(required=True)
    # The number of sessions that must have given an open answer before creators
    # can read it; None for feconf.ANSWERS_K_ANONYMITY.
    k_anonymity: int | None = ndb.IntegerProperty(indexed=False)


class ExplorationSummaryModel(base_models.BaseModel):
    """The fields of an exploration that lists show. The id is the exp_id.

    Written in the transaction that changes the originals, except play times.
    """

    # Copied from the latest version of the exploration.
    title: str = ndb.TextProperty(required=True)
    category: str = ndb.TextProperty(required=True)
    objective: str = ndb.TextProperty(required=True)
    language_code: str = ndb.TextProperty(required=True)
    tags: list[str] = ndb.TextProperty(repeated=True)
    version: int = ndb.IntegerProperty(required=True, indexed=False)
    # The number of states.
    num_states: int = ndb.IntegerProperty(required=True, indexed=False)
    # The time of that version, in UTC.
    exploration_last_updated: datetime.datetime = ndb.DateTimeProperty(
        required=True, indexed=False
    )
    # 'private' or 'public'; indexed, because the library lists public ones.
    status: Literal['private', 'public'] = ndb.StringProperty(required=True)
    # User ids of owners and editors; indexed for the dashboard.
    creator_ids: list[str] = ndb.StringProperty(repeated=True)
    # The median time and the number of completed plays as of the last
    # computation of the latest version's view; 0 for none.
    median_play_msecs: int = ndb.IntegerProperty(default=0, indexed=False)
    num_timed_plays: int = ndb.IntegerProperty(default=0, indexed=False)


class ExplorationDeletionModel(base_models.BaseModel):
    """An unfinished deletion of an exploration. The id is the exp_id."""

    # The start time, in milliseconds since the epoch.
    began_msecs: int = ndb.IntegerProperty(required=True, indexed=False)


class LearnerClassesModel(base_models.BaseModel):
    """The classes that links to an exploration can name.

    The id is the exp_id.
    """

    # The names, in the order in which owners added them.
    names: list[str] = ndb.TextProperty(repeated=True)
