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

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from google.cloud import ndb

from core import feconf
from core.domain import (
    carried_over_services,
    event_services,
    own_stats_services,
    session_account_domain,
    session_account_services,
    stats_computation,
    stats_counters_services,
    stats_domain,
)
from core.storage.statistics import gae_models as stats_models

SessionKey = session_account_domain.SessionKey

# Attempts to settle a session, or to compare a version, that keeps changing.
_MAX_ATTEMPTS = 5


class BusyError(Exception):
    """Bookings came faster than the counters could be compared."""


def counts_in_log(
    summary: stats_computation.SessionSummary, state_names: Collection[str]
) -> stats_domain.Counts:
    """Returns what a session comes to, in the form that accounts keep."""
    return stats_counters_services.limited(summary.counts, state_names)


def difference_of_session(
    key: SessionKey, state_names: Collection[str]
) -> stats_domain.Counts:
    """Returns by how much the log is ahead of the account of a session."""
    model = session_account_services.key_of(key).get(use_cache=False)
    account = session_account_services.account_of(model)
    return stats_domain.subtracted(
        _read_log_of_session(key, state_names), account.counted
    )


def settle_session(
    key: SessionKey, state_names: Collection[str]
) -> stats_domain.Counts | None:
    """Makes the account of a session, and the counters, say what the log says.

    Args:
        key: The session.
        state_names: The states of its version.

    Returns:
        What was added to the counters; None if the session reported whenever
        this was tried, so that nothing was changed.
    """
    for _ in range(_MAX_ATTEMPTS):
        repair_id = uuid.uuid4().hex
        _announce_repair(key, repair_id)
        log = _read_log_of_session(key, state_names)
        difference = _conclude_repair(key, repair_id, log, state_names)
        if difference is not None:
            return difference
    return None


def _read_log_of_session(
    key: SessionKey, state_names: Collection[str]
) -> stats_domain.Counts:
    events = event_services.get_events_of_session(key)
    return counts_in_log(
        stats_computation.summarise_session(events), state_names
    )


@ndb.transactional(retries=feconf.STATS_TRANSACTION_RETRIES)
def _announce_repair(key: SessionKey, repair_id: str) -> None:
    model = session_account_services.key_of(key).get()
    account = session_account_services.account_of(model)
    session_account_services.saved(key, model, account, repair_id).put()


@ndb.transactional(retries=feconf.STATS_TRANSACTION_RETRIES)
def _conclude_repair(
    key: SessionKey,
    repair_id: str,
    log: stats_domain.Counts,
    state_names: Collection[str],
) -> stats_domain.Counts | None:
    model = session_account_services.key_of(key).get()
    if model is None or model.repair_id != repair_id:
        return None
    account = session_account_services.account_of(model)
    difference = account.correct_to(log)
    model = session_account_services.saved(key, model, account)
    ndb.put_multi(
        [
            model,
            *session_account_services.booked(model, difference, state_names),
        ]
    )
    return difference


def read_accounts(exp_id: str) -> dict[SessionKey, stats_domain.Counts]:
    """Returns what each session of an exploration has contributed."""
    query = stats_models.SessionAccountModel.query_of_exploration(exp_id)
    return {
        _key_of_account(model): session_account_services.account_of(
            model
        ).counted
        for model in query.iter()
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
        revisions = {v: _read_revisions(exp_id, v) for v in to_do}
        accounts = read_accounts(exp_id)
        for version in to_do:
            sums = _Accounts(exp_id, version, accounts, revisions[version])
            found = _compare_sums(sums, tuple(states[version]), dry_run)
            if found is not None:
                missing[version] = found
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


@ndb.transactional(retries=feconf.STATS_TRANSACTION_RETRIES)
def _compare_sums(
    accounts: _Accounts, state_names: tuple[str, ...], dry_run: bool
) -> stats_domain.Counts | None:
    """Compares the counters of a version with the sum of its accounts.

    Returns:
        What was missing; None if too many accounts have changed since they
        were read.
    """
    exp_id, version = accounts.exp_id, accounts.version
    base, *shards = ndb.get_multi(own_stats_services.keys_of(exp_id, version))
    booked = _sessions_booked_since(shards, accounts.revisions)
    if booked is None:
        return None
    changed = ndb.get_multi(
        [
            session_account_services.key_of(SessionKey(exp_id, version, name))
            for name in sorted(booked)
        ]
    )
    expected = accounts.sum_with(model for model in changed if model)
    stored = stats_domain.added(
        *(
            stats_counters_services.all_counts(model)
            for model in (base, *shards)
            if model
        )
    )
    missing = _difference(expected, stored, state_names)
    if missing and not dry_run:
        _write_sums(accounts, base, shards, expected, state_names)
    return missing


def _write_sums(
    accounts: _Accounts,
    base: stats_models.ExplorationStatsModel | None,
    shards: Sequence[stats_models.ExplorationStatsShardModel | None],
    counts: stats_domain.Counts,
    state_names: tuple[str, ...],
) -> None:
    """Puts all counts in the base entity and empties the shards."""
    exp_id, version = accounts.exp_id, accounts.version
    base = base or stats_models.ExplorationStatsModel(
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
    memo = carried_over_services.key_of(exp_id).get()
    ndb.put_multi(
        [base, *written, *carried_over_services.made_stale(memo, version)]
    )


def _difference(
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


def _read_revisions(exp_id: str, version: int) -> list[int]:
    _, *shards = own_stats_services.lookup(
        own_stats_services.keys_of(exp_id, version)
    )
    return [shard.revision if shard else 0 for shard in shards]


def _sessions_booked_since(
    shards: Sequence[stats_models.ExplorationStatsShardModel | None],
    revisions: Sequence[int],
) -> set[str] | None:
    """Returns the sessions booked since; None if the shards forgot some."""
    booked: set[str] = set()
    for shard, before in zip(shards, revisions, strict=True):
        if shard is None or shard.revision == before:
            continue
        latest = [name for n, name in shard.recent_bookings if n > before]
        if len(latest) != shard.revision - before:
            return None
        booked.update(latest)
    return booked


def _key_of_account(model: stats_models.SessionAccountModel) -> SessionKey:
    return SessionKey(model.exp_id, model.exp_version, model.session_id)
