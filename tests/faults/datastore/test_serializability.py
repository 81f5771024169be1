"""Concurrent transactions are serializable."""

from __future__ import annotations

import functools
import pathlib
import threading
from collections.abc import Callable, Iterator
from concurrent import futures

import pytest
from google.cloud import ndb

from core.platform.datastore import embedded
from tests.conformance.messages import Find, Message, path, where
from tests.conformance.session import FailedCallError, Session, Store
from tests.faults.datastore import processes, worker, workload
from tests.faults.datastore.history import ABSENT, Record, cycle

pytestmark = pytest.mark.no_store


@pytest.fixture
def file(tmp_path: pathlib.Path) -> str:
    return str(tmp_path / 'store.sqlite3')


@pytest.fixture
def client(file: str) -> Iterator[embedded.Client]:
    opened = embedded.Client(file, project='conformance')
    yield opened
    opened.close()


def run_in_threads(tasks: list[Callable[[], None]]) -> None:
    """Runs all tasks concurrently; raises the first exception of a task."""
    with futures.ThreadPoolExecutor(len(tasks)) as pool:
        for future in [pool.submit(task) for task in tasks]:
            future.result()


def test_the_check_finds_a_write_skew() -> None:
    skew = [
        Record({'x': ABSENT, 'y': ABSENT}, {'x': 1}),
        Record({'x': ABSENT, 'y': ABSENT}, {'y': 2}),
    ]
    assert cycle(skew)
    assert cycle([skew[0], Record({'x': 1, 'y': ABSENT}, {'y': 2})]) is None


def test_the_check_finds_a_lost_update() -> None:
    assert cycle([Record({'x': 1}, {'x': 2}), Record({'x': 1}, {'x': 3}),
                  Record({}, {'x': 1})])  # fmt: skip


def test_the_check_finds_a_torn_read() -> None:
    write = Record({}, {'x': 1, 'y': 2})
    assert cycle([write, Record({'x': 1, 'y': ABSENT}, {})])
    assert cycle([write, Record({'x': 1, 'y': 2}, {})]) is None


@pytest.mark.parametrize('seed', ['a', 'b', 'c'])
def test_random_transactions_in_threads_are_serializable(
    client: embedded.Client, seed: str
) -> None:
    workers = [
        workload.Worker(Store('embedded', client.stub), f'{seed}-{number}')
        for number in range(4)
    ]
    run_in_threads(
        [functools.partial(thread_worker.run, 60) for thread_worker in workers]
    )
    records = [
        record for thread_worker in workers for record in thread_worker.records
    ]
    assert cycle(records) is None, f'seed {seed}'
    assert sum(thread_worker.aborted for thread_worker in workers), (
        'no transaction conflicted'
    )


def test_random_transactions_in_processes_are_serializable(
    file: str,
) -> None:
    seeds = ['p', 'q', 'r']
    printed = processes.run_all('transact', file, seeds, 80)
    records = [
        Record(transaction['reads'], transaction['writes'])
        for lines in printed
        for transaction in lines
    ]
    assert len(records) == 80 * len(seeds)
    assert cycle(records) is None, f'seeds {seeds}'


def test_the_sum_of_all_accounts_is_constant(
    client: embedded.Client, file: str
) -> None:
    with client.context():
        ndb.put_multi(
            worker.Account(id=f'{number}', balance=worker.OPENING_BALANCE)
            for number in range(worker.ACCOUNTS)
        )
    printed = processes.run_all('transfer', file, ['s', 't', 'u'], 40)
    seen = {total for totals in printed for total in totals}
    assert seen == {worker.ACCOUNTS * worker.OPENING_BALANCE}


def test_counters_lose_no_update_and_no_process_gets_a_lock_error(
    client: embedded.Client, file: str
) -> None:
    seeds = ['v', 'w', 'x']
    printed = processes.run_all('count_up', file, seeds, 40)
    acknowledged = sum(count for counts in printed for count in counts)
    with client.context():
        counters = worker.Counter.query(worker.Counter.group != 'own').fetch()
        assert sum(counter.value for counter in counters) == acknowledged
        own = worker.Counter.query(worker.Counter.group == 'own').count()
    assert own == acknowledged == 40 * len(seeds)


