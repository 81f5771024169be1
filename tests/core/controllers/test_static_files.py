from __future__ import annotations

import os
import pathlib

import pytest
import webtest

from core.controllers import static_files

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
