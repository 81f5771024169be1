"""Merges the additional shards of a version into its base entity.

Run it for versions that many learners played in the past, because each shard
costs every reader of the counters one key; and before a rollback to a release
that reads only the first shards.
"""

from __future__ import annotations

from collections.abc import Collection

from core import errors, feconf
from core.domain import (
    carried_over_services,
    own_stats_services,
    stats_counters_services,
    stats_domain,
    stats_shards_services,
)
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

Base = stats_models.ExplorationStatsModel
Shard = stats_models.ExplorationStatsShardModel


def get_grown_versions() -> list[tuple[str, int]]:
    """Returns exploration ids and versions with additional shards."""
    # Only versions that have grown or were repaired have base entities.
    return [
        (base.exp_id, base.exp_version)
        for base in Base.query().iter()
        if (base.num_shards or 0) > feconf.NUM_STATS_SHARDS
    ]


def merge(exp_id: str, version: int) -> int:
    """Reduces the shards of a version to the initial number.

    May run while learners play.

    Args:
        exp_id: The exploration.
        version: The version.

    Returns:
        The number of shards merged into the base entity.
    """
    try:
        state_names = own_stats_services.get_state_names(exp_id, version)
    except errors.EntityNotFoundError:
        # A deleted exploration; nobody reads its counters.
        return 0
    return store.run(
        lambda transaction: _merge(transaction, exp_id, version, state_names)
    )


def _merge(
    transaction: store.Transaction,
    exp_id: str,
    version: int,
    state_names: Collection[str],
) -> int:
    base, shards = own_stats_services.get_all(transaction, exp_id, version)
    first_shards = [
        shard for shard in shards[: feconf.NUM_STATS_SHARDS] if shard
    ]
    merged = [shard for shard in shards[feconf.NUM_STATS_SHARDS :] if shard]
    if base is None or len(shards) <= feconf.NUM_STATS_SHARDS:
        return 0
    counts = stats_domain.add(*map(stats_counters_services.all_counts, merged))
    stats_counters_services.add_counts(base, counts, state_names)
    base.num_shards = None
    for shard in first_shards:
        # Makes concurrent comparisons and running audits start again.
        shard.revision += 1
        shard.audit_id = None
    transaction.put(base, *first_shards)
    transaction.delete(
        (Shard, Shard.get_entity_id(exp_id, version, number))
        for number in range(feconf.NUM_STATS_SHARDS, len(shards))
    )
    carried_over_services.make_stale(transaction, exp_id, version)
    stats_shards_services.remember_number(exp_id, version, base)
    return len(merged)
