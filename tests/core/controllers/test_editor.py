from __future__ import annotations

from typing import Any

import pytest

from core import feconf
from core.domain import exp_services, rights_services, user_services
from tests.core.controllers import web


@pytest.fixture
def owner(browser: web.Browser) -> web.Browser:
    browser.sign_in(web.OWNER)
    return browser


def data_of(owner: web.Browser, exp_id: str, query: str = '') -> dict[str, Any]:
    return owner.get(f'/createhandler/data/{exp_id}{query}').json


def save(
    owner: web.Browser, exp_id: str, yaml: str, version: int, **more: Any
) -> Any:
    body = {'yaml': yaml, 'version': version, **more}
    return owner.send('PUT', f'/createhandler/data/{exp_id}', body)


def test_a_new_exploration_from_a_title_is_private(
    owner: web.Browser,
) -> None:
    made = owner.send('POST', '/createhandler/new', {'title': ' Tides '})
    exp_id = made.json['exp_id']
    exploration = exp_services.get_exploration_by_id(exp_id)
    rights = rights_services.get_exploration_rights(exp_id)
    assert exploration.title == 'Tides'
    assert rights.status == 'private'
    assert rights.is_owner(user_services.dev_user_id(web.OWNER))
    owner.get(f'/create/{exp_id}')


def test_a_new_exploration_from_yaml_equals_its_source(
    owner: web.Browser, public_exploration: str
) -> None:
    yaml = data_of(owner, public_exploration)['yaml']
    made = owner.send('POST', '/createhandler/new', {'yaml': yaml})
    assert made.status_int == 201
    assert made.json['exp_id'] != public_exploration
    assert data_of(owner, made.json['exp_id'])['yaml'] == yaml


@pytest.mark.parametrize(
    'body',
    [
        {},
        {'title': 'a', 'yaml': 'b'},
        {'title': 5},
        {'title': ''},
        {'title': ' \n'},
        {'title': 'x' * 1000},
        {'yaml': 'not: [an, exploration'},
        {'yaml': ''},
        {'title': 'a\x00b'},
        {'title': 'a\nb'},
        {'yaml': '!!python/object/apply:os.system ["true"]'},
        {'yaml': 'a: &a [x, x]\nb: [*a, *a]'},
    ],
)
def test_yaml_that_is_not_an_exploration_is_refused(
    owner: web.Browser, body: dict[str, Any]
) -> None:
    response = owner.send('POST', '/createhandler/new', body)
    assert response.status_int == 400
    assert response.json['error']['message']


def test_the_creator_can_read_everything(
    owner: web.Browser, public_exploration: str
) -> None:
    data = data_of(owner, public_exploration)
    assert data['exp_version'] == 1
    assert data['exploration']['title'] == 'A title'
    assert data['rights'] == {
        'status': 'public',
        'can_edit': True,
        'can_manage': True,
        'k_anonymity': 3,
        'min_k_anonymity': 1,
    }
    (commit,) = data['commits']
    assert commit['version'] == 1
    assert commit['commit_type'] == 'create'


def test_a_committer_is_shown_by_the_local_part_of_the_address(
    owner: web.Browser, public_exploration: str
) -> None:
    (commit,) = data_of(owner, public_exploration)['commits']
    assert commit['committer'] == 'owner'


def test_a_saved_text_is_a_new_version(
    owner: web.Browser, public_exploration: str
) -> None:
    before = data_of(owner, public_exploration)
    yaml = before['yaml'].replace('A title', 'A better title')
    saved = save(owner, public_exploration, yaml, 1, commit_message='Better')
    assert saved.json == {'exp_id': public_exploration, 'exp_version': 2}
    after = data_of(owner, public_exploration)
    assert after['exploration']['title'] == 'A better title'
    assert after['commits'][-1]['commit_message'] == 'Better'
    assert data_of(owner, public_exploration, '?v=1')['yaml'] == before['yaml']


class TestLikelyRenames:
    def test_a_likely_rename_is_reported_before_it_is_saved(
        self, owner: web.Browser, public_exploration: str
    ) -> None:
        yaml = data_of(owner, public_exploration)['yaml']
        renamed = yaml.replace('Introduction', 'Beginning')
        assert likely_renames(owner, public_exploration, renamed) == [
            {
                'old_state_name': 'Introduction',
                'new_state_name': 'Beginning',
                'similarity': 1.0,
            }
        ]
        assert data_of(owner, public_exploration)['exp_version'] == 1

        said = {'Introduction': 'Beginning'}
        assert not likely_renames(owner, public_exploration, renamed, said)
        assert not likely_renames(owner, public_exploration, yaml)

    @pytest.mark.parametrize(
        ('version', 'yaml', 'status'),
        [(2, None, 404), (0, None, 400), (1, 'title: [', 400)],
    )
    def test_an_edit_that_cannot_be_saved_is_refused(
        self, owner, public_exploration, version, yaml, status
    ) -> None:
        yaml = yaml or data_of(owner, public_exploration)['yaml']
        path = f'/createhandler/likely_renames/{public_exploration}'
        body = {'version': version, 'yaml': yaml}
        assert owner.send('POST', path, body).status_int == status


