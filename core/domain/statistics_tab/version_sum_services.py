"""Sums of the processed data of versions, in the states of one version.

Summing takes longer with each version. For explorations with much data the sum
of all versions before the latest is therefore cached. After another version has
been saved, the cached sum is carried over to its states at once. States that a
revert brought back, and scores of questions that are the same again, are
missing in that sum, so it is provisional; the background job computes it from
all versions.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Iterable
from typing import NamedTuple

from core import feconf
from core.domain import (
    carried_over_services,
    exp_domain,
    exp_services,
    state_history_domain,
)
from core.domain.fold import (
    processed_revisions_services,
    processed_store_services,
)
from core.domain.statistics_tab import view_store_services
from core.domain.summaries import answer_key, exploration_summary

Summary = exploration_summary.ExplorationSummary


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
    """

    exploration: exp_domain.Exploration
    history: state_history_domain.StateHistory
    own: dict[int, Summary] = dataclasses.field(default_factory=dict)
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
            self.own[number] = stored.summary.carried_to(
                self._key, self.history
            )
            self.summary.merge(self.own[number])
            self.revision += stored.root.revision

    def add_sum(self, summary: Summary, revision: int) -> None:
        """Adds the sum of several versions."""
        if summary.exp_version != self.exploration.version:
            summary = summary.carried_to(self._key, self.history)
        self.summary.merge(summary)
        self.revision += revision


def get_total(exp_id: str, version: int, through: int) -> Total:
    """Returns the sum of versions, adding each separately.

    Reads by key only: one entity for each version that was played, and the
    chunks of large ones.

    Args:
        exp_id: The exploration.
        version: The version whose states to use.
        through: The last version to add.
    """
    total = _empty_total(exp_id, version, through)
    versions = processed_revisions_services.get(exp_id).versions
    total.add(number for number in sorted(versions) if number <= through)
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
    if earlier.num_bytes < feconf.MIN_BYTES_TO_KEEP_A_SUM:
        return get_total(exp_id, version, version)
    cached = _read_earlier(exp_id)
    total = _empty_total(exp_id, version, version)
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
    total.add_sum(cached.summary, cached.revision)
    total.add(range(cached.version, version + 1))
    return total


class _Earlier(NamedTuple):
    """The sum of the versions before a version, in its states."""

    version: int
    revision: int
    summary: Summary


_SUMMARY = 'summary'


def _sum_earlier(exp_id: str, version: int) -> _Earlier:
    """Sums up the versions before the latest, and caches the sum."""
    total = _empty_total(exp_id, version, version)
    versions = processed_revisions_services.get(exp_id).versions
    total.add(number for number in sorted(versions) if number < version)
    text = json.dumps(total.summary.to_dict(), separators=(',', ':'))
    view_store_services.save(
        _name_of_earlier(exp_id),
        {_SUMMARY: zlib.compress(text.encode())},
        revision=total.revision,
        exp_version=version,
    )
    return _Earlier(version, total.revision, total.summary)


def _read_earlier(exp_id: str) -> _Earlier | None:
    try:
        entry, parts = view_store_services.read(
            _name_of_earlier(exp_id), [_SUMMARY]
        )
    except LookupError:
        return None
    summary = Summary.from_dict(json.loads(zlib.decompress(parts[_SUMMARY])))
    return _Earlier(entry.exp_version, entry.revision, summary)


def _name_of_earlier(exp_id: str) -> str:
    return f'{exp_id}.earlier'


def _empty_total(exp_id: str, version: int, through: int) -> Total:
    return Total(
        exp_services.get_exploration_by_id(exp_id, version),
        carried_over_services.get_history(exp_id, max(version, through)),
    )
