"""Reading and saving explorations.

Every save is one transaction: it writes the exploration, its snapshot, the
commit metadata and the summary, or nothing. It does not create statistics;
they are created when first needed.
"""

from __future__ import annotations

import functools
import pathlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core import errors
from core.domain import (
    asset_services,
    exp_changes,
    exp_domain,
    exp_history_domain,
    exp_storage_services,
    exp_validation,
    exp_yaml,
    rights_domain,
    rights_services,
)
from core.platform.datastore import store
from core.storage.exploration import gae_models

DEMO_EXPLORATIONS_DIR = (
    pathlib.Path(__file__).parents[2] / 'data' / 'explorations'
)

# Maps the current exploration to the next one and the commands that lead
# there.
_Edit = Callable[
    [exp_domain.Exploration],
    tuple[exp_domain.Exploration, list[dict[str, Any]]],
]


def get_exploration_by_id(
    exp_id: str, version: int | None = None
) -> exp_domain.Exploration:
    """Returns an exploration.

    Args:
        exp_id: Its id.
        version: The version; None for the latest.

    Raises:
        EntityNotFoundError: The exploration or this version of it does not
            exist.
    """
    head = exp_storage_services.get_head(exp_id)
    if head is not None:
        if version is None or version == head.version:
            return exp_storage_services.to_exploration(
                exp_id, head.version, head
            )
        snapshot = gae_models.ExplorationSnapshotContentModel.get_by_id(
            exp_storage_services.get_version_id(exp_id, version)
        )
        if snapshot is not None:
            return exp_storage_services.to_exploration(
                exp_id, version, snapshot
            )
    which = '' if version is None else f' in version {version}'
    raise errors.EntityNotFoundError(
        f'there is no exploration {exp_id!r}{which}'
    )


def get_latest_version(exp_id: str, reader: store.Reader | None = None) -> int:
    """Returns the number of the latest version.

    Args:
        exp_id: The exploration.
        reader: As for `exp_storage_services.get_head`.

    Raises:
        EntityNotFoundError: The exploration does not exist.
    """
    version: int = exp_storage_services.require_head(exp_id, reader).version
    return version


def get_exploration_commits(
    exp_id: str, first: int = 1, last: int | None = None
) -> list[exp_history_domain.ExplorationCommit]:
    """Returns the metadata of versions, oldest first.

    Args:
        exp_id: The exploration.
        first: The first version.
        last: The last version; None for the latest.

    Returns:
        One commit for each version; none if `first` is beyond `last`.

    Raises:
        EntityNotFoundError: The exploration or version does not exist.
    """
    if last is None:
        last = get_latest_version(exp_id)
    return exp_storage_services.get_commits(exp_id, range(first, last + 1))


def get_public_exploration_summaries() -> list[exp_domain.ExplorationSummary]:
    """Returns the summaries that the library lists, by title."""
    return _find_summaries(('status', '=', rights_domain.STATUS_PUBLIC))


def get_exploration_summaries_of_user(
    user_id: str,
) -> list[exp_domain.ExplorationSummary]:
    """Returns the explorations that a user owns or edits, by title."""
    return _find_summaries(('creator_ids', '=', user_id))


def get_all_exploration_ids() -> list[str]:
    """Returns the ids of all explorations that are not deleted, sorted."""
    # Deletion removes the rights but keeps the exploration.
    return sorted(store.stream_ids(gae_models.ExplorationRightsModel))


def get_deleted_exploration_ids() -> list[str]:
    """Returns the ids of all explorations that were deleted, sorted."""
    heads = store.stream(gae_models.ExplorationModel)
    return sorted(store.id_of(head) for head in heads if head.deleted)


def is_deleted(exp_id: str) -> bool:
    """Returns whether the exploration existed and was deleted."""
    (head,) = store.get(gae_models.ExplorationModel, [exp_id])
    return head is not None and head.deleted


