"""Reading the own counts of versions: base entities and their shards."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from core import errors
from core.domain import (
    exp_services,
    stats_counters_services,
    stats_domain,
    stats_shards_services,
)
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

Base = stats_models.ExplorationStatsModel
Shard = stats_models.ExplorationStatsShardModel


def refs_of(exp_id: str, version: int) -> list[store.Ref]:
    """Returns the references of the base entity and of all known shards."""
    number = stats_shards_services.known_number(exp_id, version)
    return [
        (Base, Base.get_entity_id(exp_id, version)),
        *(
            (Shard, Shard.get_entity_id(exp_id, version, shard_number))
            for shard_number in range(number)
        ),
    ]


def read_with_others(
    versions: Sequence[tuple[str, int]], others: Sequence[store.Ref] = ()
) -> tuple[list[Any], list[list[Any]]]:
    """Reads the own counts of versions, and other entities, at once.

    All entities of a version are read at once, so neither new nor merged shards
    are missed. A version with more shards than this process knew is read again.

    Args:
        versions: Exploration ids with versions.
        others: The references of the other entities.

    Returns:
        The other entities in order; and for each version its base entity and
        its shards in order. None for missing entities.
    """
    refs = [refs_of(*version_key) for version_key in versions]
    reader = store.Reader()
    reader.fetch(itertools.chain(others, *refs))
    own = [reader.get_refs(many) for many in refs]
    incomplete = [
        index
        for index, (base, *shards) in enumerate(own)
        if stats_shards_services.remember_number(*versions[index], base)
        > len(shards)
    ]
    if incomplete:
        _, again = read_with_others([versions[index] for index in incomplete])
        for index, many in zip(incomplete, again, strict=True):
            own[index] = many
    return reader.get_refs(others), own


def get_all(
    reader: store.Reader, exp_id: str, version: int
) -> tuple[Base | None, list[Shard | None]]:
    """Returns the entities that hold own counts of a version.

    Args:
        reader: The reader; a transaction if the entities will be changed.
        exp_id: The exploration.
        version: The version.

    Returns:
        The base entity, and the shards in order; None for missing ones.
    """
    base, *shards = reader.get_refs(refs_of(exp_id, version))
    if stats_shards_services.remember_number(exp_id, version, base) > len(
        shards
    ):
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
        The statistics in the order of the versions; states without counts are
        left out.
    """
    ordered = [(exp_id, version) for version in versions]
    _, own = read_with_others(ordered)
    return [
        stats_domain.ExplorationStats(
            exp_id=exp_id, exp_version=version
        ).with_counts(stats_counters_services.recognised_sum(many))
        for (_, version), many in zip(ordered, own, strict=True)
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
