"""Statistics of explorations: reading them, and counting a batch.

Own counts of a version are in one base entity and its shards. Cumulative
counts are the sum of the own counts of all versions, each carried into the
states of the version that is shown (`ExplorationStats.advance_to`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping

from core import errors, feconf
from core.domain import (
    carried_over_services,
    exp_services,
    own_stats_services,
    played_version_services,
    session_account_domain,
    session_account_services,
    session_token,
    stats_counters_services,
    stats_domain,
    stats_shards_services,
)
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models


def get_exploration_stats(
    exp_id: str, version: int | None = None, through: int | None = None
) -> stats_domain.ExplorationStats:
    """Returns cumulative counts.

    Args:
        exp_id: The exploration.
        version: The version whose states to show; the latest by default.
        through: The last version whose plays are counted; by default `version`.

    Returns:
        The statistics, with an entry for each state of the version.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    latest_version = exp_services.get_latest_version(exp_id)
    version = latest_version if version is None else version
    through = version if through is None else through
    for asked in (version, through):
        if not 1 <= asked <= latest_version:
            raise errors.EntityNotFoundError(f'{exp_id} has no version {asked}')
    if version == through == latest_version:
        return _get_latest_stats(exp_id, version)
    return carried_over_services.sum_of_versions(
        exp_id,
        range(1, through + 1),
        version,
        carried_over_services.get_history(exp_id, max(version, through)),
    )


def get_exploration_stats_multi(
    exp_ids_to_versions: Mapping[str, int],
) -> dict[str, stats_domain.ExplorationStats]:
    """Returns cumulative counts of several explorations, read at once.

    Args:
        exp_ids_to_versions: The latest version by exploration id.

    Returns:
        The statistics by exploration id; states without counts are left out.
    """
    memos, all_own = own_stats_services.read_with_others(
        list(exp_ids_to_versions.items()),
        [
            (carried_over_services.Model, exp_id)
            for exp_id in exp_ids_to_versions
        ],
    )
    stats = {}
    for (exp_id, version), memo, own in zip(
        exp_ids_to_versions.items(), memos, all_own, strict=True
    ):
        counts = stats_domain.add(
            stats_counters_services.recognised_sum(own),
            carried_over_services.get_counts(exp_id, version, memo),
        )
        stats[exp_id] = stats_domain.ExplorationStats(
            exp_id=exp_id, exp_version=version
        ).with_counts(counts)
    return stats


def _get_latest_stats(
    exp_id: str, version: int
) -> stats_domain.ExplorationStats:
    state_names = own_stats_services.get_state_names(exp_id, version)
    default = stats_domain.ExplorationStats.create_default(
        exp_id, version, state_names
    )
    return default + get_exploration_stats_multi({exp_id: version})[exp_id]


def update_stats(
    session: session_token.Session,
    batch_id: str,
    counts: stats_domain.Counts,
) -> bool:
    """Counts a batch, once.

    Args:
        session: The session that sent the batch.
        batch_id: The id of the batch, made by the client.
        counts: Its counts; counters that this code does not know are stored
            separately.

    Returns:
        Whether the batch was counted now: False if it was counted before, or
        if this session is not counted.

    Raises:
        ValidationError: A count is invalid; or the version does not exist; or
            the session has exceeded the limits of counts or unknown states of
            one learner.
        ConflictError: The id belongs to another batch.
    """
    stats_domain.validate_counts(counts)
    state_names = state_numbers_of(session)
    if not session.counted:
        return False
    return _apply_batch(
        session_account_domain.SessionKey(
            session.exp_id, session.exp_version, session.session_id
        ),
        batch_id,
        stats_domain.without_zeros(counts),
        state_names,
    )


def state_numbers_of(session: session_token.Session) -> Mapping[str, int]:
    """Returns the states of the version that a session plays, with numbers.

    Raises:
        ValidationError: There is no such version.
    """
    try:
        return played_version_services.get_state_numbers(
            session.exp_id, session.exp_version
        )
    except errors.EntityNotFoundError as error:
        raise errors.ValidationError(str(error), 'exp_version') from error


def _apply_batch(
    key: session_account_domain.SessionKey,
    batch_id: str,
    counts: stats_domain.Counts,
    state_names: Collection[str],
) -> bool:
    """Adds the counts and the marker of the batch, or neither."""
    account_ref = session_account_services.ref_of(key)
    shard_ref, memo_ref = session_account_services.refs_for_counting(key)
    marker_ref = stats_models.StatsBatchModel, batch_id
    digest = _digest(key, counts)
    # The shard changed by each attempt; the last attempt was committed.
    counted: list[stats_models.ExplorationStatsShardModel | None] = []

    def add_counts(transaction: store.Transaction) -> bool:
        counted.append(None)
        transaction.fetch([marker_ref, account_ref, shard_ref, memo_ref])
        marker = transaction.get(*marker_ref)
        if marker is not None:
            if marker.content_digest != digest:
                raise errors.ConflictError('this batch_id is another batch')
            return False
        account = session_account_services.get(transaction, key)
        difference = account.count_batch(
            stats_counters_services.with_other_counters(counts, account.counted)
        )
        _refuse_too_many_unknown_states(account, state_names)
        session_account_services.save(
            transaction, key, account, is_reported=True
        )
        counted[-1] = session_account_services.add_counts(
            transaction, key, difference, state_names
        )
        transaction.put(_marker(key, batch_id, digest))
        return True

    is_applied = store.run(add_counts, waits_for=[account_ref, shard_ref])
    if shard := counted[-1]:
        stats_shards_services.note_write(
            key.exp_id, key.exp_version, shard, len(counted) - 1
        )
    return is_applied


def _marker(
    key: session_account_domain.SessionKey, batch_id: str, digest: str
) -> stats_models.StatsBatchModel:
    return store.new(
        stats_models.StatsBatchModel,
        id=batch_id,
        exp_id=key.exp_id,
        exp_version=key.exp_version,
        session_id=key.session_id,
        content_digest=digest,
    )


def _digest(
    key: session_account_domain.SessionKey, counts: stats_domain.Counts
) -> str:
    content = [
        key.exp_id,
        key.exp_version,
        key.session_id,
        stats_counters_services.to_json(counts),
    ]
    return hashlib.sha256(
        json.dumps(content, sort_keys=True).encode()
    ).hexdigest()


def _refuse_too_many_unknown_states(
    account: session_account_domain.SessionAccount,
    state_names: Collection[str],
) -> None:
    # The balance contains reported counts that are not counted.
    unknown = stats_counters_services.unknown_names(
        [*account.counted, *account.balance], state_names
    )
    if len(unknown) > feconf.MAX_UNRECOGNISED_STATES_PER_SESSION:
        raise errors.ValidationError(
            'this session names too many states that do not exist',
            'aggregated_stats.state_stats_mapping',
        )
