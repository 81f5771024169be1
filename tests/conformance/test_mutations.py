"""Commits insert, update, upsert and delete, or are refused as a whole."""

from __future__ import annotations

import itertools

import pytest

from tests.conformance import cases
from tests.conformance.messages import Unindexed, path
from tests.conformance.session import Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, case = cases.collector()

OPERATIONS = ('insert', 'update', 'upsert', 'delete')
KEY = path('A', 1)


def _mutate(operation: str, exists: bool, transactional: bool) -> cases.Case:
    def run(s: Session) -> None:
        if exists:
            s.put(KEY, {'n': 'old', 'other': 1})
        transaction = s.begin() if transactional else b''
        s.commit([s.mutation(operation, KEY, {'n': 'new'})], transaction)
        s.lookup(KEY)

    where = 'existing' if exists else 'missing'
    how = 'in_a_transaction' if transactional else 'alone'
    return cases.Case(f'{operation}_{where}_{how}', run)


CASES.extend(
    _mutate(*chosen)
    for chosen in itertools.product(OPERATIONS, (True, False), (True, False))
)


def _twice(first: str, second: str, exists: bool, how: str) -> cases.Case:
    def run(s: Session) -> None:
        if exists:
            s.put(KEY, {'n': 'old'})
        fields = {}
        if how == 'in_a_transaction':
            fields['transaction'] = s.begin()
        s.commit(
            [
                s.mutation(first, KEY, {'n': 'first'}),
                s.mutation(second, KEY, {'n': 'second'}),
            ],
            **fields,
        )
        s.lookup(KEY)

    where = 'existing' if exists else 'missing'
    return cases.Case(f'twice:{first}_then_{second}_{where}_{how}', run)


CASES.extend(
    _twice(*chosen)
    for chosen in itertools.product(
        OPERATIONS, OPERATIONS, (True, False), ('alone', 'in_a_transaction')
    )
)


@case
def a_commit_without_mutations(s: Session) -> None:
    s.commit([])


@case
def an_empty_mutation_is_refused(s: Session) -> None:
    s.commit([{}])


@case
def one_failing_mutation_fails_the_transaction(s: Session) -> None:
    transaction = s.begin()
    s.commit(
        [
            s.mutation('upsert', path('A', 2), {'n': 1}),
            s.mutation('update', path('A', 3), {'n': 1}),
        ],
        transaction,
    )
    s.lookup(path('A', 2), path('A', 3))
    s.rollback(transaction)


@case
def one_failing_mutation_makes_the_commit_fail(s: Session) -> None:
    s.put(path('A', 3), {'n': 0})
    s.commit(
        [
            s.mutation('upsert', path('A', 2), {'n': 1}),
            s.mutation('insert', path('A', 3), {'n': 1}),
            s.mutation('upsert', path('A', 4), {'n': 1}),
        ]
    )
    # "The mutations may not apply as all or none": only A 3 is certain.
    s.lookup(path('A', 3))


@case
def a_put_replaces_every_property(s: Session) -> None:
    s.put(KEY, {'a': 1, 'b': 2})
    s.put(KEY, {'a': 3})
    s.lookup(KEY)


@case
def incomplete_keys_get_ids(s: Session) -> None:
    s.commit(
        [
            s.mutation('insert', path('A'), {'n': 1}),
            s.mutation('upsert', path('A'), {'n': 2}),
            s.mutation('insert', path('P', 'p', 'A'), {'n': 3}),
        ]
    )


@case
def incomplete_keys_cannot_be_updated(s: Session) -> None:
    s.commit([s.mutation('update', path('A'), {'n': 1})])


@case
def incomplete_keys_cannot_be_deleted(s: Session) -> None:
    s.commit([s.mutation('delete', path('A'))])


@case
def an_entity_without_a_key_is_refused(s: Session) -> None:
    s.commit([{'upsert': {'properties': {}}}])


@case
def a_key_without_a_partition(s: Session) -> None:
    s.commit([{'upsert': {'key': {'path': [{'kind': s.namespace, 'id': 1}]}}}])


@case
def a_commit_without_a_mode(s: Session) -> None:
    s.commit([s.mutation('upsert', KEY, {})], mode='MODE_UNSPECIFIED')
    s.lookup(KEY)


@case
def a_transactional_commit_without_a_transaction(s: Session) -> None:
    s.commit([s.mutation('upsert', KEY, {})], mode='TRANSACTIONAL')
    s.lookup(KEY)


@case
def a_non_transactional_commit_with_a_transaction(s: Session) -> None:
    transaction = s.begin()
    s.commit(
        [s.mutation('upsert', KEY, {})], transaction, mode='NON_TRANSACTIONAL'
    )
    s.lookup(KEY)


@case
def a_single_use_transaction(s: Session) -> None:
    s.commit(
        [s.mutation('upsert', KEY, {'n': 1})],
        single_use_transaction={'read_write': {}},
    )
    s.lookup(KEY)


@case
def a_read_only_single_use_transaction_cannot_write(s: Session) -> None:
    s.commit(
        [s.mutation('upsert', KEY, {'n': 1})],
        single_use_transaction={'read_only': {}},
    )
    s.lookup(KEY)


@case
def five_hundred_mutations_in_one_commit(s: Session) -> None:
    s.commit(
        s.mutation('upsert', path('A', number), {'n': number})
        for number in range(1, 501)
    )


@case
def more_than_five_hundred_mutations_in_one_commit(s: Session) -> None:
    s.commit(
        s.mutation('upsert', path('A', number), {'n': number})
        for number in range(1, 502)
    )


@case
def writing_to_another_project_is_refused(s: Session) -> None:
    entity = s.build.entity(KEY, {})
    entity['key']['partition_id']['project_id'] = 'another-project'
    s.commit([{'upsert': entity}])


@case
def a_commit_over_several_namespaces(s: Session) -> None:
    other = path('A', 1, namespace=f'{s.namespace}-2')
    s.commit(
        [
            s.mutation('upsert', KEY, {'n': 1}),
            s.mutation('upsert', other, {'n': 2}),
        ],
        s.begin(),
    )
    s.lookup(KEY)


_BAD_NAMES = {
    'empty': '',
    'reserved': '__a__',
    'key': '__key__',
    'dotted': 'a.b',
    'longest': 'p' * 1500,
    'too_long': 'p' * 1501,
    'unicode': 'größe',
    'spaces': ' a b ',
    'backtick': 'a`b',
}


def _with_property_named(name: str) -> cases.Case:
    def run(s: Session) -> None:
        s.put(KEY, {_BAD_NAMES[name]: 1})
        s.lookup(KEY)

    return cases.Case(f'property_named:{name}', run)


def _with_unindexed_property_named(name: str) -> cases.Case:
    def run(s: Session) -> None:
        s.put(KEY, {_BAD_NAMES[name]: Unindexed(1)})
        s.lookup(KEY)

    return cases.Case(f'unindexed_property_named:{name}', run)


CASES.extend(_with_property_named(name) for name in _BAD_NAMES)
CASES.extend(_with_unindexed_property_named(name) for name in _BAD_NAMES)


@pytest.mark.parametrize('test_case', CASES, ids=str)
def test_mutations_answer_alike(
    test_case: cases.Case, stores: cases.Stores
) -> None:
    cases.assert_stores_agree(test_case, stores)
