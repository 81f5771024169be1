from __future__ import annotations

import urllib.parse
from typing import Any

import pytest

from core.domain import user_services
from core.platform.auth import google_sign_in
from tests.core.controllers import web

CLIENT = 'client.apps.googleusercontent.com'


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('GAE_ENV', 'standard')
    monkeypatch.setenv('GOOGLE_CLIENT_ID', CLIENT)


@pytest.fixture
def claims(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The verified claims of Google's token."""
    values: dict[str, Any] = {
        'sub': '1234',
        'email': 'Ada@Example.com',
        'email_verified': True,
    }

    def verify(token: str, request: object, audience: str) -> dict[str, Any]:
        if token != 'signed by Google' or audience != CLIENT:
            raise ValueError('bad token')
        return values

    monkeypatch.setattr(
        google_sign_in.google_id_token, 'verify_oauth2_token', verify
    )
    return values


def start(browser: web.Browser) -> dict[str, str]:
    """Starts a sign-in; returns the parameters of the request to Google."""
    response = browser.app.get(
        '/login/google/start?next=/creator_dashboard',
        status=302,
        extra_environ={'wsgi.url_scheme': 'https', 'HTTP_HOST': 'app.example'},
    )
    parts = urllib.parse.urlsplit(response.location)
    assert parts.netloc == 'accounts.google.com'
    cookie = response.headers['Set-Cookie']
    assert 'SameSite=None' in cookie
    assert 'secure' in cookie.lower()
    # webtest does not send a Secure cookie to http://localhost.
    name, _, rest = cookie.partition('=')
    browser.app.set_cookie(name, rest.partition(';')[0])
    return dict(urllib.parse.parse_qsl(parts.query))


def come_back(
    browser: web.Browser, state: str, token: str, *, status: int
) -> Any:
    return browser.app.post(
        '/login/google', {'state': state, 'id_token': token}, status=status
    )


def test_the_google_sign_in_is_requested_for_this_site_only(
    browser: web.Browser,
) -> None:
    asked = start(browser)
    assert asked['client_id'] == CLIENT
    assert asked['redirect_uri'] == 'https://app.example/login/google'
    assert asked['response_type'] == 'id_token'
    assert asked['response_mode'] == 'form_post'
    assert asked['nonce'] != asked['state']


def test_a_verified_google_account_is_signed_in(
    browser: web.Browser, claims: dict[str, Any]
) -> None:
    asked = start(browser)
    claims['nonce'] = asked['nonce']
    response = come_back(
        browser, asked['state'], 'signed by Google', status=302
    )
    assert response.location == 'http://localhost/creator_dashboard'
    user = user_services.get_user('google:1234')
    assert user is not None
    assert user.email == 'ada@example.com'
    cookies = response.headers.getall('Set-Cookie')
    assert any(
        cookie.startswith('session=') and 'secure' in cookie.lower()
        for cookie in cookies
    )


@pytest.mark.parametrize(
    ('change', 'token', 'state'),
    [
        ({}, 'signed by somebody else', None),
        ({}, 'signed by Google', 'another state'),
        ({'nonce': 'of another attempt'}, 'signed by Google', None),
        ({'email_verified': False}, 'signed by Google', None),
        ({'email': ''}, 'signed by Google', None),
    ],
)
def test_any_other_response_signs_nobody_in(
    browser: web.Browser,
    claims: dict[str, Any],
    change: dict[str, Any],
    token: str,
    state: str | None,
) -> None:
    asked = start(browser)
    claims.update({'nonce': asked['nonce'], **change})
    response = come_back(browser, state or asked['state'], token, status=400)
    assert 'session=' not in response.headers.get('Set-Cookie', '')


def test_an_unsolicited_sign_in_response_is_refused(
    browser: web.Browser, claims: dict[str, Any]
) -> None:
    come_back(browser, 'state', 'signed by Google', status=400)
    browser.app.set_cookie(google_sign_in.COOKIE_NAME, 'forged')
    come_back(browser, '', 'signed by Google', status=400)


def test_without_a_client_id_there_is_no_google_sign_in(
    browser: web.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('GOOGLE_CLIENT_ID', '')
    browser.get('/login/google/start', status=404)
    assert 'not set up' in browser.get('/login')
