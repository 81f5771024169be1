from __future__ import annotations

import datetime
import json
import threading
from concurrent import futures
from typing import Any

import pytest
from google.cloud import ndb

from core import clock, errors, feconf
from core.domain import (
    exp_deletion_services,
    exp_domain,
    exp_history_domain,
    exp_services,
    exp_storage_services,
    exp_yaml,
    rights_domain,
    rights_services,
)
from core.storage.exploration import gae_models
from tests.core.domain import exp_builders, version_builder

OWNER = 'dev:owner@example.com'
NOW = datetime.datetime(2026, 1, 2, 3, 4, 5)
RENAME = {
    'cmd': 'rename_state',
    'old_state_name': 'A',
    'new_state_name': 'Z',
}


def title_change(title: str) -> dict[str, Any]:
    return {
        'cmd': 'edit_exploration_property',
        'property_name': 'title',
        'new_value': title,
    }


def save_small(exp_id: str = 'abc') -> exp_domain.Exploration:
    return exp_services.save_new_exploration(
        OWNER, exp_builders.small_exploration('A', 'B', exp_id=exp_id)
    )


def count_entities() -> int:
    """Counts the entities of all explorations."""
    models = (
        gae_models.ExplorationModel,
        gae_models.ExplorationSnapshotContentModel,
        gae_models.ExplorationSnapshotMetadataModel,
        gae_models.ExplorationRightsModel,
        gae_models.ExplorationSummaryModel,
    )
    return sum(model.query().count() for model in models)


def test_a_saved_exploration_is_read_back_as_version_1() -> None:
    exploration = exp_builders.full_exploration()
    saved = exp_services.save_new_exploration(OWNER, exploration)
    assert saved.version == 1
    assert exp_services.get_exploration_by_id('abc') == saved
    assert exp_services.get_exploration_by_id('abc', 1) == saved
    assert saved.states == exploration.states
    assert list(saved.states) == list(exploration.states)


def test_a_new_exploration_is_private_and_its_committer_owns_it() -> None:
    save_small()
    rights = rights_services.get_exploration_rights('abc')
    assert rights.owner_ids == [OWNER]
    assert rights.status == 'private'


def test_an_id_is_given_once() -> None:
    save_small()
    with pytest.raises(errors.ConflictError):
        save_small()
    exp_deletion_services.delete_exploration(OWNER, 'abc')
    with pytest.raises(errors.ConflictError):
        save_small()


def test_an_unsound_exploration_is_not_saved() -> None:
    exploration = exp_builders.small_exploration('A')
    exploration.init_state_name = 'Nowhere'
    with pytest.raises(errors.ValidationError):
        exp_services.save_new_exploration(OWNER, exploration)
    assert count_entities() == 0


def test_every_version_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    first = save_small()
    monkeypatch.setattr(clock, 'utcnow', lambda: NOW)
    second = version_builder.save_changes(
        'dev:other', 'abc', [RENAME, title_change('New')], 'Say why.', 1
    )
    assert second.version == 2
    assert exp_services.get_latest_version('abc') == 2
    assert exp_services.get_exploration_by_id('abc') == second
    assert exp_services.get_exploration_by_id('abc', 1) == first
    [_, commit] = exp_services.get_exploration_commits('abc')
    assert commit == exp_history_domain.ExplorationCommit(
        version=2,
        commit_type='edit',
        commit_message='Say why.',
        committer_id='dev:other',
        created_on=NOW,
        change_list=[
            RENAME,
            {'cmd': 'edit_exploration_property', 'property_name': 'title'},
        ],
        init_state_name='Z',
        state_names=('Z', 'B', 'End'),
    )
    assert commit.versions_diff.old_to_new_state_names == {'A': 'Z'}


def test_commits_are_read_from_first_to_last() -> None:
    save_small()
    for version in range(1, 4):
        version_builder.save_changes(
            OWNER, 'abc', [title_change(str(version))], '', version
        )

    def versions(*args: int) -> list[int]:
        commits = exp_services.get_exploration_commits('abc', *args)
        return [commit.version for commit in commits]

    assert versions() == [1, 2, 3, 4]
    assert versions(3) == [3, 4]
    assert versions(2, 3) == [2, 3]
    assert versions(5) == []
    with pytest.raises(errors.EntityNotFoundError):
        versions(4, 5)


