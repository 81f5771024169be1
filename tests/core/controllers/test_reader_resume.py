"""Resuming a session, through the whole application."""

from __future__ import annotations

from typing import Any

import pytest

from core import clock
from core.domain import (
    session_token,
)
from tests.core.controllers import web
from tests.core.controllers.reports import (
    assert_refused,
    event,
    init,
    post,
    token,
)
from tests.core.domain import stats_builders as b


@pytest.fixture(autouse=True)
def exploration() -> None:
    b.make_exploration()


def resume(browser: web.Browser, body: Any, exp_id: str = 'exp') -> Any:
    return post(browser, 'init', body, exp_id)


def test_a_session_stays_on_the_version_it_began_with(browser):
    begun = init(browser)
    b.edit('exp', b.rename('B', 'Second'))

    answer = resume(browser, {'session_id': begun['session_id']}).json

    reported = {'next_sequence_number': 0, 'states': {}}
    assert answer == begun | {'reported': reported}
    assert 'B' in answer['exploration']['states']


def test_a_resuming_page_gets_what_the_session_has_reported(browser):
    session_id = init(browser)['session_id']
    for number, (event_type, state_name) in enumerate(
        [('state_hit', 'A'), ('hint_viewed', 'A'), ('state_hit', 'B')]
    ):
        body = event(
            event_type,
            session_id=session_id,
            state_name=state_name,
            sequence_number=number,
        )
        post(browser, f'{event_type}_event', body)
    post(browser, 'state_hit_event', event('state_hit', sequence_number=9))

    answer = resume(browser, {'session_id': session_id}).json

    assert answer['reported'] == {
        'next_sequence_number': 3,
        'states': {'state_hit': ['A', 'B'], 'hint_viewed': ['A']},
    }


def test_a_session_that_began_uncounted_stays_uncounted(browser):
    session_id = session_token.issue('exp', 1, False, 'own_play')

    answer = resume(browser, {'session_id': session_id}).json

    assert answer['session_id'] == session_id
    assert answer['reporting']['not_counted_reason'] == 'own_play'


@pytest.mark.parametrize('wrong', ['', 'x', 'x' * 1_001, 'a.b.c', None, 1])
def test_a_foreign_token_resumes_nothing(browser, wrong):
    assert_refused(resume(browser, {'session_id': wrong}), 400, 'session_id')


def test_a_token_of_another_exploration_resumes_nothing(browser):
    b.make_exploration('other')

    response = resume(browser, {'session_id': token(exp_id='other')})

    assert_refused(response, 400, 'session_id')


def test_a_play_can_be_resumed_for_30_days_and_report_for_31(
    browser, monkeypatch
):
    session_id = token()
    begun_msecs = session_token.read(session_id, 'exp').issued_at_msecs
    limit_msecs = 30 * 24 * 3600 * 1000
    monkeypatch.setattr(clock, 'now_msecs', lambda: begun_msecs + limit_msecs)
    assert resume(browser, {'session_id': session_id}).status_int == 200

    monkeypatch.setattr(
        clock, 'now_msecs', lambda: begun_msecs + limit_msecs + 1
    )

    assert_refused(
        resume(browser, {'session_id': session_id}), 400, 'session_id'
    )
    last_moment = event('state_hit', session_id=session_id)
    assert post(browser, 'state_hit_event', last_moment).status_int == 200


def test_a_private_exploration_is_not_served_to_earlier_players(
    browser, private_exploration
):
    session_id = token(exp_id=private_exploration)

    response = resume(browser, {'session_id': session_id}, private_exploration)

    assert response.status_int == 404
