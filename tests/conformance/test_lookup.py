"""Lookups find existing entities and refuse invalid keys."""

from __future__ import annotations

import pytest

from tests.conformance import cases
from tests.conformance.messages import path
from tests.conformance.session import Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, case = cases.collector()


@case
def lookup_in_an_empty_namespace(s: Session) -> None:
    s.lookup(path('A', 1), path('A', 'one'))


@case
def lookup_tells_found_from_missing(s: Session) -> None:
    s.put(path('A', 1), {'n': 1})
    s.put(path('A', 'one'), {'n': 2})
    s.lookup(path('A', 1), path('A', 'one'), path('A', 2), path('B', 1))


@case
def lookup_tells_an_id_from_a_name_of_its_digits(s: Session) -> None:
    s.put(path('A', '1'), {'n': 'name'})
    s.lookup(path('A', 1), path('A', '1'))


@case
def lookup_tells_a_child_from_its_parent(s: Session) -> None:
    s.put(path('A', 1, 'B', 1), {'n': 'child'})
    s.lookup(path('A', 1), path('B', 1), path('A', 1, 'B', 1))


@case
def lookup_of_one_key_twice(s: Session) -> None:
    s.put(path('A', 1), {})
    s.lookup(path('A', 1), path('A', 1), path('A', 2), path('A', 2))


@case
def lookup_of_nothing(s: Session) -> None:
    s.lookup()


@case
def lookup_of_1000_keys(s: Session) -> None:
    s.lookup(*(path('A', number) for number in range(1, 1001)))


@case
def lookup_of_more_than_1000_keys_is_refused(s: Session) -> None:
    s.lookup(*(path('A', number) for number in range(1, 1002)))


@case
def lookup_with_eventual_consistency(s: Session) -> None:
    s.put(path('A', 1), {'n': 1})
    s.lookup(path('A', 1), read_options={'read_consistency': 'EVENTUAL'})


@case
def lookup_in_several_namespaces_at_once(s: Session) -> None:
    other = f'{s.namespace}-other'
    s.put(path('A', 1), {'n': 1})
    s.put(path('A', 2, namespace=other), {'n': 2})
    answer = s.store.call(
        'lookup',
        keys=[
            s.build.key(path('A', 1)),
            s.build.key(path('A', 1, namespace=other)),
            s.build.key(path('A', 2, namespace=other)),
        ],
    )
    s.note(
        (
            [result.entity.key.path[0].id for result in answer.found],
            [result.entity.key.path[0].id for result in answer.missing],
        )
    )


@case
def lookup_shows_the_version_of_the_commit(s: Session) -> None:
    first = s.put(path('A', 1), {'n': 1})
    seen = s.lookup(path('A', 1))
    s.note(seen.found[0].version == first.mutation_results[0].version)
    second = s.put(path('A', 1), {'n': 2})
    seen = s.lookup(path('A', 1))
    s.note(seen.found[0].version == second.mutation_results[0].version)
    s.note(
        second.mutation_results[0].version > first.mutation_results[0].version
    )


_BAD_PATHS = {
    'incomplete': path('A'),
    'incomplete_ancestor': path('A', 0, 'B', 1),
    'id_zero': path('A', 0),
    'negative_id': path('A', -1),
    'empty_name': path('A', ''),
    'empty_kind': path('', 1),
    'no_path': path(),
    'reserved_kind': path('__A__', 1),
    'reserved_name': path('A', '__a__'),
    'kind_with_a_dot': path('A.b', 1),
    'kind_of_spaces': path(' ', 1),
    'longest_name': path('A', 'n' * 1500),
    'too_long_name': path('A', 'n' * 1501),
    'too_long_name_in_bytes': path('A', 'é' * 751),
    'longest_kind': path('k' * 1500, 1),
    'too_long_kind': path('k' * 1501, 1),
    'deep': path(*(part for n in range(1, 101) for part in ('A', n))),
    'too_deep': path(*(part for n in range(1, 102) for part in ('A', n))),
    'surrogate_free_unicode': path('Ä', '名前 \u0001'),
    'name_with_null': path('A', 'a\0b'),
    'bad_namespace': path('A', 1, namespace='no spaces'),
    'long_namespace': path('A', 1, namespace='n' * 100),
    'too_long_namespace': path('A', 1, namespace='n' * 101),
    'reserved_namespace': path('A', 1, namespace='__a__'),
}


def _lookup_bad_path(name: str) -> cases.Case:
    return cases.Case(
        f'lookup_of_key:{name}', lambda s: s.lookup(_BAD_PATHS[name]) and None
    )


def _put_bad_path(name: str) -> cases.Case:
    return cases.Case(
        f'put_of_key:{name}',
        lambda s: s.put(_BAD_PATHS[name], {'n': 1}) and None,
    )


CASES.extend(_lookup_bad_path(name) for name in _BAD_PATHS)
CASES.extend(
    _put_bad_path(name)
    for name in _BAD_PATHS
    # Other namespaces would keep the entity; an incomplete key gets an id.
    if 'namespace' not in name and name != 'incomplete'
)


@case
def lookup_in_another_project_is_refused(s: Session) -> None:
    key = s.build.key(path('A', 1))
    key['partition_id']['project_id'] = 'another-project'
    s.note_call('lookup', keys=[key])


@case
def lookup_in_another_database_is_refused(s: Session) -> None:
    key = s.build.key(path('A', 1))
    key['partition_id']['database_id'] = 'another'
    s.note_call('lookup', keys=[key])


@case
def lookup_of_a_key_without_project(s: Session) -> None:
    s.put(path('A', 1), {'n': 1})
    key = s.build.key(path('A', 1))
    del key['partition_id']['project_id']
    s.note_call('lookup', keys=[key])


@pytest.mark.parametrize('test_case', CASES, ids=str)
def test_lookups_answer_alike(
    test_case: cases.Case, stores: cases.Stores
) -> None:
    cases.assert_stores_agree(test_case, stores)