@pytest.mark.parametrize('version', [0, -1, 2])
def test_a_missing_version_is_not_found(version: int) -> None:
    save_small()
    with pytest.raises(errors.EntityNotFoundError):
        exp_services.get_exploration_by_id('abc', version)


@pytest.mark.parametrize('exp_id', ['', 'unknown', 'a.b', 'x' * 2000, '\0'])
def test_a_missing_exploration_is_not_found(exp_id: str) -> None:
    with pytest.raises(errors.EntityNotFoundError):
        exp_services.get_exploration_by_id(exp_id)
    with pytest.raises(errors.EntityNotFoundError):
        exp_services.get_latest_version(exp_id)
    with pytest.raises(errors.EntityNotFoundError):
        version_builder.save_changes(OWNER, exp_id, [], '', 1)


def test_a_save_based_on_an_older_version_is_a_conflict() -> None:
    save_small()
    version_builder.save_changes(OWNER, 'abc', [title_change('2')], '', 1)
    before = count_entities()
    with pytest.raises(errors.VersionConflictError):
        version_builder.save_changes(
            OWNER, 'abc', [title_change('lost')], '', 1
        )
    with pytest.raises(errors.VersionConflictError):
        exp_services.revert_exploration(OWNER, 'abc', 1, 1)
    assert exp_services.get_exploration_by_id('abc').title == '2'
    assert count_entities() == before


def test_one_of_concurrent_saves_wins_completely(
    ndb_client: ndb.Client,
) -> None:
    save_small()
    start = threading.Barrier(4)

    def save(title: str) -> bool:
        with ndb_client.context():
            start.wait()
            try:
                version_builder.save_changes(
                    OWNER, 'abc', [title_change(title)], title, 1
                )
            except errors.VersionConflictError:
                return False
            return True

    def read_titles() -> tuple[int, set[str]]:
        # In a separate context, whose cache is empty.
        with ndb_client.context():
            latest = exp_services.get_exploration_by_id('abc')
            snapshot = gae_models.ExplorationSnapshotContentModel.get_by_id(
                'abc.2'
            )
            [_, commit] = exp_services.get_exploration_commits('abc')
            [summary] = exp_services.get_exploration_summaries_of_user(OWNER)
            return latest.version, {
                latest.title,
                snapshot.content['title'],
                commit.commit_message,
                summary.title,
            }

    titles = ['by 0', 'by 1', 'by 2', 'by 3']
    with futures.ThreadPoolExecutor(4) as pool:
        wins = list(pool.map(save, titles))
        version, stored = pool.submit(read_titles).result()
    assert wins.count(True) == 1
    assert version == 2
    assert stored == {titles[wins.index(True)]}


def test_a_failed_save_writes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save_small()
    before = count_entities()

    def fail(*_args: object) -> None:
        raise RuntimeError('the summary cannot be written')

    with monkeypatch.context() as patch:
        patch.setattr(exp_storage_services, '_put_summary', fail)
        with pytest.raises(RuntimeError):
            version_builder.save_changes(
                OWNER, 'abc', [title_change('2')], '', 1
            )
        with pytest.raises(RuntimeError):
            save_small('other')
    assert count_entities() == before
    assert exp_services.get_latest_version('abc') == 1
    assert rights_services.get_exploration_rights('other', False) is None


def test_the_result_of_a_save_must_be_valid() -> None:
    save_small()
    delete_all = [{'cmd': 'delete_state', 'state_name': name} for name in 'AB']
    with pytest.raises(errors.ValidationError) as caught:
        version_builder.save_changes(OWNER, 'abc', delete_all, '', 1)
    assert caught.value.path == 'init_state_name'