def likely_renames(
    owner: web.Browser,
    exp_id: str,
    yaml: str,
    renames: dict[str, str] | None = None,
) -> list[dict[str, Any]]:
    body = {'version': 1, 'yaml': yaml, 'renames': renames or {}}
    response = owner.send(
        'POST', f'/createhandler/likely_renames/{exp_id}', body
    )
    return response.json['likely_renames']


def test_a_commit_message_has_one_limit(
    owner: web.Browser, public_exploration: str
) -> None:
    yaml = data_of(owner, public_exploration)['yaml']
    message = 'x' * feconf.MAX_COMMIT_MESSAGE_LENGTH
    new = yaml.replace('A title', 'A better title')
    too_long = owner.send(
        'PUT',
        f'/createhandler/data/{public_exploration}',
        {'version': 1, 'yaml': new, 'commit_message': message + 'x'},
    )
    assert too_long.status_int == 400
    assert too_long.json['error']['path'] == 'commit_message'
    save(owner, public_exploration, new, 1, commit_message=message)


def test_a_save_on_top_of_an_older_version_is_a_conflict(
    owner: web.Browser, public_exploration: str
) -> None:
    yaml = data_of(owner, public_exploration)['yaml']
    save(owner, public_exploration, yaml.replace('A title', 'B'), 1)
    late = save(owner, public_exploration, yaml.replace('A title', 'C'), 1)
    assert late.status_int == 409
    assert late.json['error']['code'] == 'version_conflict'
    assert data_of(owner, public_exploration)['exploration']['title'] == 'B'


def test_a_save_based_on_a_nonexistent_version_is_not_a_conflict(
    owner: web.Browser, public_exploration: str
) -> None:
    yaml = data_of(owner, public_exploration)['yaml']
    early = save(owner, public_exploration, yaml.replace('A title', 'B'), 2)
    assert early.status_int == 400
    assert early.json['error']['path'] == 'version'
    assert 'the latest version is 1' in early.json['error']['message']


def test_a_version_that_never_existed_is_not_found(
    owner: web.Browser, public_exploration: str
) -> None:
    owner.get(f'/createhandler/data/{public_exploration}?v=9', status=404)


def test_a_text_that_is_too_large_is_refused(
    owner: web.Browser, public_exploration: str
) -> None:
    response = save(owner, public_exploration, 'x' * 1_900_000, 1)
    assert response.status_int == 413
    response = save(owner, public_exploration, 'x' * 900_001, 1)
    assert response.status_int == 400
    assert '900,001 characters' in response.json['error']['message']


def test_an_earlier_version_comes_back_as_a_new_one(
    owner: web.Browser, public_exploration: str
) -> None:
    yaml = data_of(owner, public_exploration)['yaml']
    save(owner, public_exploration, yaml.replace('A title', 'Worse'), 1)
    reverted = owner.send(
        'POST',
        f'/createhandler/revert/{public_exploration}',
        {'current_version': 2, 'revert_to_version': 1},
    )
    assert reverted.json['exp_version'] == 3
    after = data_of(owner, public_exploration)
    assert after['exp_version'] == 3
    assert after['yaml'] == yaml
    assert after['commits'][-1]['commit_type'] == 'revert'


def test_publishing_lets_guests_play_and_taking_back_ends_it(
    owner: web.Browser, private_exploration: str
) -> None:
    url = f'/createhandler/status/{private_exploration}'
    answer = owner.send('PUT', url, {'make_public': True})
    assert answer.json['status'] == 'public'
    assert rights_services.get_exploration_rights(private_exploration).can_play(
        None
    )
    answer = owner.send('PUT', url, {'make_public': False})
    assert answer.json['status'] == 'private'


def test_an_unfinished_exploration_cannot_be_published(
    owner: web.Browser,
) -> None:
    made = owner.send('POST', '/createhandler/new', {'title': 'Half done'})
    exp_id = made.json['exp_id']
    response = owner.send(
        'PUT', f'/createhandler/status/{exp_id}', {'make_public': True}
    )
    assert response.status_int == 400
    assert response.json['error']['path']


def test_a_deleted_exploration_is_gone(
    owner: web.Browser, public_exploration: str
) -> None:
    owner.send('DELETE', f'/createhandler/data/{public_exploration}')
    owner.get(f'/explore/{public_exploration}', status=404)
    owner.get(f'/create/{public_exploration}', status=404)
    assert 'A title' not in owner.get('/library')
