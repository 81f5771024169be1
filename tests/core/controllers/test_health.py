"""Health probes, and error pages for a damaged store."""

from __future__ import annotations

import logging
import pathlib
import sqlite3
from collections.abc import Iterator

import pytest

import main
from core.domain import user_services
from core.platform import datastore
from core.platform.auth import sessions
from core.platform.datastore import embedded
from core.platform.datastore.embedded import storage
from tests.core.controllers import web

# Each test creates its own store, or none.
pytestmark = pytest.mark.no_store


@pytest.fixture
def file_store(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[embedded.Client]:
    """A store in a file, which the application uses."""
    client = embedded.Client(str(tmp_path / 'store.sqlite3'))
    monkeypatch.setattr(datastore, 'get_client', lambda: client)
    yield client
    client.close()


def fill(client: embedded.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits the file to its present size."""
    connections = list(client.service.file._connections)
    (used,) = connections[0].execute('PRAGMA page_count').fetchone()
    limit = f'PRAGMA max_page_count={used}'
    for connection in connections:
        connection.execute(limit)
    monkeypatch.setattr(storage, '_PRAGMAS', (*storage._PRAGMAS, limit))


def make_room(client: embedded.Client) -> None:
    for connection in client.service.file._connections:
        connection.execute('PRAGMA max_page_count=1000000')


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.msg for record in caplog.records]


@pytest.mark.usefixtures('file_store')
def test_the_probes_of_a_healthy_server_pass(browser: web.Browser) -> None:
    assert browser.get('/healthz').json == {'healthy': True}
    assert browser.get('/readyz').json == {'ready': True, 'store': 'ok'}


def sign_in_until_full(browser: web.Browser) -> None:
    """Creates accounts until the store is full."""
    for number in range(10_000):
        response = browser.app.post(
            '/login', {'email': f'{number}@example.com'}, expect_errors=True
        )
        if response.status_int != 302:
            assert response.status_int == 503
            assert 'is full: nothing was saved' in response
            assert response.headers['Retry-After'] == '30'
            return
    raise AssertionError('The store does not get full.')


def sign_in_as_admin(browser: web.Browser) -> None:
    """Signs in with an existing account, which writes nothing."""
    user_id = user_services.dev_user_id('admin@example.com')
    cookie = sessions.to_cookie(sessions.new_session(user_id))
    browser.app.reset()
    browser.app.set_cookie(sessions.COOKIE_NAME, cookie)


def test_a_full_disk_is_reported_until_there_is_space_again(
    browser: web.Browser,
    file_store: embedded.Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with file_store.context():
        browser.sign_in('admin@example.com')
    fill(file_store, monkeypatch)
    sign_in_until_full(browser)
    assert messages(caplog).count('store full') == 1
    sign_in_as_admin(browser)
    page = browser.get('/admin/jobs')
    assert 'The store is full.' in page
    assert browser.get('/readyz').json == {'ready': True, 'store': 'full'}

    make_room(file_store)
    browser.app.post('/login', {'email': 'last@example.com'}, status=302)
    assert 'store has room again' in messages(caplog)
    sign_in_as_admin(browser)
    assert 'The store is full.' not in browser.get('/admin/jobs')
    assert browser.get('/readyz').json['store'] == 'ok'


def damage(client: embedded.Client) -> None:
    """Makes all entities unreadable, through a separate connection."""
    connection = sqlite3.connect(client.service.file.path)
    connection.execute("UPDATE entities SET data = x'ff01ff'")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    'path', ['/library', '/explore/exp', '/admin/jobs', '/creator_dashboard']
)
def test_pages_report_a_damaged_store(
    browser: web.Browser,
    file_store: embedded.Client,
    caplog: pytest.LogCaptureFixture,
    path: str,
) -> None:
    with file_store.context():
        browser.sign_in('admin@example.com')
    damage(file_store)
    browser.get('/creator_dashboard', status=503)
    page = browser.get(path, status=503)
    assert 'has to be restored from a backup' in page
    assert messages(caplog).count('store damaged') == 1
    assert not [record for record in caplog.records if record.exc_info]
    assert browser.get('/healthz').json == {'healthy': True}
    response = browser.get('/readyz', status=503)
    assert response.json == {'ready': False, 'store': 'damaged'}


def test_browsers_are_asked_to_retry_while_the_store_is_damaged(
    browser: web.Browser, file_store: embedded.Client
) -> None:
    file_store.service.file.health.record_damage('for this test')
    response = browser.app.get('/explorehandler/init/exp', status=503)
    assert response.json['error']['code'] == 'store_damaged'
    assert response.headers['Retry-After'] == '30'


def test_a_store_that_does_not_open_is_reported(
    tmp_path: pathlib.Path,
    browser: web.Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / 'datastore.sqlite3'
    folder.write_text('no store\n' * 500)

    def get_client() -> embedded.Client:
        return embedded.Client(str(folder))

    monkeypatch.setattr(datastore, 'get_client', get_client)
    assert 'cannot be opened' in browser.get('/library', status=503)
    response = browser.get('/readyz', status=503)
    assert response.json == {'ready': False, 'store': 'unusable'}
    assert browser.get('/healthz').json == {'healthy': True}


def test_damage_at_opening_is_reported(
    browser: web.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def get_client() -> embedded.Client:
        raise embedded.DamagedStoreError('for this test')

    monkeypatch.setattr(datastore, 'get_client', get_client)
    response = browser.app.get('/explorehandler/init/exp', status=503)
    assert response.json['error']['code'] == 'store_damaged'
    assert browser.get('/readyz', status=503).json['store'] == 'damaged'


def test_each_response_contains_the_id_of_its_request(
    browser: web.Browser,
) -> None:
    ids = {browser.get('/healthz').headers['X-Request-Id'] for _ in range(3)}
    assert len(ids) == 3


def test_a_request_on_app_engine_has_the_id_of_its_trace(
    browser: web.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {'X-Cloud-Trace-Context': 'abcd' * 8 + '/12;o=1'}
    assert browser.app.get('/healthz', headers=headers).headers[
        'X-Request-Id'
    ] != ('abcd' * 4)
    monkeypatch.setenv('GAE_ENV', 'standard')
    assert browser.app.get('/healthz', headers=headers).headers[
        'X-Request-Id'
    ] == ('abcd' * 4)


def test_the_application_logs_at_level_info() -> None:
    assert main.app is not None
    assert logging.getLogger('core.x').getEffectiveLevel() == logging.INFO