def test_a_public_exploration_must_stay_publishable() -> None:
    save_small()
    blank = [title_change('')]
    version_builder.save_changes(OWNER, 'abc', blank, '', 1)
    version_builder.save_changes(OWNER, 'abc', [title_change('x')], '', 2)
    rights_services.publish_exploration(OWNER, 'abc')
    with pytest.raises(errors.ValidationError):
        version_builder.save_changes(OWNER, 'abc', blank, '', 3)
    # Nor can it be reverted to a version that is not publishable.
    with pytest.raises(errors.ValidationError):
        exp_services.revert_exploration(OWNER, 'abc', 3, 2)


def test_a_commit_message_has_a_maximum_length() -> None:
    save_small()
    with pytest.raises(errors.ValidationError) as caught:
        version_builder.save_changes(
            OWNER, 'abc', [title_change('x')], 'x' * 501, 1
        )
    assert caught.value.path == 'commit_message'


def test_a_save_of_yaml_records_its_changes() -> None:
    exploration = save_small()
    text = exp_yaml.exploration_to_yaml(exploration)
    text = text.replace('  A:', '  Z:').replace('name: A', 'name: Z')
    text = text.replace('First text of B', 'Another text')
    updated = exp_services.update_exploration_from_yaml(
        OWNER, 'abc', text, {'A': 'Z'}, 'Rewrite.', 1
    )
    assert list(updated.states) == ['Z', 'B', 'End']
    [_, commit] = exp_services.get_exploration_commits('abc')
    assert commit.change_list == [
        RENAME,
        {
            'cmd': 'edit_state_property',
            'state_name': 'B',
            'property_name': 'content',
        },
    ]
    assert exp_services.get_exploration_by_id('abc') == updated


def test_an_undeclared_rename_is_a_new_state() -> None:
    exploration = save_small()
    text = exp_yaml.exploration_to_yaml(exploration)
    text = text.replace('  A:', '  Z:').replace('name: A', 'name: Z')
    exp_services.update_exploration_from_yaml(OWNER, 'abc', text, {}, '', 1)
    [_, commit] = exp_services.get_exploration_commits('abc')
    assert commit.versions_diff.added_state_names == {'Z'}
    assert commit.versions_diff.deleted_state_names == {'A'}


def test_yaml_keeps_the_order_in_which_states_were_written() -> None:
    exploration = save_small()
    exploration.states = dict(reversed(exploration.states.items()))
    text = exp_yaml.exploration_to_yaml(exploration)
    exp_services.update_exploration_from_yaml(OWNER, 'abc', text, {}, '', 1)
    latest = exp_services.get_exploration_by_id('abc')
    assert list(latest.states) == ['End', 'B', 'A']


def test_unchanged_yaml_creates_no_version() -> None:
    text = exp_yaml.exploration_to_yaml(save_small())
    with pytest.raises(errors.ValidationError, match='nothing is changed'):
        exp_services.update_exploration_from_yaml(OWNER, 'abc', text, {}, '', 1)


def test_a_revert_brings_an_old_version_back_as_a_new_one() -> None:
    first = save_small()
    version_builder.save_changes(OWNER, 'abc', [RENAME], '', 1)
    third = exp_services.revert_exploration(OWNER, 'abc', 2, 1)
    assert third.version == 3
    assert third.states == first.states
    assert exp_services.get_exploration_by_id('abc') == third
    commit = exp_services.get_exploration_commits('abc')[-1]
    assert commit.commit_type == 'revert'
    assert commit.versions_diff.revert_to_version == 1
    assert commit.state_names == ('A', 'B', 'End')


@pytest.mark.parametrize('target', [0, -1, 1, 2])
def test_a_revert_only_goes_to_an_earlier_version(target: int) -> None:
    save_small()
    with pytest.raises(errors.ValidationError) as caught:
        exp_services.revert_exploration(OWNER, 'abc', 1, target)
    assert caught.value.path == 'revert_to_version'