def commits(store: Store, transaction: bytes, mutation: Message) -> bool:
    """Commits one mutation; returns whether the commit succeeded."""
    try:
        store.call(
            'commit',
            mode='TRANSACTIONAL',
            transaction=transaction,
            mutations=[mutation],
        )
    except FailedCallError as error:
        if error.failed.code == 'ABORTED':
            return False
        raise
    return True


def _commit_if(
    session: Session, allowed: Callable[[bytes], bool], key: int
) -> bool:
    """Writes an entity if a condition holds, in one transaction."""
    transaction = session.store.call('begin_transaction').transaction
    if not allowed(transaction):
        session.store.call('rollback', transaction=transaction)
        return False
    mutation = session.mutation('upsert', path('Booking', key), {'slot': 1})
    return commits(session.store, transaction, mutation)


_FINDS = {
    'by a property': Find('Booking', where('slot', '=', 1)),
    'by kind': Find('Booking'),
    'keys only': Find('Booking', projection=['__key__']),
    'by a range': Find('Booking', where('slot', '>', 0), limit=1),
}


@pytest.mark.parametrize('find', _FINDS.values(), ids=list(_FINDS))
def test_a_phantom_in_a_query_aborts(
    client: embedded.Client, find: Find
) -> None:
    """Many book one slot if a query finds it free: only one succeeds."""
    store = Store('embedded', client.stub)
    for _ in range(5):
        session = Session(store)
        barrier = threading.Barrier(4)
        booked: list[bool] = []

        def is_free(transaction: bytes, session: Session = session) -> bool:
            answer = store.call(
                'run_query',
                partition_id=session.partition,
                query=find.message(session.build),
                read_options={'transaction': transaction},
            )
            return not answer.batch.entity_results

        def book(
            key: int,
            session: Session = session,
            barrier: threading.Barrier = barrier,
            booked: list[bool] = booked,
            is_free: Callable[[bytes], bool] = is_free,
        ) -> None:
            def check_then_wait(transaction: bytes) -> bool:
                free = is_free(transaction)
                barrier.wait()
                return free

            booked.append(_commit_if(session, check_then_wait, key))

        run_in_threads([functools.partial(book, key) for key in range(1, 5)])
        assert booked.count(True) == 1


def test_a_phantom_in_a_count_aborts(client: embedded.Client) -> None:
    """Many book one slot if a count finds it free: only one succeeds."""
    store = Store('embedded', client.stub)
    session = Session(store)
    barrier = threading.Barrier(3)
    booked: list[bool] = []

    def is_free(transaction: bytes) -> bool:
        answer = store.call(
            'run_aggregation_query',
            partition_id=session.partition,
            aggregation_query={
                'nested_query': Find('Booking').message(session.build),
                'aggregations': [{'alias': 'n', 'count': {}}],
            },
            read_options={'transaction': transaction},
        )
        result = answer.batch.aggregation_results[0]
        barrier.wait()
        return result.aggregate_properties['n'].integer_value == 0

    def book(key: int) -> None:
        booked.append(_commit_if(session, is_free, key))

    run_in_threads([functools.partial(book, key) for key in range(1, 4)])
    assert booked.count(True) == 1


def test_write_skew_is_prevented(client: embedded.Client) -> None:
    """Each of two doctors goes off call if the other one is on call."""
    store = Store('embedded', client.stub)
    for _ in range(20):
        session = Session(store)
        for key in (1, 2):
            session.put(path('Doctor', key), {'on_call': True})
        barrier = threading.Barrier(2)

        def leave(
            key: int,
            session: Session = session,
            barrier: threading.Barrier = barrier,
        ) -> None:
            transaction = store.call('begin_transaction').transaction
            answer = store.call(
                'lookup',
                keys=[session.build.key(path('Doctor', 3 - key))],
                read_options={'transaction': transaction},
            )
            stays = answer.found[0].entity.properties['on_call'].boolean_value
            barrier.wait()
            if not stays:
                return
            mutation = session.mutation(
                'upsert', path('Doctor', key), {'on_call': False}
            )
            commits(store, transaction, mutation)

        run_in_threads([lambda: leave(1), lambda: leave(2)])
        answer = store.call(
            'run_query',
            partition_id=session.partition,
            query=Find('Doctor', where('on_call', '=', True)).message(
                session.build
            ),
        )
        assert len(answer.batch.entity_results) == 1
