"""Damage in the file of a store is detected, and nothing is written."""

from __future__ import annotations

import contextlib
import logging
import os
import pathlib
import random
import shutil
import sqlite3
from contextlib import nullcontext as does_not_raise

import pytest
from google.api_core import exceptions
from google.cloud import ndb

from core.platform import datastore
from core.platform.datastore import embedded
from scripts import datastore_export, datastore_import

pytestmark = [
    pytest.mark.no_store,
    # NDB does not await the other requests of a batch when one fails.
    pytest.mark.filterwarnings(
        'ignore::pytest.PytestUnraisableExceptionWarning'
    ),
]

# What NDB raises without and with a transaction.
DAMAGE = (exceptions.DataLoss, ndb.exceptions.NestedRetryException)

NUM_SEEDS = 12
NUM_NOTES = 900
NUM_PLACES = 36
NUM_BYTES = 64


class Note(ndb.Model):
    number: int = ndb.IntegerProperty()
    text: str = ndb.TextProperty()
    tags: list[str] = ndb.StringProperty(repeated=True)


def note(number: int) -> Note:
    return Note(
        id=f'note {number}',
        number=number,
        text='lorem ipsum ' * (number % 40),
        tags=[f'tag {number % 7}', f'tag {number % 11}'],
    )


@pytest.fixture(scope='module')
def sound(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A closed store of more than half a megabyte, in one file without WAL."""
    path = tmp_path_factory.mktemp('sound') / 'store.sqlite3'
    client = embedded.Client(str(path))
    with client.context():
        for start in range(0, NUM_NOTES, 300):
            ndb.put_multi(
                [note(number) for number in range(start, start + 300)]
            )
    client.close()
    connection = sqlite3.connect(path)
    connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    connection.close()
    return path


@pytest.fixture
def store(sound: pathlib.Path, tmp_path: pathlib.Path) -> pathlib.Path:
    return pathlib.Path(shutil.copy(sound, tmp_path / 'store.sqlite3'))


def flip(path: pathlib.Path, seed: int, num_places: int) -> None:
    """Changes bytes at random places after the file's header."""
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(num_places):
        start = chance.randrange(100, len(content) - NUM_BYTES)
        for place in range(start, start + NUM_BYTES):
            content[place] ^= chance.randrange(1, 256)
    path.write_bytes(content)


def use(client: embedded.Client) -> None:
    """Reads all entities and index entries, and writes."""
    with client.context(cache_policy=False):
        assert Note.query().order(Note.number).fetch()
        assert Note.query(Note.tags == 'tag 6').fetch(keys_only=True)
        ndb.get_multi(
            [ndb.Key(Note, f'note {number}') for number in range(NUM_NOTES)]
        )
        ndb.put_multi([note(number) for number in range(0, NUM_NOTES, 100)])


@pytest.mark.parametrize('seed', range(NUM_SEEDS))
def test_damage_is_detected_when_the_store_is_opened(
    store: pathlib.Path, seed: int
) -> None:
    flip(store, seed, NUM_PLACES)
    damaged = store.read_bytes()
    with pytest.raises(embedded.StoreError, match=str(store)) as caught:
        embedded.Client(str(store))
    if isinstance(caught.value, embedded.DamagedStoreError):
        assert 'scripts.datastore_import' in str(caught.value)
    assert store.read_bytes() == damaged


@pytest.mark.parametrize('seed', range(NUM_SEEDS))
def test_damage_stops_the_store_at_the_first_bad_page(
    store: pathlib.Path, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    client = embedded.Client(str(store))
    # The WAL contains no page yet, so pages are read from the file.
    flip(store, seed, NUM_PLACES)
    with pytest.raises(DAMAGE, match='datastore_import BACKUP --data_dir /'):
        use(client)
    # From then on nothing is read or written, not even intact pages.
    with (
        client.context(cache_policy=False),
        pytest.raises(exceptions.DataLoss),
    ):
        note(5000).put()
    assert client.service.file.health.condition.state == 'damaged'
    records = [
        record for record in caplog.records if record.msg == 'store damaged'
    ]
    assert [record.levelno for record in records] == [logging.CRITICAL]
    client.close()


@pytest.mark.parametrize('seed', range(NUM_SEEDS))
def test_a_single_damaged_place_raises_no_other_error(
    store: pathlib.Path, seed: int
) -> None:
    client = embedded.Client(str(store))
    flip(store, seed, 1)
    with does_not_raise(), contextlib.suppress(*DAMAGE):
        use(client)
    client.close()


def test_an_entity_that_does_not_decode_is_damage(store: pathlib.Path) -> None:
    connection = sqlite3.connect(store)
    connection.execute("UPDATE entities SET data = x'ff01ff' WHERE id = 7")
    connection.commit()
    connection.close()
    client = embedded.Client(str(store))
    with pytest.raises(exceptions.DataLoss, match='DecodeError'):
        use(client)
    client.close()


def test_an_index_entry_that_does_not_decode_is_damage(
    store: pathlib.Path,
) -> None:
    connection = sqlite3.connect(store)
    connection.execute(
        'UPDATE entries SET entry = substr(entry, 1, length(entry) - 3) '
        'WHERE id = 7'
    )
    connection.commit()
    connection.close()
    client = embedded.Client(str(store))
    with pytest.raises(exceptions.DataLoss, match='is damaged'):
        use(client)
    client.close()


def test_a_malformed_request_is_not_reported_as_damage(
    store: pathlib.Path,
) -> None:
    client = embedded.Client(str(store))
    with client.context(), pytest.raises(exceptions.InvalidArgument):
        ndb.Key('__reserved__', 1).delete()
    assert client.service.file.health.condition.state == 'ok'
    client.close()


@pytest.mark.parametrize('seed', range(NUM_SEEDS))
def test_every_readable_exploration_can_be_saved_and_imported(
    store: pathlib.Path,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    flip(store, seed, 3)
    damaged = store.read_bytes()
    saved = str(tmp_path / 'saved')
    assert datastore_export.main([saved, f'--salvage={store}']) == 0
    assert store.read_bytes() == damaged
    # Only the owner may read the file, which contains creators' addresses.
    assert os.stat(saved).st_mode & 0o077 == 0

    target = embedded.Client(':memory:')
    monkeypatch.setattr(datastore, 'get_client', lambda: target)
    assert datastore_import.main([saved]) == 0
    with target.context():
        imported_ids = {key.id() for key in Note.query().fetch(keys_only=True)}
    all_ids = {f'note {number}' for number in range(NUM_NOTES)}
    # A page has about ten entities, and three places are damaged.
    assert len(imported_ids & all_ids) > NUM_NOTES * 0.8
    target.close()
