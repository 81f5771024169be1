"""Session accounts in the store: read, changed and written."""

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
    """Returns the account that an entity holds; an empty one without it."""
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


def standing_of(model: Model | None) -> session_account_domain.Standing:
    """Returns whether the session of an account is left out of all figures."""
    if model is None:
        return session_account_domain.Standing()
    return session_account_domain.Standing(
        model.exclusion_id is not None, model.exclusion_changes
    )


def read_standings(
    keys: Iterable[session_account_domain.SessionKey],
) -> dict[session_account_domain.SessionKey, session_account_domain.Standing]:
    """Returns which sessions are left out of all figures; reads accounts."""
    ordered = list(keys)
    models = store.get(Model, map(id_of, ordered))
    return dict(zip(ordered, map(standing_of, models), strict=True))


def ref_of(key: session_account_domain.SessionKey) -> store.Ref:
    """Returns what names the account of a session in a transaction."""
    return Model, id_of(key)


def refs_for_counting(
    key: session_account_domain.SessionKey,
) -> tuple[store.Ref, store.Ref]:
    """Returns the refs of the shard and memo that `add_counts` may change."""
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
    """Puts the account of a session.

    Args:
        transaction: In which it was read.
        key: The session.
        account: What to put.
        repair_id: The repair that goes on from here; None stops any.
        is_reported: Whether the session reports now.
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
    """Leaves a session out of the counters, and has the fold do the same.

    Nothing happens to one that is left out already, or whose events were
    deleted: nothing could tell what to add when this is taken back.

    Args:
        transaction: In which to do it.
        key: The session.
        exclusion_id: Why it is left out.
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
    """Lets a session count again that an exclusion has left out.

    It counts nothing until a repair makes its account say what its events say.

    Args:
        transaction: In which to do it.
        key: The session.
        exclusion_id: The exclusion.
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
    """Notes in the account of a session that events are added to the log.

    The session enters the queue of the fold, unless it waits there; and
    what a repair took because these events were missing is given back.

    Args:
        transaction: In which the events are added.
        key: The session.
        account: Its account, whose bounds have counted them.
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
    """Puts how many events a session has, after some were added.

    The session enters the queue of the fold, unless it waits there: it is
    folded when it may have ended by silence. A fold that has read its events
    already learns that they were not all.

    Args:
        transaction: In which the events are added.
        key: The session.
        account: Its account, which has counted them.
        added: The same events.
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
    # The fold could not take out what deleted events have added.
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
    """Adds what a session contributes to the counters.

    Args:
        transaction: In which its account says so.
        key: The session.
        difference: What to add to the counters; may be negative.
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
