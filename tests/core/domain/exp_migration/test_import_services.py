from __future__ import annotations

from core.domain import exp_services, rights_services
from core.domain.exp_migration import archives, import_services
from tests.core.domain import oppia_builders as oppia

OWNER = 'dev:owner@example.com'

LESSON = oppia.ends_at(Start=oppia.state('Continue', 'End'))
DRAFT = oppia.ends_at(Start=oppia.state('Continue', 'Start'))


def file_of(lesson: object, **assets: bytes) -> archives.SourceFile:
    return archives.SourceFile('a.yaml', oppia.to_yaml(lesson), assets)


def test_an_import_stores_a_private_exploration() -> None:
    (result,) = import_services.import_files([file_of(LESSON)], OWNER)
    assert result.exploration is not None
    exp_id = result.exploration.exp_id
    stored = exp_services.get_exploration_by_id(exp_id)
    assert stored.title == 'A small lesson'
    assert stored.version == 1
    rights = rights_services.get_exploration_rights(exp_id)
    assert rights.is_owner(OWNER)
    assert rights.status == 'private'
    assert (result.is_stored, result.is_public) == (True, False)


def test_without_an_owner_nothing_is_stored() -> None:
    (result,) = import_services.import_files([file_of(LESSON)], None, True)
    assert result.exploration is not None
    assert not result.is_stored
    assert not exp_services.has_stored_anything()


def test_a_refused_file_does_not_stop_the_others() -> None:
    bad = archives.SourceFile('b.yaml', b'title: [')
    unread = archives.SourceFile('c.zip', reason='it is damaged')
    results = import_services.import_files(
        [bad, unread, file_of(LESSON)], OWNER
    )
    assert [result.is_refused for result in results] == [True, True, False]
    assert len(exp_services.get_all_exploration_ids()) == 1


def test_an_exploration_that_may_not_be_published_stays_private() -> None:
    results = import_services.import_files(
        [file_of(LESSON), file_of(DRAFT)], OWNER, publish=True
    )
    assert [result.is_public for result in results] == [True, False]
    assert [result.is_stored for result in results] == [True, True]
    problems = results[1].problems
    assert {problem.kind for problem in problems} == {'not_published'}
    assert [problem.path for problem in problems] == [
        'states.End',
        'states.Start',
    ]
    summaries = exp_services.get_public_exploration_summaries()
    assert len(summaries) == 1


def test_pictures_that_no_card_shows_are_reported() -> None:
    (result,) = import_services.import_files(
        [file_of(LESSON, **{'a.png': b'x', 'b.png': b'y'})], None
    )
    (problem,) = result.problems
    assert problem.path == 'assets'
    assert '2 files that no card shows are not stored' in problem.message
