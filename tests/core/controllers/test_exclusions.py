"""Exclusions over HTTP: responses and invalid requests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core import clock
from core.domain import account_services, local_days, rating_services
from tests.core.controllers import web
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now

__all__ = ['now']

OWNER = 'owner@example.com'
URL = '/createhandler/exclusions/exp'


@pytest.fixture
def owner(browser: web.Browser, now: Clock) -> web.Browser:
    b.make_exploration()
    browser.sign_in(OWNER)
    return browser


def today() -> str:
    return local_days.iso_date(local_days.day_of(clock.now_msecs()))


def play(stars: int = 4) -> None:
    session = b.make_session()
    b.record(
        session,
        b.make_event(
            session,
            'exploration_start',
            'A',
            client_time_msecs=clock.now_msecs(),
        ),
        b.make_event(
            session,
            'rate_exploration',
            'A',
            sequence_number=1,
            stars=stars,
            comment='Fine.',
            client_time_msecs=clock.now_msecs(),
        ),
    )
    b.post_batch(session, b.batch(totals={'num_starts': 1, 'num_ratings': 1}))


def ask(browser: web.Browser, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = browser.send('POST', URL, body, status=status).json
    assert isinstance(answer, dict)
    return answer


def leave_out(browser: web.Browser) -> str:
    (exclusion,) = ask(browser, action='find', day=today())['exclusions']
    ask(
        browser,
        action='leave_out',
        exclusion_id=exclusion['exclusion_id'],
        reason='I showed it to a class.',
    )
    return str(exclusion['exclusion_id'])


def statistics(browser: web.Browser) -> dict[str, Any]:
    answer = browser.get('/createhandler/statistics/exp').json
    assert isinstance(answer, dict)
    return answer


def processed_statistics(browser: web.Browser) -> dict[str, Any]:
    answer = browser.get('/createhandler/processed_statistics/exp').json
    assert isinstance(answer, dict)
    return answer


def test_a_day_is_left_out_of_the_whole_tab_and_taken_back(owner):
    play()
    before = statistics(owner)
    answer = ask(owner, action='find', day=today())
    assert answer['is_complete']
    (exclusion,) = answer['exclusions']
    assert (exclusion['status'], exclusion['num_sessions']) == ('found', 1)
    assert statistics(owner)['num_starts'] == 1

    exclusion_id = leave_out(owner)

    (listed,) = owner.get(URL).json['exclusions']
    assert listed['asked_by'] == 'owner'
    assert listed['reason'] == 'I showed it to a class.'
    assert listed['asked_at_msecs'] == clock.now_msecs()
    shown = statistics(owner)
    assert (shown['num_starts'], shown['num_left_out']) == (0, 1)
    assert shown['may_leave_out']
    assert processed_statistics(owner)['days'] == []
    assert rating_services.get_latest_comments('exp', 9) == []

    answer = ask(owner, action='take_back', exclusion_id=exclusion_id)
    assert answer == {'exclusions': [], 'is_complete': True}
    shown = statistics(owner)
    assert shown['num_left_out'] == 0
    assert shown['num_starts'] == before['num_starts']
    assert processed_statistics(owner)['num_sessions'] == 1
    assert len(rating_services.get_latest_comments('exp', 9)) == 1


def test_the_event_log_keeps_everything_and_marks_exclusions(owner):
    play()
    leave_out(owner)

    for_all = owner.get('/createhandler/event_log/exp').text.splitlines()

    events = [
        line for line in map(json.loads, for_all) if line['record'] == 'event'
    ]
    assert [event['is_excluded'] for event in events] == [True, True]
    statements = owner.get('/createhandler/event_log/exp?format=xapi').text
    extensions = json.loads(statements.splitlines()[0])['context']['extensions']
    (marked,) = [
        value
        for name, value in extensions.items()
        if name.endswith('is_excluded')
    ]
    assert marked is True


@pytest.mark.parametrize(
    ('body', 'status', 'path'),
    [
        ({}, 400, 'action'),
        ({'action': 'forget'}, 400, 'action'),
        ({'action': 'find'}, 400, 'day'),
        ({'action': 'find', 'day': '2026-02-30'}, 400, 'day'),
        ({'action': 'find', 'day': '2026-2-3'}, 400, 'day'),
        ({'action': 'find', 'day': 20260203}, 400, 'day'),
        ({'action': 'find', 'kind': 'all', 'day': '2026-02-03'}, 400, 'kind'),
        ({'action': 'go_on', 'exp_id': 'other'}, 400, 'exp_id'),
        (
            {'action': 'leave_out', 'exclusion_id': 'x' * 33},
            400,
            'exclusion_id',
        ),
        ({'action': 'leave_out', 'reason': 'x' * 301}, 400, 'reason'),
        ({'action': 'leave_out', 'exclusion_id': 'none such'}, 404, ''),
        ({'action': 'take_back'}, 404, ''),
    ],
)
def test_bad_requests_get_an_explanation(owner, body, status, path):
    error = ask(owner, status=status, **body)['error']

    assert error.get('path', '') == path


def test_a_group_without_sessions_cannot_be_excluded(owner):
    (exclusion,) = ask(owner, action='find', day='2001-01-01')['exclusions']

    ask(
        owner,
        status=409,
        action='leave_out',
        exclusion_id=exclusion['exclusion_id'],
    )


def test_a_request_without_the_token_of_the_page_is_refused(owner):
    owner.app.post_json(URL, {'action': 'go_on'}, status=403)


def test_a_deleted_account_is_not_named_on_its_exclusions(owner, monkeypatch):
    play()
    leave_out(owner)
    exported = account_services.export_account(OWNER)['left_out_plays']
    assert [exclusion['exp_id'] for exclusion in exported] == ['exp']

    account_services.rights_services.assign_role(
        b.OWNER, 'exp', 'dev:other@example.com', 'owner'
    )
    account_services.delete_account(OWNER)

    other = owner
    other.sign_in('other@example.com')
    (listed,) = other.get(URL).json['exclusions']
    assert listed['asked_by'] == 'somebody'
