"""Sums of the processed data of versions, in the states of one version.

Summing takes longer with each version. For explorations with much data the sum
of all versions before the latest is therefore cached. After another version has
been saved, the cached sum is carried over to its states at once. States that a
revert brought back, and scores if the questions are those of an earlier version
again, are missing in that sum, so it is provisional; the background job
computes it from all versions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import NamedTuple

from core import feconf
from core.domain import (
    carried_over_services,
    compressed_json,
    exp_domain,
    exp_services,
    state_history_domain,
)
from core.domain.fold import (
    processed_revisions_services,
    processed_store_services,
)
from core.domain.statistics_tab import version_groups, view_store_services
from core.domain.summaries import answer_key, cuts, exploration_summary

Summary = exploration_summary.ExplorationSummary


class Earlier(NamedTuple):
    """The sum of the versions before a version, in its states."""

    version: int
    revision: int
    summary: Summary
    groups: list[version_groups.VersionGroup]


@dataclasses.dataclass
class Total:
    """The processed data of several versions.

    Attributes:
        exploration: The version whose states are used.
        history: The histories of its states over all these versions.
        own: The data of each version that was added separately.
        revision: The sum of the revisions of the data.
        is_provisional: Whether the sum may be incomplete.
        summary: The sum.
        groups: The plays by the states that their versions have.
    """

    exploration: exp_domain.Exploration
    history: state_history_domain.StateHistory
    own: dict[int, Summary] = dataclasses.field(default_factory=dict)
    groups: list[version_groups.VersionGroup] = dataclasses.field(
        default_factory=list
    )
    revision: int = 0
    is_provisional: bool = False

    def __post_init__(self) -> None:
        self._key = answer_key.build_answer_key(self.exploration)
        self.summary = Summary.create(self._key)

    def add(self, versions: Iterable[int]) -> None:
        """Adds the data of versions."""
        exp_id = self.exploration.exp_id
        data = processed_store_services.load_many(
            (exp_id, number) for number in versions
        )
        for (_, number), stored in data.items():
            self.add_version(number, stored.summary)
            self.revision += stored.root.revision

    def add_version(self, number: int, summary: Summary) -> None:
        """Adds plays of a version, in its own states."""
        self.own[number] = summary.carry_to(self._key, self.history)
        self.summary.merge(self.own[number])
        names = self._names_of(number).values()
        self.groups.append(version_groups.group_of(self.own[number], names))

    def add_sum(self, earlier: Earlier) -> None:
        """Adds the sum of several versions."""
        summary, names = earlier.summary, self._names_of(earlier.version)
        if summary.exp_version != self.exploration.version:
            summary = summary.carry_to(self._key, self.history)
        self.summary.merge(summary)
        self.revision += earlier.revision
        self.groups += [
            version_groups.carry(group, names) for group in earlier.groups
        ]

    def _names_of(self, version: int) -> dict[str, str]:
        return self.history.names_in(version, self.exploration.version)


def get_total(exp_id: str, version: int, through: int) -> Total:
    """Returns the sum of versions, adding each separately.

    Reads by key only: one entity for each version that was played, and the
    chunks of large ones.

    Args:
        exp_id: The exploration.
        version: The version whose states to use.
        through: The last version to add.
    """
    total = get_empty_total(exp_id, version, through)
    versions = processed_revisions_services.get(exp_id).versions
    total.add(number for number in sorted(versions) if number <= through)
    return total


def get_total_of_cut(
    exp_id: str, version: int, through: int, cut: cuts.Cut
) -> Total:
    """Returns the sum of the sessions of versions that belong to a cut.

    For each version that was played on these days, reads its root and the
    blocks of these days (more entities for large ones).

    Args:
        exp_id: The exploration.
        version: The version whose states to use.
        through: The last version to add.
        cut: The cut.
    """
    total = get_empty_total(exp_id, version, through)
    revisions = processed_revisions_services.get(exp_id)
    total.revision = revisions.through(through).revision
    for number, blocks in sorted(revisions.day_blocks.items()):
        if number <= through and any(map(cut.may_have_block, blocks)):
            own = processed_store_services.load_cut((exp_id, number), cut)
            if own is not None:
                total.add_version(number, own)
    return total


def get_total_of_latest(
    exp_id: str, version: int, *, may_be_provisional: bool = False
) -> Total:
    """Returns the sum of all versions in the states of the latest.

    Args:
        exp_id: The exploration.
        version: Its latest version.
        may_be_provisional: Whether the sum may be incomplete to save time.
    """
    earlier = processed_revisions_services.get(exp_id).through(version - 1)
    if earlier.num_bytes < feconf.MIN_BYTES_TO_STORE_SUM:
        return get_total(exp_id, version, version)
    cached = _read_earlier(exp_id)
    total = get_empty_total(exp_id, version, version)
    if (
        cached is None
        or cached.version != version
        or cached.revision != earlier.revision
    ):
        if (
            may_be_provisional
            and cached is not None
            and (cached.version < version)
        ):
            total.is_provisional = True
        else:
            cached = _sum_earlier(exp_id, version)
    total.add_sum(cached)
    total.add(range(cached.version, version + 1))
    return total


_SUMMARY = 'summary'
_GROUPS = 'version groups'


def _sum_earlier(exp_id: str, version: int) -> Earlier:
    """Sums up the versions before the latest, and caches the sum."""
    total = get_empty_total(exp_id, version, version)
    versions = processed_revisions_services.get(exp_id).versions
    total.add(number for number in sorted(versions) if number < version)
    groups = version_groups.merge(total.groups)
    view_store_services.save(
        _name_of_earlier(exp_id),
        {
            _SUMMARY: compressed_json.pack(total.summary.to_dict()),
            _GROUPS: compressed_json.pack(groups),
        },
        revision=total.revision,
        exp_version=version,
    )
    return Earlier(version, total.revision, total.summary, groups)


def _read_earlier(exp_id: str) -> Earlier | None:
    try:
        entry, parts = view_store_services.read(
            _name_of_earlier(exp_id), [_SUMMARY, _GROUPS]
        )
    except LookupError:
        return None
    return Earlier(
        entry.exp_version,
        entry.revision,
        Summary.from_dict(compressed_json.unpack(parts[_SUMMARY])),
        compressed_json.unpack(parts[_GROUPS]),
    )


def _name_of_earlier(exp_id: str) -> str:
    return f'{exp_id}.earlier'


def get_empty_total(exp_id: str, version: int, through: int) -> Total:
    """Returns an empty sum, to which versions can be added."""
    return Total(
        exp_services.get_exploration_by_id(exp_id, version),
        carried_over_services.get_history(exp_id, max(version, through)),
    )
