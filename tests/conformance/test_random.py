"""Random sequences of operations give the same results in all stores.

The sequences are derived from the test's code, so all runs are equal.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conformance import cases
from tests.conformance.messages import (
    Condition,
    Find,
    Path,
    Unindexed,
    Where,
    all_of,
    path,
    under,
    where,
)
from tests.conformance.session import Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]

_SETTINGS = settings(
    max_examples=40,
    # Without Phase.shrink, which takes hundreds of requests to the emulators.
    phases=[Phase.generate],
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

_ROOTS = st.sampled_from([path('R', 1), path('R', 'one'), path('S', 1)])
_IDS = st.sampled_from([1, 2, 3, 'x'])


def _child(root: Path, kind: str, identifier: str | int) -> Path:
    return path(*root.elements, kind, identifier)


_KEYS = _ROOTS | st.builds(_child, _ROOTS, st.sampled_from(['R', 'C']), _IDS)

_SCALARS = st.sampled_from(
    [None, False, True, 0, 1, 2, 2**40, 0.5, 1.0, '', 'a', 'ab', 'ä', b'a']
)
_PLAIN = st.dictionaries(st.sampled_from(['a', 'b', 'c']), _SCALARS)
_PROPERTIES = st.fixed_dictionaries(
    {},
    optional={
        'a': _SCALARS,
        'b': _SCALARS,
        'c': _SCALARS | st.lists(_SCALARS, min_size=1, max_size=3),
        'u': st.builds(Unindexed, _SCALARS),
        'e': _PLAIN,
    },
)


def _put(s: Session, key: Path, properties: dict[str, Any]) -> None:
    s.put(key, properties)


def _mutate(
    s: Session,
    mutations: list[tuple[str, Path, dict[str, Any]]],
    transactional: bool,
    end: str,
) -> None:
    transaction = s.begin() if transactional else b''
    if transactional and end == 'rollback':
        s.rollback(transaction)
        return
    messages = [s.mutation(*mutation) for mutation in mutations]
    if transactional:
        s.commit(messages, transaction)
        return
    # "The mutations may not apply as all or none" without a transaction.
    for message in messages:
        s.commit([message])


@st.composite
def _distinct_mutations(draw: Any) -> list[tuple[str, Path, dict[str, Any]]]:
    keys = draw(st.lists(_KEYS, min_size=1, max_size=4, unique=True))
    operations = st.sampled_from(['insert', 'update', 'upsert', 'delete'])
    return [(draw(operations), key, draw(_PROPERTIES)) for key in keys]


def _lookup(s: Session, keys: list[Path]) -> None:
    s.lookup(*keys)


def _query(s: Session, find: Find) -> None:
    s.query(find)


_SINGLE = st.builds(
    where,
    st.sampled_from(['a', 'b']),
    st.sampled_from(['=', '<', '<=', '>', '>=']),
    _SCALARS,
)
_EQUALITIES = st.lists(
    st.builds(
        where, st.sampled_from(['a', 'b', 'c', 'e.a']), st.just('='), _SCALARS
    ),
    min_size=1,
    max_size=3,
).map(lambda parts: all_of(*parts))


def _below(condition: Condition, root: Path) -> Condition:
    return all_of(condition, under(root))


_CONDITIONS: st.SearchStrategy[Condition | None] = (
    st.none()
    | _SINGLE
    | _EQUALITIES
    | st.builds(under, _ROOTS)
    | st.builds(_below, _SINGLE | _EQUALITIES, _ROOTS)
)


def _parts(condition: Condition | None) -> Iterator[Where]:
    """The conditions on single properties."""
    if isinstance(condition, Where):
        yield condition
    elif condition is not None:
        for part in condition.parts:
            yield from _parts(part)


def _add_order(find: Find, name: str, descending: bool) -> Find:
    """Adds an order that both emulators support: see the rulings."""
    for part in _parts(find.where):
        if part.op not in {'EQUAL', 'HAS_ANCESTOR'}:
            name = part.name
    if descending:
        return dataclasses.replace(find, order=(f'-{name}', '__key__'))
    return dataclasses.replace(find, order=(name,))


_UNORDERED = st.builds(
    Find,
    kind=st.sampled_from(['R', 'S', 'C']),
    where=_CONDITIONS,
    offset=st.sampled_from([0, 0, 1]),
    limit=st.sampled_from([None, None, 2]),
)
_FINDS = _UNORDERED | st.builds(
    _add_order, _UNORDERED, st.sampled_from(['a', 'b']), st.booleans()
)

_Operation = tuple[Callable[..., None], tuple[Any, ...]]
_OPERATIONS: st.SearchStrategy[_Operation] = st.one_of(
    st.tuples(st.just(_put), st.tuples(_KEYS, _PROPERTIES)),
    st.tuples(st.just(_put), st.tuples(_KEYS, _PROPERTIES)),
    st.tuples(
        st.just(_mutate),
        st.tuples(
            _distinct_mutations(),
            st.booleans(),
            st.sampled_from(['commit', 'commit', 'rollback']),
        ),
    ),
    st.tuples(
        st.just(_lookup), st.tuples(st.lists(_KEYS, min_size=1, max_size=4))
    ),
    st.tuples(st.just(_query), st.tuples(_FINDS)),
    st.tuples(st.just(_query), st.tuples(_FINDS)),
)


@_SETTINGS
@given(operations=st.lists(_OPERATIONS, min_size=5, max_size=25))
def test_random_sequences_answer_alike(
    stores: cases.Stores, operations: list[_Operation]
) -> None:
    def run(s: Session) -> None:
        for operation, arguments in operations:
            operation(s, *arguments)
        s.query(Find(None))

    cases.assert_stores_agree(cases.Case('random', run), stores)
