"""Models of what is derived from processed data, and can be made again."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models
from core.storage.base_model.gae_models import Json


class ProcessedRevisionsModel(base_models.BaseModel):
    """Which processed data an exploration has; the id is the exp_id.

    Written in every transaction that writes processed data, so it is always
    true; it tells with one read what would take one for each version.
    """

    # JSON: {version: [revision, bytes, sessions]}.
    versions: str = ndb.TextProperty(required=True)
    # Since when what is shown of them is out of date, in milliseconds since
    # the epoch; None: it is not. Indexed: these are looked for.
    stale_since_msecs: int | None = ndb.IntegerProperty(indexed=True)


class DerivedStatsModel(base_models.BaseModel):
    """Something made of processed data: where its parts lie.

    The id says what it is, see statistics_view_services.py. The
    parts lie one after the other in the chunks, which are children of it.
    """

    # The revision of the processed data that it was made of.
    revision: int = ndb.IntegerProperty(required=True, indexed=False)
    # Stands for the code that made it.
    code: str = ndb.TextProperty(required=True)
    # Whether something better is to be made of the same data.
    is_provisional: bool = ndb.BooleanProperty(required=True, indexed=False)
    # The version in whose cards it is told.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # Names its chunks; another one each time it is made.
    generation: str = ndb.TextProperty(required=True)
    # {name of a part: [first byte, the byte behind the last]}.
    parts: dict[str, list[int]] = ndb.JsonProperty(
        required=True, compressed=True
    )
    # How many chunks there are.
    num_chunks: int = ndb.IntegerProperty(required=True, indexed=False)


class DerivedStatsChunkModel(base_models.BaseModel):
    """Bytes of something derived; the id is `<generation>.<number from 0>`."""

    # The bytes.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)


class StatisticsGlanceModel(base_models.BaseModel):
    """What lists show of an exploration's processed data; the id is exp_id."""

    # The revision of the processed data that it was made of.
    revision: int = ndb.IntegerProperty(required=True, indexed=False)
    # {'days': …, 'tasks': …}, see statistics_view_services.py.
    content: dict[str, Json] = ndb.JsonProperty(required=True, compressed=True)
    # Until when every event was in it, in milliseconds since the epoch.
    complete_through_msecs: int = ndb.IntegerProperty(
        required=True, indexed=False
    )
