"""Reading, changing and writing session accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from core import clock, feconf
from core.domain import (
    carried_over_services,
    event_domain,
    session_account_domain,
    session_bounds,
    stats_counters_services,
    stats_domain,
    stats_shards_services,
)
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

Model = stats_models.SessionAccountModel
Shard = stats_models.ExplorationStatsShardModel


def id_of(key: session_account_domain.SessionKey) -> str:
    """Returns the id of the account of a session."""
    return Model.get_entity_id(key.exp_id, key.exp_version, key.session_id)


def account_of(model: Model | None) -> session_account_domain.SessionAccount:
    """Returns the account in an entity; an empty account for None."""
    if model is None:
        return session_account_domain.SessionAccount()
    return session_account_domain.SessionAccount(
        counted=stats_counters_services.from_json(model.counted),
        balance=stats_counters_services.from_json(model.balance),
        last_places={
            event_type: (number, event_id)
            for event_type, (number, event_id) in model.last_places.items()
        },
        events=Counter(
            {
                (event_type, state): count
                for event_type, states in model.events.items()
                for state, count in states.items()
            }
        ),
        is_excluded=model.exclusion_id is not None,
    )


def exclusion_state_of(
    model: Model | None,
) -> session_account_domain.ExclusionState:
    """Returns whether the session of an account is excluded."""
    if model is None:
        return session_account_domain.ExclusionState()
    return session_account_domain.ExclusionState(
        model.exclusion_id is not None, model.exclusion_changes
    )


def read_exclusion_states(
    keys: Iterable[session_account_domain.SessionKey],
) -> dict[
    session_account_domain.SessionKey, session_account_domain.ExclusionState
]:
    """Reads from their accounts whether sessions are excluded."""
    ordered = list(keys)
    models = store.get(Model, map(id_of, ordered))
    return dict(zip(ordered, map(exclusion_state_of, models), strict=True))


def ref_of(key: session_account_domain.SessionKey) -> store.Ref:
    """Returns the reference of the account of a session."""
    return Model, id_of(key)


def refs_for_counting(
    key: session_account_domain.SessionKey,
) -> tuple[store.Ref, store.Ref]:
    """Returns references of the shard and memo that `add_counts` may change."""
    shard_id = stats_shards_services.id_of_shard(
        key.exp_id, key.exp_version, key.session_id
    )
    return (Shard, shard_id), (carried_over_services.Model, key.exp_id)


def get(
    transaction: store.Transaction, key: session_account_domain.SessionKey
) -> session_account_domain.SessionAccount:
    """Returns the account of a session; an empty one if there is none."""
    return account_of(transaction.get(Model, id_of(key)))


def save(
    transaction: store.Transaction,
    key: session_account_domain.SessionKey,
    account: session_account_domain.SessionAccount,
    repair_id: str | None = None,
    *,
    is_reported: bool = False,
) -> None:
    """Writes the account of a session.

    Args:
        transaction: The transaction that read it.
        key: The session.
        account: The account.
        repair_id: The repair that continues from this state; None to stop any
            repair in progress.
        is_reported: Whether the session is reporting now.
    """
    model = _get_or_new(transaction, key)
    if is_reported:
        model.reported_at_msecs = int(clock.now_msecs())
    model.counted = stats_counters_services.to_json(account.counted)
    model.balance = stats_counters_services.to_json(account.balance)
    model.last_places = {
        event_type: list(place)
        for event_type, place in account.last_places.items()
    }
    model.repair_id = repair_id
    transaction.put(model)


def exclude(
    transaction: store.Transaction,
    key: session_account_domain.SessionKey,
    exclusion_id: str,
    state_names: Collection[str],
) -> None:
    """Excludes a session from the counters, and queues it for the fold.

    Has no effect on a session that is already excluded, or whose events were
    deleted: without them, its counts could not be restored later.

    Args:
        transaction: The transaction.
        key: The session.
        exclusion_id: The exclusion.
        state_names: The states of the version.
    """
    model = transaction.get(*ref_of(key))
    if (
        model is None
        or model.exclusion_id is not None
        or model.expired_msecs is not None
    ):
        return
    account = account_of(model)
    add_counts(transaction, key, account.exclude(), state_names)
    save(transaction, key, account)
    _change_exclusion(model, exclusion_id)


def include(
    transaction: store.Transaction,
    key: session_account_domain.SessionKey,
    exclusion_id: str,
) -> None:
    """Ends the exclusion of a session.

    The next repair of its account adds its counts again.

    Args:
        transaction: The transaction.
        key: The session.
        exclusion_id: The exclusion; has no effect if another one excludes the
            session.
    """
    model = transaction.get(*ref_of(key))
    if model is None or model.exclusion_id != exclusion_id:
        return
    model.repair_id = None
    transaction.put(model)
    _change_exclusion(model, None)


def _change_exclusion(model: Model, exclusion_id: str | None) -> None:
    model.exclusion_id = exclusion_id
    model.exclusion_changes += 1
    if model.expired_msecs is None:
        model.fold_due_msecs = int(clock.now_msecs())
        model.fold_id = None


def settle_events(
    transaction: store.Transaction,
    key: session_account_domain.SessionKey,
    account: session_account_domain.SessionAccount,
    events: Sequence[event_domain.Event],
    added: session_bounds.EventCounts,
    state_names: Collection[str],
) -> None:
    """Updates the account of a session for new events of the log.

    Queues the session for the fold, unless it is already queued, and restores
    counts that a repair had subtracted because these events were missing.

    Args:
        transaction: The transaction that adds the events.
        key: The session.
        account: Its account, whose numbers include the events.
        events: The events.
        added: The number of events by type and state.
        state_names: The states of the version.
    """
    model = transaction.get(*ref_of(key))
    is_in_repair = model is not None and model.repair_id is not None
    note_events(transaction, key, account, added)
    places = dict(account.last_places)
    difference = account.count_logged(events)
    if is_in_repair or difference or account.last_places != places:
        save(transaction, key, account)
        add_counts(transaction, key, difference, state_names)


def note_events(
    transaction: store.Transaction,
    key: session_account_domain.SessionKey,
    account: session_account_domain.SessionAccount,
    added: session_bounds.EventCounts,
) -> None:
    """Stores the numbers of a session's events, after some were added.

    Queues the session for the fold, unless it is already queued, to be folded
    after SESSION_SILENCE_SECS. A fold that has already read its events notices
    the change. While the session is queued, most calls write nothing: numbers
    are then sampled (`session_bounds.draw_weight`).

    Args:
        transaction: The transaction that adds the events.
        key: The session.
        account: Its account, whose numbers include the new events.
        added: The number of new events by type and state.
    """
    model = _get_or_new(transaction, key)
    is_waiting = model.fold_due_msecs is not None and model.fold_id is None
    weight = session_bounds.draw_weight(added) if is_waiting else 1
    if not weight:
        return
    events: dict[str, dict[str, int]] = {}
    for place, count in account.events.items():
        event_type, state = place
        noted = count + (weight - 1) * added[place]
        events.setdefault(event_type, {})[state] = noted
    model.events = events
    model.reported_at_msecs = int(clock.now_msecs())
    # The fold could not subtract the contribution of deleted events.
    if not is_waiting and model.expired_msecs is None:
        model.fold_due_msecs = int(
            clock.now_msecs() + 1000 * feconf.SESSION_SILENCE_SECS
        )
        model.fold_id = None
    transaction.put(model)


def add_counts(
    transaction: store.Transaction,
    key: session_account_domain.SessionKey,
    difference: stats_domain.Counts,
    state_names: Collection[str],
) -> Shard | None:
    """Adds the contribution of a session to the counters.

    Args:
        transaction: The transaction that updates its account.
        key: The session.
        difference: The amounts to add; may be negative.
        state_names: The states of the version.

    Returns:
        The changed shard; None if the difference is empty.
    """
    if not difference:
        return None
    shard = stats_shards_services.shard_for(
        transaction, key.exp_id, key.exp_version, key.session_id
    )
    stats_counters_services.add_to_shard(
        shard, key.session_id, difference, state_names
    )
    transaction.put(shard)
    carried_over_services.make_stale(transaction, key.exp_id, key.exp_version)
    return shard


def _get_or_new(
    transaction: store.Transaction, key: session_account_domain.SessionKey
) -> Model:
    return transaction.get_or_new(
        Model,
        id=id_of(key),
        exp_id=key.exp_id,
        exp_version=key.exp_version,
        session_id=key.session_id,
    )
