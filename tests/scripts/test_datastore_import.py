from __future__ import annotations

import io
import pathlib
import sys

import pytest
from google.cloud import ndb

from core.platform import datastore
from core.platform.datastore import embedded, transfer
from scripts import datastore_import

pytestmark = pytest.mark.no_store


class Note(ndb.Model):
    text: str = ndb.TextProperty()


@pytest.fixture
def file(tmp_path: pathlib.Path) -> str:
    """An export of two notes."""
    source = embedded.Client(':memory:')
    with source.context():
        ndb.put_multi([Note(id='a', text='old'), Note(id='b', text='old')])
    path = tmp_path / 'export.jsonl'
    with path.open('w') as opened:
        transfer.export_entities(source, opened, lambda: None)
    source.close()
    return str(path)


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch):
    """The store into which the command imports."""
    client = embedded.Client(':memory:')
    monkeypatch.setattr(datastore, 'get_client', lambda: client)
    yield client
    client.close()


def put(client: ndb.Client, *ids: str) -> None:
    with client.context():
        ndb.put_multi([Note(id=note_id, text='new') for note_id in ids])


def texts(client: ndb.Client) -> dict[str, str]:
    with client.context():
        return {note.key.id(): note.text for note in Note.query()}


def test_an_empty_store_is_filled_without_asking(file, target):
    assert datastore_import.main([file]) == 0
    assert texts(target) == {'a': 'old', 'b': 'old'}


def test_a_store_in_use_is_only_written_after_confirmation(
    file, target, monkeypatch, capsys
):
    put(target, 'a', 'c')
    monkeypatch.setattr(sys, 'stdin', io.StringIO('y\n'))
    assert datastore_import.main([file]) == 1
    assert texts(target) == {'a': 'new', 'c': 'new'}
    said = capsys.readouterr().err
    assert '1 new entities would be written, and 1 replaced' in said
    assert '--yes' in said


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ('answer', 'text_of_a'),
    [
        ('y\n', 'old'),
        ('yes\n', 'old'),
        ('\n', 'new'),
        ('n\n', 'new'),
        ('', 'new'),
    ],
)
def test_a_terminal_user_is_asked(file, target, monkeypatch, answer, text_of_a):
    put(target, 'a')
    monkeypatch.setattr(sys, 'stdin', Terminal(answer))
    assert datastore_import.main([file]) == (text_of_a == 'new')
    assert texts(target)['a'] == text_of_a


def test_yes_writes_without_asking(file, target):
    put(target, 'a', 'c')
    assert datastore_import.main([file, '--yes']) == 0
    assert texts(target) == {'a': 'old', 'b': 'old', 'c': 'new'}


@pytest.mark.parametrize('more', [[], ['--yes']])
def test_a_dry_run_writes_nothing(file, target, capsys, more):
    put(target, 'a')
    assert datastore_import.main([file, '--dry_run', *more]) == 0
    assert texts(target) == {'a': 'new'}
    assert '1 new entities would be written, and 1 replaced' in (
        capsys.readouterr().err
    )


def test_a_bad_file_is_refused_before_any_question(file, target, capsys):
    content = pathlib.Path(file).read_text().splitlines(keepends=True)
    pathlib.Path(file).write_text(''.join(content[:-1]))
    put(target, 'a')
    assert datastore_import.main([file, '--yes']) == 2
    assert 'cut off' in capsys.readouterr().err
    assert texts(target) == {'a': 'new'}
