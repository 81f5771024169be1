"""Models of cached views of processed data."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models
from core.storage.base_model.gae_models import Json


class StatisticsViewModel(base_models.BaseModel):
    """A cached view; see view_store_services.py for the id.

    The parts of a view are concatenated. A small view is in this entity, a
    large one in chunks, which are its children.
    """

    # feconf.STATISTICS_VIEW_VERSION of the code that computed it. Indexed: the
    # sweep deletes views of earlier versions.
    view_version: int = ndb.IntegerProperty(default=0, indexed=True)
    # The revision of the processed data.
    revision: int = ndb.IntegerProperty(required=True, indexed=False)
    # The version of the exploration whose states are shown.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # Whether the view will be recomputed from the same data.
    is_provisional: bool = ndb.BooleanProperty(required=True, indexed=False)
    # {name of a part: [start, end] of its bytes}.
    parts: dict[str, list[int]] = ndb.JsonProperty(
        required=True, compressed=True
    )
    # The bytes, if there are no chunks.
    content: bytes | None = ndb.BlobProperty(indexed=False)
    # The prefix of the ids of the chunks; new for each write.
    generation: str = ndb.TextProperty(required=True)
    # The number of chunks.
    num_chunks: int = ndb.IntegerProperty(required=True, indexed=False)


class StatisticsViewChunkModel(base_models.BaseModel):
    """A chunk of a view; the id is `<generation>.<number from 0>`."""

    # The bytes of the chunk.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)


class DerivedStatsModel(StatisticsViewModel):
    """A view from before views had a version; the sweep deletes it."""

    # As in StatisticsViewModel, but not queried.
    view_version: int = ndb.IntegerProperty(default=0, indexed=False)


class DerivedStatsChunkModel(StatisticsViewChunkModel):
    """A chunk of such a view."""


class StatisticsGlanceModel(base_models.BaseModel):
    """The glance of an exploration in the dashboard; the id is the exp_id.

    Read whichever version of the code wrote it, so that lists are not empty
    after a deployment.
    """

    # The revision of the source view.
    revision: int = ndb.IntegerProperty(required=True, indexed=False)
    # See view_cache_services.py.
    content: dict[str, Json] = ndb.JsonProperty(required=True, compressed=True)
    # Includes events that arrived before this time, in milliseconds since the
    # epoch.
    complete_through_msecs: int = ndb.IntegerProperty(
        required=True, indexed=False
    )
