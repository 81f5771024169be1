from __future__ import annotations

import gzip
import os
import pathlib
from typing import TYPE_CHECKING, Any

import pytest
import webob
import webtest
import yaml

from core.controllers import bundles, static_files
from tests import app_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

pytestmark = pytest.mark.no_store

SCRIPT = 'const a = 1;\n' * 500
SCRIPT_PATH = '/static/bundles/js/a-1.js'
IMAGE_PATH = '/static/images/a.svg'
A_YEAR = 'max-age=31536000, public, immutable'


def not_found(environ, start_response):
    start_response('404 Not Found', [('Content-Type', 'text/plain')])
    return [b'asked the app']


@pytest.fixture
def root(tmp_path: pathlib.Path) -> pathlib.Path:
    (tmp_path / 'secret.txt').write_text('not for you')
    static = tmp_path / 'static'
    (static / 'bundles' / 'js').mkdir(parents=True)
    (static / 'images').mkdir()
    (static / 'bundles.json').write_text('not for you')
    script = static / 'bundles' / 'js' / 'a-1.js'
    script.write_text(SCRIPT)
    for suffix in ('.gz', '.br'):
        compressed = gzip.compress(SCRIPT.encode() + suffix.encode())
        script.with_name(f'a-1.js{suffix}').write_bytes(compressed)
    for name in ('bundles/a.css', 'bundles/a.js.map', 'images/a.svg'):
        (static / name).write_text('content')
    return static


