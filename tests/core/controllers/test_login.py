from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.controllers import login
from core.domain import user_services
from core.platform.auth import secrets, sessions
from tests.core.controllers import web


def session_cookie(response) -> str:
    (cookie,) = (
        value
        for value in response.headers.getall('Set-Cookie')
        if value.startswith('session=')
    )
    return cookie


def test_any_address_signs_in_on_a_developers_machine(
    browser: web.Browser,
) -> None:
    response = browser.app.post(
        '/login',
        {'email': ' Creator@Example.com ', 'next': '/creator_dashboard'},
        status=302,
    )
    assert response.location == 'http://localhost/creator_dashboard'
    page = browser.get('/creator_dashboard')
    assert 'creator@example.com' in page
    user = user_services.get_user('dev:creator@example.com')
    assert user is not None
    assert user.email == 'creator@example.com'


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    browser: web.Browser,
) -> None:
    response = browser.app.post('/login', {'email': 'a@example.com'})
    cookie = session_cookie(response)
    assert 'HttpOnly' in cookie
    assert 'SameSite=Lax' in cookie
    assert 'secure' not in cookie.lower()


@pytest.mark.parametrize(
    'email', ['', 'nobody', '@', 'a@', '@b', 'a b@c', 'a@b@c', 'x' * 255 + '@y']
)
def test_an_invalid_address_is_asked_for_again(
    browser: web.Browser, email: str
) -> None:
    response = browser.app.post('/login', {'email': email}, status=400)
    assert 'Please give an email address' in response
    assert 'Set-Cookie' not in response.headers


@pytest.mark.parametrize(
    ('name', 'value'),
    [('GAE_ENV', 'standard'), ('K_SERVICE', 'app'), ('STATS_DEV', '')],
)
def test_the_developer_sign_in_does_not_exist_in_production(
    browser: web.Browser,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(name, value)
    browser.app.post('/login', {'email': 'creator@example.com'}, status=404)
    page = browser.get('/login')
    assert 'name="email"' not in page
    assert 'Developer' not in page


@pytest.mark.parametrize(
    'header',
    ['X-Forwarded-For', 'X-Forwarded-Host', 'Forwarded', 'X-Real-IP', 'Via'],
)
def test_the_developer_sign_in_refuses_proxied_requests(
    browser: web.Browser, header: str
) -> None:
    response = browser.app.post(
        '/login',
        {'email': 'admin@example.com'},
        headers={header: '203.0.113.7'},
        status=403,
    )
    assert 'Set-Cookie' not in response.headers


def test_a_developer_sign_in_is_ignored_in_production(
    browser: web.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.app.post('/login', {'email': 'admin@example.com'}, status=302)
    browser.get('/admin/jobs')
    monkeypatch.setenv('STATS_DEV', '')
    monkeypatch.setenv('STATS_ADMIN_EMAILS', 'admin@example.com')
    response = browser.get('/admin/jobs', status=302)
    assert '/login?' in response.location


def test_redirects_lead_to_this_site_for_any_host_header(
    browser: web.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('STATS_SITE_URL', 'https://lessons.example.org')
    for path in ('/creator_dashboard', '/login/google/start'):
        monkeypatch.setenv('GOOGLE_CLIENT_ID', 'client')
        response = browser.app.get(
            path, headers={'Host': 'evil.example'}, status=302
        )
        assert 'evil.example' not in response.location
        assert 'lessons.example.org' in response.location


def test_dev_appserver_offers_the_developer_sign_in(
    browser: web.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('GAE_ENV', 'localdev')
    browser.app.post('/login', {'email': 'creator@example.com'}, status=302)


def test_a_form_with_a_control_character_is_refused(
    browser: web.Browser,
) -> None:
    form = {'email': 'a@example.com', 'next': '/library\x1b'}
    page = browser.app.post('/login', form, status=400)
    assert 'control character' in page


def test_signing_out_needs_the_token_of_the_page(browser: web.Browser) -> None:
    browser.app.post('/login', {'email': web.STRANGER}, status=302)
    browser.app.post('/logout', status=403)
    browser.get('/creator_dashboard')
    page = browser.get('/library')
    page.forms[0].submit(status=302)
    response = browser.get('/creator_dashboard', status=302)
    assert '/login?next=' in response.location


def test_signing_out_ends_the_session_in_every_browser_and_every_copy(
    browser: web.Browser,
) -> None:
    response = browser.app.post('/login', {'email': web.STRANGER}, status=302)
    copied = session_cookie(response).partition('=')[2].partition(';')[0]
    browser.get('/library').forms[0].submit(status=302)

    browser.app.reset()
    browser.app.set_cookie('session', copied)
    assert '/login?' in browser.get('/creator_dashboard', status=302).location
    # The CSRF token of the session is invalid, too.
    session = sessions.from_cookie(copied)
    browser.app.post(
        '/logout', {'csrf_token': sessions.csrf_token(session)}, status=403
    )

    browser.app.reset()
    browser.app.post('/login', {'email': web.STRANGER}, status=302)
    browser.get('/creator_dashboard')


def test_signing_out_leaves_others_signed_in(browser: web.Browser) -> None:
    user_services.sign_in('dev:other@example.com', 'other@example.com')
    browser.app.post('/login', {'email': web.STRANGER}, status=302)
    browser.get('/library').forms[0].submit(status=302)
    other = user_services.get_user('dev:other@example.com')
    assert other is not None
    assert other.session_epoch == 0


def test_a_session_without_an_epoch_stays_valid(
    browser: web.Browser,
) -> None:
    user_services.sign_in('dev:a@example.com', 'a@example.com')
    cookie = secrets.serializer('signed-in-session').dumps(
        ['dev:a@example.com', 'nonce']
    )
    browser.app.set_cookie('session', cookie)
    browser.get('/creator_dashboard', status=200)


def test_a_guest_returns_to_the_requested_page_after_signing_in(
    browser: web.Browser,
) -> None:
    page = browser.get('/creator_dashboard', status=302).follow()
    page.form['email'] = web.STRANGER
    response = page.form.submit(status=302)
    assert response.location == 'http://localhost/creator_dashboard'


@pytest.mark.parametrize(
    'path',
    [
        '//evil.example',
        '/\\evil.example',
        '\\\\evil.example',
        'https://evil.example',
        'javascript:alert(1)',
        '/\t/evil.example',
        '/\n/evil.example',
        '',
        'library',
    ],
)
def test_signing_in_never_redirects_to_another_site(
    browser: web.Browser, path: str
) -> None:
    response = browser.app.post(
        '/login', {'email': 'a@example.com', 'next': path}, status=302
    )
    assert response.location.startswith('http://localhost/')
    assert response.location.count('//') == 1


@pytest.mark.no_store
@given(st.text())
def test_a_return_address_is_always_a_path_of_this_site(text: str) -> None:
    path = login.local_path(text)
    assert path.startswith('/')
    assert not path.startswith(('//', '/\\'))
    assert path.isascii()
    assert path.isprintable()


@pytest.mark.no_store
@pytest.mark.parametrize(
    'path', ['/explore/abc?v=2', '/create/a-b_c#/stats', '/', '/login?next=%2F']
)
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert login.local_path(path) == path


def test_a_signed_in_user_skips_the_sign_in(browser: web.Browser) -> None:
    browser.sign_in(web.STRANGER)
    response = browser.get('/login?next=/library', status=302)
    assert response.location == 'http://localhost/library'
