"""Models of plays that owners exclude from the statistics."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models
from core.storage.base_model.gae_models import Json


class ExclusionsModel(base_models.BaseModel):
    """The exclusions of an exploration; the id is the exp_id.

    A single entity, so that the statistics tab reads them with one key;
    feconf.MAX_EXCLUSIONS bounds its size.
    """

    # The fields of each core.domain.exclusion_domain.Exclusion, oldest first.
    exclusions: list[dict[str, Json]] = ndb.JsonProperty(default=[])
    # The number of exclusions with unfinished work. Indexed for the scheduled
    # task that continues them.
    num_working: int = ndb.IntegerProperty(default=0, indexed=True)


class ExclusionPartModel(base_models.BaseModel):
    """Some of the sessions of an exclusion.

    The id is `<exp_id>.<exclusion_id>.<n>`.
    """

    # The fields of each core.domain.exclusion_domain.FoundSession.
    sessions: list[list[Json]] = ndb.JsonProperty(default=[])

    @classmethod
    def get_entity_id(cls, exp_id: str, exclusion_id: str, number: int) -> str:
        """Returns the id of a part of an exclusion."""
        return f'{exp_id}.{exclusion_id}.{number}'