@pytest.fixture(params=[True, False], ids=['changing', 'unchanging'])
def wsgi(
    request: pytest.FixtureRequest,
    root: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> WSGIApplication:
    monkeypatch.setattr(bundles, 'may_change', lambda: request.param)
    return static_files.serve_static_files(not_found, root)


@pytest.fixture
def app(wsgi: WSGIApplication) -> webtest.TestApp:
    return webtest.TestApp(wsgi)


def ask(
    wsgi: WSGIApplication, path: str, headers: dict[str, str], **kwargs: str
) -> webob.Response:
    """Sends a request with webob, as WebTest would decompress the response."""
    request = webob.Request.blank(path, headers=headers, **kwargs)
    response = request.get_response(wsgi)
    # Reading the body closes the file, as a server does at the end.
    response.body = response.body
    return response


@pytest.mark.parametrize(
    ('path', 'content_type'),
    [
        (SCRIPT_PATH, 'text/javascript'),
        ('/static/bundles/a.css', 'text/css'),
        ('/static/bundles/a.js.map', 'application/json'),
        (IMAGE_PATH, 'image/svg+xml'),
    ],
)
def test_a_file_has_its_content_type(
    wsgi: WSGIApplication, root: pathlib.Path, path: str, content_type: str
) -> None:
    response = ask(wsgi, path, {})
    assert response.content_type == content_type
    assert response.body == (root.parent / path[1:]).read_bytes()
    assert 'Access-Control-Allow-Origin' not in response.headers


def test_only_bundles_are_cached_for_a_year(
    wsgi: WSGIApplication,
) -> None:
    bundle, image = ask(wsgi, SCRIPT_PATH, {}), ask(wsgi, IMAGE_PATH, {})
    assert bundle.headers['Cache-Control'] == A_YEAR
    assert image.headers['Cache-Control'] == 'max-age=600, public'


@pytest.mark.parametrize('path', [SCRIPT_PATH, IMAGE_PATH])
def test_an_unchanged_file_is_not_sent_again(
    wsgi: WSGIApplication, path: str
) -> None:
    etag = ask(wsgi, path, {}).headers['ETag']
    response = ask(wsgi, path, {'If-None-Match': etag})
    assert response.status_int == 304
    assert response.body == b''
    assert 'Cache-Control' in response.headers


def test_a_changed_image_is_sent_again(
    root: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, 'may_change', lambda: True)
    wsgi = static_files.serve_static_files(not_found, root)
    etag = ask(wsgi, IMAGE_PATH, {}).headers['ETag']
    image = root / 'images' / 'a.svg'
    image.write_text('changed')
    os.utime(image, (1, 1))
    response = ask(wsgi, IMAGE_PATH, {'If-None-Match': etag})
    assert response.body == b'changed'


def test_a_bundle_made_after_start_up_is_found(
    root: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, 'may_change', lambda: True)
    wsgi = static_files.serve_static_files(not_found, root)
    (root / 'bundles' / 'js' / 'a-2.js').write_text('later')
    assert ask(wsgi, '/static/bundles/js/a-2.js', {}).body == b'later'


@pytest.mark.parametrize(
    'path',
    [
        '/static/',
        '/static/bundles',
        '/static/bundles/',
        '/static/bundles/js',
        '/static/bundles/none.js',
        '/static/bundles.json',
        '/static/bundles/../bundles.json',
        '/static/bundles/../../secret.txt',
        '/static/bundles/%2e%2e/%2e%2e/secret.txt',
        '/static/bundles/..%2f..%2fsecret.txt',
        '/static/bundles//etc/passwd',
        '/static/bundles/%2fetc%2fpasswd',
        SCRIPT_PATH + '.gz',
    ],
)
def test_only_files_of_the_folders_are_served(
    app: webtest.TestApp, path: str
) -> None:
    assert app.get(path, status=404).body == b'asked the app'


@pytest.mark.parametrize('path', [SCRIPT_PATH, IMAGE_PATH])
def test_a_file_cannot_be_written(wsgi: WSGIApplication, path: str) -> None:
    response = ask(wsgi, path, {}, method='POST')
    assert response.status_int == 405
    assert response.headers['Allow'] == 'GET, HEAD'


@pytest.mark.parametrize(
    ('accepted', 'encoding', 'suffix'),
    [
        ('gzip, br', ('br', 'gzip'), ('.br', '.gz')),
        ('gzip, deflate', ('gzip',), ('.gz',)),
    ],
)
def test_clients_that_accept_it_get_the_precompressed_file(
    wsgi: WSGIApplication,
    root: pathlib.Path,
    accepted: str,
    encoding: tuple[str, ...],
    suffix: tuple[str, ...],
) -> None:
    response = ask(wsgi, SCRIPT_PATH, {'Accept-Encoding': accepted})
    assert response.headers['Content-Encoding'] in encoding
    assert response.headers['Vary'] == 'Accept-Encoding'
    assert response.content_type == 'text/javascript'
    sent = [
        (root / 'bundles' / 'js' / f'a-1.js{ending}').read_bytes()
        for ending in suffix
    ]
    assert response.body in sent


def test_other_clients_get_the_uncompressed_file(wsgi: WSGIApplication) -> None:
    response = ask(wsgi, SCRIPT_PATH, {})
    assert 'Content-Encoding' not in response.headers
    assert response.headers['Vary'] == 'Accept-Encoding'
    assert response.body == SCRIPT.encode()


def test_a_range_of_a_file_can_be_requested(wsgi: WSGIApplication) -> None:
    response = ask(wsgi, SCRIPT_PATH, {'Range': 'bytes=0-4'})
    assert response.status_int == 206
    assert response.body == b'const'


def test_a_response_to_head_has_no_body(wsgi: WSGIApplication) -> None:
    headers = {'Accept-Encoding': 'gzip'}
    response = ask(wsgi, SCRIPT_PATH, headers, method='HEAD')
    assert response.body == b''
    assert response.headers['Content-Encoding'] == 'gzip'


def app_engine_handlers() -> list[dict[str, Any]]:
    config = yaml.safe_load((app_server.ROOT / 'app.yaml').read_text())
    return [one for one in config['handlers'] if 'static_dir' in one]


def test_app_engine_serves_the_same_folders_in_the_same_way() -> None:
    served = {one['url']: one['http_headers'] for one in app_engine_handlers()}
    assert list(served) == ['/static/bundles', '/static/images']
    assert served['/static/bundles']['Cache-Control'] == A_YEAR
    for headers in served.values():
        assert headers['X-Content-Type-Options'] == 'nosniff'


def test_the_list_of_bundles_is_deployed_to_app_engine() -> None:
    # On App Engine the app cannot read files of a static handler.
    folders = [one['static_dir'] for one in app_engine_handlers()]
    assert not any('static/bundles.json'.startswith(f'{f}/') for f in folders)
