"""Random transactions on an embedded store, with what they read and wrote."""

from __future__ import annotations

import random
from typing import Any

from core.platform.datastore import embedded
from tests.conformance.messages import Find, Message, path
from tests.conformance.session import FailedCallError, Session, Store
from tests.faults.datastore.history import ABSENT, Record

NAMESPACE = 'faults'
KEYS = tuple(range(1, 7))


def open_store(file: str) -> tuple[embedded.Client, Store]:
    """Opens a file; returns the client and its raw API."""
    client = embedded.Client(file, project='conformance')
    return client, Store('embedded', client.stub)


class Worker:
    """Runs random transactions one after the other.

    Args:
        store: The store, which other workers use, too.
        seed: The seed of the random transactions.
    """

    def __init__(self, store: Store, seed: str) -> None:
        self._session = Session(store, NAMESPACE)
        self._store = store
        self._random = random.Random(seed)
        self.records: list[Record] = []
        self.aborted = 0

    def run(self, count: int) -> None:
        """Runs transactions until `count` of them are committed."""
        while len(self.records) < count:
            self._once()

    def _once(self) -> None:
        session = self._session
        read_only = self._random.random() < 0.1
        options: Message = (
            {'read_only': {}} if read_only else {'read_write': {}}
        )
        try:
            transaction = self._store.call(
                'begin_transaction', transaction_options=options
            ).transaction
            reads = self._read(transaction)
            mutations = [] if read_only else self._mutations()
            answer = self._store.call(
                'commit',
                mode='TRANSACTIONAL',
                transaction=transaction,
                mutations=[
                    session.mutation('upsert', path(*key), {'n': len(key)})
                    for key in mutations
                ],
            )
        except FailedCallError as error:
            if error.failed.code != 'ABORTED':
                raise
            self.aborted += 1
            return
        versions = [result.version for result in answer.mutation_results]
        writes = dict(zip(map(str, mutations), versions, strict=True))
        self.records.append(Record(reads, writes))

    def _read(self, transaction: bytes) -> dict[str, int]:
        """Reads by key and by query, which counts as reading absent keys."""
        reads: dict[str, int] = {}
        options = {'read_options': {'transaction': transaction}}
        chosen = self._random.sample(_all_keys(), self._random.randint(1, 3))
        reads |= {str(key): ABSENT for key in chosen}
        answer = self._store.call(
            'lookup',
            keys=[self._session.build.key(path(*key)) for key in chosen],
            **options,
        )
        reads |= self._versions(answer.found)
        if self._random.random() < 0.4:
            reads |= {str(('C', key)): ABSENT for key in KEYS}
            answer = self._store.call(
                'run_query',
                partition_id=self._session.partition,
                query=Find('C', order=['n']).message(self._session.build),
                **options,
            )
            reads |= self._versions(answer.batch.entity_results)
        return reads

    def _versions(self, results: Any) -> dict[str, int]:
        return {
            str(self._session.normal.key(result.entity.key)): result.version
            for result in results
        }

    def _mutations(self) -> list[tuple[str, int]]:
        return self._random.sample(_all_keys(), self._random.randint(1, 2))


def _all_keys() -> list[tuple[str, int]]:
    return [(kind, key) for kind in ('A', 'C') for key in KEYS]
