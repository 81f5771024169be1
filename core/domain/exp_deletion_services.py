"""Deletion of an exploration and of the texts about it.

One transaction deletes the exploration and the entities under its id, and
records that a deletion has begun. The rest is erased immediately, and again by
the scheduled sweep, which completes the deletion. So nothing remains of an
interrupted deletion, nor of concurrent writes.

tests/core/domain/test_exp_deletion_services.py lists every model.
"""

from __future__ import annotations

import itertools

from core import clock
from core.domain import (
    asset_services,
    entity_deletion_services,
    exp_storage_services,
    rights_services,
)
from core.platform.datastore import store
from core.storage.exploration import gae_models as exp_models
from core.storage.improvements import gae_models as improvements_models
from core.storage.statistics import (
    exclusion_gae_models,
    learner_answer_details_gae_models,
    rating_comments_gae_models,
    shared_link_gae_models,
)

_Deletion = exp_models.ExplorationDeletionModel

# Erased with the exploration: by its id, by the property `exp_id`, and by ids
# that begin with its id and a dot.
_BY_ID = (
    exp_models.ExplorationSummaryModel,
    exp_models.LearnerClassesModel,
    improvements_models.TaskDecisionsModel,
    improvements_models.TaskDecisionLogModel,
    exclusion_gae_models.ExclusionsModel,
    rating_comments_gae_models.RatingCommentsModel,
)
_BY_PROPERTY = (
    shared_link_gae_models.SharedLinkModel,
    learner_answer_details_gae_models.LearnerAnswerInfoModel,
)
_BY_PREFIX = (exclusion_gae_models.ExclusionPartModel,)

# After this time no request that began before the deletion writes anything.
_SECS_UNTIL_END = 3600.0


def delete_exploration(committer_id: str, exp_id: str) -> None:
    """Deletes an exploration but keeps its history and reserves its id.

    Args:
        committer_id: An owner of it.
        exp_id: Its id.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        NotAllowedError: The user does not own it.
    """

    def work(transaction: store.Transaction) -> None:
        head = exp_storage_services.require_head(exp_id, transaction)
        rights_services.delete_rights(transaction, committer_id, exp_id)
        head.deleted = True
        transaction.put(head)
        transaction.delete([(model, exp_id) for model in _BY_ID])
        now_msecs = int(clock.now_msecs())
        transaction.upsert(_Deletion, id=exp_id, began_msecs=now_msecs)

    rights_services.run_changing(exp_id, work)
    _erase(exp_id)


def end_deletions() -> None:
    """Completes the deletions that began at least an hour ago."""
    limit_msecs = clock.now_msecs() - 1000 * _SECS_UNTIL_END
    for deletion in list(store.stream(_Deletion)):
        if deletion.began_msecs <= limit_msecs:
            exp_id = store.id_of(deletion)
            _erase(exp_id)
            store.delete([store.ref_of(deletion)])


def _erase(exp_id: str) -> None:
    """Erases the remaining data; idempotent."""
    prefix = f'{exp_id}.'
    entity_deletion_services.delete(
        itertools.chain(
            ((model, exp_id) for model in _BY_ID),
            (
                (model, entity_id)
                for model in _BY_PROPERTY
                for entity_id in store.stream_ids(
                    model, [('exp_id', '=', exp_id)]
                )
            ),
            (
                (model, entity_id)
                for model in _BY_PREFIX
                for entity_id in itertools.takewhile(
                    lambda entity_id: entity_id.startswith(prefix),
                    store.stream_ids(model, [(store.ID, '>', prefix)]),
                )
            ),
        )
    )
    asset_services.delete_all(exp_id)
