"""Reading the own counts of versions: base entities and their shards."""

from __future__ import annotations

from collections.abc import Iterable

from core import errors, feconf
from core.domain import exp_services, stats_counters_services, stats_domain
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

_Base = stats_models.ExplorationStatsModel
_Shard = stats_models.ExplorationStatsShardModel


def refs_of(exp_id: str, version: int) -> list[store.Ref]:
    """Returns what names all entities that hold own counts of a version."""
    return [
        (_Base, _Base.get_entity_id(exp_id, version)),
        *(
            (_Shard, _Shard.get_entity_id(exp_id, version, number))
            for number in range(feconf.NUM_STATS_SHARDS)
        ),
    ]


def get_all(
    reader: store.Reader, exp_id: str, version: int
) -> tuple[_Base | None, list[_Shard | None]]:
    """Returns the entities that hold own counts of a version.

    Args:
        reader: What reads them: a transaction, if they are to be changed.
        exp_id: The exploration.
        version: The version.

    Returns:
        The base entity, and the shards in their order; None for what is not
        there.
    """
    base, *shards = reader.get_refs(refs_of(exp_id, version))
    return base, shards


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
    reader = store.Reader()
    refs = {version: refs_of(exp_id, version) for version in versions}
    reader.fetch(ref for many in refs.values() for ref in many)
    return [
        stats_domain.ExplorationStats(
            exp_id=exp_id, exp_version=version
        ).with_counts(
            stats_counters_services.recognised_sum(reader.get_refs(many))
        )
        for version, many in refs.items()
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
