"""Transactions: isolation, conflicts and expiry."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests.conformance import cases
from tests.conformance.messages import Find, path, under, where
from tests.conformance.rulings import without_more
from tests.conformance.session import Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, case = cases.collector()

A = path('A', 1)
B = path('A', 2)
CHILD = path('A', 1, 'B', 1)


def within(transaction: bytes) -> dict[str, object]:
    """The read options for a read in a transaction."""
    return {'read_options': {'transaction': transaction}}


@case
def reads_do_not_see_the_own_writes(s: Session) -> None:
    s.put(A, {'n': 1})
    transaction = s.begin()
    s.lookup(A, **within(transaction))
    s.commit([s.mutation('upsert', A, {'n': 2})], transaction)
    s.lookup(A)


@case
def an_empty_commit_ends_a_transaction(s: Session) -> None:
    transaction = s.begin()
    s.commit([], transaction)
    s.commit([], transaction)


@case
def a_rollback_ends_a_transaction(s: Session) -> None:
    transaction = s.begin()
    s.rollback(transaction)
    s.rollback(transaction)
    s.lookup(A, **within(transaction))
    s.commit([s.mutation('upsert', A, {})], transaction)
    s.lookup(A)


@case
def a_commit_ends_a_transaction(s: Session) -> None:
    transaction = s.begin()
    s.commit([s.mutation('upsert', A, {'n': 1})], transaction)
    s.lookup(A, **within(transaction))
    s.query(Find('A', under(A)), **within(transaction))
    s.commit([s.mutation('upsert', A, {'n': 2})], transaction)
    s.rollback(transaction)
    s.lookup(A)


@case
def a_refused_commit_ends_a_transaction(s: Session) -> None:
    s.put(A, {'n': 1})
    transaction = s.begin()
    s.commit([s.mutation('insert', A, {'n': 2})], transaction)
    s.commit([s.mutation('upsert', A, {'n': 3})], transaction)
    s.lookup(A)


@case
def an_unknown_transaction(s: Session) -> None:
    for transaction in (b'nonsense', b'\x01' * 12):
        s.lookup(A, **within(transaction))
        s.query(Find('A', under(A)), **within(transaction))
        s.commit([s.mutation('upsert', A, {})], transaction)
        s.note_call('rollback', transaction=transaction)


@case
def an_empty_transaction_id(s: Session) -> None:
    s.note_call('rollback', transaction=b'')
    s.note_call('lookup', keys=[s.build.key(A)], **within(b''))


# Conflicts: in each, two transactions read and write alternately;
# the recorded results show which one may commit.

_READS: dict[str, Callable[[Session, bytes], Any]] = {
    'key': lambda s, t: s.lookup(A, **within(t)),
    'missing_key': lambda s, t: s.lookup(path('A', 9), **within(t)),
    'ancestor_query': lambda s, t: s.query(Find('B', under(A)), **within(t)),
    'nothing': lambda s, _: s.note('read nothing'),
}
_WRITES: dict[str, Callable[[Session], Any]] = {
    'the_key': lambda s: s.put(A, {'n': 'other'}),
    'the_missing_key': lambda s: s.put(path('A', 9), {'n': 'other'}),
    'a_new_child': lambda s: s.put(path('A', 1, 'B', 9), {'n': 'other'}),
    'a_child': lambda s: s.put(CHILD, {'n': 'other'}),
    'no_child_any_more': lambda s: s.delete(CHILD),
    'another_root': lambda s: s.put(B, {'n': 'other'}),
    'nothing': lambda s: s.note('wrote nothing'),
}


def _conflict(read: str, write: str, target: str) -> cases.Case:
    def run(s: Session) -> None:
        s.put(A, {'n': 0})
        s.put(CHILD, {'n': 0})
        transaction = s.begin()
        _READS[read](s, transaction)
        _WRITES[write](s)
        key = A if target == 'same' else path('Z', 1)
        s.commit([s.mutation('upsert', key, {'n': 'mine'})], transaction)
        s.lookup(key)

    return cases.Case(f'conflict:{read}_then_{write}_{target}', run)


# No case in which both read and write: there, the emulator of Firestore makes
# the writer wait for the reader's lock, which is released later. See CONFLICTS.
CASES.extend(
    _conflict(*chosen)
    for chosen in itertools.product(
        ('nothing',), _WRITES, ('same', 'elsewhere')
    )
)
CASES.extend(
    _conflict(read, 'nothing', target)
    for read, target in itertools.product(_READS, ('same', 'elsewhere'))
)


# Compared with the emulator of Datastore only, in cases where its entity groups
# make no difference: reader and writer use the same entity.
CONFLICTS = [
    _conflict(read, write, target)
    for (read, write), target in itertools.product(
        (
            ('key', 'the_key'),
            ('missing_key', 'the_missing_key'),
            ('ancestor_query', 'a_new_child'),
            ('ancestor_query', 'a_child'),
            ('ancestor_query', 'no_child_any_more'),
            ('key', 'another_root'),
            ('missing_key', 'the_key'),
            ('ancestor_query', 'another_root'),
        ),
        ('same', 'elsewhere'),
    )
]


@case
def a_read_only_transaction_keeps_its_snapshot(s: Session) -> None:
    s.put(A, {'n': 1})
    s.put(CHILD, {'n': 1})
    transaction = s.begin(read_only={})
    s.lookup(A, path('A', 9), **within(transaction))
    s.put(A, {'n': 2})
    s.put(path('A', 9), {'n': 2})
    s.delete(CHILD)
    s.lookup(A, path('A', 9), **within(transaction))
    s.query(Find('B', under(A)), **within(transaction))
    s.query(Find('A', where('n', '=', 1)), **within(transaction))
    s.commit([], transaction)
    s.lookup(A, path('A', 9))


@case
def a_read_only_transaction_cannot_write(s: Session) -> None:
    transaction = s.begin(read_only={})
    s.commit([s.mutation('upsert', A, {'n': 1})], transaction)
    s.lookup(A)
    s.rollback(transaction)


@case
def a_read_only_transaction_may_be_rolled_back(s: Session) -> None:
    transaction = s.begin(read_only={})
    s.lookup(A, **within(transaction))
    s.rollback(transaction)


@case
def two_readers_both_commit(s: Session) -> None:
    s.put(A, {'n': 1})
    first, second = s.begin(), s.begin()
    s.lookup(A, **within(first))
    s.lookup(A, **within(second))
    s.commit([], first)
    s.commit([], second)


@case
def transactions_on_different_entities_both_commit(s: Session) -> None:
    first, second = s.begin(), s.begin()
    s.lookup(A, **within(first))
    s.lookup(B, **within(second))
    s.commit([s.mutation('upsert', A, {'n': 1})], first)
    s.commit([s.mutation('upsert', B, {'n': 2})], second)
    s.lookup(A, B)


@case
def a_transaction_may_be_begun_as_a_retry(s: Session) -> None:
    previous = s.begin()
    s.rollback(previous)
    retry = s.begin(read_write={'previous_transaction': previous})
    s.commit([s.mutation('upsert', A, {'n': 1})], retry)
    s.lookup(A)


@case
def a_retry_of_nonsense(s: Session) -> None:
    retry = s.begin(read_write={'previous_transaction': b'nonsense'})
    s.note(bool(retry))


@case
def a_transaction_begun_by_a_lookup(s: Session) -> None:
    s.put(A, {'n': 1})
    answer = s.lookup(A, read_options={'new_transaction': {'read_write': {}}})
    if answer is None or not answer.transaction:
        return
    s.commit([s.mutation('upsert', A, {'n': 2})], answer.transaction)
    s.lookup(A)


@case
def a_transaction_begun_by_a_query(s: Session) -> None:
    s.put(A, {'n': 1})
    answer = s.query(
        Find('A', under(A)),
        read_options={'new_transaction': {'read_write': {}}},
    )
    s.note(bool(answer and answer.transaction))
    if answer is None or not answer.transaction:
        return
    s.commit([s.mutation('upsert', A, {'n': 2})], answer.transaction)
    s.lookup(A)


@case
def queries_without_ancestor_in_a_transaction(s: Session) -> None:
    s.put(A, {'n': 1})
    s.put(B, {'n': 2})
    transaction = s.begin()
    s.query(Find('A', order=['n']), **within(transaction))
    s.query(Find('A', where('n', '=', 2)), **within(transaction))
    s.commit([s.mutation('upsert', A, {'n': 3})], transaction)
    s.lookup(A)


@case
def a_transaction_over_thirty_roots(s: Session) -> None:
    transaction = s.begin()
    s.commit(
        [
            s.mutation('upsert', path('A', number), {'n': number})
            for number in range(1, 31)
        ],
        transaction,
    )
    s.lookup(path('A', 30))


@case
def reads_at_a_time(s: Session) -> None:
    s.put(A, {'n': 1})
    s.note_call(
        'lookup',
        keys=[s.build.key(A)],
        read_options={'read_time': {'seconds': 1}},
    )
    s.begin(read_only={'read_time': {'seconds': 1}})


@pytest.mark.parametrize('test_case', CASES, ids=str)
def test_transactions_answer_alike(
    test_case: cases.Case, stores: cases.Stores
) -> None:
    cases.assert_stores_agree(test_case, stores)


@pytest.mark.parametrize('test_case', CONFLICTS, ids=str)
def test_only_a_conflict_aborts(
    test_case: cases.Case, stores: cases.Stores
) -> None:
    judged = cases.transcript(test_case, stores.datastore)
    actual = cases.transcript(test_case, stores.embedded)
    assert list(map(without_more, actual)) == list(map(without_more, judged))
