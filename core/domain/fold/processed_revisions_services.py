"""Which processed data an exploration has, and whether they are shown yet."""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from google.cloud import ndb

from core import clock
from core.domain import own_stats_services
from core.domain.fold import processed_store_services
from core.domain.summaries import exploration_summary
from core.platform.datastore import (
    raw_datastore_services,
    raw_entity_services,
    raw_transaction_services,
    transaction_services,
)
from core.storage.base_model import gae_models as base_models
from core.storage.statistics import derived_gae_models as models

Model = models.ProcessedRevisionsModel
Stored = processed_store_services.Stored

_STALE_SINCE = 'stale_since_msecs'


class OfVersion(NamedTuple):
    """The processed data of one version.

    Attributes:
        revision: How often they were written.
        num_bytes: About how many bytes they have in the store.
        num_sessions: How many sessions they tell of.
    """

    revision: int
    num_bytes: int
    num_sessions: int


@dataclasses.dataclass(frozen=True)
class Revisions:
    """The processed data of an exploration.

    Attributes:
        versions: Those of each version that has any.
        is_stale: Whether what is shown of them has to be made anew.
    """

    versions: dict[int, OfVersion]
    is_stale: bool = False

    def through(self, version: int) -> OfVersion:
        """Returns the sums over the versions up to one.

        The revisions only grow; so does their sum, and two equal sums are of
        the same data.
        """
        return _sum(
            each for number, each in self.versions.items() if number <= version
        )

    def all_versions(self) -> OfVersion:
        """Returns the sums over all versions."""
        return _sum(self.versions.values())


def _sum(data: Iterable[OfVersion]) -> OfVersion:
    some = list(data)
    return OfVersion(*map(sum, zip(*some, strict=True))) if some else _NONE


_NONE = OfVersion(0, 0, 0)


def get(exp_id: str) -> Revisions:
    """Returns the processed data of an exploration."""
    return get_multi([exp_id])[exp_id]


def get_multi(exp_ids: Sequence[str]) -> dict[str, Revisions]:
    """Returns the processed data of explorations, read at once."""
    found = own_stats_services.lookup([key_of(exp_id) for exp_id in exp_ids])
    return {
        exp_id: Revisions(
            _versions_of(model), model.stale_since_msecs is not None
        )
        if model is not None
        else Revisions({})
        for exp_id, model in zip(exp_ids, found, strict=True)
    }


def key_of(exp_id: str) -> base_models.Key[Model]:
    """Returns the key of the entity of an exploration."""
    return ndb.Key(Model, exp_id)


def note_in(
    transaction: raw_transaction_services.Transaction, data: Iterable[Stored]
) -> None:
    """Notes which processed data a raw transaction leaves behind.

    Args:
        transaction: The transaction.
        data: All that it has looked at; those that it has not changed may be
            among them.
    """
    by_exploration = itertools.groupby(
        sorted(data, key=_exp_id_of), key=_exp_id_of
    )
    groups = {exp_id: list(some) for exp_id, some in by_exploration}
    found = transaction.lookup(
        [
            raw_datastore_services.key_message(*key_of(exp_id).flat())
            for exp_id in groups
        ]
    )
    for (exp_id, some), message in zip(groups.items(), found, strict=True):
        model = None
        if message is not None:
            model = raw_entity_services.model_of(Model, message)
        noted = noting(
            exp_id,
            model,
            {stored.root.exp_version: _of(stored) for stored in some},
        )
        if noted is not None:
            entity = raw_entity_services.message_of(noted)
            entity.properties[_STALE_SINCE].exclude_from_indexes = False
            transaction.upsert(entity)


def noting(
    exp_id: str, model: Model | None, data: Mapping[int, OfVersion]
) -> Model | None:
    """Notes in an entity which processed data there are.

    Args:
        exp_id: The exploration.
        model: The entity, read in the transaction that changes the data; None
            if there is none.
        data: Some of the data, by version.

    Returns:
        The entity, to be put; None if it says so already.
    """
    before = _versions_of(model) if model is not None else {}
    # Nothing was ever folded into data without a revision.
    now = {version: each for version, each in data.items() if each.revision}
    if all(before.get(version) == each for version, each in now.items()):
        return None
    model = model or Model(key=key_of(exp_id))
    model.versions = json.dumps(before | now)
    if model.stale_since_msecs is None:
        model.stale_since_msecs = int(clock.now_msecs())
    return model


def noting_rebuilt(
    root: processed_store_services.Root,
    summary: exploration_summary.ExplorationSummary | None,
) -> list[Model]:
    """Notes, in a transaction of NDB, which data a rebuild leaves behind.

    Args:
        root: The entity of the version, as it will be put.
        summary: What it holds; None for nothing.

    Returns:
        What has to be put besides.
    """
    model = key_of(root.exp_id).get(retries=0)
    of_version = OfVersion(root.revision, 0, 0)
    if summary is not None:
        of_version = _of(Stored(root, summary))
    noted = noting(root.exp_id, model, {root.exp_version: of_version})
    return [] if noted is None else [noted]


@transaction_services.transactional
def set_stale(exp_id: str, is_stale: bool, revision: int) -> None:
    """Says whether what is shown has to be made anew.

    Args:
        exp_id: The exploration.
        is_stale: Whether it has.
        revision: Of all its processed data; if they are others by now,
            nothing is changed.
    """
    model = key_of(exp_id).get(retries=0)
    if model is None or (model.stale_since_msecs is not None) == is_stale:
        return
    if _sum(_versions_of(model).values()).revision != revision:
        return
    model.stale_since_msecs = int(clock.now_msecs()) if is_stale else None
    model.put()


def get_stale(limit: int) -> list[str]:
    """Returns explorations to be shown anew, the one stale longest first."""
    keys = Model.query_of_stale().fetch(limit, keys_only=True)
    return [str(key.id()) for key in keys]


def _of(stored: Stored) -> OfVersion:
    return OfVersion(
        stored.root.revision,
        processed_store_services.size_of(stored),
        stored.summary.num_sessions,
    )


def _exp_id_of(stored: Stored) -> str:
    return stored.root.exp_id


def _versions_of(model: Model) -> dict[int, OfVersion]:
    return {
        int(version): OfVersion(*values)
        for version, values in json.loads(model.versions).items()
    }
