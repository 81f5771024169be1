"""Commits insert, update, upsert and delete, or are refused as a whole."""

from __future__ import annotations

import itertools
from typing import Any

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


def _with_base_version(operation: str, base: str, exists: bool) -> cases.Case:
    def run(s: Session) -> None:
        versions = {'zero': 0, 'one': 1, 'stale': 0, 'current': 0}
        s.put(path('A', 2), {})
        if exists:
            stale = s.put(KEY, {'n': 'first'})
            current = s.put(KEY, {'n': 'second'})
            versions['stale'] = stale.mutation_results[0].version
            versions['current'] = current.mutation_results[0].version
        mutation = s.mutation(
            operation, KEY, {'n': 'new'}, base_version=versions[base]
        )
        answer = s.commit([mutation])
        if answer is not None and base == 'stale':
            result = answer.mutation_results[0]
            s.note(result.version == versions['current'])
        s.lookup(KEY)

    where = 'existing' if exists else 'missing'
    return cases.Case(f'base_version:{operation}_{base}_{where}', run)


CASES.extend(
    _with_base_version(operation, base, True)
    for operation, base in itertools.product(
        ('update', 'upsert', 'delete'), ('zero', 'one', 'stale', 'current')
    )
)
CASES.extend(
    _with_base_version(operation, base, False)
    for operation, base in itertools.product(
        ('update', 'upsert', 'delete'), ('zero', 'one')
    )
)


@case
def base_version_conflict_stops_only_its_own_mutation(s: Session) -> None:
    stale = s.put(KEY, {'n': 'first'}).mutation_results[0].version
    s.put(KEY, {'n': 'second'})
    s.commit(
        [
            s.mutation('upsert', KEY, {'n': 'third'}, base_version=stale),
            s.mutation('upsert', path('A', 2), {'n': 'beside'}),
        ]
    )
    s.lookup(KEY, path('A', 2))


@case
def base_version_in_a_transaction(s: Session) -> None:
    stale = s.put(KEY, {'n': 'first'}).mutation_results[0].version
    s.put(KEY, {'n': 'second'})
    transaction = s.begin()
    s.commit(
        [
            s.mutation('upsert', KEY, {'n': 'third'}, base_version=stale),
            s.mutation('upsert', path('A', 2), {'n': 'beside'}),
        ],
        transaction,
    )
    s.lookup(KEY, path('A', 2))


_MASKS = {
    'one': ['a'],
    'nested': ['d.x'],
    'missing_in_both': ['z'],
    'missing_in_the_new': ['b'],
    'nested_missing_in_the_new': ['d.y'],
    'empty': [],
    'several': ['a', 'c', 'd'],
    'key': ['__key__'],
    'into_a_value': ['a.x'],
    'empty_name': [''],
    'twice': ['a', 'a'],
}


def _with_mask(operation: str, mask: str, exists: bool) -> cases.Case:
    def run(s: Session) -> None:
        if exists:
            s.put(KEY, {'a': 1, 'b': 2, 'd': {'x': 1, 'y': 2, 'z': 3}})
        new = {'a': 'new', 'c': 'new', 'd': {'x': 'new'}}
        paths = {'paths': _MASKS[mask]}
        s.commit([s.mutation(operation, KEY, new, property_mask=paths)])
        s.lookup(KEY)

    where = 'existing' if exists else 'missing'
    return cases.Case(f'mask:{operation}_{mask}_{where}', run)


CASES.extend(
    _with_mask(*chosen)
    for chosen in itertools.product(
        ('insert', 'update', 'upsert'), _MASKS, (True, False)
    )
)


@case
def delete_with_a_mask(s: Session) -> None:
    s.put(KEY, {'a': 1})
    s.commit([s.mutation('delete', KEY, property_mask={'paths': ['a']})])
    s.lookup(KEY)


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
    # "The mutations may not apply as all or none": only A 3 is promised.
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


_TRANSFORMS: dict[str, dict[str, Any]] = {
    'increment': {'increment': {'integer_value': 2}},
    'increment_by_a_fraction': {'increment': {'double_value': 0.5}},
    'increment_by_text': {'increment': {'string_value': '2'}},
    'maximum': {'maximum': {'integer_value': 7}},
    'minimum': {'minimum': {'integer_value': 7}},
    'append': {
        'append_missing_elements': {
            'values': [{'integer_value': 1}, {'integer_value': 9}]
        }
    },
    'remove': {
        'remove_all_from_array': {
            'values': [{'integer_value': 1}, {'integer_value': 9}]
        }
    },
}
_TRANSFORMED: dict[str, dict[str, Any]] = {
    'missing': {},
    'integer': {'t': 5},
    'double': {'t': 9.5},
    'string': {'t': 'x'},
    'array': {'t': [1, 2, 1]},
    'greatest': {'t': 2**63 - 1},
}


def _with_transform(transform: str, before: str) -> cases.Case:
    def run(s: Session) -> None:
        s.put(KEY, {'other': 1, **_TRANSFORMED[before]})
        mutation = s.mutation(
            'upsert',
            KEY,
            {},
            property_mask={'paths': []},
            property_transforms=[{'property': 't', **_TRANSFORMS[transform]}],
        )
        answer = s.commit([mutation])
        if answer is not None:
            results = answer.mutation_results[0].transform_results
            s.note([s.normal.value(value) for value in results])
        else:
            s.note('no results')
        s.lookup(KEY)

    return cases.Case(f'transform:{transform}_of_{before}', run)


CASES.extend(
    _with_transform(*chosen)
    for chosen in itertools.product(_TRANSFORMS, _TRANSFORMED)
)


@pytest.mark.parametrize('each', CASES, ids=str)
def test_mutations_answer_alike(each: cases.Case, stores: cases.Stores) -> None:
    cases.assert_stores_agree(each, stores)
