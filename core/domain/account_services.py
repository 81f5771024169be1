"""Export and deletion of an account."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import TypedDict

from core import errors
from core.domain import (
    decision_log_services,
    exclusion_services,
    rights_domain,
    rights_services,
    user_domain,
    user_services,
)
from core.platform.datastore import store
from core.storage.exploration import gae_models as exp_models
from core.storage.user import gae_models as user_models

# Replaces the user id of a deleted account in data that is kept.
DELETED_USER_ID = 'deleted'

_Metadata = exp_models.ExplorationSnapshotMetadataModel


class RoleHeld(TypedDict):
    """A role in an exploration."""

    exp_id: str
    role: rights_domain.Role


class SavedVersion(TypedDict):
    """A version that the user saved."""

    version: str
    commit_message: str
    created_on: str


class LeftOutPlays(TypedDict):
    """Plays that the user left out."""

    exp_id: str
    reason: str
    asked_at_msecs: int


class TaskDecision(TypedDict):
    """A decision of the user about a task."""

    exp_id: str
    task_id: str
    status: str
    note: str
    decided_at_msecs: int


class AccountExport(TypedDict):
    """All data stored about a user."""

    user_id: str
    email: str
    created_on: str
    roles: list[RoleHeld]
    saved_versions: list[SavedVersion]
    left_out_plays: list[LeftOutPlays]
    decisions: list[TaskDecision]


def export_account(email: str) -> AccountExport:
    """Returns all data of an account.

    Args:
        email: The address of the account.

    Returns:
        The account, its roles, the versions that it saved, the plays that it
        left out, and its decisions about tasks, as JSON.

    Raises:
        EntityNotFoundError: The account does not exist.
        ValidationError: The address is invalid.
    """
    user = _find(email)
    (model,) = store.get(user_models.UserModel, [user.user_id])
    assert model is not None
    return {
        'user_id': user.user_id,
        'email': user.email,
        'created_on': model.created_on.isoformat(),
        'roles': [
            {'exp_id': rights.exp_id, 'role': role}
            for rights, role in _roles(user.user_id)
        ],
        'saved_versions': [
            {
                # The id contains the exploration id and the version.
                'version': store.id_of(metadata),
                'commit_message': metadata.commit_message,
                'created_on': metadata.created_on.isoformat(),
            }
            for metadata in _saved_versions(user.user_id)
        ],
        'left_out_plays': [
            {
                'exp_id': exp_id,
                'reason': exclusion.reason,
                'asked_at_msecs': exclusion.asked_at_msecs,
            }
            for exp_id, exclusion in exclusion_services.of_user(user.user_id)
        ],
        'decisions': [
            {
                'exp_id': exp_id,
                'task_id': decision.task_id,
                'status': decision.status,
                'note': decision.note,
                'decided_at_msecs': decision.decided_at_msecs,
            }
            for exp_id, decision in decision_log_services.of_user(user.user_id)
        ],
    }


def delete_account(email: str) -> None:
    """Deletes an account, its roles, and its name wherever it is shown.

    Explorations shared with others remain. An interrupted deletion can be
    repeated: the account itself is deleted last.

    Args:
        email: The address of the account.

    Raises:
        EntityNotFoundError: The account does not exist.
        ValidationError: The account is the only owner of an exploration, which
            nobody could then publish or delete; or the address is invalid.
    """
    user = _find(email)
    roles = list(_roles(user.user_id))
    alone = [
        rights.exp_id
        for rights, _ in roles
        if rights.owner_ids == [user.user_id]
    ]
    if alone:
        raise errors.ValidationError(
            f'is the only owner of {", ".join(sorted(alone))}; give them to '
            'somebody else, or delete them, first',
            'email',
        )
    for rights, _ in roles:
        rights_services.forget_user(user.user_id, rights.exp_id)
    for metadata in _saved_versions(user.user_id):
        metadata.committer_id = DELETED_USER_ID
        store.put(metadata)
    exclusion_services.rename_user(user.user_id, DELETED_USER_ID)
    decision_log_services.rename_user(user.user_id, DELETED_USER_ID)
    store.delete([(user_models.UserModel, user.user_id)])


def _find(email: str) -> user_domain.User:
    user = user_services.get_user_by_email(email)
    if user is None:
        raise errors.EntityNotFoundError(f'there is no account of {email!r}')
    return user


def _roles(
    user_id: str,
) -> Iterator[tuple[rights_domain.ExplorationRights, rights_domain.Role]]:
    """Yields the rights that give a user a role, with the role."""
    exp_ids = sorted(store.stream_ids(exp_models.ExplorationRightsModel))
    for rights in rights_services.get_exploration_rights_multi(exp_ids):
        for role in rights_domain.ROLES:
            if rights and user_id in rights.get_ids_with(role):
                yield rights, role


def _saved_versions(user_id: str) -> list[_Metadata]:
    """Returns metadata of the versions that a user saved."""
    return sorted(
        (
            metadata
            for metadata in store.stream(_Metadata)
            if metadata.committer_id == user_id
        ),
        key=lambda metadata: metadata.created_on,
    )
