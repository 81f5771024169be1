"""Transactions of the port are retried after conflicts only."""

from __future__ import annotations

from typing import Any

import pytest
from google.api_core import exceptions

from core.platform.datastore import (
    raw_datastore_services,
    store,
    transaction_services,
)
from core.storage.user import gae_models

User = gae_models.UserModel


@pytest.fixture(autouse=True)
def pauses(monkeypatch) -> list[float]:
    """Records pauses, in seconds, instead of sleeping."""
    made: list[float] = []
    monkeypatch.setattr(transaction_services.time, 'sleep', made.append)
    return made


def user(name: str, email: str = 'a@example.com') -> User:
    return store.new(User, id=name, email=email)


def load_emails(*names: str) -> list[str | None]:
    return [row and row.email for row in store.get(User, names)]


class Failing:
    """Work that fails the first times, after it has put an entity."""

    def __init__(self, times: int, error: BaseException) -> None:
        self.runs = 0
        self._times = times
        self._error = error

    def __call__(self, transaction: store.Transaction) -> int:
        self.runs += 1
        transaction.put(user('a', f'run {self.runs}'))
        if self.runs <= self._times:
            raise self._error
        return self.runs


@pytest.mark.parametrize('error', store.TRANSIENT_ERRORS)
def test_a_conflict_is_retried_after_a_short_pause(error, pauses):
    assert store.run(Failing(2, error('no'))) == 3

    assert load_emails('a') == ['run 3']
    assert len(pauses) == 2
    assert all(0 <= pause <= 0.02 for pause in pauses)


@pytest.mark.parametrize('error', [ValueError, KeyboardInterrupt])
def test_other_errors_abort_the_transaction(error, pauses):
    work = Failing(1, error())

    with pytest.raises(error):
        store.run(work)

    assert work.runs == 1
    assert pauses == []
    assert load_emails('a') == [None]


def test_a_persistent_conflict_is_raised_to_the_caller(pauses):
    work = Failing(1_000, exceptions.Aborted('conflict'))

    with pytest.raises(exceptions.Aborted):
        store.run(work)

    assert work.runs == len(pauses) + 1 < 30
    assert sum(pauses) <= 15
    assert load_emails('a') == [None]


def test_concurrent_writes_are_read_again():
    store.put(user('a', 'before'))
    read = []

    def work(transaction: store.Transaction) -> None:
        row = transaction.get(User, 'a')
        read.append(row.email)
        if len(read) == 1:
            store.put(user('a', 'meanwhile'))
        row.email += ' and after'
        transaction.put(row)

    store.run(work)

    assert read == ['before', 'meanwhile']
    assert load_emails('a') == ['meanwhile and after']


def test_a_transaction_reads_an_entity_once_and_puts_its_final_form():
    store.put(user('a', 'before'))

    def work(transaction: store.Transaction) -> None:
        transaction.get(User, 'a').email = 'after'
        assert transaction.get(User, 'a').email == 'after'
        transaction.put(transaction.get(User, 'a'), user('b', 'new'))

    store.run(work)

    assert load_emails('a', 'b') == ['after', 'new']


def test_a_deletion_is_atomic_with_its_commit():
    store.put(user('a'), user('b'))

    def work(transaction: store.Transaction, error: Any = None) -> None:
        transaction.delete([(User, 'a')])
        transaction.put(user('c'))
        if error:
            raise error

    with pytest.raises(ValueError, match='no'):
        store.run(lambda transaction: work(transaction, ValueError('no')))
    assert load_emails('a', 'b', 'c') == [
        'a@example.com',
        'a@example.com',
        None,
    ]

    store.run(work)
    assert load_emails('a', 'b', 'c') == [
        None,
        'a@example.com',
        'a@example.com',
    ]


def test_an_upsert_keeps_other_properties():
    for email in ('first', 'second'):
        store.run(lambda t, email=email: t.upsert(User, id='a', email=email))
        (row,) = store.get(User, ['a'])
        created_on = row.created_on
        assert row.email == email

    store.run(lambda transaction: transaction.upsert(User, id='a', email='3'))
    (row,) = store.get(User, ['a'])
    assert (row.email, row.created_on) == ('3', created_on)


def test_a_part_with_a_conflict_is_split_into_halves():
    parts = []

    def work(transaction: store.Transaction, names: list[str]) -> None:
        parts.append(''.join(names))
        if 'b' in names and len(names) > 1:
            raise exceptions.Aborted('somebody plays')
        transaction.put(*map(user, names))

    store.run_in_parts(list('abcde'), 4, work)

    assert parts == ['abcd', 'ab', 'a', 'b', 'cd', 'e']
    assert None not in load_emails(*'abcde')


def test_a_lookup_of_many_ids_keeps_the_order():
    store.put(user('7', 'seven'))
    names = [str(number) for number in range(1_000)]

    emails = load_emails(*names)

    assert emails == ['seven' if name == '7' else None for name in names]


def test_a_briefly_unavailable_store_is_retried(monkeypatch):
    store.put(user('a'))
    failures = [exceptions.ServiceUnavailable('away')] * 2
    lookup = raw_datastore_services.lookup

    def failing_lookup(*args: Any) -> Any:
        if failures:
            raise failures.pop()
        return lookup(*args)

    monkeypatch.setattr(raw_datastore_services, 'lookup', failing_lookup)

    assert load_emails('a') == ['a@example.com']
    assert failures == []
