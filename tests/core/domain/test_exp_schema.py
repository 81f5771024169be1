"""Explorations of every schema version are migrated to the current one."""

from __future__ import annotations

import copy

import pytest

from core import errors
from core.domain import (
    exp_domain,
    exp_schema,
    exp_services,
    exp_yaml,
    played_version_services,
)
from core.domain.exp_migration import stored_explorations_services
from core.platform.datastore import store
from core.storage.exploration import gae_models
from tests.core.domain import exp_builders

OWNER = 'dev:owner@example.com'
VERSION_1 = {
    'title': 'Old',
    'init_state_name': 'Only',
    'states': {
        'Only': {
            'content': {'html': '<p>The end.</p>'},
            'interaction': {'id': 'EndExploration'},
        }
    },
}


@pytest.mark.no_store
def test_the_first_step_adds_notes_and_keeps_its_input() -> None:
    before = copy.deepcopy(VERSION_1)
    after = exp_schema.migrate(before, 1, to_version=2)
    assert before == VERSION_1
    assert after['states']['Only'] == {
        **VERSION_1['states']['Only'],
        'creator_note': '',
    }


@pytest.mark.no_store
@pytest.mark.parametrize('content', [{}, {'states': 5}, {'states': {'A': 1}}])
def test_a_step_leaves_a_malformed_exploration_unchanged(
    content: dict[str, object],
) -> None:
    assert exp_schema.migrate(content, 1) == content


@pytest.mark.no_store
def test_all_steps_from_the_given_version_are_applied() -> None:
    steps = {
        number: lambda content, n=number: {'at': [*content['at'], n]}
        for number in (1, 2, 3)
    }
    for version, passed in ((1, [1, 2, 3]), (3, [3]), (4, [])):
        migrated = exp_schema.migrate({'at': []}, version, steps, 4)
        assert migrated == {'at': passed}


@pytest.mark.no_store
@pytest.mark.parametrize(
    ('version', 'age'),
    [(0, 'older'), (-1, 'older'), (exp_schema.CURRENT_VERSION + 1, 'newer')],
)
def test_a_version_that_does_not_exist_is_refused(
    version: int, age: str
) -> None:
    with pytest.raises(errors.ValidationError, match=age):
        exp_schema.migrate({}, version)


@pytest.mark.no_store
def test_yaml_of_the_first_version_is_still_read() -> None:
    exploration = exp_builders.full_exploration()
    text = exp_yaml.exploration_to_yaml(exploration)
    old = text.replace('schema_version: 2', 'schema_version: 1')
    assert old != text
    assert exp_yaml.exploration_from_yaml('abc', old) == exploration


def store_as_version_1(exp_id: str = 'old') -> None:
    """Stores an exploration like the first version of this program."""
    exploration = exp_domain.Exploration.from_dict(
        {**VERSION_1, 'exp_id': exp_id}
    )
    exp_services.save_new_exploration(OWNER, exploration)
    for model_class, entity_id in (
        (gae_models.ExplorationModel, exp_id),
        (gae_models.ExplorationSnapshotContentModel, f'{exp_id}.1'),
    ):
        (entity,) = store.get(model_class, [entity_id])
        assert entity is not None
        entity.content = VERSION_1
        entity.schema_version = 1
        store.put(entity)
    store.clear_ndb_cache()


def test_a_stored_exploration_is_migrated_when_it_is_read() -> None:
    store_as_version_1()
    exploration = exp_services.get_exploration_by_id('old')
    assert exploration.states['Only'].creator_note == ''
    saved = exp_services.update_exploration_from_yaml(
        OWNER,
        'old',
        exp_yaml.exploration_to_yaml(exploration).replace('Old', 'New'),
        {},
        '',
        1,
    )
    assert saved.title == 'New'
    (head,) = store.get(gae_models.ExplorationModel, ['old'])
    assert head is not None
    assert head.schema_version == exp_schema.CURRENT_VERSION
    assert exp_services.get_exploration_by_id('old', 1).title == 'Old'


def test_a_stored_exploration_that_is_too_new_is_unreadable() -> None:
    store_as_version_1()
    (head,) = store.get(gae_models.ExplorationModel, ['old'])
    assert head is not None
    head.schema_version = exp_schema.CURRENT_VERSION + 1
    store.put(head)
    store.clear_ndb_cache()
    with pytest.raises(errors.UnreadableDataError):
        exp_services.get_exploration_by_id('old')


def test_learners_do_not_get_the_notes_of_creators() -> None:
    exploration = exp_domain.Exploration.from_dict(
        {**VERSION_1, 'exp_id': 'abc', 'author_notes': 'secret notes'}
    )
    exploration.states['Only'].creator_note = 'secret note'
    exp_services.save_new_exploration(OWNER, exploration)
    assert 'secret' not in played_version_services.get_json('abc', 1)
    stored = exp_services.get_exploration_by_id('abc')
    assert stored.author_notes == 'secret notes'
    assert stored.states['Only'].creator_note == 'secret note'


def versions_of_entities() -> list[int]:
    return [
        entity.schema_version
        for model_class in (
            gae_models.ExplorationModel,
            gae_models.ExplorationSnapshotContentModel,
        )
        for entity in store.stream(model_class)
    ]


def test_the_job_migrates_stored_explorations_once() -> None:
    store_as_version_1()
    store_as_version_1('other')
    migrate = stored_explorations_services.run_as_job
    report = migrate(dry_run=True).report
    assert report.counts == {stored_explorations_services.MIGRATED: 4}
    assert versions_of_entities() == [1] * 4
    before = exp_services.get_exploration_by_id('old')
    progress: list[int] = []
    assert migrate(on_progress=progress.append).report == report
    assert sum(progress) == 4
    assert versions_of_entities() == [exp_schema.CURRENT_VERSION] * 4
    store.clear_ndb_cache()
    assert exp_services.get_exploration_by_id('old') == before
    again = migrate().report
    assert again.counts == {stored_explorations_services.UP_TO_DATE: 4}


def test_the_job_reports_explorations_that_are_too_new() -> None:
    store_as_version_1()
    (head,) = store.get(gae_models.ExplorationModel, ['old'])
    assert head is not None
    head.schema_version = exp_schema.CURRENT_VERSION + 1
    store.put(head)
    report = stored_explorations_services.run_as_job().report
    assert report.counts == {stored_explorations_services.MIGRATED: 1}
    (bad,) = report.bad_data.to_dict().values()
    assert (bad['count'], bad['examples']) == (1, ['old'])
