"""Exports are complete, and imports restore them or report why not."""

from __future__ import annotations

import io

import pytest
from google.cloud import ndb

from core.platform.datastore import embedded, transfer

pytestmark = pytest.mark.no_store


class Thing(ndb.Model):
    n = ndb.IntegerProperty()
    other = ndb.KeyProperty()
    blob = ndb.BlobProperty(compressed=True)


@pytest.fixture(scope='module')
def source():
    """A store that tests do not modify."""
    client = embedded.Client(':memory:', project='old')
    with client.context():
        for namespace in ('', 'one', 'two'):
            ndb.put_multi(
                Thing(
                    id=number,
                    namespace=namespace,
                    n=number,
                    other=ndb.Key(Thing, 7, namespace=namespace),
                    blob=b'x' * number,
                )
                for number in range(1, 301)
            )
    yield client
    client.close()


@pytest.fixture
def target():
    client = embedded.Client(':memory:', project='new')
    yield client
    client.close()


def _export(client):
    file = io.StringIO()
    count = transfer.export_entities(client, file, lambda: None)
    return count, file.getvalue().splitlines(keepends=True)


@pytest.fixture(scope='module')
def export(source):
    """The number of exported entities, and the lines of the export."""
    return _export(source)


@pytest.fixture(scope='module')
def lines(export):
    return export[1]


def test_all_entities_of_all_namespaces_are_read(export, target):
    count, lines = export
    assert count == 900
    assert transfer.import_entities(target, lines, lambda: None) == 900
    with target.context():
        for namespace in ('', 'one', 'two'):
            things = Thing.query(namespace=namespace).order(Thing.n).fetch()
            assert [thing.n for thing in things] == list(range(1, 301))
            assert things[4].blob == b'xxxxx'
            assert things[4].other.project() == 'new'


def test_importing_twice_equals_importing_once(lines, target):
    for _ in range(2):
        transfer.import_entities(target, lines, lambda: None)
    assert _export(target)[0] == 900


def test_progress_counts_each_entity(lines, target):
    calls = []
    transfer.import_entities(target, lines, lambda: calls.append(1))
    assert len(calls) == 900


@pytest.mark.parametrize('num_lines', [1, 2, 900])
def test_a_truncated_file_is_detected(lines, num_lines):
    with pytest.raises(transfer.TransferError, match='cut off'):
        transfer.check_file(lines[:num_lines])


def test_a_missing_line_is_detected(lines):
    with pytest.raises(transfer.TransferError, match='900 entities'):
        transfer.check_file(lines[:5] + lines[6:])


@pytest.mark.parametrize(
    ('line', 'message'),
    [
        ('{"entity": 5}', 'Line 3 holds no entity'),
        ('{"entity": "?"}', 'Line 3 holds no entity'),
        ('{"entity": "AAAA"}', 'Line 3 holds no entity'),
        ('{"entity": ""}', 'line 3 has no key'),
        ('nonsense', 'Line 3 is not a JSON object'),
        ('[]', 'Line 3 is not a JSON object'),
    ],
)
def test_a_malformed_line_is_reported_with_its_number(lines, line, message):
    with pytest.raises(transfer.TransferError, match=message):
        transfer.check_file([*lines[:2], line, *lines[3:]])


@pytest.mark.parametrize(
    'header',
    ['', '{}', '{"format": "datastore-export", "version": 2}', 'SQLite'],
)
def test_another_file_is_refused(header):
    with pytest.raises(transfer.TransferError):
        transfer.check_file([header])
