"""Transactions are serializable, and expire."""

from __future__ import annotations

import threading

import grpc
import pytest

from core.platform.datastore.embedded.errors import StatusError
from core.platform.datastore.embedded.storage import StoreFile
from core.platform.datastore.embedded.transactions import Transactions
from tests.core.platform.datastore import helpers as h

pytestmark = pytest.mark.no_store
A, B = h.key('A', 1), h.key('A', 2)


@pytest.fixture
def store():
    service = h.service()
    yield service
    service.close()


def _is_aborted(store, transaction, at=B, n=9):
    code = None
    try:
        h.commit(store, [{'upsert': h.entity(at, n=n)}], transaction)
    except StatusError as error:
        code = error.code
    assert code in (None, grpc.StatusCode.ABORTED)
    return code is not None


def test_a_transaction_reads_a_snapshot_of_its_beginning(store):
    h.put(store, A, n=1)
    transaction = h.begin(store)
    h.put(store, A, n=2)
    assert h.number(store, A, transaction) == 1
    assert h.number(store, A) == 2


def test_a_concurrent_write_to_a_read_entity_aborts(store):
    h.put(store, A, n=1)
    transaction = h.begin(store)
    h.number(store, A, transaction)
    h.put(store, A, n=2)
    assert _is_aborted(store, transaction)
    assert h.number(store, B) is None


def test_a_concurrent_write_to_another_entity_does_not_abort(store):
    h.put(store, A, n=1)
    transaction = h.begin(store)
    h.number(store, A, transaction)
    h.put(store, h.key('A', 3), n=2)
    assert not _is_aborted(store, transaction)


def test_an_entity_created_after_it_was_missing_aborts(store):
    h.put(store, h.key('Other', 1), n=1)
    transaction = h.begin(store)
    assert h.number(store, A, transaction) is None
    h.put(store, A, n=2)
    assert _is_aborted(store, transaction)


def test_the_first_entity_of_the_store_aborts_if_it_was_missing(store):
    transaction = h.begin(store)
    assert h.number(store, A, transaction) is None
    h.put(store, A, n=2)
    assert _is_aborted(store, transaction)


@pytest.mark.parametrize(
    'find',
    [
        h.query(),
        h.query(order=h.order('-n')),
        h.query(filter=h.where('n', 'EQUAL', 5)),
        h.query(filter=h.where('n', 'GREATER_THAN', 3)),
        h.query(kind=None),
    ],
)
def test_a_phantom_aborts(store, find):
    h.put(store, A, n=5)
    transaction = h.begin(store)
    assert h.names(h.run(store, find, transaction)) == [1]
    h.put(store, h.key('A', 3), n=5)
    assert _is_aborted(store, transaction)


def test_an_entity_that_leaves_a_query_aborts(store):
    h.put(store, A, n=5)
    transaction = h.begin(store)
    find = h.query(filter=h.where('n', 'EQUAL', 5))
    h.run(store, find, transaction)
    h.put(store, A, n=6)
    assert _is_aborted(store, transaction)


def test_an_insert_beyond_the_limit_of_a_query_does_not_abort(store):
    h.put(store, A, n=1)
    h.put(store, B, n=2)
    transaction = h.begin(store)
    find = h.query(order=h.order('n'), limit={'value': 1})
    h.run(store, find, transaction)
    h.put(store, h.key('A', 3), n=3)
    assert not _is_aborted(store, transaction)


def test_writing_without_reading_does_not_abort(store):
    transaction = h.begin(store)
    h.put(store, B, n=1)
    assert not _is_aborted(store, transaction)
    assert h.number(store, B) == 9


def test_a_read_only_transaction_never_aborts_and_never_writes(store):
    h.put(store, A, n=1)
    transaction = h.begin(store, read_only=True)
    h.put(store, A, n=2)
    assert h.number(store, A, transaction) == 1
    with pytest.raises(StatusError, match='read-only'):
        h.commit(store, [{'upsert': h.entity(A, n=3)}], transaction)


def test_rolling_back_an_aborted_transaction_is_not_an_error(store):
    h.put(store, A, n=1)
    transaction = h.begin(store)
    h.number(store, A, transaction)
    h.put(store, A, n=2)
    assert _is_aborted(store, transaction)
    h.rollback(store, transaction)


def test_a_transaction_ends_with_its_commit(store):
    transaction = h.begin(store)
    h.commit(store, [{'upsert': h.entity(A, n=1)}], transaction)
    with pytest.raises(StatusError, match='expired'):
        h.number(store, A, transaction)


def test_an_unknown_transaction_is_invalid(store):
    with pytest.raises(StatusError, match='Invalid transaction'):
        h.number(store, A, b'nonsense')


@pytest.mark.parametrize(('pause', 'count'), [(61, 1), (50, 6)])
def test_a_transaction_that_idles_or_lasts_too_long_expires(pause, count):
    now = [1000.0]
    store_file = StoreFile(':memory:')
    transactions = Transactions(store_file, lambda: now[0])
    token = transactions.begin(('p', ''), read_only=False)
    for _ in range(count - 1):
        now[0] += pause
        transactions.get(token)
    now[0] += pause
    with pytest.raises(StatusError, match='expired'):
        transactions.get(token)
    store_file.close()


class _HeldByOneWhoEnds:
    """A lock whose previous holder has ended the transaction."""

    def __init__(self, transaction):
        self._transaction = transaction

    def __enter__(self):
        self._transaction.is_over = True

    def __exit__(self, *_):
        pass


def test_a_transaction_that_ends_while_a_caller_waits_is_over():
    store_file = StoreFile(':memory:')
    transactions = Transactions(store_file)
    token = transactions.begin(('p', ''), read_only=False)
    transaction = transactions.get(token)
    transaction.lock = _HeldByOneWhoEnds(transaction)
    with (
        pytest.raises(StatusError, match='expired'),
        transactions.using(token),
    ):
        pytest.fail('used a connection that was given back')
    store_file.close()


def test_no_increment_is_lost_between_threads(store):
    h.put(store, A, n=0)

    def increment() -> None:
        done = 0
        while done < 10:
            transaction = h.begin(store)
            number = h.number(store, A, transaction)
            if not _is_aborted(store, transaction, A, number + 1):
                done += 1

    threads = [threading.Thread(target=increment) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert h.number(store, A) == 40
