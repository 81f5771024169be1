"""Reading the own counts of versions: base entities and their shards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from google.api_core import retry
from google.cloud import ndb

from core import errors, feconf
from core.domain import exp_services, stats_counters_services, stats_domain
from core.platform.datastore import raw_datastore_services, store
from core.storage.base_model import gae_models as base_models
from core.storage.statistics import gae_models as stats_models

# Keys in one lookup; Datastore takes 1,000.
_MAX_KEYS_PER_LOOKUP = 900

# What the store refuses for a moment is asked for again, about as NDB does;
# seconds, so that a page still answers.
_RETRY = retry.Retry(initial=0.1, maximum=1.0, timeout=5.0)

_Model = TypeVar('_Model')


def keys_of(exp_id: str, version: int) -> list[ndb.Key]:
    """Returns the keys of all entities that hold own counts of a version."""
    base = stats_models.ExplorationStatsModel
    shard = stats_models.ExplorationStatsShardModel
    return [
        ndb.Key(base, base.get_entity_id(exp_id, version)),
        *(
            ndb.Key(shard, shard.get_entity_id(exp_id, version, number))
            for number in range(feconf.NUM_STATS_SHARDS)
        ),
    ]


def get_all(
    transaction: store.Transaction, exp_id: str, version: int
) -> tuple[
    stats_models.ExplorationStatsModel | None,
    list[stats_models.ExplorationStatsShardModel | None],
]:
    """Returns the entities that hold own counts of a version.

    Args:
        transaction: In which to read them.
        exp_id: The exploration.
        version: The version.

    Returns:
        The base entity, and the shards in their order; None for what is not
        there.
    """
    base = stats_models.ExplorationStatsModel
    shard = stats_models.ExplorationStatsShardModel
    base_id = base.get_entity_id(exp_id, version)
    shard_ids = [
        shard.get_entity_id(exp_id, version, number)
        for number in range(feconf.NUM_STATS_SHARDS)
    ]
    transaction.fetch([(base, base_id), *((shard, each) for each in shard_ids)])
    return transaction.get(base, base_id), transaction.get_multi(
        shard, shard_ids
    )


def lookup(keys: Sequence[base_models.Key[_Model]]) -> list[_Model | None]:
    """Returns entities as they are now, not as this context remembers them."""
    found: list[_Model | None] = []
    for start in range(0, len(keys), _MAX_KEYS_PER_LOOKUP):
        some = keys[start : start + _MAX_KEYS_PER_LOOKUP]
        found.extend(ndb.get_multi(some, use_cache=False))
    return found


def read_counters(
    keys: Sequence[ndb.Key],
) -> list[stats_counters_services.StoredCounters | None]:
    """Returns counter entities as they are now, without making NDB's of them.

    Args:
        keys: Their keys.
    """
    found = _RETRY(raw_datastore_services.lookup)(
        [raw_datastore_services.key_message(*key.flat()) for key in keys]
    )
    read = stats_counters_services.StoredCounters.from_message
    return [None if entity is None else read(entity) for entity in found]


def read_versions(
    exp_id: str, versions: Iterable[int]
) -> list[stats_domain.ExplorationStats]:
    """Returns the own counts of several versions, read at once.

    Args:
        exp_id: The exploration.
        versions: The versions.

    Returns:
        The statistics in the order of the versions; states that nobody has
        been counted in are left out.
    """
    keys = {version: keys_of(exp_id, version) for version in versions}
    found = iter(read_counters([key for many in keys.values() for key in many]))
    return [
        stats_domain.ExplorationStats(
            exp_id=exp_id, exp_version=version
        ).with_counts(
            stats_counters_services.recognised_sum([next(found) for _ in many])
        )
        for version, many in keys.items()
    ]


def get_state_names(exp_id: str, version: int) -> tuple[str, ...]:
    """Returns the states of a version.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    commits = exp_services.get_exploration_commits(exp_id, version, version)
    if not commits:
        raise errors.EntityNotFoundError(f'{exp_id} has no version {version}')
    return commits[0].state_names