def get_exploration_summaries(
    exp_ids: Iterable[str],
) -> list[exp_domain.ExplorationSummary | None]:
    """Returns summaries of explorations, without checking rights.

    Args:
        exp_ids: Their ids.

    Returns:
        One summary for each id, in order; None where it does not exist.
    """
    models = exp_storage_services.get_multi(
        gae_models.ExplorationSummaryModel, exp_ids
    )
    return [
        None if model is None else exp_storage_services.to_summary(model)
        for model in models
    ]


def _find_summaries(
    condition: store.Filter,
) -> list[exp_domain.ExplorationSummary]:
    models = store.stream(gae_models.ExplorationSummaryModel, [condition])
    summaries = [exp_storage_services.to_summary(model) for model in models]
    return sorted(
        summaries, key=lambda summary: (summary.title, summary.exp_id)
    )


def get_new_exploration_id() -> str:
    """Returns an unused id with 72 random bits."""
    return secrets.token_urlsafe(9)


def save_new_exploration(
    committer_id: str, exploration: exp_domain.Exploration
) -> exp_domain.Exploration:
    """Saves a new, private exploration.

    Args:
        committer_id: The user who will own it.
        exploration: The exploration.

    Returns:
        The exploration as version 1.

    Raises:
        ValidationError: It is not valid as a draft.
        ConflictError: Its id is used, or was used before.
    """
    return store.run(
        lambda transaction: _save_new(transaction, committer_id, exploration)
    )


def _save_new(
    transaction: store.Transaction,
    committer_id: str,
    exploration: exp_domain.Exploration,
) -> exp_domain.Exploration:
    exp_validation.validate_exploration(exploration)
    asset_services.require(transaction, exploration)
    exp_id = exploration.exp_id
    if transaction.get(gae_models.ExplorationModel, exp_id) is not None:
        raise errors.ConflictError(f'the id {exp_id!r} is taken')
    created = exploration.model_copy(update={'version': 1}, deep=True)
    rights = rights_services.create_rights(transaction, exp_id, committer_id)
    commit = exp_storage_services.describe_commit(
        created, 'create', committer_id, 'First version.', []
    )
    exp_storage_services.put_version(transaction, created, rights, commit)
    return created


def read_version(exp_id: str, yaml_text: str) -> exp_domain.Exploration:
    """Reads the text of a new version of an exploration.

    Args:
        exp_id: The exploration.
        yaml_text: The whole exploration.

    Returns:
        The exploration, with version 0.

    Raises:
        ValidationError: It is not valid, or not valid as a public one although
            the exploration is public.
    """
    rights = rights_services.get_exploration_rights(exp_id, strict=False)
    is_public = rights is not None and rights.is_public
    return exp_yaml.exploration_from_yaml(
        exp_id, yaml_text, is_public, asset_services.names_of(exp_id)
    )


def update_exploration_from_yaml(
    committer_id: str,
    exp_id: str,
    yaml_text: str,
    renames: Mapping[str, str],
    commit_message: str,
    version: int,
) -> exp_domain.Exploration:
    """Saves a version written as YAML.

    Args:
        committer_id: The user who saves.
        exp_id: The exploration.
        yaml_text: The whole exploration.
        renames: The new names of states that were renamed, by old name. A
            renamed state keeps its statistics.
        commit_message: The user's description of the change.
        version: The version that the text is based on.

    Returns:
        The new version.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        ValidationError: The text, the renames or the exploration are invalid,
            or nothing has changed.
        VersionConflictError: Someone else saved a version meanwhile.
    """
    written = read_version(exp_id, yaml_text)

    def edit(
        current: exp_domain.Exploration,
    ) -> tuple[exp_domain.Exploration, list[dict[str, Any]]]:
        changes = exp_changes.derive_change_list(current, written, renames)
        if not changes and list(current.states) == list(written.states):
            raise errors.ValidationError('nothing is changed')
        return written.model_copy(deep=True), changes

    return _commit(exp_id, version, edit, 'edit', committer_id, commit_message)


