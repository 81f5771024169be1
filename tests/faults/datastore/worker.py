"""A process that works on a store: `python -m ... worker JOB FILE SEED COUNT`.

Prints one line of JSON for each result. Anything but an aborted transaction
ends it with an error.
"""

from __future__ import annotations

import contextlib
import json
import random
import sys
from collections.abc import Callable
from typing import Any

from google.cloud import ndb

from tests.faults.datastore import workload

ACCOUNTS = 5
OPENING_BALANCE = 100
RETRIES = 200


class Account(ndb.Model):
    """Money."""

    balance = ndb.IntegerProperty()


class Counter(ndb.Model):
    """A number that is counted up."""

    value = ndb.IntegerProperty()
    group = ndb.StringProperty()


def _say(result: Any) -> None:
    sys.stdout.write(json.dumps(result) + '\n')


def transact(file: str, seed: str, count: int) -> None:
    """Commits random transactions; prints their reads and writes."""
    client, store = workload.open_store(file)
    worker = workload.Worker(store, seed)
    worker.run(count)
    for record in worker.records:
        _say(record.to_dict())
    client.close()


def transfer(file: str, seed: str, count: int) -> None:
    """Moves money between accounts; prints each sum a reader saw."""
    client, _ = workload.open_store(file)
    draw = random.Random(seed)

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
        keys = [ndb.Key(Account, f'{each}') for each in range(ACCOUNTS)]
        for _ in range(count):
            source, target = draw.sample(keys, 2)
            move(source, target, draw.randint(1, 50))
            _say(total())
    client.close()


def count_up(file: str, seed: str, count: int) -> None:
    """Counts up by transactions, reads and queries; prints the number."""
    client, _ = workload.open_store(file)
    draw = random.Random(seed)

    @ndb.transactional(retries=RETRIES)
    def increment(key: ndb.Key) -> None:
        counter = key.get() or Counter(key=key, value=0)
        counter.value += 1
        counter.group = 'xyz'[counter.value % 3]
        counter.put()

    with _without_cache(client):
        keys = [ndb.Key(Counter, f'{each}') for each in range(3)]
        for number in range(count):
            increment(draw.choice(keys))
            Counter(id=f'{seed}-{number}', value=1, group='own').put()
            Counter.query(Counter.group == 'own').fetch(5)
            ndb.get_multi(keys)
        _say(count)
    client.close()


def _without_cache(
    client: ndb.Client,
) -> contextlib.AbstractContextManager[ndb.Context]:
    return client.context(cache_policy=lambda _: False)


JOBS: dict[str, Callable[[str, str, int], None]] = {
    'transact': transact,
    'transfer': transfer,
    'count_up': count_up,
}

if __name__ == '__main__':
    job, store_file, job_seed, job_count = sys.argv[1:]
    JOBS[job](store_file, job_seed, int(job_count))
