"""The revisions of processed data, and whether the view is up to date."""

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


class DataRevision(NamedTuple):
    """The revision and size of the processed data of one or more versions.

    Attributes:
        revision: The number of times they were written.
        num_bytes: Their approximate size in the store.
        num_sessions: The number of sessions in them.
    """

    revision: int
    num_bytes: int
    num_sessions: int


@dataclasses.dataclass(frozen=True)
class Revisions:
    """The revisions of the processed data of an exploration.

    Attributes:
        versions: By version, for versions that have processed data.
        is_stale: Whether the view of the latest version is outdated.
        day_blocks: By version, the numbers of the blocks of days in which it
            was played.
    """

    versions: dict[int, DataRevision]
    is_stale: bool = False
    day_blocks: dict[int, list[int]] = dataclasses.field(default_factory=dict)

    def through(self, version: int) -> DataRevision:
        """Returns the sums over the versions up to a version.

        Revisions only grow, so equal sums mean equal data.
        """
        return _sum(
            revision
            for number, revision in self.versions.items()
            if number <= version
        )

    def all_versions(self) -> DataRevision:
        """Returns the sums over all versions."""
        return _sum(self.versions.values())


def _sum(revisions: Iterable[DataRevision]) -> DataRevision:
    return DataRevision(*map(sum, zip((0, 0, 0), *revisions, strict=True)))


def get(exp_id: str) -> Revisions:
    """Returns the revisions of an exploration."""
    return get_multi([exp_id])[exp_id]


def get_multi(exp_ids: Sequence[str]) -> dict[str, Revisions]:
    """Returns the revisions of explorations, read in one request."""
    stored = store.get(Model, exp_ids)
    return {
        exp_id: Revisions(
            _versions_of(model),
            model.stale_since_msecs is not None,
            {
                int(version): list(map(int, numbers.split()))
                for version, numbers in json.loads(model.day_blocks).items()
            },
        )
        if model is not None
        else Revisions({})
        for exp_id, model in zip(exp_ids, stored, strict=True)
    }


def write_revisions(
    transaction: store.Transaction, data: Iterable[tuple[Root, int]]
) -> None:
    """Writes the revisions of processed data that a transaction writes.

    Args:
        transaction: The transaction.
        data: The roots as they will be stored, and the numbers of sessions;
            may include unchanged roots.
    """
    groups: dict[str, dict[int, DataRevision]] = defaultdict(dict)
    day_blocks: dict[str, dict[str, str]] = defaultdict(dict)
    for root, num_sessions in data:
        # Data without a revision are empty.
        if root.revision:
            size = processed_store_services.size_of(root)
            revision = DataRevision(root.revision, size, num_sessions)
            groups[root.exp_id][root.exp_version] = revision
            day_blocks[root.exp_id][str(root.exp_version)] = root.day_blocks
    transaction.fetch((Model, exp_id) for exp_id in groups)
    for exp_id, now in groups.items():
        model = transaction.get_or_new(Model, id=exp_id, versions='{}')
        before = _versions_of(model)
        if before | now != before:
            model.versions = json.dumps(before | now)
            model.day_blocks = json.dumps(
                json.loads(model.day_blocks) | day_blocks[exp_id]
            )
            if model.stale_since_msecs is None:
                model.stale_since_msecs = int(clock.now_msecs())
            transaction.put(model)


def set_stale(exp_id: str, is_stale: bool, revision: int) -> None:
    """Marks the view of an exploration as outdated or current.

    Args:
        exp_id: The exploration.
        is_stale: Whether it is outdated.
        revision: The revision of all its processed data that the mark refers
            to; if it has changed meanwhile, nothing is written.
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
    """Returns explorations with outdated views, longest outdated first."""
    # Datastore sorts null first; `>= 1` excludes views that are not stale.
    filters = [('stale_since_msecs', '>=', 1)]
    return list(store.stream_ids(Model, filters, 'stale_since_msecs', limit))


def _versions_of(model: Model) -> dict[int, DataRevision]:
    return {
        int(version): DataRevision(*values)
        for version, values in json.loads(model.versions).items()
    }