def test_a_deleted_exploration_is_not_found_by_anyone() -> None:
    save_small()
    rights_services.publish_exploration(OWNER, 'abc')
    with pytest.raises(rights_domain.NotAllowedError):
        exp_deletion_services.delete_exploration('dev:other', 'abc')
    exp_deletion_services.delete_exploration(OWNER, 'abc')
    for version in (None, 1):
        with pytest.raises(errors.EntityNotFoundError):
            exp_services.get_exploration_by_id('abc', version)
    assert rights_services.get_exploration_rights('abc', False) is None
    assert exp_services.get_public_exploration_summaries() == []
    assert exp_services.get_exploration_summaries_of_user(OWNER) == []
    assert exp_services.get_all_exploration_ids() == []
    with pytest.raises(errors.EntityNotFoundError):
        exp_deletion_services.delete_exploration(OWNER, 'abc')


def test_lists_show_the_metadata_of_the_latest_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save_small('b')
    monkeypatch.setattr(clock, 'utcnow', lambda: NOW)
    version_builder.save_changes(OWNER, 'b', [title_change('B')], '', 1)
    save_small('a')
    rights_services.publish_exploration(OWNER, 'b')
    rights_services.assign_role(OWNER, 'b', 'dev:editor', 'editor')
    rights_services.assign_role(OWNER, 'b', 'dev:viewer', 'viewer')
    summary = exp_domain.ExplorationSummary(
        exp_id='b',
        title='B',
        category='Category',
        objective='Objective',
        language_code='en',
        tags=(),
        version=2,
        status='public',
        last_updated=NOW,
        num_states=3,
    )
    of_user = exp_services.get_exploration_summaries_of_user
    assert exp_services.get_public_exploration_summaries() == [summary]
    assert of_user('dev:editor') == [summary]
    assert of_user('dev:viewer') == []
    assert [listed.exp_id for listed in of_user(OWNER)] == ['b', 'a']
    some = exp_services.get_exploration_summaries(['x', 'b', 'b', 'a.b'])
    assert some == [None, summary, summary, None]
    assert exp_services.get_all_exploration_ids() == ['a', 'b']


def test_new_ids_are_valid_and_differ() -> None:
    ids = {exp_services.get_new_exploration_id() for _ in range(100)}
    assert len(ids) == 100
    for exp_id in ids:
        exp_domain.Exploration.create_default(exp_id)


def test_models_record_their_times_of_creation_and_update(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, 'utcnow', lambda: NOW)
    save_small()
    later = NOW + datetime.timedelta(days=1)
    monkeypatch.setattr(clock, 'utcnow', lambda: later)
    version_builder.save_changes(OWNER, 'abc', [RENAME], '', 1)
    model = gae_models.ExplorationModel.get_by_id('abc')
    assert model.created_on == NOW
    assert model.last_updated == later


def test_the_largest_exploration_can_be_stored_and_rewritten() -> None:
    names = [f'State number {i}' for i in range(feconf.MAX_STATES - 1)]
    exploration = exp_builders.small_exploration(*names)
    for state in exploration.states.values():
        state.content.html = 'x' * 1310
    size = len(json.dumps(exploration.to_dict()))
    assert 0.97 < size / feconf.MAX_EXPLORATION_BYTES < 1
    saved = exp_services.save_new_exploration(OWNER, exploration)
    text = exp_yaml.exploration_to_yaml(saved)
    text = text.replace('State', 'Stage').replace('html: xxx', 'html: yyy')
    renames = {name: name.replace('State', 'Stage') for name in names}
    updated = exp_services.update_exploration_from_yaml(
        OWNER, 'abc', text, renames, '', 1
    )
    assert exp_services.get_exploration_by_id('abc', 2) == updated
    [_, commit] = exp_services.get_exploration_commits('abc')
    assert len(commit.change_list) >= 2 * len(names)


def test_a_commit_with_too_many_changes_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save_small()
    monkeypatch.setattr(feconf, 'MAX_COMMIT_METADATA_BYTES', 50)
    with pytest.raises(errors.ValidationError) as caught:
        version_builder.save_changes(OWNER, 'abc', [title_change('x')], '', 1)
    assert caught.value.path == 'change_list'