def revert_exploration(
    committer_id: str,
    exp_id: str,
    current_version: int,
    revert_to_version: int,
) -> exp_domain.Exploration:
    """Saves a copy of an older version as the latest one.

    Args:
        committer_id: The user who reverts.
        exp_id: The exploration.
        current_version: The latest version known to the user.
        revert_to_version: The version to restore.

    Returns:
        The new version.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        ValidationError: There is no such older version, or it cannot be public
            although the exploration is.
        VersionConflictError: Someone else saved a version meanwhile.
    """

    def edit(
        current: exp_domain.Exploration,
    ) -> tuple[exp_domain.Exploration, list[dict[str, Any]]]:
        if not 1 <= revert_to_version < current.version:
            raise errors.ValidationError(
                'should be a version before the latest one',
                'revert_to_version',
            )
        target = get_exploration_by_id(exp_id, revert_to_version)
        command = {
            'cmd': exp_history_domain.CMD_REVERT,
            'version_number': revert_to_version,
        }
        return target, [command]

    return _commit(
        exp_id,
        current_version,
        edit,
        'revert',
        committer_id,
        f'Reverted to version {revert_to_version}.',
    )


def _commit(
    exp_id: str,
    version: int,
    edit: _Edit,
    commit_type: exp_history_domain.CommitType,
    committer_id: str,
    commit_message: str,
) -> exp_domain.Exploration:

    def work(transaction: store.Transaction) -> exp_domain.Exploration:
        head = exp_storage_services.require_head(exp_id, transaction)
        _require_version(head, version)
        current = exp_storage_services.to_exploration(exp_id, version, head)
        changed, change_list = edit(current)
        changed.version = version + 1
        rights = rights_services.get_rights_in(transaction, exp_id)
        exp_validation.validate_exploration(changed, strict=rights.is_public)
        asset_services.require(transaction, changed)
        commit = exp_storage_services.describe_commit(
            changed, commit_type, committer_id, commit_message, change_list
        )
        exp_storage_services.put_version(transaction, changed, rights, commit)
        return changed

    try:
        return store.run(work)
    except store.TRANSIENT_ERRORS:
        # Too many saves at the same time. If another one succeeded, this one
        # is out of date; otherwise it may be retried. NDB's context may still
        # hold the previous version.
        store.clear_ndb_cache()
        _require_version(exp_storage_services.require_head(exp_id), version)
        raise


def _require_version(head: gae_models.ExplorationModel, version: int) -> None:
    if version > head.version:
        raise errors.ValidationError(
            f'the latest version is {head.version}', 'version'
        )
    if head.version != version:
        raise errors.VersionConflictError(
            f'this change was made to version {version}, but version '
            f'{head.version} has been saved since'
        )


def has_stored_anything() -> bool:
    """Returns whether the store has, or had, any exploration."""
    return any(store.stream_ids(gae_models.ExplorationModel, limit=1))


def load_demo_explorations(owner_id: str) -> list[str]:
    """Publishes the explorations of data/explorations.

    Explorations that exist, or were deleted, are left alone.

    Args:
        owner_id: The user who will own them.

    Returns:
        The ids of those that were loaded, which are the stems of the file
        names.

    Raises:
        ValidationError: A file is not an exploration; the path names the file.
    """
    return [
        path.stem
        for path in sorted(DEMO_EXPLORATIONS_DIR.glob('*.yaml'))
        if store.run(
            functools.partial(_load_demo, owner_id=owner_id, path=path)
        )
    ]


def _load_demo(
    transaction: store.Transaction, owner_id: str, path: pathlib.Path
) -> bool:
    if transaction.get(gae_models.ExplorationModel, path.stem) is not None:
        return False
    try:
        exploration = exp_yaml.exploration_from_yaml(
            path.stem, path.read_text(encoding='utf-8')
        )
    except (errors.ValidationError, UnicodeDecodeError) as error:
        raise errors.ValidationError(str(error), path.name) from error
    _save_new(transaction, owner_id, exploration)
    rights_services.publish_in(transaction, owner_id, path.stem)
    return True
