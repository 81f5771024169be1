"""Models of processed data: what jobs have made of the event log."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models


class ProcessedStatsModel(base_models.BaseModel):
    """What the sessions of one exploration version come to.

    The id is `<exp_id>.<exp_version>`. With its chunks and the records of its
    sessions, which are its children, it is one entity group.
    """

    # The exploration.
    exp_id: str = ndb.TextProperty(required=True)
    # The version that was played.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # Names the set of session records that the content is the sum of.
    generation: str = ndb.TextProperty(required=True)
    # Raised by each write.
    revision: int = ndb.IntegerProperty(default=0, indexed=False)
    # The schema of what is made of a session. Indexed: the fold looks for
    # what older code has made. 1 is what has none.
    schema_version: int = ndb.IntegerProperty(default=1, indexed=True)
    # The first part of the compressed JSON of the sum.
    content: bytes | None = ndb.BlobProperty(indexed=False)
    # How many chunks hold its other parts.
    num_chunks: int = ndb.IntegerProperty(default=0, indexed=False)
    # The generation that a rebuild is making; None if none is.
    rebuild_id: str | None = ndb.TextProperty()
    # When that rebuild began, in milliseconds since the epoch.
    rebuild_began_msecs: int | None = ndb.IntegerProperty(indexed=False)
    # Generations whose records nobody reads and that may still be there, among
    # them those of rebuilds that died; with spaces in between.
    left_generations: str = ndb.TextProperty(default='')

    @classmethod
    def get_entity_id(cls, exp_id: str, exp_version: int) -> str:
        """Returns the id of the processed data of a version."""
        return f'{exp_id}.{exp_version}'


class ProcessedRebuildModel(ProcessedStatsModel):
    """What a rebuild by the fold has come to so far.

    The id is that of the processed data; `generation` is that which is made.
    """

    # As in ProcessedStatsModel; nobody looks for these.
    schema_version: int = ndb.IntegerProperty(default=1, indexed=False)
    # The last session that is in it.
    position: str = ndb.TextProperty(default='')


class ProcessedExpiredModel(ProcessedStatsModel):
    """The part of processed data whose events were deleted from the log.

    The id is that of the processed data. A rebuild begins with it, as it finds
    nothing of these sessions in the log.
    """

    # As there; nothing looks for it.
    schema_version: int = ndb.IntegerProperty(default=1, indexed=False)


class ProcessedStatsChunkModel(base_models.BaseModel):
    """A further part of the processed data of a version.

    A child of it; the id is the number of the part, from 1.
    """

    # The bytes of that part.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)


class FoldedSessionModel(base_models.BaseModel):
    """Which events of a session are in the processed data of its version.

    A child of these; the id is `<generation>.<session_id>`.
    """

    # Eight bytes for each event that was folded, one after the other; eight
    # zeros: the session is left out of all figures.
    event_digests: bytes = ndb.BlobProperty(required=True, indexed=False)
    # When that was, in milliseconds since the epoch: a session that was open
    # then may have ended since.
    folded_at_msecs: int = ndb.IntegerProperty(required=True, indexed=False)
    # How often it had changed by then whether the session is left out, as its
    # account says.
    exclusion_changes: int = ndb.IntegerProperty(default=0, indexed=False)
