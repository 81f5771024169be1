from __future__ import annotations

import gzip
import os
import pathlib
from typing import TYPE_CHECKING

import pytest
import webob
import webtest

from core.controllers import static_files

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

pytestmark = pytest.mark.no_store


def not_found(environ, start_response):
    start_response('404 Not Found', [('Content-Type', 'text/plain')])
    return [b'asked the app']


@pytest.fixture
def root(tmp_path: pathlib.Path) -> pathlib.Path:
    (tmp_path / 'secret.txt').write_text('not for you')
    static = tmp_path / 'static'
    (static / 'js').mkdir(parents=True)
    for name in ('a.js', 'a.mjs', 'a.css', 'a.svg', 'a.woff2', 'js/b.js'):
        (static / name).write_text('content')
    return static


@pytest.fixture
def app(root: pathlib.Path) -> webtest.TestApp:
    return webtest.TestApp(static_files.serve_static_files(not_found, root))


@pytest.mark.parametrize(
    ('name', 'content_type'),
    [
        ('a.js', 'text/javascript'),
        ('a.mjs', 'text/javascript'),
        ('a.css', 'text/css'),
        ('a.svg', 'image/svg+xml'),
        ('a.woff2', 'font/woff2'),
        ('js/b.js', 'text/javascript'),
    ],
)
def test_a_file_comes_with_its_type(
    app: webtest.TestApp, name: str, content_type: str
) -> None:
    response = app.get(f'/static/{name}')
    assert response.content_type == content_type
    assert response.body == b'content'


def test_an_unchanged_file_is_not_sent_again(app: webtest.TestApp) -> None:
    etag = app.get('/static/a.js').headers['ETag']
    response = app.get('/static/a.js', headers={'If-None-Match': etag})
    assert response.status_int == 304
    assert response.body == b''


def test_a_changed_file_is_sent_again(
    app: webtest.TestApp, root: pathlib.Path
) -> None:
    etag = app.get('/static/a.js').headers['ETag']
    before = os.stat(root / 'a.js').st_mtime_ns
    (root / 'a.js').write_text('changed')
    # A file system with coarse times may give both writes the same one.
    os.utime(root / 'a.js', ns=(before + 1, before + 1))
    response = app.get('/static/a.js', headers={'If-None-Match': etag})
    assert response.body == b'changed'


@pytest.mark.parametrize(
    'path',
    [
        '/static/',
        '/static/js',
        '/static/js/',
        '/static/none.js',
        '/static/../secret.txt',
        '/static/%2e%2e/secret.txt',
        '/static/..%2fsecret.txt',
        '/static//etc/passwd',
        '/static/%2fetc%2fpasswd',
    ],
)
def test_only_files_of_the_folder_are_served(
    app: webtest.TestApp, path: str
) -> None:
    assert app.get(path, status=404).body == b'asked the app'


def test_a_file_cannot_be_written(app: webtest.TestApp) -> None:
    assert app.post('/static/a.js', status=405).body != b'content'


@pytest.fixture
def script(root: pathlib.Path) -> pathlib.Path:
    """A script that is worth compressing."""
    path = root / 'long.js'
    path.write_text('const a = 1;\n' * 500)
    return path


GZIP = {'Accept-Encoding': 'gzip, br'}


@pytest.fixture
def wsgi(root: pathlib.Path) -> WSGIApplication:
    return static_files.serve_static_files(not_found, root)


def ask(
    wsgi: WSGIApplication, path: str, headers: dict[str, str], **kwargs: str
) -> webob.Response:
    """Asks as a browser does; WebTest would decompress the answer."""
    request = webob.Request.blank(path, headers=headers, **kwargs)
    response = request.get_response(wsgi)
    # As a server does at the end: the file behind it is closed.
    response.body = response.body
    return response


def test_who_takes_it_gets_text_compressed(
    wsgi: WSGIApplication, script: pathlib.Path
) -> None:
    response = ask(wsgi, '/static/long.js', GZIP)
    assert response.headers['Content-Encoding'] == 'gzip'
    assert int(response.headers['Content-Length']) < 200
    assert response.content_type == 'text/javascript'
    assert response.headers['Vary'] == 'Accept-Encoding'
    assert gzip.decompress(response.body) == script.read_bytes()


def test_who_does_not_gets_the_file(
    wsgi: WSGIApplication, script: pathlib.Path
) -> None:
    response = ask(wsgi, '/static/long.js', {})
    assert 'Content-Encoding' not in response.headers
    assert response.headers['Vary'] == 'Accept-Encoding'
    assert response.body == script.read_bytes()


def test_a_part_of_a_file_is_of_the_file_as_it_is(
    wsgi: WSGIApplication, script: pathlib.Path
) -> None:
    headers = {**GZIP, 'Range': 'bytes=0-4'}
    response = ask(wsgi, '/static/long.js', headers)
    assert response.status_int == 206
    assert response.body == b'const'


def test_what_is_small_or_compressed_already_is_not_compressed(
    wsgi: WSGIApplication, root: pathlib.Path
) -> None:
    (root / 'long.woff2').write_bytes(b'a' * 5000)
    for name in ('a.js', 'long.woff2'):
        response = ask(wsgi, f'/static/{name}', GZIP)
        assert 'Content-Encoding' not in response.headers


def test_each_form_of_a_file_has_its_own_etag(
    wsgi: WSGIApplication, script: pathlib.Path
) -> None:
    small = ask(wsgi, '/static/long.js', GZIP).headers['ETag']
    large = ask(wsgi, '/static/long.js', {}).headers['ETag']
    assert small != large
    headers = {**GZIP, 'If-None-Match': small}
    assert ask(wsgi, '/static/long.js', headers).status_int == 304
    headers = {**GZIP, 'If-None-Match': large}
    assert ask(wsgi, '/static/long.js', headers).status_int == 200


def test_a_changed_file_is_compressed_anew(
    wsgi: WSGIApplication, script: pathlib.Path
) -> None:
    ask(wsgi, '/static/long.js', GZIP)
    before = os.stat(script).st_mtime_ns
    script.write_text('const b = 2;\n' * 500)
    os.utime(script, ns=(before + 1, before + 1))
    response = ask(wsgi, '/static/long.js', GZIP)
    assert gzip.decompress(response.body) == script.read_bytes()


def test_the_head_of_a_compressed_file_has_no_body(
    wsgi: WSGIApplication, script: pathlib.Path
) -> None:
    response = ask(wsgi, '/static/long.js', GZIP, method='HEAD')
    assert response.body == b''
    assert response.headers['Content-Encoding'] == 'gzip'


def test_a_compressed_file_cannot_be_written(
    wsgi: WSGIApplication, script: pathlib.Path
) -> None:
    answer = ask(wsgi, '/static/long.js', GZIP, method='POST')
    assert answer.status_int == 405
