"""The init response of the player, through the whole application."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain import (
    rights_services,
    session_token,
)
from tests.core.controllers.reports import (
    assert_refused,
    event,
    init,
    post,
)
from tests.core.domain import stats_builders as b


@pytest.fixture(autouse=True)
def exploration() -> None:
    b.make_exploration()


def test_init_gives_a_guest_the_latest_version_and_a_session(browser):
    b.edit('exp', b.rename('B', 'Second'))

    answer = init(browser)

    assert answer['exp_id'] == 'exp'
    assert answer['exp_version'] == 2
    assert sorted(answer['exploration']['states']) == ['A', 'End', 'Second']
    assert answer['can_edit'] is False
    assert answer['reporting'] == {
        'is_counted': True,
        'not_counted_reason': None,
        'flush_interval_msecs': 5_000,
        'max_request_bytes': feconf.MAX_EVENT_REQUEST_BYTES,
        'max_events_per_batch': feconf.MAX_EVENTS_PER_BATCH,
    }
    session = session_token.read(answer['session_id'], 'exp')
    assert (session.exp_version, session.counted) == (2, True)


def test_init_gives_each_caller_a_session_of_its_own(browser):
    assert init(browser)['session_id'] != init(browser)['session_id']


def test_init_does_not_count_plays_of_editors(browser):
    user_id = browser.sign_in('editor@example.com')
    rights_services.assign_role(b.OWNER, 'exp', user_id, 'editor')

    answer = init(browser)

    assert answer['can_edit'] is True
    assert answer['reporting']['is_counted'] is False
    assert answer['reporting']['not_counted_reason'] == 'own_play'
    assert not session_token.read(answer['session_id'], 'exp').counted


def test_init_counts_own_plays_if_configured(browser, monkeypatch):
    monkeypatch.setattr(feconf, 'COUNT_OWN_PLAYS', True)
    user_id = browser.sign_in('editor@example.com')
    rights_services.assign_role(b.OWNER, 'exp', user_id, 'editor')

    assert init(browser)['reporting']['is_counted'] is True


def test_init_counts_other_signed_in_users(browser):
    browser.sign_in('learner@example.com')

    assert init(browser)['reporting']['is_counted'] is True


def test_init_gives_editors_an_older_version_as_a_preview(
    browser,
):
    b.edit('exp', b.rename('B', 'Second'))
    user_id = browser.sign_in('editor@example.com')
    rights_services.assign_role(b.OWNER, 'exp', user_id, 'editor')

    answer = init(browser, '?v=1')

    assert answer['exp_version'] == answer['exploration']['version'] == 1
    assert 'B' in answer['exploration']['states']
    assert answer['reporting']['not_counted_reason'] == 'preview'


def test_init_refuses_an_older_version_to_others(browser):
    b.edit('exp', b.rename('B', 'Second'))

    assert init(browser, '?v=1', 403)['error']['code'] == 'not_allowed'
    assert init(browser, '?v=2')['reporting']['is_counted'] is True


@pytest.mark.parametrize('text', ['x', '0', '-1', '1.5', '9' * 40, '%ff'])
def test_init_refuses_an_invalid_version(browser, text):
    assert init(browser, f'?v={text}', 400)['error']['code'] == 'invalid_input'


def test_init_does_not_find_a_nonexistent_version(browser):
    user_id = browser.sign_in('editor@example.com')
    rights_services.assign_role(b.OWNER, 'exp', user_id, 'editor')

    assert init(browser, '?v=2', 404)['error']['code'] == 'not_found'


@pytest.mark.parametrize('exp_id', ['nothing', 'a.b', 'x' * 500])
def test_init_does_not_find_an_unknown_exploration(browser, exp_id):
    browser.get(f'/explorehandler/init/{exp_id}', status=404)


def test_a_private_exploration_is_not_found_by_others(
    browser, private_exploration
):
    browser.get(f'/explorehandler/init/{private_exploration}', status=404)
    body = event('state_hit', session_id='no session of it')

    response = post(browser, 'state_hit_event', body, private_exploration)

    assert_refused(response, 404)
