"""Owners see and change the roles of an exploration."""

from __future__ import annotations

from typing import Any

import pytest

from core.domain import rights_services, user_services
from tests.core.controllers import web

URL = '/createhandler/rights/private_one'
COLLEAGUE = 'colleague@example.com'


@pytest.fixture
def owner(browser: web.Browser, private_exploration: str) -> web.Browser:
    for email in (web.EDITOR, web.VIEWER, COLLEAGUE):
        user_services.sign_in(user_services.dev_user_id(email), email)
    browser.sign_in(web.OWNER)
    return browser


def roles(answer: dict[str, Any]) -> dict[str | None, str]:
    return {one['email']: one['role'] for one in answer['members']}


def give(owner: web.Browser, email: Any, role: Any = 'editor') -> Any:
    return owner.send('PUT', URL, {'email': email, 'role': role})


def test_an_owner_sees_who_has_which_role(owner: web.Browser) -> None:
    answer = owner.get(URL).json
    assert roles(answer) == {
        web.OWNER: 'owner',
        web.EDITOR: 'editor',
        web.VIEWER: 'viewer',
    }
    [oneself] = [one for one in answer['members'] if one['is_self']]
    assert oneself['email'] == web.OWNER


def test_a_new_role_grants_its_permissions(owner: web.Browser) -> None:
    answer = give(owner, ' Colleague@Example.com ').json
    assert roles(answer)[COLLEAGUE] == 'editor'
    owner.sign_in(COLLEAGUE)
    owner.get('/createhandler/statistics/private_one')


def test_a_role_replaces_the_previous_one(
    owner: web.Browser,
) -> None:
    assert roles(give(owner, web.VIEWER, 'owner').json) == {
        web.OWNER: 'owner',
        web.VIEWER: 'owner',
        web.EDITOR: 'editor',
    }


def test_a_removed_role_revokes_its_permissions(
    owner: web.Browser,
) -> None:
    editor_id = user_services.dev_user_id(web.EDITOR)
    for _ in range(2):
        answer = owner.send('DELETE', f'{URL}?user_id={editor_id}', status=200)
        assert web.EDITOR not in roles(answer.json)
    owner.sign_in(web.EDITOR)
    owner.get('/createhandler/statistics/private_one', status=404)


def test_an_exploration_keeps_an_owner(owner: web.Browser) -> None:
    owner_id = user_services.dev_user_id(web.OWNER)
    refused = owner.send('DELETE', f'{URL}?user_id={owner_id}', status=400)
    assert 'needs an owner' in refused.json['error']['message']
    give(owner, web.OWNER, 'viewer')
    assert roles(owner.get(URL).json)[web.OWNER] == 'owner'


@pytest.mark.parametrize(
    ('email', 'role', 'path'),
    [
        ('nobody@example.com', 'editor', 'email'),
        ('no address', 'editor', 'email'),
        ('', 'editor', 'email'),
        (7, 'editor', 'email'),
        (COLLEAGUE, 'admin', 'role'),
        (COLLEAGUE, None, 'role'),
    ],
)
def test_an_invalid_role_is_refused_with_its_field(
    owner: web.Browser, email: Any, role: Any, path: str
) -> None:
    refused = give(owner, email, role)
    assert refused.status_int == 400
    assert refused.json['error']['path'] == path
    assert COLLEAGUE not in roles(owner.get(URL).json)


def test_a_role_given_before_the_first_sign_in_can_be_taken_away(
    owner: web.Browser,
) -> None:
    owner_id = user_services.dev_user_id(web.OWNER)
    rights_services.assign_role(owner_id, 'private_one', 'google:1', 'viewer')
    members = owner.get(URL).json['members']
    [unknown] = [one for one in members if one['email'] is None]
    answer = owner.send('DELETE', f'{URL}?user_id={unknown["user_id"]}')
    assert None not in roles(answer.json)


def test_an_address_belongs_to_the_account_that_used_it_last(
    owner: web.Browser,
) -> None:
    user_services.sign_in('google:new', COLLEAGUE)
    give(owner, COLLEAGUE)
    rights = rights_services.get_exploration_rights('private_one')
    assert 'google:new' in rights.editor_ids
