"""Making counters say what the event log says, beside learners who play.

Safe at any moment, for two reasons.

What differs between the log and a session's account is settled session by
session, under an announcement in the account that any batch or event of the
session removes: so a repair either knows all that had arrived, or is tried
again. It is written as a difference, never as a new value, and what it went
ahead with is set off against the batches that still come (see
session_account_domain).

Apart from that the counters of a version have to be the sum of its accounts;
they differ only if something damaged them, as each booking writes both in one
transaction. That sum is taken over many entities while bookings go on. Each
shard numbers its bookings and remembers the last ones, so the transaction that
compares also reads the accounts that were booked since the sum was begun, and
gives up, to begin anew, if there were more than the shards remember.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import logging
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from core import feconf, logs
from core.domain import (
    carried_over_services,
    event_log_services,
    own_stats_services,
    session_account_domain,
    session_account_services,
    stats_computation,
    stats_counters_services,
    stats_domain,
)
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

_log = logging.getLogger(__name__)

SessionKey = session_account_domain.SessionKey
LogReader = event_log_services.LogReader
CountsOfVersions = dict[int, stats_domain.Counts]

# Sessions settled in one transaction.
_SESSIONS_PER_TRANSACTION = 50

# Attempts to settle a session, or to compare a version, that keeps changing.
_MAX_ATTEMPTS = 5


class BusyError(Exception):
    """Bookings came faster than the counters could be compared."""


def difference_of_sessions(
    log: LogReader, keys: Collection[SessionKey]
) -> CountsOfVersions:
    """Returns by how much the log is ahead of the accounts of sessions.

    Args:
        log: Reads the log.
        keys: The sessions.

    Returns:
        The sum for each version; may be negative.
    """
    differences: CountsOfVersions = defaultdict(Counter)
    ordered = list(keys)
    accounts = store.get(
        stats_models.SessionAccountModel,
        map(session_account_services.id_of, ordered),
    )
    in_log = log.read(ordered)
    for key, model in zip(ordered, accounts, strict=True):
        account = session_account_services.account_of(model)
        differences[key.exp_version].update(account.missing(in_log[key]))
    return differences


def settle_sessions(
    log: LogReader, keys: Collection[SessionKey]
) -> tuple[CountsOfVersions, int]:
    """Makes accounts of sessions, and the counters, say what the log says.

    Args:
        log: Reads the log.
        keys: The sessions.

    Returns:
        What was added to the counters of each version; and how many sessions
        reported whenever this was tried, so that they were left as they are.
    """
    added: CountsOfVersions = defaultdict(Counter)
    left = list(keys)
    for _ in range(_MAX_ATTEMPTS):
        repair_id = uuid.uuid4().hex
        for part in _parts(left):
            store.run(
                functools.partial(
                    _announce_repair, keys=part, repair_id=repair_id
                )
            )
        in_log = log.read(left)
        left = []
        for part in _parts(in_log):
            settled = store.run(
                functools.partial(
                    _conclude_repair,
                    log={key: in_log[key] for key in part},
                    last_places=log.last_places,
                    repair_id=repair_id,
                    state_names=log.states[part[0].exp_version],
                )
            )
            for key, difference in settled.items():
                added[key.exp_version].update(difference)
            left += [key for key in part if key not in settled]
        if not left:
            break
    return added, len(left)


def _parts(keys: Iterable[SessionKey]) -> Iterator[list[SessionKey]]:
    """Yields sessions of one version, so many as fit one transaction."""
    for _, group in itertools.groupby(
        sorted(keys, key=dataclasses.astuple), lambda key: key.exp_version
    ):
        while part := list(itertools.islice(group, _SESSIONS_PER_TRANSACTION)):
            yield part


def _announce_repair(
    transaction: store.Transaction, keys: Sequence[SessionKey], repair_id: str
) -> None:
    transaction.fetch(map(session_account_services.ref_of, keys))
    for key in keys:
        account = session_account_services.get(transaction, key)
        session_account_services.save(transaction, key, account, repair_id)


def _conclude_repair(
    transaction: store.Transaction,
    log: Mapping[SessionKey, stats_domain.Counts],
    last_places: Mapping[SessionKey, dict[str, stats_computation.Place]],
    repair_id: str,
    state_names: Collection[str],
) -> dict[SessionKey, stats_domain.Counts]:
    """Corrects the accounts of sessions of one version that kept silent.

    Returns:
        What was added to the counters, for these sessions.
    """
    settled: dict[SessionKey, stats_domain.Counts] = {}
    transaction.fetch(map(session_account_services.ref_of, log))
    for key, in_log in log.items():
        model = transaction.get(*session_account_services.ref_of(key))
        if model is None or model.repair_id != repair_id:
            continue
        account = session_account_services.account_of(model)
        settled[key] = account.correct_to(in_log, last_places.get(key))
        session_account_services.book(
            transaction, key, settled[key], state_names
        )
        session_account_services.save(transaction, key, account)
    return settled


def read_accounts(exp_id: str) -> dict[SessionKey, stats_domain.Counts]:
    """Returns what each session of an exploration has contributed."""
    filters = [('exp_id', '=', exp_id)]
    return {
        SessionKey(
            model.exp_id, model.exp_version, model.session_id
        ): session_account_services.account_of(model).counted
        for model in store.stream(stats_models.SessionAccountModel, filters)
    }


def repair_sums(
    exp_id: str, states: Mapping[int, Collection[str]], dry_run: bool
) -> dict[int, stats_domain.Counts]:
    """Makes the counters of all versions the sums of their accounts.

    Args:
        exp_id: The exploration.
        states: The states of each version.
        dry_run: Whether to look only, and change nothing.

    Returns:
        What was missing in the counters of each version; may be negative.

    Raises:
        BusyError: So many learners report that the counters could not be
            compared; nothing was changed in the versions concerned.
    """
    missing: dict[int, stats_domain.Counts] = {}
    for _ in range(_MAX_ATTEMPTS):
        to_do = [version for version in states if version not in missing]
        revisions = {v: read_revisions(exp_id, v) for v in to_do}
        accounts = read_accounts(exp_id)
        for version in to_do:
            sums = _Accounts(exp_id, version, accounts, revisions[version])
            found = store.run(
                functools.partial(
                    _compare_sums,
                    accounts=sums,
                    state_names=tuple(states[version]),
                    dry_run=dry_run,
                )
            )
            if found is not None:
                missing[version] = found
                if found and not dry_run:
                    logs.write(
                        _log,
                        logging.WARNING,
                        'counters repaired',
                        exp_id=exp_id,
                        exp_version=version,
                        num_counters=len(found),
                    )
        if len(missing) == len(states):
            return missing
    raise BusyError(f'{exp_id} is played too much to compare its counters')


class _Accounts:
    """The accounts of one version, as they were read."""

    def __init__(
        self,
        exp_id: str,
        version: int,
        accounts: Mapping[SessionKey, stats_domain.Counts],
        revisions: Sequence[int],
    ) -> None:
        self.exp_id = exp_id
        self.version = version
        self.revisions = revisions
        self._counted = {
            key.session_id: counted
            for key, counted in accounts.items()
            if key.exp_version == version
        }

    def sum_with(
        self, changed: Iterable[stats_models.SessionAccountModel]
    ) -> stats_domain.Counts:
        """Returns the sum of all accounts, some of them as they are now."""
        counted = dict(self._counted)
        for model in changed:
            account = session_account_services.account_of(model)
            counted[model.session_id] = account.counted
        return stats_domain.added(*counted.values())


def _compare_sums(
    transaction: store.Transaction,
    accounts: _Accounts,
    state_names: tuple[str, ...],
    dry_run: bool,
) -> stats_domain.Counts | None:
    """Compares the counters of a version with the sum of its accounts.

    Returns:
        What was missing; None if too many accounts have changed since they
        were read.
    """
    exp_id, version = accounts.exp_id, accounts.version
    base, shards = own_stats_services.get_all(transaction, exp_id, version)
    booked = sessions_booked_since(shards, accounts.revisions)
    if booked is None:
        return None
    keys = [SessionKey(exp_id, version, name) for name in sorted(booked)]
    changed = transaction.get_multi(
        stats_models.SessionAccountModel,
        map(session_account_services.id_of, keys),
    )
    expected = accounts.sum_with(model for model in changed if model)
    stored = stats_domain.added(
        *(
            stats_counters_services.all_counts(model)
            for model in (base, *shards)
            if model
        )
    )
    missing = difference_of_sums(
        stats_domain.known_only(expected),
        stats_domain.known_only(stored),
        state_names,
    )
    if missing and not dry_run:
        _write_sums(transaction, accounts, shards, expected, state_names)
    return missing


def _write_sums(
    transaction: store.Transaction,
    accounts: _Accounts,
    shards: Sequence[stats_models.ExplorationStatsShardModel | None],
    counts: stats_domain.Counts,
    state_names: tuple[str, ...],
) -> None:
    """Puts all counts in the base entity and empties the shards."""
    exp_id, version = accounts.exp_id, accounts.version
    base = transaction.get_or_new(
        stats_models.ExplorationStatsModel,
        id=stats_models.ExplorationStatsModel.get_entity_id(exp_id, version),
        exp_id=exp_id,
        exp_version=version,
    )
    stats_counters_services.set_counts(base, counts, state_names)
    written = [shard for shard in shards if shard is not None]
    for shard in written:
        stats_counters_services.set_counts(shard, Counter(), state_names)
        # A booking without a session: who is comparing too begins anew.
        shard.revision += 1
    transaction.put(base, *written)
    carried_over_services.make_stale(transaction, exp_id, version)


def difference_of_sums(
    expected: stats_domain.Counts,
    stored: stats_domain.Counts,
    state_names: tuple[str, ...],
) -> stats_domain.Counts:
    """Returns what is missing in stored counts.

    Which unknown states are kept by name depends on which came first, so where
    there are too many of them only their sum is compared.
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
    return stats_domain.subtracted(expected, stored)


def read_revisions(exp_id: str, version: int) -> list[int]:
    """Returns how often each shard of a version was written."""
    _, ((_, *shards),) = own_stats_services.read_with_others(
        [(exp_id, version)]
    )
    return [shard.revision if shard else 0 for shard in shards]


def sessions_booked_since(
    shards: Sequence[stats_models.ExplorationStatsShardModel | None],
    revisions: Sequence[int],
) -> set[str] | None:
    """Returns the sessions booked since; None if the shards forgot some."""
    if len(shards) < len(revisions):
        # They have been merged meanwhile.
        return None
    # Those that have come since had not been written before.
    before_all = [*revisions, *[0] * (len(shards) - len(revisions))]
    booked: set[str] = set()
    for shard, before in zip(shards, before_all, strict=True):
        if shard is None or shard.revision == before:
            continue
        latest = [name for n, name in shard.recent_bookings if n > before]
        if len(latest) != shard.revision - before:
            return None
        booked.update(latest)
    return booked
