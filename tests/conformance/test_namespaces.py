"""Namespaces are isolated from each other."""

from __future__ import annotations

import pytest

from tests.conformance import cases
from tests.conformance.messages import Find, path, under, where
from tests.conformance.session import Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, case = cases.collector()


def _partition(s: Session, namespace: str) -> dict[str, str]:
    return {'project_id': s.store.project, 'namespace_id': namespace}


@case
def one_key_in_two_namespaces(s: Session) -> None:
    other = f'{s.namespace}-other'
    s.put(path('A', 1), {'n': 1})
    s.put(path('A', 1, namespace=other), {'n': 2})
    s.lookup(path('A', 1))
    for namespace in (s.namespace, other, f'{s.namespace}-none'):
        answer = s.attempt(
            'run_query',
            partition_id=_partition(s, namespace),
            query=Find('A', order=['n']).message(s.build),
        )
        s.note(
            [
                s.normal.properties(result.entity.properties)
                for result in answer.batch.entity_results
            ]
        )


@case
def a_delete_in_one_namespace_spares_the_other(s: Session) -> None:
    other = path('A', 1, namespace=f'{s.namespace}-other')
    s.put(path('A', 1), {'n': 1})
    s.put(other, {'n': 2})
    s.delete(other)
    s.lookup(path('A', 1))


@case
def a_query_by_a_key_of_another_namespace(s: Session) -> None:
    other = path('A', 1, namespace=f'{s.namespace}-other')
    s.put(path('A', 1), {'n': 1})
    s.query(Find('A', where('__key__', '=', other)))
    s.query(Find('A', where('__key__', '>', other)))
    s.query(Find('A', under(other)))


@case
def a_property_may_hold_a_key_of_another_namespace(s: Session) -> None:
    other = path('A', 1, namespace='elsewhere')
    s.put(path('A', 1), {'k': other})
    s.put(path('A', 2), {'k': path('A', 1)})
    s.query(Find('A', where('k', '=', other)))
    s.query(Find('A', where('k', '=', path('A', 1))))
    s.lookup(path('A', 1))


@case
def bad_namespaces(s: Session) -> None:
    for namespace in ('with space', 'ü', 'n' * 101, '__reserved__', 'a/b'):
        s.attempt(
            'run_query',
            partition_id=_partition(s, namespace),
            query=Find('A').message(s.build),
        )


@case
def a_transaction_over_two_namespaces(s: Session) -> None:
    other = path('A', 1, namespace=f'{s.namespace}-other')
    transaction = s.begin()
    s.lookup(path('A', 1), read_options={'transaction': transaction})
    s.commit(
        [
            s.mutation('upsert', path('A', 1), {'n': 1}),
            s.mutation('upsert', other, {'n': 1}),
        ],
        transaction,
    )
    s.lookup(path('A', 1))


@case
def an_ancestor_in_another_namespace_than_the_query(s: Session) -> None:
    s.query(Find('A', under(path('A', 1, namespace='elsewhere'))))


@pytest.mark.parametrize('test_case', CASES, ids=str)
def test_namespaces_answer_alike(
    test_case: cases.Case, stores: cases.Stores
) -> None:
    cases.assert_stores_agree(test_case, stores)
