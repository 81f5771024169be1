"""Models of views of processed data, which can be computed again."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models
from core.storage.base_model.gae_models import Json


class StatisticsViewModel(base_models.BaseModel):
    """An entry of the cache of views; see view_store_services.py for its id.

    The parts of a view are concatenated. The bytes are in this entity if they
    are few, else in chunks, which are its children.
    """

    # feconf.STATISTICS_VIEW_VERSION of the code that computed it. Indexed: the
    # sweep deletes entries of earlier versions.
    view_version: int = ndb.IntegerProperty(default=0, indexed=True)
    # The revision of the processed data.
    revision: int = ndb.IntegerProperty(required=True, indexed=False)
    # The version of the exploration whose states are shown.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # Whether a better view of the same data will be computed.
    is_provisional: bool = ndb.BooleanProperty(required=True, indexed=False)
    # {name of a part: [first byte, the byte after the last]}.
    parts: dict[str, list[int]] = ndb.JsonProperty(
        required=True, compressed=True
    )
    # The bytes, if there are no chunks.
    content: bytes | None = ndb.BlobProperty(indexed=False)
    # The prefix of the ids of the chunks; new each time.
    generation: str = ndb.TextProperty(required=True)
    # The number of chunks.
    num_chunks: int = ndb.IntegerProperty(required=True, indexed=False)


class StatisticsViewChunkModel(base_models.BaseModel):
    """Bytes of a view; the id is `<generation>.<number from 0>`."""

    # The bytes.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)


class DerivedStatsModel(StatisticsViewModel):
    """An entry from before views had a version; the sweep deletes it."""

    # As there; not queried.
    view_version: int = ndb.IntegerProperty(default=0, indexed=False)


class DerivedStatsChunkModel(StatisticsViewChunkModel):
    """A chunk of such an entry."""


class StatisticsGlanceModel(base_models.BaseModel):
    """The statistics of an exploration in a list; the id is exp_id.

    It is read whatever version of the code wrote it, so lists are not empty
    after a deployment.
    """

    # The revision of the view that it was taken from.
    revision: int = ndb.IntegerProperty(required=True, indexed=False)
    # See view_cache_services.py.
    content: dict[str, Json] = ndb.JsonProperty(required=True, compressed=True)
    # Events that arrived before this time are included, in milliseconds since
    # the epoch.
    complete_through_msecs: int = ndb.IntegerProperty(
        required=True, indexed=False
    )
