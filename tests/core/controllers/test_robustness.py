"""No request, however malformed, ends in a 500."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import main
from core.controllers import base, bundles
from tests.core.controllers import web

# All examples share one store, as refused requests do not change it.
fuzz = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def call(**environ: Any) -> tuple[int, dict[str, str], bytes]:
    """Calls the application like a server that checks nothing itself."""
    body = environ.pop('body', b'')
    request = {
        'REQUEST_METHOD': 'GET',
        'SCRIPT_NAME': '',
        'PATH_INFO': '/',
        'QUERY_STRING': '',
        'SERVER_NAME': 'localhost',
        'SERVER_PORT': '80',
        'SERVER_PROTOCOL': 'HTTP/1.1',
        'HTTP_HOST': 'localhost',
        'CONTENT_LENGTH': str(len(body)),
        'wsgi.version': (1, 0),
        'wsgi.url_scheme': 'http',
        'wsgi.input': io.BytesIO(body),
        'wsgi.errors': io.StringIO(),
        'wsgi.multithread': True,
        'wsgi.multiprocess': False,
        'wsgi.run_once': False,
        **environ,
    }
    answer: dict[str, Any] = {}

    def start_response(status: str, headers: Any, exc_info: Any = None) -> None:
        answer.update(status=int(status[:3]), headers=dict(headers))

    chunks = main.app(request, start_response)
    text = b''.join(chunks)
    close = getattr(chunks, 'close', None)
    if close:
        close()
    return answer['status'], answer['headers'], text


paths = st.one_of(
    st.sampled_from(
        [
            route.template.replace('<exp_id>', exp_id)
            for route in main.ROUTES
            for exp_id in ('public_one', 'none')
        ]
        + [bundles.url_of('js/theme.js'), '/static/', '/nowhere']
    ),
    st.text(st.characters(max_codepoint=255), max_size=30).map('/'.__add__),
)
headers = st.text(st.characters(max_codepoint=255), max_size=60)
bodies = st.one_of(
    st.binary(max_size=100),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
)


@fuzz
@given(
    method=st.sampled_from(
        ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'X', '']
    ),
    path=paths,
    query=st.one_of(headers, headers.map('v='.__add__)),
    cookie=st.one_of(headers, headers.map('session='.__add__)),
    content_type=st.one_of(
        st.sampled_from(
            [
                'application/json',
                'application/x-www-form-urlencoded',
                'multipart/form-data',
                'application/json; charset=nonsense',
            ]
        ),
        headers,
    ),
    body=bodies,
    other=headers,
)
def test_any_request_is_answered(
    public_exploration: str,
    method: str,
    path: str,
    query: str,
    cookie: str,
    content_type: str,
    body: bytes,
    other: str,
) -> None:
    status, sent, _ = call(
        REQUEST_METHOD=method,
        PATH_INFO=path,
        QUERY_STRING=query,
        HTTP_COOKIE=cookie,
        CONTENT_TYPE=content_type,
        body=body,
        HTTP_X_CSRF_TOKEN=other,
        HTTP_IF_NONE_MATCH=other,
        HTTP_RANGE=other,
        HTTP_ACCEPT=other,
        HTTP_HOST=other,
    )
    assert status < 500
    assert sent['X-Content-Type-Options'] == 'nosniff'


@pytest.fixture(scope='module')
def creator_writes() -> list[tuple[str, str]]:
    return [
        (verb, route.template.replace('<exp_id>', 'public_one'))
        for route in main.ROUTES
        for verb in base.allowed_methods(route.handler)
        if verb in ('POST', 'PUT')
        and route.template.startswith('/createhandler/')
        # This route reads no body.
        and not route.template.startswith('/createhandler/fold/')
    ]


@fuzz
@given(body=bodies, data=st.data())
def test_any_body_of_a_creator_is_answered(
    browser: web.Browser,
    public_exploration: str,
    creator_writes: list[tuple[str, str]],
    body: bytes,
    data: st.DataObject,
) -> None:
    browser.sign_in(web.OWNER)
    method, path = data.draw(st.sampled_from(creator_writes))
    response = browser.app._gen_request(
        method,
        path,
        params=body,
        headers=browser.csrf_header,
        content_type='application/json',
        expect_errors=True,
    )
    assert response.status_int == 400
    assert response.json['error']['code'] == 'invalid_input'


@pytest.mark.parametrize(
    'path', ['/%', '/a\x00b', '/explore/\xff', '/explore/a\nb', '/\x7f']
)
def test_a_damaged_path_is_a_bad_request(path: str) -> None:
    status, _, body = call(PATH_INFO=path)
    assert status == (404 if path == '/%' else 400)
    assert b'<!DOCTYPE html>' in body


@pytest.mark.parametrize('value', ['%ff', '%00', '%0a', 'M%FCnchen'])
@pytest.mark.parametrize('name', ['utm_campaign', 'x%ff'])
def test_a_damaged_parameter_that_is_not_read_is_ignored(
    public_exploration: str, name: str, value: str
) -> None:
    for path in ('/explore/', '/explorehandler/init/'):
        status, _, _ = call(
            PATH_INFO=path + public_exploration, QUERY_STRING=f'{name}={value}'
        )
        assert status == 200


@pytest.mark.parametrize('value', ['%ff', '%00', '%0a'])
def test_a_damaged_parameter_that_is_read_is_refused(
    public_exploration: str, value: str
) -> None:
    status, _, body = call(
        PATH_INFO=f'/explorehandler/init/{public_exploration}',
        QUERY_STRING=f'a=b+%2B&v={value}',
    )
    assert status == 400
    assert json.loads(body)['error']['path'] == 'v'


@pytest.mark.parametrize(
    ('path', 'query', 'address'),
    [
        ('/explore/one/', '', '/explore/one'),
        ('/explore/one//', 'v=2&x=%FF', '/explore/one?v=2&x=%EF%BF%BD'),
        ('//evil.example/', '', '/evil.example'),
        ('/explore/Caf\xc3\xa9/', '', '/explore/Caf%C3%A9'),
    ],
)
def test_a_trailing_slash_is_redirected(
    path: str, query: str, address: str
) -> None:
    status, headers, _ = call(PATH_INFO=path, QUERY_STRING=query)
    assert status == 301
    assert dict(headers)['Location'] == address


def test_a_report_with_a_trailing_slash_is_not_found() -> None:
    status, _, _ = call(
        REQUEST_METHOD='POST', PATH_INFO='/explorehandler/event_batch/x/'
    )
    assert status == 404


@pytest.mark.parametrize(
    'length', ['-1', 'many', '1e3', '9' * 30, '\u0661', '2000001']
)
def test_a_wrong_length_is_refused(length: str) -> None:
    status, _, _ = call(
        REQUEST_METHOD='POST',
        PATH_INFO='/explorehandler/event_batch/x',
        CONTENT_LENGTH=length,
    )
    assert status in (400, 413)


def test_a_body_that_ends_too_early_is_a_bad_request(
    public_exploration: str,
) -> None:
    status, _, body = call(
        REQUEST_METHOD='POST',
        PATH_INFO='/explorehandler/event_batch/public_one',
        CONTENT_TYPE='application/json',
        CONTENT_LENGTH='100',
        body=b'{"a": 1',
    )
    assert status == 400
    assert json.loads(body)['error']['code'] == 'invalid_input'


def test_a_body_without_a_length_is_limited_too(
    public_exploration: str,
) -> None:
    status, _, body = call(
        REQUEST_METHOD='POST',
        PATH_INFO='/explorehandler/event_batch/public_one',
        CONTENT_TYPE='application/json',
        CONTENT_LENGTH='',
        **{
            'wsgi.input': io.BytesIO(b' ' * 3_000_000),
            'wsgi.input_terminated': True,
        },
    )
    assert status == 413
    assert json.loads(body)['error']['code'] == 'too_large'


def test_a_huge_cookie_is_ignored(browser: web.Browser) -> None:
    status, _, _ = call(
        PATH_INFO='/library', HTTP_COOKIE='session=' + 'a.' * 50_000
    )
    assert status == 200


@pytest.mark.parametrize(
    'foreign', ['0=\\\x80', '0="\\200"', '0=\x80', 'session="\\377"', '=;;']
)
@pytest.mark.parametrize('path', ['/login', '/creator_dashboard', '/nowhere'])
def test_a_foreign_cookie_is_ignored(
    browser: web.Browser, foreign: str, path: str
) -> None:
    browser.sign_in('ada@example.com')
    session = browser.app.cookies['session']

    _, expected, _ = call(PATH_INFO=path, HTTP_COOKIE=f'session={session}')
    status, sent, _ = call(
        PATH_INFO=path, HTTP_COOKIE=f'{foreign}; session={session}'
    )
    assert status < 500
    assert sent.get('Location') == expected.get('Location')


@pytest.mark.parametrize('method', ['OPTIONS', 'TRACE', 'PATCH', 'DISPATCH'])
def test_another_method_is_not_allowed(method: str) -> None:
    status, sent, _ = call(REQUEST_METHOD=method, PATH_INFO='/library')
    assert status == 405
    if method in ('OPTIONS', 'TRACE'):
        assert sent['Allow'] == 'HEAD, GET'


def test_head_is_get_without_a_body(browser: web.Browser) -> None:
    status, sent, body = call(REQUEST_METHOD='HEAD', PATH_INFO='/library')
    assert status == 200
    assert body == b''
    assert int(sent['Content-Length']) > 1000


@pytest.mark.parametrize(
    ('path', 'is_framed'),
    [
        ('/explore/public_one', True),
        ('/explore/none', True),
        ('/library', False),
        ('/login', False),
        ('/create/public_one', False),
        ('/nowhere', False),
        ('/static/images/lessons/planets.svg', False),
        ('/static/bundles/js/none.js', False),
        ('/explorehandler/init/public_one', False),
    ],
)
def test_only_the_player_may_be_framed(
    public_exploration: str, path: str, is_framed: bool
) -> None:
    _, sent, _ = call(PATH_INFO=path)
    policy = sent['Content-Security-Policy']
    assert "default-src 'self'" in policy
    assert 'unsafe' not in policy
    assert ("frame-ancestors 'none'" in policy) is not is_framed
    assert ('X-Frame-Options' in sent) is not is_framed


@pytest.mark.parametrize('source', ['js/theme.js', 'css/site.css'])
def test_scripts_and_styles_have_no_headers_of_pages(source: str) -> None:
    path = bundles.url_of(source)
    status, sent, _ = call(PATH_INFO=path)
    again, sent_again, _ = call(PATH_INFO=path, HTTP_IF_NONE_MATCH=sent['ETag'])
    assert (status, again) == (200, 304)
    for headers in (sent, sent_again):
        assert headers['X-Content-Type-Options'] == 'nosniff'
        assert 'Content-Security-Policy' not in headers
        assert 'Referrer-Policy' not in headers


def test_production_requires_https(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'Strict-Transport-Security' not in call(PATH_INFO='/login')[1]
    monkeypatch.setenv('GAE_ENV', 'standard')
    assert 'Strict-Transport-Security' in call(PATH_INFO='/login')[1]


def test_an_unexpected_error_is_logged_and_not_shown(
    browser: web.Browser,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        raise RuntimeError('the password is swordfish')

    monkeypatch.setattr(
        'core.controllers.library.exp_services.get_public_exploration_summaries',
        fail,
    )
    response = browser.get('/library', status=500)
    assert 'Something broke on our side' in response
    assert 'swordfish' not in response
    assert 'swordfish' in caplog.text


def test_a_busy_store_asks_for_a_retry(
    browser: web.Browser,
    public_exploration: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from google.api_core import exceptions

    def fail(*args: Any, **kwargs: Any) -> None:
        raise exceptions.Aborted('too much contention')

    monkeypatch.setattr(
        'core.controllers.acl_decorators.rights_services'
        '.get_exploration_rights',
        fail,
    )
    response = browser.get('/explorehandler/init/public_one', status=503)
    assert response.headers['Retry-After'] == '1'
    assert response.json['error']['code'] == 'unavailable'


def test_an_error_page_links_to_the_library(browser: web.Browser) -> None:
    page = browser.get('/no/such/page', status=404)
    assert 'We could not find that' in page
    assert page.html.find('a', href='/library') is not None


@pytest.mark.parametrize('query', ['next=\x80', 'next=%80', '\x80=\x80'])
def test_a_query_that_is_not_utf_8_gets_an_answer(query: str) -> None:
    status, _, _ = call(PATH_INFO='/login', QUERY_STRING=query)
    assert status == 200
