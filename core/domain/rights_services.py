"""Reading and changing the rights to an exploration."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, overload

from core import errors, feconf, settings
from core.domain import exp_storage_services, exp_validation, rights_domain
from core.platform.datastore import process_cache, store
from core.storage.exploration import gae_models

_recent_rights: process_cache.ProcessCache[
    str, rights_domain.ExplorationRights
] = process_cache.ProcessCache(
    feconf.MAX_CACHED_RIGHTS, max_age_secs=feconf.MAX_AGE_OF_RIGHTS_SECS
)


@overload
def get_exploration_rights(
    exp_id: str, strict: Literal[True] = True
) -> rights_domain.ExplorationRights: ...
@overload
def get_exploration_rights(
    exp_id: str, strict: bool
) -> rights_domain.ExplorationRights | None: ...
def get_exploration_rights(
    exp_id: str, strict: bool = True
) -> rights_domain.ExplorationRights | None:
    """Returns the rights of an exploration.

    Args:
        exp_id: Its id.
        strict: Whether a missing exploration is an error.

    Returns:
        The rights, or None if the exploration does not exist.

    Raises:
        EntityNotFoundError: The exploration does not exist, if strict.
    """
    [rights] = get_exploration_rights_multi([exp_id])
    if rights is None and strict:
        raise errors.EntityNotFoundError(f'there is no exploration {exp_id!r}')
    return rights


def get_recent_rights(
    exp_id: str,
) -> rights_domain.ExplorationRights | None:
    """Returns rights that may be slightly out of date.

    Changes by this process are visible at once, those by other processes
    within MAX_AGE_OF_RIGHTS_SECS. Serves the many reports of learners.

    Args:
        exp_id: The exploration.

    Returns:
        The rights, read-only; None if the exploration does not exist.
    """
    try:
        return _recent_rights.get(
            exp_id, lambda: get_exploration_rights(exp_id)
        )
    except errors.EntityNotFoundError:
        return None


def get_exploration_rights_multi(
    exp_ids: Iterable[str],
) -> list[rights_domain.ExplorationRights | None]:
    """Returns the rights of explorations, in order; None for missing ones."""
    models = exp_storage_services.get_multi(
        gae_models.ExplorationRightsModel, exp_ids
    )
    return [None if model is None else _rights_of(model) for model in models]


def get_rights_in(
    transaction: store.Transaction, exp_id: str
) -> rights_domain.ExplorationRights:
    """Returns the rights of an exploration as a transaction sees them.

    Raises:
        EntityNotFoundError: The exploration does not exist.
    """
    model = None
    if feconf.EXP_ID_REGEX.match(exp_id):
        model = transaction.get(gae_models.ExplorationRightsModel, exp_id)
    if model is None:
        raise errors.EntityNotFoundError(f'there is no exploration {exp_id!r}')
    return _rights_of(model)


def _rights_of(
    model: gae_models.ExplorationRightsModel,
) -> rights_domain.ExplorationRights:
    return rights_domain.ExplorationRights(
        exp_id=model.key.id(),
        owner_ids=list(model.owner_ids),
        editor_ids=list(model.editor_ids),
        viewer_ids=list(model.viewer_ids),
        status=model.status,
        chosen_k_anonymity=model.k_anonymity,
    )


def create_rights(
    transaction: store.Transaction, exp_id: str, owner_id: str
) -> rights_domain.ExplorationRights:
    """Writes the rights of a new, private exploration and returns them."""
    rights = rights_domain.ExplorationRights(
        exp_id=exp_id,
        owner_ids=[owner_id],
        editor_ids=[],
        viewer_ids=[],
        status=rights_domain.STATUS_PRIVATE,
    )
    _put_rights(transaction, rights)
    return rights


def delete_rights(
    transaction: store.Transaction, user_id: str, exp_id: str
) -> None:
    """Deletes all rights, because the exploration is deleted.

    Args:
        transaction: A transaction of `run_changing`.
        user_id: An owner of it.
        exp_id: Its id.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        NotAllowedError: The user does not own it.
    """
    _get_managed_rights(transaction, user_id, exp_id)
    transaction.delete([(gae_models.ExplorationRightsModel, exp_id)])


def publish_exploration(user_id: str, exp_id: str) -> None:
    """Makes an exploration public.

    Args:
        user_id: An owner of it.
        exp_id: Its id.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        NotAllowedError: The user does not own it.
        ValidationError: It does not satisfy the rules for publishing.
    """
    run_changing(
        exp_id, lambda transaction: publish_in(transaction, user_id, exp_id)
    )


def publish_in(
    transaction: store.Transaction, user_id: str, exp_id: str
) -> None:
    """Publishes an exploration within a transaction."""
    rights = _get_managed_rights(transaction, user_id, exp_id)
    head = exp_storage_services.require_head(exp_id, transaction)
    exploration = exp_storage_services.to_exploration(
        exp_id, head.version, head
    )
    with errors.collecting() as report:
        exp_validation.validate_exploration(
            exploration, strict=True, report=report
        )
    rights.status = rights_domain.STATUS_PUBLIC
    _save_rights(transaction, rights)


def unpublish_exploration(user_id: str, exp_id: str) -> None:
    """Makes an exploration private again.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        NotAllowedError: The user does not own it.
    """

    def change(rights: rights_domain.ExplorationRights) -> None:
        rights.status = rights_domain.STATUS_PRIVATE

    _change(user_id, exp_id, change)


def assign_role(
    user_id: str, exp_id: str, assignee_id: str, role: rights_domain.Role
) -> None:
    """Assigns a role to a user, replacing the previous one.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        NotAllowedError: The acting user does not own it.
        ValidationError: The role is unknown, no owner would remain, or too many
            users would have a role.
    """

    def change(rights: rights_domain.ExplorationRights) -> None:
        if role not in rights_domain.ROLES:
            raise errors.ValidationError(
                f'a role is one of {", ".join(rights_domain.ROLES)}', 'role'
            )
        rights.assign(assignee_id, role)
        if rights.num_users > feconf.MAX_USERS_WITH_ROLES:
            raise errors.ValidationError(
                f'at most {feconf.MAX_USERS_WITH_ROLES} users can have roles',
                'assignee_id',
            )

    _change(user_id, exp_id, change)


def deassign_role(user_id: str, exp_id: str, assignee_id: str) -> None:
    """Removes the role of a user.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        NotAllowedError: The acting user does not own it.
        ValidationError: No owner would remain.
    """
    _change(user_id, exp_id, lambda rights: rights.deassign(assignee_id))


def set_k_anonymity(user_id: str, exp_id: str, k: int) -> None:
    """Sets the number of sessions required before an open answer is shown.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        NotAllowedError: The user does not own it.
        ValidationError: The number is below the minimum of the site.
    """
    fewest = settings.current().min_answer_sessions
    if k < fewest:
        raise errors.ValidationError(
            f'should be at least {fewest}, which the operator of this site set',
            'k_anonymity',
        )

    def change(rights: rights_domain.ExplorationRights) -> None:
        rights.chosen_k_anonymity = k

    _change(user_id, exp_id, change)


def _change(
    user_id: str,
    exp_id: str,
    change: Callable[[rights_domain.ExplorationRights], None],
) -> None:
    """Changes rights after checking that the user may do so."""

    def work(transaction: store.Transaction) -> None:
        rights = _get_managed_rights(transaction, user_id, exp_id)
        change(rights)
        _save_rights(transaction, rights)

    run_changing(exp_id, work)


def forget_user(user_id: str, exp_id: str) -> None:
    """Removes the role of a user whose account is being deleted.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        ValidationError: No owner would remain.
    """

    def work(transaction: store.Transaction) -> None:
        rights = get_rights_in(transaction, exp_id)
        rights.deassign(user_id)
        _save_rights(transaction, rights)

    run_changing(exp_id, work)


def _get_managed_rights(
    transaction: store.Transaction, user_id: str, exp_id: str
) -> rights_domain.ExplorationRights:
    rights = get_rights_in(transaction, exp_id)
    if not rights.can_manage(user_id):
        raise rights_domain.NotAllowedError(
            f'only an owner of exploration {exp_id!r} may do this'
        )
    return rights


def _save_rights(
    transaction: store.Transaction, rights: rights_domain.ExplorationRights
) -> None:
    """Writes changed rights and their copy in the summary."""
    if not rights.owner_ids:
        raise errors.ValidationError('an exploration needs an owner', 'role')
    _put_rights(transaction, rights)
    summary = transaction.get(gae_models.ExplorationSummaryModel, rights.exp_id)
    assert summary is not None
    summary.status = rights.status
    summary.creator_ids = [*rights.owner_ids, *rights.editor_ids]
    transaction.put(summary)


def _put_rights(
    transaction: store.Transaction, rights: rights_domain.ExplorationRights
) -> None:
    transaction.upsert(
        gae_models.ExplorationRightsModel,
        id=rights.exp_id,
        owner_ids=rights.owner_ids,
        editor_ids=rights.editor_ids,
        viewer_ids=rights.viewer_ids,
        status=rights.status,
        k_anonymity=rights.chosen_k_anonymity,
    )


def run_changing(
    exp_id: str, work: Callable[[store.Transaction], None]
) -> None:
    """Runs a transaction that changes rights.

    Args:
        exp_id: The exploration.
        work: As for `store.run`.
    """
    try:
        store.run(work)
    finally:
        # Also after a commit whose response was lost.
        _recent_rights.drop(exp_id)
