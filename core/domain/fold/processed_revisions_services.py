"""Which processed data an exploration has, and whether they are shown yet."""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core import clock
from core.domain.fold import processed_store_services
from core.platform.datastore import store
from core.storage.statistics import processed_gae_models as models

Model = models.ProcessedRevisionsModel
Root = processed_store_services.Root


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
    found = store.get(Model, exp_ids)
    return {
        exp_id: Revisions(
            _versions_of(model), model.stale_since_msecs is not None
        )
        if model is not None
        else Revisions({})
        for exp_id, model in zip(exp_ids, found, strict=True)
    }


def note(
    transaction: store.Transaction, data: Iterable[tuple[Root, int]]
) -> None:
    """Notes which processed data a transaction leaves behind.

    Args:
        transaction: The transaction.
        data: All that it has looked at, as they will be put, with the numbers
            of their sessions; those that it has not changed may be among them.
    """
    groups: dict[str, dict[int, OfVersion]] = defaultdict(dict)
    for root, num_sessions in data:
        # Nothing was ever folded into data without a revision.
        if root.revision:
            size = processed_store_services.size_of(root)
            of_version = OfVersion(root.revision, size, num_sessions)
            groups[root.exp_id][root.exp_version] = of_version
    transaction.fetch((Model, exp_id) for exp_id in groups)
    for exp_id, now in groups.items():
        model = transaction.get_or_new(Model, id=exp_id, versions='{}')
        before = _versions_of(model)
        if any(before.get(version) != each for version, each in now.items()):
            model.versions = json.dumps(before | now)
            if model.stale_since_msecs is None:
                model.stale_since_msecs = int(clock.now_msecs())
            transaction.put(model)


def set_stale(exp_id: str, is_stale: bool, revision: int) -> None:
    """Says whether what is shown has to be made anew.

    Args:
        exp_id: The exploration.
        is_stale: Whether it has.
        revision: Of all its processed data; if they are others by now,
            nothing is changed.
    """

    def work(transaction: store.Transaction) -> None:
        model = transaction.get(Model, exp_id)
        if model is None or (model.stale_since_msecs is not None) == is_stale:
            return
        if _sum(_versions_of(model).values()).revision == revision:
            now = int(clock.now_msecs())
            model.stale_since_msecs = now if is_stale else None
            transaction.put(model)

    store.run(work)


def get_stale(limit: int) -> list[str]:
    """Returns explorations whose views are stale, the oldest first."""
    # Datastore sorts null first; `>= 1` excludes views that are not stale.
    filters = [('stale_since_msecs', '>=', 1)]
    return list(store.stream_ids(Model, filters, 'stale_since_msecs', limit))


def _versions_of(model: Model) -> dict[int, OfVersion]:
    return {
        int(version): OfVersion(*values)
        for version, values in json.loads(model.versions).items()
    }
