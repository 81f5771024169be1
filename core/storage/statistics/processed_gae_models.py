"""Models of processed data, which jobs compute from the event log."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class ProcessedStatsModel(base_models.BaseModel):
    """The sum of all sessions of an exploration version.

    The id is `<exp_id>.<exp_version>`. Its chunks and session records are its
    children, so they form one entity group.
    """

    # The exploration.
    exp_id: str = ndb.TextProperty(required=True)
    # The version that was played.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # The generation of the session records that this is the sum of.
    generation: str = ndb.TextProperty(required=True)
    # Incremented by each write.
    revision: int = ndb.IntegerProperty(default=0, indexed=False)
    # The schema version. Indexed: the fold looks for outdated data. Entities
    # without this property were written under version 1.
    schema_version: int = ndb.IntegerProperty(default=1, indexed=True)
    # The first chunk of the compressed JSON of the sum.
    content: bytes | None = ndb.BlobProperty(indexed=False)
    # The number of further chunks.
    num_chunks: int = ndb.IntegerProperty(default=0, indexed=False)
    # The generation that a rebuild is creating, or None.
    rebuild_id: str | None = ndb.TextProperty()
    # The start time of that rebuild, in milliseconds since the epoch.
    rebuild_began_msecs: int | None = ndb.IntegerProperty(indexed=False)
    # Obsolete generations whose records may still exist, including those of
    # abandoned rebuilds; separated by spaces.
    left_generations: str = ndb.TextProperty(default='')
    # The numbers of the blocks of days with sessions, separated by spaces.
    day_blocks: str = ndb.TextProperty(default='')

    @classmethod
    def get_entity_id(cls, exp_id: str, exp_version: int) -> str:
        """Returns the id of the processed data of a version."""
        return f'{exp_id}.{exp_version}'


class ProcessedRebuildModel(ProcessedStatsModel):
    """The intermediate result of a rebuild by the fold.

    The id is that of the processed data; `generation` is the one being created.
    """

    # As in ProcessedStatsModel, but not indexed.
    schema_version: int = ndb.IntegerProperty(default=1, indexed=False)
    # The last session included.
    position: str = ndb.TextProperty(default='')


class ProcessedExpiredModel(ProcessedStatsModel):
    """The sum of sessions whose events were deleted from the log.

    The id is that of the processed data. Rebuilds start with it, because the
    log no longer contains these sessions.
    """

    # As in ProcessedStatsModel, but not indexed.
    schema_version: int = ndb.IntegerProperty(default=1, indexed=False)


class ProcessedStatsChunkModel(base_models.BaseModel):
    """A further chunk of the processed data of a version.

    A child of the processed data; the id is the index of the chunk, from 1.
    """

    # The bytes of the chunk.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)


class ProcessedDaysModel(base_models.BaseModel):
    """The sums of the sessions that began on the days of a block.

    A child of the processed data of the version; the id is
    `<generation>.<number of the block>`.
    """

    # {cell: [first byte, the byte after the last]}; see day_sums_services.py.
    cells: dict[str, list[int]] = ndb.JsonProperty(
        required=True, compressed=True
    )
    # The bytes of the cells, if there are no chunks.
    content: bytes | None = ndb.BlobProperty(indexed=False)
    # The number of chunks.
    num_chunks: int = ndb.IntegerProperty(default=0, indexed=False)
    # Whether a rebuild has added the sessions whose events were deleted.
    has_expired: bool = ndb.BooleanProperty(default=False, indexed=False)


class ProcessedDaysChunkModel(base_models.BaseModel):
    """Bytes of a block; a sibling with the id `<its id>.<number from 0>`."""

    # The bytes.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)


class ProcessedRevisionsModel(base_models.BaseModel):
    """The revisions of an exploration's processed data; the id is the exp_id.

    Written by every transaction that writes processed data, so that one read
    returns the revisions of all versions.
    """

    # JSON: {version: [revision, bytes, sessions]}.
    versions: str = ndb.TextProperty(required=True)
    # JSON: {version: day_blocks of its ProcessedStatsModel}.
    day_blocks: str = ndb.TextProperty(default='{}')
    # The time since which the cached view is outdated, in milliseconds since
    # the epoch; None if it is current. Indexed: outdated views are queried.
    stale_since_msecs: int | None = ndb.IntegerProperty(indexed=True)


class FoldedSessionModel(base_models.BaseModel):
    """A session record: the events of a session in the processed data.

    A child of the processed data; the id is `<generation>.<session_id>`.
    """

    # Eight bytes per folded event, concatenated; eight zero bytes if the
    # session is excluded from all statistics.
    event_digests: bytes = ndb.BlobProperty(required=True, indexed=False)
    # The time of the fold, in milliseconds since the epoch; a session that was
    # open then may have ended since.
    folded_at_msecs: int = ndb.IntegerProperty(required=True, indexed=False)
    # The account's exclusion_changes at that time.
    exclusion_changes: int = ndb.IntegerProperty(default=0, indexed=False)
