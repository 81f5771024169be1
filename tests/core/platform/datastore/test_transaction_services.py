"""A conflict runs a transaction again; any other error does not."""

from __future__ import annotations

import pytest
from google.api_core import exceptions
from google.cloud import ndb

from core.platform.datastore import transaction_services


class Note(ndb.Model):
    text = ndb.TextProperty()


@pytest.fixture(autouse=True)
def pauses(monkeypatch) -> list[float]:
    """The pauses that would have been made."""
    made: list[float] = []
    monkeypatch.setattr(transaction_services.time, 'sleep', made.append)
    return made


def failing(times: int, error: Exception):
    """A transaction that fails at first, after it has written something."""
    runs = []

    @transaction_services.transactional
    def write(text: str) -> int:
        runs.append(text)
        Note(id='note', text=f'{text} {len(runs)}').put()
        if len(runs) <= times:
            raise error
        return len(runs)

    return write, runs


@pytest.mark.parametrize(
    'error',
    [
        exceptions.Aborted('conflict'),
        exceptions.ServiceUnavailable('busy'),
        exceptions.InternalServerError('broken'),
        exceptions.Unknown('unknown'),
    ],
)
def test_a_conflict_is_tried_again_after_a_short_pause(error, pauses):
    write, _ = failing(2, error)

    assert write('hello') == 3
    assert Note.get_by_id('note').text == 'hello 3'
    assert len(pauses) == 2
    assert all(0 <= pause <= 0.02 for pause in pauses)


def test_other_errors_end_it_and_nothing_is_written(pauses):
    write, runs = failing(1, ValueError('no'))

    with pytest.raises(ValueError, match='no'):
        write('hello')

    assert len(runs) == 1
    assert pauses == []
    assert Note.get_by_id('note') is None


def test_a_conflict_without_end_is_given_to_the_caller(pauses):
    write, runs = failing(1_000, exceptions.Aborted('conflict'))

    with pytest.raises(exceptions.Aborted):
        write('hello')

    assert len(runs) == len(pauses) + 1 < 30
    assert sum(pauses) <= 15
    assert Note.get_by_id('note') is None


def test_inside_a_transaction_it_is_part_of_that_one():
    write, _ = failing(0, ValueError())

    def outer() -> None:
        write('inner')
        raise KeyError

    with pytest.raises(KeyError):
        ndb.transaction(outer, retries=0)

    assert Note.get_by_id('note') is None


def test_it_is_called_as_the_function_is():
    @transaction_services.transactional
    def combine(first: str, *, second: str) -> str:
        """Says something."""
        return first + second

    assert combine('a', second='b') == 'ab'
    assert combine.__doc__ == 'Says something.'
