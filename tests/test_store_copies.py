"""Store content that many tests need is written once and copied."""

from __future__ import annotations

import io

import pytest
from google.cloud import ndb

from core import clock
from core.platform.datastore import embedded, transfer
from tests import store_copies

pytestmark = pytest.mark.no_store


class CopiedThing(ndb.Model):
    name = ndb.StringProperty()
    made_on = ndb.DateTimeProperty()


@pytest.fixture
def calls() -> list[str]:
    return []


@pytest.fixture
def fill(calls):
    @store_copies.cache_writes
    def put(name: str) -> list[str]:
        calls.append(name)
        thing = CopiedThing(name=name, made_on=clock.utcnow())
        return [thing.put().id()]

    return put


@pytest.fixture
def new_client():
    clients = []

    def make() -> embedded.Client:
        clients.append(embedded.Client(':memory:'))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def names(client: embedded.Client) -> list[str]:
    with client.context():
        return [
            thing.name for thing in CopiedThing.query().order(CopiedThing.name)
        ]


def content(client: embedded.Client) -> str:
    file = io.StringIO()
    transfer.export_entities(client, file, lambda: None)
    return file.getvalue()


def test_an_empty_store_gets_a_copy(fill, calls, new_client):
    made, copied = new_client(), new_client()
    with made.context():
        result = fill('a')
    result.append('changed')
    with copied.context():
        assert fill('a') == result[:1]
    assert calls == ['a']
    assert content(copied) == content(made)
    assert names(copied) == ['a']


def test_writing_to_one_copy_changes_no_other(fill, new_client):
    clients = [new_client() for _ in range(3)]
    for client in clients[:2]:
        with client.context():
            (first_id,) = fill('a')
            assert CopiedThing(name='b').put().id() != first_id
    with clients[2].context():
        fill('a')
    assert [names(client) for client in clients] == [['a', 'b']] * 2 + [['a']]


def test_other_arguments_or_times_are_not_copied(
    fill, calls, new_client, monkeypatch
):
    with new_client().context():
        fill('a')
    with new_client().context():
        fill('b')
    now = clock.utcnow().replace(year=2020)
    monkeypatch.setattr(clock, 'utcnow', lambda: now)
    for _ in range(2):
        with new_client().context():
            fill('a')
            assert CopiedThing.query().get().made_on == now
    assert calls == ['a', 'b', 'a']


def test_a_store_with_content_keeps_it(fill, calls, new_client):
    with new_client().context():
        fill('a')
    client = new_client()
    with client.context():
        CopiedThing(name='before').put()
        fill('a')
    assert names(client) == ['a', 'before']
    assert calls == ['a', 'a']
