"""Cases: operations that all stores must answer alike."""

from __future__ import annotations

import dataclasses
import pathlib
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.conformance import rulings
from tests.conformance.messages import Path
from tests.conformance.session import Session, Store

Properties = Mapping[str, Any]
Dataset = Iterable[tuple[Path, Properties]]

LOAD_SIZE = 400


def files_with_cases() -> set[str]:
    """Returns the names of the test files with cases for the emulators."""
    here = pathlib.Path(__file__).parent
    return {
        path.name
        for path in here.glob('test_*.py')
        if 'pytest.mark.emulator' in (text := path.read_text('utf-8'))
        and 'cases' in text
    }


@dataclasses.dataclass(frozen=True)
class Case:
    """A named sequence of operations.

    Attributes:
        name: Unique in the whole suite; rulings refer to it.
        run: Runs the operations.
        dataset: The data to run on, loaded once for all cases that only
            read; None for an empty namespace of the case's own.
    """

    name: str
    run: Callable[[Session], None]
    dataset: Callable[[], Dataset] | None = None

    def __str__(self) -> str:
        return self.name


@dataclasses.dataclass(frozen=True)
class Stores:
    """The store under test and its two judges, the official emulators."""

    embedded: Store
    datastore: Store
    firestore: Store


def load(store: Store, data: Callable[[], Dataset]) -> str:
    """Loads a dataset once and returns its namespace."""
    name = data.__name__
    if name not in store.datasets:
        session = Session(store, f'data-{name}-{uuid.uuid4().hex}')
        mutations = [
            session.mutation('upsert', key, properties)
            for key, properties in data()
        ]
        for start in range(0, len(mutations), LOAD_SIZE):
            answer = session.commit(mutations[start : start + LOAD_SIZE])
            assert answer is not None, session.transcript
        store.datasets[name] = session.namespace
    return store.datasets[name]


def transcript(case: Case, store: Store) -> list[Any]:
    """Runs a case on a store; returns the answers."""
    namespace = load(store, case.dataset) if case.dataset else None
    session = Session(store, namespace)
    case.run(session)
    return session.transcript


def assert_stores_agree(case: Case, stores: Stores) -> None:
    """Asserts that the store answers as the emulators and rulings require."""
    actual = transcript(case, stores.embedded)
    by_datastore = transcript(case, stores.datastore)
    by_firestore = transcript(case, stores.firestore)
    assert actual, 'the case did nothing'
    assert len(actual) == len(by_datastore) == len(by_firestore), (
        actual,
        by_datastore,
        by_firestore,
    )
    judged = [
        judge(case.name, step, *answers)
        for step, answers in enumerate(
            zip(actual, by_datastore, by_firestore, strict=True)
        )
    ]
    for step, (answer, right) in enumerate(zip(actual, judged, strict=True)):
        assert answer == right, f'{step=}\n  {answer=}\n  {right=}'


def judge(
    name: str, step: int, actual: Any, by_datastore: Any, by_firestore: Any
) -> Any:
    """Returns the right answer to one operation of a case.

    Args:
        name: The case's name.
        step: The position of the operation's answer in the transcript.
        actual: The answer of the store under test.
        by_datastore: The answer of the emulator of Datastore.
        by_firestore: The answer of the emulator of Firestore in Datastore
            mode.

    Returns:
        The answer that the store under test must give.
    """
    by_firestore = rulings.without_repeats(by_firestore)
    agree = rulings.without_more(by_datastore) == rulings.without_more(
        by_firestore
    )
    for ruling in rulings.RULINGS:
        if not ruling.covers(name, step):
            continue
        if step in ruling.answers:
            right = ruling.answers[step]
            if by_datastore != right or by_firestore != right:
                NEEDED.add(ruling)
            return right
        if ruling.ignores_more_results:
            if actual != by_firestore:
                NEEDED.add(ruling)
            return _with_actual_more(actual, by_firestore)
        if not agree and not rulings.lacks_feature(by_datastore):
            NEEDED.add(ruling)
            if ruling.judge == 'datastore':
                return _with_actual_more(actual, by_datastore)
            return by_firestore
    if rulings.lacks_feature(by_datastore):
        assert not rulings.lacks_feature(by_firestore), (
            'neither emulator supports this'
        )
        return by_firestore
    if rulings.lacks_feature(by_firestore):
        return _with_actual_more(actual, by_datastore)
    assert agree, (
        'the emulators disagree: a ruling is needed',
        f'{step=}',
        by_datastore,
        by_firestore,
    )
    return by_firestore


def _with_actual_more(actual: Any, judged: Any) -> Any:
    """Replaces `more` in a judge's answer by the actual one.

    For judges that do not report correctly whether more results follow.
    """
    if isinstance(judged, dict) and 'more' in judged:
        more = actual.get('more') if isinstance(actual, dict) else None
        return {**judged, 'more': more}
    return judged


# The rulings that have decided about an answer.
NEEDED: set[rulings.Ruling] = set()


def collector() -> tuple[
    list[Case],
    Callable[[Callable[[Session], None]], Callable[[Session], None]],
]:
    """Returns a list of cases, and a decorator that adds a function to it."""
    cases: list[Case] = []

    def case(run: Callable[[Session], None]) -> Callable[[Session], None]:
        cases.append(Case(run.__name__, run))
        return run

    return cases, case
