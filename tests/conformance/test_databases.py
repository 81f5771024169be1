"""Databases in requests, partitions and keys."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.conformance import cases
from tests.conformance.messages import Message
from tests.conformance.session import PROJECT, Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, _ = cases.collector()

DATABASE = 'second'
WHOLE: Message = {'project_id': PROJECT, 'database_id': DATABASE}
# Contents of a partition or key in a request for that database.
_SAID: dict[str, Message] = {
    'all': WHOLE,
    'nothing': {},
    'no_database': {'project_id': PROJECT},
    'no_project': {'database_id': DATABASE},
    'another_database': {'project_id': PROJECT, 'database_id': 'third'},
    'another_database_alone': {'database_id': 'third'},
    'another_project': {'project_id': 'another', 'database_id': DATABASE},
}


class Databases:
    """Operations on a named database, with keys of any allowed form.

    Args:
        session: A session on the default database.
        said: Project and database in the key under test.
    """

    def __init__(self, session: Session, said: Message) -> None:
        store = dataclasses.replace(session.store, database=DATABASE)
        session.store = store
        self.session = session
        self.said = said

    def partition(self, said: Message) -> Message:
        """The partition with these fields in the namespace of the test."""
        return {**said, 'namespace_id': self.session.namespace}

    def key(self, said: Message, identifier: int = 0) -> Message:
        """The key of an A in that partition; incomplete without an id."""
        element: Message = {'kind': 'A'}
        if identifier:
            element['id'] = identifier
        return {'partition_id': self.partition(said), 'path': [element]}

    def write(self, mutation: Message) -> None:
        """Commits one mutation."""
        self.session.commit([mutation])

    def put(self, key: Message, value: Message | None = None) -> None:
        """Writes an entity with a property k."""
        properties = {'k': value or {'integer_value': 1}}
        self.write({'upsert': {'key': key, 'properties': properties}})

    def find(self, said: Message, **fields: Any) -> None:
        """Runs a query in a partition; notes the keys and values found."""
        answer = self.session.attempt(
            'run_query', partition_id=self.partition(said), **fields
        )
        if answer is not None:
            results = answer.batch.entity_results
            normal = self.session.normal
            self.session.note(
                [normal.entity(result.entity) for result in results]
            )

    def find_by(self, name: str, operator: str, key: Message) -> None:
        """Runs a query with a filter that compares with a key."""
        condition = {
            'property': {'name': name},
            'op': operator,
            'value': {'key_value': key},
        }
        query = {**_OF_A, 'filter': {'property_filter': condition}}
        self.find(WHOLE, query=query)


_OF_A: Message = {'kind': [{'name': 'A'}]}


def _queries(at: Databases) -> None:
    at.put(at.key(WHOLE, 1))
    at.find(at.said, query=_OF_A)


def _aggregations(at: Databases) -> None:
    at.put(at.key(WHOLE, 1))
    answer = at.session.attempt(
        'run_aggregation_query',
        partition_id=at.partition(at.said),
        aggregation_query={
            'nested_query': _OF_A,
            'aggregations': [{'alias': 'n', 'count': {}}],
        },
    )
    if answer is not None:
        (result,) = answer.batch.aggregation_results
        properties = result.aggregate_properties
        at.session.note(at.session.normal.properties(properties))


def _keys_of_commits(at: Databases) -> None:
    at.put(at.key(at.said, 1))
    at.find(WHOLE, query=_OF_A)
    at.write({'delete': at.key(at.said, 1)})
    at.find(WHOLE, query=_OF_A)


def _keys_of_lookups(at: Databases) -> None:
    at.put(at.key(WHOLE, 1))
    answer = at.session.attempt('lookup', keys=[at.key(at.said, 1)])
    if answer is not None:
        results = [*answer.found, *answer.missing]
        at.session.note(
            [at.session.normal.entity(result.entity) for result in results]
        )


def _keys_of_ids(at: Databases) -> None:
    answer = at.session.attempt('allocate_ids', keys=[at.key(at.said)])
    if answer is not None:
        key = answer.keys[0]
        at.session.normal.learn(key.path[0].id)
        at.session.note(at.session.normal.key(key))
    at.session.note_call('reserve_ids', keys=[at.key(at.said, 5)])


def _keys_in_key_filters(at: Databases) -> None:
    at.put(at.key(WHOLE, 1))
    for operator in ('EQUAL', 'GREATER_THAN_OR_EQUAL', 'HAS_ANCESTOR'):
        at.find_by('__key__', operator, at.key(at.said, 1))


def _keys_in_values(at: Databases) -> None:
    value = {'key_value': at.key(at.said, 7)}
    at.put(at.key(WHOLE, 1), value)
    at.put(at.key(WHOLE, 2), {'array_value': {'values': [value]}})
    at.put(at.key(WHOLE, 3), {'entity_value': {'key': at.key(at.said, 7)}})
    at.find(WHOLE, query=_OF_A)
    at.find_by('k', 'EQUAL', at.key(at.said, 7))
    at.find_by('k', 'EQUAL', at.key(WHOLE, 7))


_USES = (
    _queries,
    _aggregations,
    _keys_of_commits,
    _keys_of_lookups,
    _keys_of_ids,
    _keys_in_key_filters,
    _keys_in_values,
)


def _database(use: Any, said: str) -> cases.Case:
    return cases.Case(
        f'database:{use.__name__[1:]}:{said}',
        lambda session: use(Databases(session, _SAID[said])),
    )


CASES.extend(_database(use, said) for use in _USES for said in _SAID)


@pytest.mark.parametrize('test_case', CASES, ids=str)
def test_databases_answer_alike(
    test_case: cases.Case, stores: cases.Stores
) -> None:
    cases.assert_stores_agree(test_case, stores)
