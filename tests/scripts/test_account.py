"""The account command, and the deletion of an account."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from core.domain import (
    account_services,
    decision_log_services,
    exp_deletion_services,
    exp_services,
    rights_services,
    user_services,
)
from core.platform import datastore
from core.platform.datastore import store
from scripts import account
from tests.core.controllers import web
from tests.core.domain import stats_builders as b


@pytest.fixture(autouse=True)
def _store_exists(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """Makes the command use the test's store instead of a directory's."""
    (tmp_path / datastore.FILE_NAME).touch()
    monkeypatch.setenv('STATS_DATA_DIR', str(tmp_path))


@pytest.fixture(autouse=True)
def exploration() -> None:
    """An exploration with a signed-in user in every role."""
    for email in (web.OWNER, web.EDITOR, web.VIEWER):
        user_services.sign_in(user_services.dev_user_id(email), email)
    web.make_exploration('exp', is_public=False)


def export_account(capsys: pytest.CaptureFixture[str], email: str) -> Any:
    assert account.main(['export', '--email', email]) == 0
    return json.loads(capsys.readouterr().out)


def test_an_export_has_address_roles_and_versions(capsys):
    export = export_account(capsys, f' {web.OWNER.upper()} ')
    assert export['email'] == web.OWNER
    assert export['user_id'] == user_services.dev_user_id(web.OWNER)
    assert export['roles'] == [{'exp_id': 'exp', 'role': 'owner'}]
    (version,) = export['saved_versions']
    assert version['version'] == 'exp.1'
    assert export_account(capsys, web.VIEWER)['roles'] == [
        {'exp_id': 'exp', 'role': 'viewer'}
    ]


def test_a_deleted_account_leaves_no_trace(capsys):
    owner = user_services.dev_user_id(web.OWNER)
    editor = user_services.dev_user_id(web.EDITOR)
    rights_services.assign_role(owner, 'exp', editor, 'owner')

    assert account.main(['delete', '--email', web.OWNER]) == 0

    assert capsys.readouterr().out == 'The account is deleted.\n'
    assert user_services.get_user(owner) is None
    rights = rights_services.get_exploration_rights('exp')
    assert rights.owner_ids == [editor]
    (commit,) = exp_services.get_exploration_commits('exp')
    assert commit.committer_id == account_services.DELETED_USER_ID
    # Data of others remain, and another deletion finds nothing.
    assert export_account(capsys, web.EDITOR)['roles'][0]['role'] == 'owner'
    assert account.main(['delete', '--email', web.OWNER]) == 2


def test_decisions_remain_without_the_name(capsys):
    editor = user_services.dev_user_id(web.EDITOR)
    own_decision = decision_log_services.Decision(
        1000, editor, 'resolved', 1, 'Mended', 'too_hard:1.A', 'too_hard', ['A']
    )
    for decision in (own_decision, own_decision._replace(user_id='another')):
        store.run(
            lambda transaction, decision=decision: decision_log_services.add(
                transaction, 'exp', decision
            )
        )
    (own,) = export_account(capsys, web.EDITOR)['decisions']
    assert (own['exp_id'], own['note']) == ('exp', 'Mended')
    assert export_account(capsys, web.VIEWER)['decisions'] == []

    assert account.main(['delete', '--email', web.EDITOR]) == 0

    assert [
        (decision['decided_by'], decision['note'])
        for decision in decision_log_services.get('exp')
    ] == [(None, 'Mended')] * 2
    assert list(decision_log_services.of_user(editor)) == []
    assert list(decision_log_services.of_user('another'))


def test_an_exploration_is_not_left_without_an_owner(capsys):
    assert account.main(['delete', '--email', web.OWNER]) == 2
    assert 'only owner of exp' in capsys.readouterr().err
    owner = user_services.dev_user_id(web.OWNER)
    assert rights_services.get_exploration_rights('exp').is_owner(owner)
    exp_deletion_services.delete_exploration(owner, 'exp')
    assert account.main(['delete', '--email', web.OWNER]) == 0


def test_no_session_refers_to_an_account():
    """So accounts have no learner data to export or delete."""
    session = b.make_session('exp')
    b.record(session, b.make_event(session, 'exploration_start', 'A'))
    export = account_services.export_account(web.OWNER)
    assert session.session_id not in json.dumps(export)


@pytest.mark.parametrize('email', ['nobody@example.com', 'no address'])
@pytest.mark.parametrize('action', ['export', 'delete'])
def test_an_unknown_user_is_an_error_in_one_line(capsys, action, email):
    assert account.main([action, '--email', email]) == 2
    assert capsys.readouterr().err.count('\n') == 1
