"""Worker processes on a store: `python -m ... worker JOB FILE COUNT SEED...`.

Runs one worker for each seed, all at once, and prints a list of their results
as JSON. Any error except an aborted transaction ends it.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import random
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from google.cloud import ndb

from tests.faults.datastore import workload

ACCOUNTS = 5
OPENING_BALANCE = 100
RETRIES = 200


class Account(ndb.Model):
    """An account with an amount of money."""

    balance = ndb.IntegerProperty()


class Counter(ndb.Model):
    """A counter that workers increment."""

    value = ndb.IntegerProperty()
    group = ndb.StringProperty()


def transact(file: str, seed: str, count: int) -> list[Any]:
    """Commits random transactions; returns their reads and writes."""
    client, store = workload.open_store(file)
    worker = workload.Worker(store, seed)
    worker.run(count)
    client.close()
    return [record.to_dict() for record in worker.records]


def transfer(file: str, seed: str, count: int) -> list[Any]:
    """Moves money between accounts; returns the sums that readers saw."""
    client, _ = workload.open_store(file)
    draw = random.Random(seed)
    totals = []

    @ndb.transactional(retries=RETRIES)
    def move(source: ndb.Key, target: ndb.Key, amount: int) -> None:
        payer, payee = ndb.get_multi([source, target])
        payer.balance -= amount
        payee.balance += amount
        ndb.put_multi([payer, payee])

    @ndb.transactional(read_only=True)
    def total() -> int:
        return sum(account.balance for account in Account.query())

    with _without_cache(client):
        keys = [ndb.Key(Account, f'{number}') for number in range(ACCOUNTS)]
        for _ in range(count):
            source, target = draw.sample(keys, 2)
            move(source, target, draw.randint(1, 50))
            totals.append(total())
    client.close()
    return totals


def count_up(file: str, seed: str, count: int) -> list[Any]:
    """Increments counters between other requests; returns the number."""
    client, _ = workload.open_store(file)
    draw = random.Random(seed)

    @ndb.transactional(retries=RETRIES)
    def increment(key: ndb.Key) -> None:
        counter = key.get() or Counter(key=key, value=0)
        counter.value += 1
        counter.group = 'xyz'[counter.value % 3]
        counter.put()

    with _without_cache(client):
        keys = [ndb.Key(Counter, f'{number}') for number in range(3)]
        for number in range(count):
            increment(draw.choice(keys))
            Counter(id=f'{seed}-{number}', value=1, group='own').put()
            Counter.query(Counter.group == 'own').fetch(5)
            ndb.get_multi(keys)
    client.close()
    return [count]


def _without_cache(
    client: ndb.Client,
) -> contextlib.AbstractContextManager[ndb.Context]:
    return client.context(cache_policy=lambda _: False)


JOBS: dict[str, Callable[[str, str, int], list[Any]]] = {
    'transact': transact,
    'transfer': transfer,
    'count_up': count_up,
}


def _send(pipe: Connection, job: str, *arguments: Any) -> None:
    pipe.send(JOBS[job](*arguments))


def main(job: str, file: str, count: str, *seeds: str) -> None:
    """Runs a job in a process for each seed, all at once."""
    fork = multiprocessing.get_context('fork')
    readers = []
    for seed in seeds:
        reader, writer = fork.Pipe(duplex=False)
        fork.Process(
            target=_send, args=(writer, job, file, seed, int(count))
        ).start()
        writer.close()
        readers.append(reader)
    # If a worker fails, its closed pipe raises an error here.
    sys.stdout.write(json.dumps([reader.recv() for reader in readers]))


if __name__ == '__main__':
    main(*sys.argv[1:])
