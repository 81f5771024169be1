"""Ids are allocated once, and never if they were reserved."""

from __future__ import annotations

import pytest

from tests.conformance import cases
from tests.conformance.messages import path
from tests.conformance.session import Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, case = cases.collector()


@case
def allocated_ids_are_new(s: Session) -> None:
    answer = s.allocate(*(path('A') for _ in range(50)))
    ids = [key.path[-1].id for key in answer.keys]
    s.note((len(set(ids)), min(ids) > 0))
    more = s.allocate(*(path('A') for _ in range(50)))
    s.note(len({*ids, *(key.path[-1].id for key in more.keys)}))


@case
def allocated_ids_under_a_parent(s: Session) -> None:
    s.allocate(path('P', 'p', 'A'), path('P', 'p', 'A'), path('B'))


@case
def allocating_nothing(s: Session) -> None:
    s.allocate()


@case
def allocating_for_a_complete_key(s: Session) -> None:
    s.allocate(path('A', 5))
    s.allocate(path('A', 'x'))


@case
def allocating_for_an_incomplete_parent(s: Session) -> None:
    s.allocate(path('P', 0, 'A'))


@case
def allocating_for_a_bad_kind(s: Session) -> None:
    s.allocate(path(''))
    s.allocate(path('__A__'))


@case
def reserving_ids(s: Session) -> None:
    s.reserve(path('A', 5), path('A', 2**40))
    s.reserve(path('A', 5))


@case
def reserving_odd_keys(s: Session) -> None:
    s.reserve()
    s.reserve(path('A'))
    s.reserve(path('A', 'name'))
    s.reserve(path('__A__', 1))


@case
def written_ids_are_not_handed_out_again(s: Session) -> None:
    made = [
        s.commit([s.mutation('insert', path('A'), {'n': number})])
        .mutation_results[0]
        .key.path[-1]
        .id
        for number in range(20)
    ]
    allocated = s.allocate(*(path('A') for _ in range(20)))
    ids = {*made, *(key.path[-1].id for key in allocated.keys)}
    s.note(len(ids))


@pytest.mark.parametrize('test_case', CASES, ids=str)
def test_ids_answer_alike(test_case: cases.Case, stores: cases.Stores) -> None:
    cases.assert_stores_agree(test_case, stores)


def test_a_reserved_id_is_never_handed_out(stores: cases.Stores) -> None:
    session = Session(stores.embedded)
    first = session.allocate(path('A')).keys[0].path[-1].id
    reserved = {first + step for step in range(1, 200)}
    session.reserve(*(path('A', number) for number in reserved))
    later = session.allocate(*(path('A') for _ in range(500)))
    assert not reserved & {key.path[-1].id for key in later.keys}
