"""The choice of the Datastore, and the context of a request."""

from __future__ import annotations

import threading

import pytest
from google.cloud import ndb

from core.platform import datastore
from core.platform.datastore import embedded


class Thing(ndb.Model):
    n = ndb.IntegerProperty()


@pytest.fixture
def fresh(monkeypatch):
    monkeypatch.setattr(datastore, '_client', None)
    monkeypatch.setattr(datastore, '_data_dir', None)
    monkeypatch.setattr(datastore, '_project', None)
    for name in (
        'DATASTORE_EMULATOR_HOST',
        'GAE_ENV',
        'GOOGLE_APPLICATION_CREDENTIALS',
        'STATS_DATA_DIR',
    ):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.no_store
def test_the_embedded_store_is_the_default(fresh, tmp_path):
    datastore.set_data_dir(str(tmp_path / 'new' / 'dir'))
    client = datastore.get_client()
    assert isinstance(client, embedded.Client)
    assert (tmp_path / 'new' / 'dir' / 'datastore.sqlite3').exists()
    assert datastore.get_client() is client
    client.close()


@pytest.mark.no_store
def test_the_environment_names_the_data_directory(fresh, tmp_path):
    fresh.setenv('STATS_DATA_DIR', str(tmp_path))
    assert datastore.get_data_dir() == str(tmp_path)
    datastore.set_data_dir('elsewhere')
    assert datastore.get_data_dir() == 'elsewhere'


@pytest.mark.no_store
def test_the_data_directory_cannot_change_under_a_client(fresh):
    datastore.set_data_dir(datastore.MEMORY)
    client = datastore.get_client()
    with pytest.raises(RuntimeError, match='exists already'):
        datastore.set_data_dir('elsewhere')
    client.close()


@pytest.mark.no_store
def test_an_emulator_is_used_if_configured(fresh):
    fresh.setenv('DATASTORE_EMULATOR_HOST', '127.0.0.1:1')
    client = datastore.get_client()
    assert not isinstance(client, embedded.Client)
    assert client.host == '127.0.0.1:1'
    client.stub.grpc_channel.close()


def test_a_request_sees_what_others_have_written():
    key = Thing(n=1).put()
    seen = []

    def app(environ, start_response):
        seen.append(key.get().n)
        return []

    def change():
        with datastore.context():
            Thing(key=key, n=2).put()

    thread = threading.Thread(target=change)
    thread.start()
    thread.join()
    datastore.wsgi_middleware(app)({}, None)
    assert seen == [2]


def test_the_middleware_works_without_a_context():
    seen = []

    def app(environ, start_response):
        seen.append(Thing(n=1).put().get().n)
        return [b'body']

    def serve():
        seen.append(datastore.wsgi_middleware(app)({}, None))

    thread = threading.Thread(target=serve)
    thread.start()
    thread.join()
    assert seen == [1, [b'body']]
