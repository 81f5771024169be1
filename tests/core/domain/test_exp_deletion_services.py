"""The data of a deleted exploration are erased, or kept for a reason."""

from __future__ import annotations

import importlib
import pathlib
from typing import Any

import pytest

from core.domain import (
    asset_services,
    exp_deletion_services,
    exp_services,
    learner_class_services,
    rights_domain,
    shared_links_services,
)
from core.domain.scheduled_work import sweep_services
from core.platform.datastore import store
from core.storage.base_model import gae_models as base_models
from core.storage.exploration.asset_gae_models import AssetFileModel
from tests.core.domain import picture_builders
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now

__all__ = ['now']

CORE = pathlib.Path(exp_services.__file__).parents[1]

ERASED = {
    'AssetFileModel',
    'ExplorationAssetsModel',
    'ExplorationRightsModel',
    'ExplorationSummaryModel',
    'ExclusionPartModel',
    'ExclusionsModel',
    'LearnerAnswerInfoModel',
    'LearnerClassesModel',
    'RatingCommentsModel',
    'SharedLinkModel',
    'TaskDecisionLogModel',
    'TaskDecisionsModel',
}

OF_ASSETS = {'AssetFileModel', 'ExplorationAssetsModel'}

# Models whose entities are kept, by the reason.
STAY = {
    'the text and who saved it, which an owner may want back': {
        'ExplorationModel',
        'ExplorationSnapshotContentModel',
        'ExplorationSnapshotMetadataModel',
        'ExplorationVersionListModel',
    },
    'figures, which name no learner': {
        'AuditReportModel',
        'AutomatedVisitsModel',
        'CarriedOverStatsModel',
        'ExplorationStatsModel',
        'ExplorationStatsShardModel',
        'FoldedSessionModel',
        'ProcessedDaysChunkModel',
        'ProcessedDaysModel',
        'ProcessedExpiredModel',
        'ProcessedRebuildModel',
        'ProcessedRevisionsModel',
        'ProcessedStatsChunkModel',
        'ProcessedStatsModel',
        'SessionAccountModel',
        'StatisticsGlanceModel',
    },
    'events, which expire by their age': {
        'AnswerSubmittedEventLogEntryModel',
        'CompleteExplorationEventLogEntryModel',
        'ExplorationActualStartEventLogEntryModel',
        'HintViewedEventLogEntryModel',
        'LeaveForRefresherExplorationEventLogEntryModel',
        'MaybeLeaveExplorationEventLogEntryModel',
        'RateExplorationEventLogEntryModel',
        'SolutionHitEventLogEntryModel',
        'StartExplorationEventLogEntryModel',
        'StateCompleteEventLogEntryModel',
        'StateHitEventLogEntryModel',
    },
    'the sweep deletes them by their age': {
        'DerivedStatsChunkModel',
        'DerivedStatsModel',
        'StatisticsViewChunkModel',
        'StatisticsViewModel',
        'StatsBatchModel',
    },
    'work in progress, which ends': {
        'AuditPassModel',
        'ExplorationDeletionModel',
    },
    'not about one exploration': {
        'JobRunModel',
        'ScheduledTaskModel',
        'SweepRoundModel',
        'UserModel',
    },
    'never stored': {
        'BaseModel',
        'CountersBaseModel',
        'EventLogEntryBaseModel',
    },
}


def test_each_model_is_erased_or_has_a_reason_to_stay() -> None:
    for path in (CORE / 'storage').glob('*/*gae_models.py'):
        relative = path.relative_to(CORE.parent).with_suffix('')
        importlib.import_module('.'.join(relative.parts))
    models = {base_models.BaseModel}
    while more := {
        subclass for model in models for subclass in model.__subclasses__()
    }.difference(models):
        models |= more
    names = {
        model.__name__
        for model in models
        if model.__module__.startswith('core.storage.')
    }
    decided = [*ERASED, *(name for kinds in STAY.values() for name in kinds)]
    assert len(decided) == len(set(decided))
    assert names == set(decided)
    by_key = {
        model.__name__
        for model in (
            *exp_deletion_services._BY_ID,
            *exp_deletion_services._BY_PROPERTY,
            *exp_deletion_services._BY_PREFIX,
        )
    }
    by_services = {'ExplorationRightsModel', *OF_ASSETS}
    assert by_key | by_services == ERASED


