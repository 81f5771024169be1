"""Storage of explorations, shared by the services of explorations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from core import clock, errors, feconf
from core.domain import (
    exp_domain,
    exp_history_domain,
    exp_schema,
    rights_domain,
)
from core.platform.datastore import store
from core.storage.base_model import gae_models as base_models
from core.storage.exploration import gae_models

_Model = TypeVar('_Model', bound=base_models.BaseModel)


def get_version_id(exp_id: str, version: int) -> str:
    """Returns the id of the entities of one version."""
    return f'{exp_id}.{version}'


def get_head(
    exp_id: str, reader: store.Reader | None = None
) -> gae_models.ExplorationModel | None:
    """Returns the entity of the latest version, if it exists.

    Args:
        exp_id: The exploration.
        reader: The reader to use, such as a transaction; None for NDB, whose
            context cache serves repeated reads in a request.
    """
    if not feconf.EXP_ID_REGEX.match(exp_id):
        return None
    if reader is None:
        head = gae_models.ExplorationModel.get_by_id(exp_id)
    else:
        head = reader.get(gae_models.ExplorationModel, exp_id)
    return None if head is None or head.deleted else head


def require_head(
    exp_id: str, reader: store.Reader | None = None
) -> gae_models.ExplorationModel:
    """Like `get_head`, but raises EntityNotFoundError instead of None."""
    head = get_head(exp_id, reader)
    if head is None:
        raise errors.EntityNotFoundError(f'there is no exploration {exp_id!r}')
    return head


def to_exploration(
    exp_id: str,
    version: int,
    model: gae_models.ExplorationModel
    | gae_models.ExplorationSnapshotContentModel,
) -> exp_domain.Exploration:
    """Returns the exploration that an entity holds, in the current schema.

    Raises:
        UnreadableDataError: The entity is damaged, or too new. This is a
            server error: a browser that got a client error would discard its
            reports.
    """
    try:
        content = exp_schema.migrate(model.content, model.schema_version)
        return exp_domain.Exploration.from_dict(
            {**content, 'exp_id': exp_id, 'version': version}
        )
    except (errors.ValidationError, ValueError) as error:
        raise errors.UnreadableDataError(
            f'version {version} of exploration {exp_id!r} cannot be read'
        ) from error


def put_version(
    transaction: store.Transaction,
    exploration: exp_domain.Exploration,
    rights: rights_domain.ExplorationRights,
    commit: exp_history_domain.ExplorationCommit,
) -> None:
    """Writes a version and the entities that belong to it.

    Args:
        transaction: The transaction that writes it.
        exploration: The version, numbered and validated.
        rights: The rights of the exploration, for its summary.
        commit: The metadata of the version.

    Raises:
        ValidationError: The change list is too large to store.
    """
    content = exploration.content()
    exp_id, version = exploration.exp_id, exploration.version
    version_id = get_version_id(exp_id, version)
    schema_version = exp_schema.CURRENT_VERSION
    transaction.upsert(
        gae_models.ExplorationModel,
        id=exp_id,
        version=version,
        content=content,
        schema_version=schema_version,
    )
    snapshot = store.new(
        gae_models.ExplorationSnapshotContentModel,
        id=version_id,
        content=content,
        schema_version=schema_version,
    )
    transaction.put(snapshot, _to_metadata_model(version_id, commit))
    _put_summary(transaction, exploration, rights, commit)


def _to_metadata_model(
    version_id: str, commit: exp_history_domain.ExplorationCommit
) -> gae_models.ExplorationSnapshotMetadataModel:
    size = len(json.dumps([commit.change_list, commit.state_names]))
    if size > feconf.MAX_COMMIT_METADATA_BYTES:
        raise errors.ValidationError(
            f'describing these changes takes {size} bytes; it may take '
            f'{feconf.MAX_COMMIT_METADATA_BYTES}. Save them in parts.',
            'change_list',
        )
    return store.new(
        gae_models.ExplorationSnapshotMetadataModel,
        id=version_id,
        commit_type=commit.commit_type,
        commit_message=commit.commit_message,
        committer_id=commit.committer_id,
        change_list=commit.change_list,
        init_state_name=commit.init_state_name,
        state_names=list(commit.state_names),
        created_on=commit.created_on,
    )


def _put_summary(
    transaction: store.Transaction,
    exploration: exp_domain.Exploration,
    rights: rights_domain.ExplorationRights,
    commit: exp_history_domain.ExplorationCommit,
) -> None:
    transaction.upsert(
        gae_models.ExplorationSummaryModel,
        id=exploration.exp_id,
        title=exploration.title,
        category=exploration.category,
        objective=exploration.objective,
        language_code=exploration.language_code,
        tags=exploration.tags,
        version=exploration.version,
        num_states=len(exploration.states),
        exploration_last_updated=commit.created_on,
        status=rights.status,
        creator_ids=[*rights.owner_ids, *rights.editor_ids],
    )


def to_summary(
    model: gae_models.ExplorationSummaryModel,
) -> exp_domain.ExplorationSummary:
    """Returns the fields of an exploration that lists show."""
    return exp_domain.ExplorationSummary(
        exp_id=model.key.id(),
        title=model.title,
        category=model.category,
        objective=model.objective,
        language_code=model.language_code,
        tags=tuple(model.tags),
        version=model.version,
        status=model.status,
        last_updated=model.exploration_last_updated,
        num_states=model.num_states,
        median_play_msecs=model.median_play_msecs,
        num_timed_plays=model.num_timed_plays,
    )


def put_play_times(
    transaction: store.Transaction,
    exp_id: str,
    median_msecs: int,
    num_plays: int,
) -> None:
    """Stores the duration of plays; ignores a deleted exploration."""
    summary = transaction.get(gae_models.ExplorationSummaryModel, exp_id)
    times = (median_msecs, num_plays)
    if summary is not None and times != (
        summary.median_play_msecs,
        summary.num_timed_plays,
    ):
        summary.median_play_msecs, summary.num_timed_plays = times
        transaction.put(summary)


def get_multi(
    model_class: type[_Model], exp_ids: Iterable[str]
) -> list[_Model | None]:
    """Returns the entities with these ids, None where there is none."""
    ids = list(exp_ids)
    valid_ids = [exp_id for exp_id in ids if feconf.EXP_ID_REGEX.match(exp_id)]
    models = model_class.get_multi(valid_ids)
    models_by_id = dict(zip(valid_ids, models, strict=True))
    return [models_by_id.get(exp_id) for exp_id in ids]


def get_commits(
    exp_id: str, versions: Iterable[int]
) -> list[exp_history_domain.ExplorationCommit]:
    """Returns the metadata of versions, in the order of the request.

    Raises:
        EntityNotFoundError: A version does not exist.
    """
    numbers = list(versions)
    models = gae_models.ExplorationSnapshotMetadataModel.get_multi(
        get_version_id(exp_id, version) for version in numbers
    )
    commits = []
    for version, model in zip(numbers, models, strict=True):
        if model is None:
            raise errors.EntityNotFoundError(
                f'exploration {exp_id!r} has no version {version}'
            )
        commits.append(
            exp_history_domain.ExplorationCommit(
                version=version,
                commit_type=model.commit_type,
                commit_message=model.commit_message,
                committer_id=model.committer_id,
                created_on=model.created_on,
                change_list=model.change_list,
                init_state_name=model.init_state_name,
                state_names=tuple(model.state_names),
            )
        )
    return commits


def describe_commit(
    exploration: exp_domain.Exploration,
    commit_type: exp_history_domain.CommitType,
    committer_id: str,
    commit_message: str,
    change_list: list[dict[str, Any]],
) -> exp_history_domain.ExplorationCommit:
    """Builds the metadata of a version that is being saved."""
    if len(commit_message) > feconf.MAX_COMMIT_MESSAGE_LENGTH:
        raise errors.ValidationError(
            'should have at most '
            f'{feconf.MAX_COMMIT_MESSAGE_LENGTH} characters',
            'commit_message',
        )
    return exp_history_domain.ExplorationCommit(
        version=exploration.version,
        commit_type=commit_type,
        commit_message=commit_message,
        committer_id=committer_id,
        created_on=clock.utcnow(),
        change_list=change_list,
        init_state_name=exploration.init_state_name,
        state_names=tuple(exploration.states),
    )
