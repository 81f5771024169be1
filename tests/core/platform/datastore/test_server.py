"""The served store answers Google's own clients."""

from __future__ import annotations

import pytest
from google.api_core import exceptions
from google.cloud import datastore, ndb
from google.cloud.datastore.query import PropertyFilter

from core.platform.datastore.embedded.errors import StoreError
from core.platform.datastore.embedded.server import Server
from tests.core.platform.datastore import helpers as h

pytestmark = pytest.mark.no_store


@pytest.fixture
def server(monkeypatch):
    service = h.service()
    server = Server(service, '127.0.0.1:0')
    server.start()
    monkeypatch.setenv('DATASTORE_EMULATOR_HOST', f'127.0.0.1:{server.port}')
    yield server
    server.stop()
    service.close()


def test_the_client_of_datastore_works(server):
    client = datastore.Client(project='p')
    entity = datastore.Entity(client.key('A', 'x'))
    entity.update({'n': 1, 'tags': ['a', 'b']})
    with client.transaction():
        client.put(entity)
    assert client.get(entity.key) == entity
    query = client.query(kind='A')
    query.add_filter(filter=PropertyFilter('tags', '=', 'b'))
    assert [result.key for result in query.fetch()] == [entity.key]
    client.close()


def test_the_client_of_ndb_works(server):
    class Model(ndb.Model):
        n = ndb.IntegerProperty()

    client = ndb.Client(project='p')
    with client.context():
        key = Model(n=3).put()
        assert key.get(use_cache=False).n == 3
        assert Model.query(Model.n == 3).count() == 1
    client.stub.grpc_channel.close()


def test_statuses_reach_the_client(server):
    client = datastore.Client(project='p')
    with pytest.raises(exceptions.InvalidArgument, match='reserved'):
        client.put(datastore.Entity(client.key('__A__', 'x')))
    client.close()


def test_a_port_in_use_is_reported_clearly(server):
    service = h.service()
    with pytest.raises(StoreError):
        Server(service, f'127.0.0.1:{server.port}')
    service.close()
