"""Session accounts in the store; everything here runs in a transaction."""

from __future__ import annotations

from collections.abc import Collection

from google.cloud import ndb

from core import clock, feconf
from core.domain import (
    carried_over_services,
    session_account_domain,
    stats_counters_services,
    stats_domain,
)
from core.storage.base_model import gae_models as base_models
from core.storage.statistics import gae_models as stats_models

Model = stats_models.SessionAccountModel


def key_of(
    key: session_account_domain.SessionKey,
) -> base_models.Key[Model]:
    """Returns the key of the account of a session."""
    return ndb.Key(
        Model,
        Model.get_entity_id(key.exp_id, key.exp_version, key.session_id),
    )


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
    )


def saved(
    key: session_account_domain.SessionKey,
    model: Model | None,
    account: session_account_domain.SessionAccount,
    repair_id: str | None = None,
) -> Model:
    """Returns the entity that holds an account, to be put.

    Args:
        key: The session.
        model: The entity so far; None if there is none.
        account: What it is to hold.
        repair_id: The repair that goes on from here; None stops any.

    Returns:
        The entity.
    """
    model = model or Model(
        id=key_of(key).id(),
        exp_id=key.exp_id,
        exp_version=key.exp_version,
        session_id=key.session_id,
    )
    model.counted = stats_counters_services.to_json(account.counted)
    model.balance = stats_counters_services.to_json(account.balance)
    model.last_places = {
        event_type: list(place)
        for event_type, place in account.last_places.items()
    }
    model.repair_id = repair_id
    return model


def queued_for_fold(
    key: session_account_domain.SessionKey, model: Model | None
) -> tuple[Model, bool]:
    """Puts a session in the queue of the fold, after events were added.

    It is folded when it may have ended by silence; a fold that has read its
    events already learns that they were not all.

    Args:
        key: The session.
        model: Its account so far; None if there is none.

    Returns:
        The account, and whether it has to be put for this.
    """
    if (
        model is not None
        and model.fold_due_msecs is not None
        and model.fold_id is None
    ):
        return model, False
    if model is None:
        model = saved(key, None, session_account_domain.SessionAccount())
    model.fold_due_msecs = int(
        clock.now_msecs() + 1000 * feconf.SESSION_SILENCE_SECS
    )
    model.fold_id = None
    return model, True


def keys_for_booking(key: session_account_domain.SessionKey) -> list[ndb.Key]:
    """Returns the keys of the shard and the memo that a booking changes."""
    shard_class = stats_models.ExplorationStatsShardModel
    shard_id = shard_class.get_entity_id(
        key.exp_id,
        key.exp_version,
        stats_counters_services.shard_number_of(key.session_id),
    )
    return [
        ndb.Key(shard_class, shard_id),
        carried_over_services.key_of(key.exp_id),
    ]


def booked(
    key: session_account_domain.SessionKey,
    difference: stats_domain.Counts,
    state_names: Collection[str],
    shard: stats_models.ExplorationStatsShardModel | None,
    memo: stats_models.CarriedOverStatsModel | None,
) -> list[base_models.BaseModel]:
    """Books what a session contributes on the counters.

    Args:
        key: The session.
        difference: What to add to the counters; may be negative.
        state_names: The states of the version.
        shard: The entity of the first of `keys_for_booking`, if it is there.
        memo: That of the second.

    Returns:
        The entities that have to be put.
    """
    if not difference:
        return []
    shard = shard or stats_models.ExplorationStatsShardModel(
        key=keys_for_booking(key)[0],
        exp_id=key.exp_id,
        exp_version=key.exp_version,
    )
    stats_counters_services.book_on_shard(
        shard, key.session_id, difference, state_names
    )
    return [shard, *carried_over_services.made_stale(memo, key.exp_version)]
