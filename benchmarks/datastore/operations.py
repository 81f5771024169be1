"""The timed operations, written with NDB as the application writes them."""

from __future__ import annotations

import contextlib
import datetime
import itertools
from collections.abc import Callable, Iterator

from google.cloud import ndb

BATCH_SIZE = 100
QUERY_RESULTS = 10
LOAD_BATCH = 400


class Sample(ndb.Model):
    """An entity like the application's: few indexed properties, some text."""

    label = ndb.StringProperty()
    number = ndb.IntegerProperty()
    group = ndb.IntegerProperty()
    text = ndb.TextProperty()
    moment = ndb.DateTimeProperty(indexed=False)


_NUMBERS = itertools.count(1)
_MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5)


@contextlib.contextmanager
def context(client: ndb.Client) -> Iterator[None]:
    """Enters an NDB context without cache, so every get reaches the store."""
    with client.context(cache_policy=lambda _: False):
        yield


def sample(number: int, group: int = -1) -> Sample:
    """Builds an entity; one query finds the entities of a group."""
    return Sample(
        id=f's{number}',
        label=f'label {number % 100}',
        number=number,
        group=group,
        text='some text that nobody indexes ' * 5,
        moment=_MOMENT,
    )


def single_put() -> None:
    """Writes one new entity."""
    sample(next(_NUMBERS)).put()


def put_multi() -> None:
    """Writes 100 new entities at once."""
    ndb.put_multi([sample(next(_NUMBERS)) for _ in range(BATCH_SIZE)])


def get() -> None:
    """Reads one entity by its key."""
    assert ndb.Key(Sample, 'hot').get() is not None


@ndb.transactional(retries=0)
def read_modify_write() -> None:
    """Increments a number in a transaction."""
    entity = ndb.Key(Sample, 'hot').get()
    entity.number += 1
    entity.put()


def query() -> None:
    """Reads the 10 entities of one group."""
    samples = Sample.query(Sample.group == 0).fetch()
    assert len(samples) == QUERY_RESULTS


def load(count: int) -> None:
    """Fills the store so that each group has QUERY_RESULTS entities."""
    Sample(id='hot', number=0, group=-1).put()
    for start in range(0, count, LOAD_BATCH):
        numbers = range(start, min(start + LOAD_BATCH, count))
        ndb.put_multi(
            [
                sample(next(_NUMBERS), number // QUERY_RESULTS)
                for number in numbers
            ]
        )


# Name, operation, and repetitions in a round.
OPERATIONS: tuple[tuple[str, Callable[[], None], int], ...] = (
    ('single put', single_put, 20),
    ('put_multi of 100', put_multi, 2),
    ('get', get, 50),
    ('read-modify-write transaction', read_modify_write, 20),
    ('equality query, 10 results', query, 5),
)
