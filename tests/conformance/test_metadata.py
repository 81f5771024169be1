"""Queries for kinds, namespaces and properties."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from tests.conformance import cases, data
from tests.conformance.messages import (
    Find,
    Unindexed,
    all_of,
    path,
    under,
    where,
)
from tests.conformance.session import Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, case = cases.collector()

# The metadata of an empty key: id 1 represents the unnamed namespace.
_FINDS: dict[str, Find] = {
    'kinds': Find('__kind__'),
    'kinds_keys_only': Find('__kind__', projection=['__key__']),
    'kinds_ordered': Find('__kind__', order=['__key__']),
    'kinds_descending': Find('__kind__', order=['-__key__']),
    'kinds_limited': Find('__kind__', limit=1),
    'kinds_from': Find(
        '__kind__', where('__key__', '>=', path('__kind__', 'C'))
    ),
    'kinds_between': Find(
        '__kind__',
        all_of(
            where('__key__', '>=', path('__kind__', 'C')),
            where('__key__', '<', path('__kind__', 'R')),
        ),
    ),
    'kinds_equal': Find(
        '__kind__', where('__key__', '=', path('__kind__', 'C'))
    ),
    'kinds_offset': Find('__kind__', offset=1, limit=2),
    'kinds_by_property': Find('__kind__', where('name', '=', 'C')),
    'properties': Find('__property__'),
    'properties_keys_only': Find('__property__', projection=['__key__']),
    'properties_ordered': Find('__property__', order=['__key__']),
    'properties_of_a_kind': Find('__property__', under(path('__kind__', 'C'))),
    'properties_of_a_kind_keys_only': Find(
        '__property__', under(path('__kind__', 'C')), projection=['__key__']
    ),
    'properties_from': Find(
        '__property__',
        where('__key__', '>', path('__kind__', 'C', '__property__', 'even')),
    ),
    'properties_of_kinds_from': Find(
        '__property__', where('__key__', '>=', path('__kind__', 'R'))
    ),
    'properties_projected': Find(
        '__property__', projection=['property_representation']
    ),
    'properties_limited': Find('__property__', limit=2),
}


def _query(name: str, dataset: Callable[[], cases.Dataset]) -> cases.Case:
    return cases.Case(
        f'metadata:{name}_of_{dataset.__name__}',
        lambda s: s.query(_FINDS[name]) and None,
        dataset,
    )


CASES.extend(
    _query(*chosen)
    for chosen in itertools.product(_FINDS, (data.tree, data.grid))
)
CASES.append(
    cases.Case(
        'metadata:representations_of_every_type',
        lambda s: s.query(Find('__property__')) and None,
        data.values,
    )
)


@case
def representations_of_each_type(s: Session) -> None:
    for name, value in data.VALUES.items():
        s.put(path(f'K_{name}', 1), {'p': value})
    s.query(Find('__property__', limit=200))


@case
def kinds_come_and_go_with_their_entities(s: Session) -> None:
    s.query(Find('__kind__'))
    s.put(path('A', 1), {})
    s.put(path('B', 1, 'C', 1), {'p': Unindexed(1), 'q': 1})
    s.query(Find('__kind__'))
    s.query(Find('__property__'))
    s.delete(path('A', 1))
    s.query(Find('__kind__'))


@case
def namespaces_that_hold_entities(s: Session) -> None:
    first, second = f'{s.namespace}-a', f'{s.namespace}-b'
    s.put(path('A', 1, namespace=second), {})
    s.put(path('A', 1, namespace=first), {})
    between = all_of(
        where('__key__', '>=', path('__namespace__', first, namespace='')),
        where('__key__', '<=', path('__namespace__', second, namespace='')),
    )
    for projection in ((), ('__key__',)):
        find = Find('__namespace__', between, projection=projection)
        answer = s.attempt(
            'run_query',
            partition_id={'project_id': s.store.project},
            query=find.message(s.build),
        )
        if answer is None:
            continue
        s.note(
            [
                result.entity.key.path[0].name.removeprefix(s.namespace)
                for result in answer.batch.entity_results
            ]
        )


@case
def the_default_namespace_is_number_one(s: Session) -> None:
    key = path('A', f'unique-{s.namespace}', namespace='')
    s.store.call(
        'commit',
        mode='NON_TRANSACTIONAL',
        mutations=[s.mutation('upsert', key, {})],
    )
    answer = s.attempt(
        'run_query',
        partition_id={'project_id': s.store.project},
        query=Find('__namespace__', limit=1).message(s.build),
    )
    if answer is None:
        return
    path_element = answer.batch.entity_results[0].entity.key.path[0]
    s.note((path_element.kind, path_element.id, path_element.name))


@case
def metadata_cannot_be_written(s: Session) -> None:
    s.put(path('__kind__', 'A'), {})
    s.put(path('__namespace__', 'A'), {})
    s.put(path('__property__', 'A'), {})


@case
def metadata_by_lookup(s: Session) -> None:
    s.put(path('A', 1), {'p': 1})
    s.lookup(path('__kind__', 'A'))


@case
def statistics_are_an_ordinary_empty_kind(s: Session) -> None:
    s.query(Find('__Stat_Total__'))
    s.query(Find('__Stat_Kind__'))


@pytest.mark.parametrize('test_case', CASES, ids=str)
def test_metadata_answer_alike(
    test_case: cases.Case, stores: cases.Stores
) -> None:
    cases.assert_stores_agree(test_case, stores)
