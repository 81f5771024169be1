"""Excessive requests get an error as JSON or as a page."""

from __future__ import annotations

import pytest

from core import clock
from core.controllers import rate_limits
from tests.core.controllers import web

# WebTest opens no connection, so requests have no remote address.
NO_ADDRESS = ''


@pytest.fixture(autouse=True)
def frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Freezes the clock, so that no bucket refills."""
    now_msecs = clock.now_msecs()
    monkeypatch.setattr(clock, 'now_msecs', lambda: now_msecs)


def exhaust(name: str) -> None:
    limit = getattr(rate_limits, name)
    limit.check(NO_ADDRESS, limit.burst)


@pytest.mark.parametrize(
    ('name', 'method', 'path'),
    [
        ('PAGES', 'GET', '/library'),
        ('PAGES', 'GET', '/explore/public_one'),
        ('PAGES', 'GET', '/createhandler/statistics/public_one'),
        ('PLAYS', 'GET', '/explorehandler/init/public_one'),
        ('SAVES', 'PUT', '/createhandler/data/public_one'),
        ('SAVES', 'POST', '/createhandler/fold/public_one'),
        ('SIGN_INS', 'GET', '/login'),
        ('SIGN_INS', 'POST', '/login'),
        ('SIGN_INS', 'POST', '/logout'),
        ('REPORTS', 'POST', '/explorehandler/event_batch/public_one'),
    ],
)
def test_each_kind_of_request_has_its_own_limit(
    browser: web.Browser,
    public_exploration: str,
    name: str,
    method: str,
    path: str,
) -> None:
    del public_exploration
    for other in ('PAGES', 'PLAYS', 'SAVES', 'SIGN_INS', 'REPORTS'):
        rate_limits.forget_all()
        exhaust(other)
        answer = browser.app.request(path, method=method, expect_errors=True)

        assert (answer.status_int == 429) == (other == name)
        if other == name:
            assert int(answer.headers['Retry-After']) >= 1


def test_an_error_page_says_what_to_do(browser: web.Browser) -> None:
    exhaust('PAGES')
    answer = browser.app.get('/library', status=429)

    assert answer.content_type == 'text/html'
    assert 'One moment, please' in answer.text
    assert 'from your network' in answer.text


def test_json_requests_get_the_error_as_json(browser: web.Browser) -> None:
    exhaust('PAGES')
    answer = browser.app.get('/createhandler/statistics/x', status=429)

    assert answer.json['error']['code'] == 'too_many_requests'
    assert answer.json['error']['status'] == 429


def test_a_large_upload_counts_by_its_size(
    browser: web.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[float] = []
    monkeypatch.setattr(
        rate_limits.SAVES, 'check', lambda _, tokens: taken.append(tokens)
    )
    for num_bytes in (10, 20_000, 500_000):
        browser.app.post(
            '/createhandler/fold/x', b'a' * num_bytes, expect_errors=True
        )

    assert taken == [1, 2, 26]
