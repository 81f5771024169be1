"""Repairs of counters from the event log, safe while learners play.

There are two repairs.

Differences between the log and the account of a session are settled session by
session. A repair first announces itself in the account; any batch or event of
the session removes the announcement. So a repair has either read all that had
arrived, or is retried. It is written as a difference, never as a new value, and
the counts that it anticipates are offset against the batches that arrive later
(see session_account_domain).

The counters of a version must equal the sum of its accounts. Each write changes
both in one transaction, so they differ only after damage. The sum is taken over
many entities while writes continue: each shard numbers its writes and remembers
the last ones, so a transaction that uses accounts read earlier also reads those
counted since then, and starts over if there were more than the shards remember.
An audit takes the sum (see scheduled_work/audit_pass_services).
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import uuid
from collections import Counter
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)

from core import feconf
from core.domain import (
    batches,
    carried_over_services,
    own_stats_services,
    session_account_domain,
    session_account_services,
    stats_computation,
    stats_counters_services,
    stats_domain,
)
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

SessionKey = session_account_domain.SessionKey

# Reads the events of sessions.
ReadLog = Callable[
    [Collection[SessionKey]],
    Mapping[SessionKey, stats_computation.SessionTally],
]
# Called in the transaction, with the counts added for each session.
Note = Callable[
    [store.Transaction, Mapping[SessionKey, stats_domain.Counts]], None
]

# Sessions settled in one transaction.
_SESSIONS_PER_TRANSACTION = 50

# Attempts to settle a session that keeps changing.
_MAX_ATTEMPTS = 5


class BusyError(Exception):
    """The counters cannot be compared now; a later attempt may succeed."""


def settle_sessions(
    keys: Collection[SessionKey],
    read_log: ReadLog,
    states: Mapping[int, Collection[str]],
    note: Note,
) -> None:
    """Corrects accounts of sessions, and the counters, to match the log.

    Sessions that report during every attempt are left unchanged.

    Args:
        keys: The sessions.
        read_log: Reads their events.
        states: The states of the versions that they played.
        note: Called with the counts added to the counters.
    """
    left = list(keys)
    for _ in range(_MAX_ATTEMPTS):
        repair_id = uuid.uuid4().hex
        for part in _parts(left):
            store.run(
                functools.partial(
                    _announce_repair, keys=part, repair_id=repair_id
                )
            )
        tallies = read_log(left)
        settled: set[SessionKey] = set()
        for part in _parts(left):
            settled |= store.run(
                functools.partial(
                    _conclude_repair,
                    tallies={key: tallies[key] for key in part},
                    repair_id=repair_id,
                    state_names=states[part[0].exp_version],
                    note=note,
                )
            )
        left = [key for key in left if key not in settled]
        if not left:
            return


def _parts(keys: Iterable[SessionKey]) -> Iterator[list[SessionKey]]:
    """Yields groups of sessions of one version that fit one transaction."""
    for _, group in itertools.groupby(
        sorted(keys, key=dataclasses.astuple), lambda key: key.exp_version
    ):
        yield from batches.batched(group, _SESSIONS_PER_TRANSACTION)


def _announce_repair(
    transaction: store.Transaction, keys: Sequence[SessionKey], repair_id: str
) -> None:
    transaction.fetch(map(session_account_services.ref_of, keys))
    for key in keys:
        account = session_account_services.get(transaction, key)
        if transaction.get(*session_account_services.ref_of(key)) is None:
            # Every event creates the account of its session and queues it for
            # the fold, so the account and its place in the queue were lost.
            session_account_services.note_events(
                transaction, key, account, Counter()
            )
        session_account_services.save(transaction, key, account, repair_id)


def _conclude_repair(
    transaction: store.Transaction,
    tallies: Mapping[SessionKey, stats_computation.SessionTally],
    repair_id: str,
    state_names: Collection[str],
    note: Note,
) -> set[SessionKey]:
    """Corrects the accounts of sessions that have not reported meanwhile.

    Returns:
        The corrected sessions.
    """
    settled: dict[SessionKey, stats_domain.Counts] = {}
    transaction.fetch(map(session_account_services.ref_of, tallies))
    for key, tally in tallies.items():
        model = transaction.get(*session_account_services.ref_of(key))
        if model is None or model.repair_id != repair_id:
            continue
        account = session_account_services.account_of(model)
        settled[key] = account.correct_to(
            stats_counters_services.limit_unknown_states(
                tally.counts, state_names
            ),
            tally.last_places,
        )
        session_account_services.add_counts(
            transaction, key, settled[key], state_names
        )
        session_account_services.save(transaction, key, account)
    note(transaction, settled)
    return set(settled)


def write_sums(
    transaction: store.Transaction,
    key: tuple[str, int],
    counts: stats_domain.Counts,
    state_names: Collection[str],
) -> None:
    """Writes all counts of a version to the base entity, and clears its shards.

    Args:
        transaction: The transaction that computed them.
        key: The exploration, and the version.
        counts: The counts.
        state_names: The states of the version.
    """
    exp_id, version = key
    _, shards = own_stats_services.get_all(transaction, exp_id, version)
    base = transaction.get_or_new(
        stats_models.ExplorationStatsModel,
        id=stats_models.ExplorationStatsModel.get_entity_id(exp_id, version),
        exp_id=exp_id,
        exp_version=version,
    )
    stats_counters_services.set_counts(base, counts, state_names)
    written = [shard for shard in shards if shard is not None]
    for shard in written:
        stats_counters_services.set_counts(
            shard, stats_domain.Counts(), state_names
        )
        # A write without a session makes concurrent comparisons start again.
        shard.revision += 1
    transaction.put(base, *written)
    carried_over_services.make_stale(transaction, exp_id, version)


def difference_of_sums(
    expected: stats_domain.Counts,
    stored: stats_domain.Counts,
    state_names: tuple[str, ...],
) -> stats_domain.Counts:
    """Returns the difference between expected and stored counts.

    The order of arrival decides which unknown states are stored by name, so if
    there are too many, only their sum is compared.
    """
    others = stats_counters_services.OTHER_STATES
    names = stats_counters_services.unknown_names(
        stored + expected, state_names
    )
    if others in names or len(names) > feconf.MAX_UNRECOGNISED_STATES:
        expected, stored = (
            stats_counters_services.with_unknown_as_one(counts, state_names)
            for counts in (expected, stored)
        )
    return stats_domain.subtract(expected, stored)


def read_revisions(exp_id: str, version: int) -> list[int]:
    """Returns the revision of each shard of a version: its number of writes."""
    _, ((_, *shards),) = own_stats_services.read_with_others(
        [(exp_id, version)]
    )
    return [shard.revision if shard else 0 for shard in shards]


def sessions_counted_since(
    shards: Sequence[stats_models.ExplorationStatsShardModel | None],
    revisions: Sequence[int],
) -> set[str] | None:
    """Returns the sessions counted after `revisions`; None if some are lost."""
    if len(shards) < len(revisions):
        # The shards have been merged meanwhile.
        return None
    # Shards that are new had no writes then.
    before_all = [*revisions, *[0] * (len(shards) - len(revisions))]
    counted: set[str] = set()
    for shard, before in zip(shards, before_all, strict=True):
        if shard is None or shard.revision == before:
            continue
        latest = [
            name
            for revision, name in shard.recent_bookings
            if revision > before
        ]
        if len(latest) != shard.revision - before:
            return None
        counted.update(latest)
    return counted
