"""Requests that say when they happen."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.controllers import simulated_time
from tests.core.controllers import web

YESTERDAY = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
HEADER = {simulated_time.HEADER: str(int(YESTERDAY.timestamp() * 1000))}


@pytest.fixture
def page(public_exploration: str) -> str:
    return f'/explorehandler/init/{public_exploration}'


def test_a_development_server_uses_the_time_in_the_request(
    browser: web.Browser,
) -> None:
    browser.sign_in(web.OWNER)
    answer = browser.app.post_json(
        '/createhandler/new',
        {'title': 'Dated'},
        headers={**browser.csrf_header, **HEADER},
    )
    data = browser.get(f'/createhandler/data/{answer.json["exp_id"]}').json
    created = data['commits'][0]['created_on_msecs']
    assert created == pytest.approx(YESTERDAY.timestamp() * 1000, abs=1000)


def test_later_requests_use_real_time(browser: web.Browser, page: str) -> None:
    browser.app.get(page, headers=HEADER)
    assert clock.utcnow() > YESTERDAY.replace(tzinfo=None) + datetime.timedelta(
        hours=1
    )


@pytest.mark.parametrize(
    ('header', 'problem'),
    [
        ('', 'must be milliseconds since 1970'),
        ('-1', 'must be milliseconds since 1970'),
        ('1e12', 'must be milliseconds since 1970'),
        ('\u0661', 'must be milliseconds since 1970'),
        ('9' * 13, 'is in the future'),
        ('9' * 400, 'must be milliseconds since 1970'),
    ],
)
def test_an_invalid_time_is_refused(
    browser: web.Browser, page: str, header: str, problem: str
) -> None:
    answer = browser.app.get(
        page,
        extra_environ={
            'HTTP_X_SIMULATED_TIME': header.encode().decode('latin-1')
        },
        status=400,
    )
    assert problem in answer.json['error']['message']


def test_production_refuses_a_simulated_time(
    browser: web.Browser, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulated_time.settings, 'is_production', lambda: True)
    answer = browser.app.get(page, headers=HEADER, status=400)
    assert 'is for development servers' in answer.json['error']['message']