def write_about(exp_id: str) -> None:
    """Stores entities of each kind that is erased."""
    exclusion = {'exclusion_id': 'one', 'status': 'on'}
    for model in exp_deletion_services._BY_ID:
        required = {'content': b'x'} if hasattr(model, 'content') else {}
        if model is not exp_deletion_services._BY_ID[0]:
            store.put(store.new(model, id=exp_id, **required))
    (parts,) = exp_deletion_services._BY_PREFIX
    for number in range(2):
        part_id = parts.get_entity_id(exp_id, exclusion['exclusion_id'], number)
        store.put(store.new(parts, id=part_id))
    shared_links_services.create(exp_id, 'parents', 7)
    asset_services.add(exp_id, 'a.png', picture_builders.noise('PNG', (9, 9)))
    (_, texts) = exp_deletion_services._BY_PROPERTY
    text: dict[str, Any] = {
        'exp_version': 1,
        'session_id': 's',
        'state_name': 'A',
        'answer_details': 'It is hard.',
        'occurred_at_msecs': 0.0,
    }
    store.put(store.new(texts, id=f'text-{exp_id}', exp_id=exp_id, **text))


def kinds_about(exp_id: str) -> set[str]:
    """Returns the erasable kinds that have entities about an exploration."""
    kinds = {
        model.__name__
        for model in exp_deletion_services._BY_ID
        if store.get(model, [exp_id]) != [None]
    }
    for model in exp_deletion_services._BY_PROPERTY:
        if list(store.stream_ids(model, [('exp_id', '=', exp_id)])):
            kinds.add(model.__name__)
    if asset_services.get_assets(exp_id):
        kinds.add('ExplorationAssetsModel')
    for model in (*exp_deletion_services._BY_PREFIX, AssetFileModel):
        ids = store.stream_ids(model)
        if any(
            entity_id.startswith((f'{exp_id}.', f'{exp_id}/'))
            for entity_id in ids
        ):
            kinds.add(model.__name__)
    return kinds


@pytest.fixture(autouse=True)
def two_explorations(now: Clock) -> None:
    for exp_id in ('exp', 'exp1'):
        b.make_exploration(exp_id)
        write_about(exp_id)


def test_everything_to_be_erased_is_erased_at_once() -> None:
    before = kinds_about('exp1')
    assert before == ERASED - {'ExplorationRightsModel'}

    exp_deletion_services.delete_exploration(b.OWNER, 'exp')

    assert kinds_about('exp') == set()
    assert kinds_about('exp1') == before
    assert exp_services.is_deleted('exp')


def test_the_sweep_completes_a_deletion_that_died(
    now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(exp_deletion_services, '_erase', lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            exp_deletion_services.delete_exploration(b.OWNER, 'exp')
    assert exp_services.is_deleted('exp')
    assert kinds_about('exp') == {
        'ExclusionPartModel',
        'LearnerAnswerInfoModel',
        'SharedLinkModel',
        *OF_ASSETS,
    }

    sweep_services.run_as_scheduled()
    assert kinds_about('exp') != set(), 'requests may still be writing'
    now.msecs += 3_600_000
    sweep_services.run_as_scheduled()

    assert kinds_about('exp') == set()
    assert list(store.stream_ids(exp_deletion_services._Deletion)) == []


def test_concurrent_writes_are_erased_later(now: Clock) -> None:
    exp_deletion_services.delete_exploration(b.OWNER, 'exp')
    learner_class_services.add_class('exp', '7b')
    shared_links_services.create('exp', 'late', None)

    now.msecs += 3_600_000
    sweep_services.run_as_scheduled()

    assert kinds_about('exp') == set()


def test_only_an_owner_can_delete_an_exploration() -> None:
    before = kinds_about('exp')
    with pytest.raises(rights_domain.NotAllowedError):
        exp_deletion_services.delete_exploration('dev:other', 'exp')
    assert kinds_about('exp') == before
    assert not exp_services.is_deleted('exp')
