"""Processed data of versions, summed up in the cards of one.

Summing up all versions takes longer with each of them. For explorations with
much data the sum over all versions before the latest is therefore kept. When
another version has been saved, what was kept for the version before is carried
over at once; cards that a revert brought back, and scores on questions that
are the same again, are missing in that sum, so it is provisional, and made
anew from all versions as soon as nobody waits for it.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Iterable

from core import errors, feconf
from core.domain import (
    card_history_domain,
    carried_over_services,
    exp_domain,
    exp_services,
)
from core.domain.fold import (
    processed_revisions_services,
    processed_store_services,
)
from core.domain.statistics_tab import code_digest, derived_store_services
from core.domain.summaries import answer_key, exploration_summary

Summary = exploration_summary.ExplorationSummary


@dataclasses.dataclass
class Total:
    """The processed data of several versions.

    Attributes:
        exploration: The version in whose cards they are told.
        history: The cards of all these versions.
        own: Its parts by version, as far as they were summed up one by one.
        revision: The sum of the revisions of the data.
        is_provisional: Whether something may be missing in it.
        summary: The sum.
    """

    exploration: exp_domain.Exploration
    history: card_history_domain.CardHistory
    own: dict[int, Summary] = dataclasses.field(default_factory=dict)
    revision: int = 0
    is_provisional: bool = False

    def __post_init__(self) -> None:
        self._key = answer_key.build_answer_key(self.exploration)
        self.summary = Summary.create(self._key)

    def add(self, versions: Iterable[int]) -> None:
        """Adds the data of versions."""
        exp_id = self.exploration.exp_id
        found = processed_store_services.load_many(
            (exp_id, number) for number in versions
        )
        for (_, number), stored in found.items():
            self.own[number] = stored.summary.carried_to(
                self._key, self.history
            )
            self.summary.merge(self.own[number])
            self.revision += stored.root.revision

    def add_kept(self, summary: Summary, revision: int) -> None:
        """Adds a sum that was made before."""
        if summary.exp_version != self.exploration.version:
            summary = summary.carried_to(self._key, self.history)
        self.summary.merge(summary)
        self.revision += revision


def resolve(
    exp_id: str, version: int | None, through: int | None
) -> tuple[int, int]:
    """Returns which versions are meant.

    Args:
        exp_id: The exploration.
        version: The version whose cards to show; the latest by default.
        through: The last version whose plays are counted; by default
            `version`.

    Returns:
        The two.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    latest = exp_services.get_latest_version(exp_id)
    version = latest if version is None else version
    through = version if through is None else through
    for asked in (version, through):
        if not 1 <= asked <= latest:
            raise errors.EntityNotFoundError(f'{exp_id} has no version {asked}')
    return version, through


def get_nothing(exp_id: str, version: int) -> Summary:
    """Returns the sum of no data in the cards of a version."""
    return Summary.create(
        answer_key.build_answer_key(
            exp_services.get_exploration_by_id(exp_id, version)
        )
    )


def get_total(exp_id: str, version: int, through: int) -> Total:
    """Returns the sum with its parts; reads the data of all versions.

    Reads by key only: one entity for each version that was played, and the
    further parts of large ones.

    Args:
        exp_id: The exploration.
        version: The version whose states to show.
        through: Plays of versions 1 to this one are counted.
    """
    total = _nothing(exp_id, version, through)
    known = processed_revisions_services.get(exp_id).versions
    total.add(number for number in sorted(known) if number <= through)
    return total


def get_total_of_latest(
    exp_id: str, version: int, *, may_be_provisional: bool = False
) -> Total:
    """Returns the sum of all versions in the cards of the latest.

    Args:
        exp_id: The exploration.
        version: Its latest version.
        may_be_provisional: Whether something may be missing, so that it takes
            less time.
    """
    revisions = processed_revisions_services.get(exp_id)
    earlier = revisions.through(version - 1)
    if earlier.num_bytes < feconf.MIN_BYTES_TO_KEEP_A_SUM:
        return get_total(exp_id, version, version)
    kept = _read_kept(exp_id)
    total = _nothing(exp_id, version, version)
    if kept is None or kept[0] != version or kept[1] != earlier.revision:
        if may_be_provisional and kept is not None and kept[0] < version:
            total.is_provisional = True
        else:
            kept = _keep(exp_id, version)
    number, revision, summary = kept
    total.add_kept(summary, revision)
    total.add(range(number, version + 1))
    return total


# The latest version that it was made for, the revision of the versions before
# that one, and the sum of these in its cards.
_Kept = tuple[int, int, Summary]

_SUMMARY = 'summary'


def _keep(exp_id: str, version: int) -> _Kept:
    """Sums up the versions before the latest, and keeps the sum."""
    total = _nothing(exp_id, version, version)
    known = processed_revisions_services.get(exp_id).versions
    total.add(number for number in sorted(known) if number < version)
    text = json.dumps(total.summary.to_dict(), separators=(',', ':'))
    derived_store_services.save(
        _name_of_kept(exp_id),
        {_SUMMARY: zlib.compress(text.encode())},
        revision=total.revision,
        exp_version=version,
        code=code_digest.current(),
    )
    return version, total.revision, total.summary


def _read_kept(exp_id: str) -> _Kept | None:
    try:
        head, parts = derived_store_services.read(
            _name_of_kept(exp_id), [_SUMMARY]
        )
    except LookupError:
        return None
    if head.code != code_digest.current():
        return None
    summary = Summary.from_dict(json.loads(zlib.decompress(parts[_SUMMARY])))
    return head.exp_version, head.revision, summary


def _name_of_kept(exp_id: str) -> str:
    return f'{exp_id}.earlier'


def _nothing(exp_id: str, version: int, through: int) -> Total:
    return Total(
        exp_services.get_exploration_by_id(exp_id, version),
        carried_over_services.get_history(exp_id, max(version, through)),
    )
