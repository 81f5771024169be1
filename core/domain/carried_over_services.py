"""The stored sum of the counts of all earlier versions, for the latest one.

Summing all versions takes reads for each of them, so the sum is kept in one
entity, a memo. A batch for an earlier version makes the memo stale, in the
transaction that counts the batch, and the next reader recomputes it. After a
new version has been saved, the sum is carried on from the previous version.

A batch that arrives while a reader recomputes the memo must not get lost.
Therefore the generation is raised when a rebuild begins and when the counts
become stale, and a rebuild is written only if the generation is unchanged.
Batches write the entity only if that changes something, so after a save the
learners who still play the previous version do not queue for it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from core.domain import (
    exp_services,
    own_stats_services,
    state_history_domain,
    stats_counters_services,
    stats_domain,
)
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

Model = stats_models.CarriedOverStatsModel

# The counters that the memo must contain. While two versions of this program
# with different counters run side by side, each recomputes the memo.
_COUNTERS = ' '.join(
    (*stats_domain.EXPLORATION_COUNTERS, *stats_domain.STATE_COUNTERS)
)


def get_counts(
    exp_id: str,
    version: int,
    memo: Model | None,
) -> stats_domain.Counts:
    """Returns the counts of all earlier versions, in the states of the latest.

    Args:
        exp_id: The exploration.
        version: The latest version.
        memo: The entity, read just before; None if it does not exist.

    Returns:
        The counts, from the memo if it is up to date.
    """
    if version == 1:
        return stats_domain.add()
    if memo is not None and _is_right(memo) and memo.exp_version == version:
        return stats_counters_services.recognised_counts(memo)
    return _rebuild(exp_id, version)


def _is_right(memo: Model) -> bool:
    return memo.is_fresh and memo.counters == _COUNTERS


def make_stale(
    transaction: store.Transaction, exp_id: str, version: int
) -> None:
    """Marks the memo as stale if it contains the counts of a version.

    Args:
        transaction: The transaction that changes them.
        exp_id: The exploration.
        version: The version whose own counts change.
    """
    memo = transaction.get(Model, exp_id)
    if memo is None or version >= memo.exp_version:
        return
    if not memo.is_fresh and not memo.is_being_rebuilt:
        return
    memo.is_fresh = False
    memo.is_being_rebuilt = False
    memo.generation += 1
    transaction.put(memo)


def sum_of_versions(
    exp_id: str,
    versions: Iterable[int],
    shown_version: int,
    history: state_history_domain.StateHistory,
) -> stats_domain.ExplorationStats:
    """Returns the sum of own counts of versions, in the states of one version.

    Args:
        exp_id: The exploration.
        versions: The versions whose plays are counted.
        shown_version: The version whose states to use.
        history: The states of all these versions.

    Returns:
        The statistics, with an entry for each state of the version shown.
    """
    total = stats_domain.ExplorationStats.create_default(
        exp_id, shown_version, history.state_names(shown_version)
    )
    for own in own_stats_services.read_versions(exp_id, versions):
        total += own.advance_to(shown_version, history)
    return total


def get_history(exp_id: str, last: int) -> state_history_domain.StateHistory:
    """Returns the states of versions 1 to `last`."""
    return state_history_domain.StateHistory(
        exp_services.get_exploration_commits(exp_id, 1, last)
    )


# The version that counts were carried to, and the counts.
_Carried = tuple[int, stats_domain.Counts]


def _rebuild(exp_id: str, version: int) -> stats_domain.Counts:
    generation, before = store.run(
        lambda transaction: _begin_rebuild(transaction, exp_id, version)
    )
    stats = None
    if before is not None:
        stats = _continue_counts(exp_id, version, before)
    if stats is None:
        history = get_history(exp_id, version)
        stats = sum_of_versions(exp_id, range(1, version), version, history)
    counts = stats.to_counts()
    store.run(
        lambda transaction: _finish_rebuild(
            transaction, exp_id, generation, counts
        )
    )
    return counts


def _continue_counts(
    exp_id: str, version: int, before: _Carried
) -> stats_domain.ExplorationStats | None:
    """Returns the counts, continued from the memo of an earlier version.

    Returns:
        The counts, equal to those carried directly from their own versions;
        None if a revert may have restored states whose counts were dropped.
    """
    first, counts = before
    commit, *others = exp_services.get_exploration_commits(
        exp_id, first, version
    )
    if any(other.versions_diff.revert_to_version for other in others):
        return None
    # The memo's version becomes the first one: earlier history is not needed.
    beginning = dataclasses.replace(
        commit, commit_type='create', change_list=[]
    )
    history = state_history_domain.StateHistory([beginning, *others])
    earlier = stats_domain.ExplorationStats(
        exp_id=exp_id, exp_version=first
    ).with_counts(counts)
    return earlier.advance_to(version, history) + sum_of_versions(
        exp_id, range(first, version), version, history
    )


def _begin_rebuild(
    transaction: store.Transaction, exp_id: str, version: int
) -> tuple[int, _Carried | None]:
    memo = transaction.get_or_new(
        Model, id=exp_id, exp_id=exp_id, exp_version=version
    )
    before = None
    if _is_right(memo) and memo.exp_version < version:
        counts = stats_counters_services.recognised_counts(memo)
        before = memo.exp_version, counts
    memo.exp_version = version
    memo.is_fresh = False
    memo.is_being_rebuilt = True
    memo.generation += 1
    transaction.put(memo)
    return memo.generation, before


def _finish_rebuild(
    transaction: store.Transaction,
    exp_id: str,
    generation: int,
    counts: stats_domain.Counts,
) -> None:
    memo = transaction.get(Model, exp_id)
    if memo is None or memo.generation != generation:
        return
    stats_counters_services.set_recognised_counts(memo, counts)
    memo.counters = _COUNTERS
    memo.is_fresh = True
    memo.is_being_rebuilt = False
    transaction.put(memo)
