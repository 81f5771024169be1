"""The cache of a process is correct and bounded."""

from __future__ import annotations

import time

import pytest
from google.cloud import ndb

from core.platform.datastore import embedded, process_cache


class Source:
    """A value that counts how often it is read."""

    def __init__(self, value: str = 'value') -> None:
        self.value = value
        self.reads = 0

    def read(self) -> str:
        self.reads += 1
        return self.value


def test_a_value_is_read_once():
    cache = process_cache.ProcessCache(max_size=2)
    source = Source()

    assert [cache.get('a', source.read) for _ in range(3)] == ['value'] * 3
    assert source.reads == 1


def test_an_old_value_is_read_again(monkeypatch):
    cache = process_cache.ProcessCache(max_size=2, max_age_secs=2.0)
    source = Source()

    def read_at(now: float) -> int:
        monkeypatch.setattr(time, 'monotonic', lambda: now)
        cache.get('a', source.read)
        return source.reads

    assert [read_at(now) for now in (100.0, 101.9, 102.0)] == [1, 1, 2]


def test_the_least_recently_used_entry_is_evicted():
    cache = process_cache.ProcessCache(max_size=5, size_of=len)
    sources = {name: Source(name * 2) for name in 'abc'}

    for name in 'abaca':
        cache.get(name, sources[name].read)
    cache.get('b', sources['b'].read)

    assert [sources[name].reads for name in 'abc'] == [1, 2, 1]


def test_an_entry_larger_than_the_cache_is_not_cached():
    cache = process_cache.ProcessCache(max_size=5, size_of=len)
    source = Source('too long')

    assert [cache.get('a', source.read) for _ in range(2)] == ['too long'] * 2
    assert source.reads == 2


def test_a_dropped_entry_is_read_again():
    cache = process_cache.ProcessCache(max_size=2)
    source = Source()
    cache.get('a', source.read)
    source.value = 'changed'

    cache.drop('a')

    assert cache.get('a', source.read) == 'changed'


def test_data_read_before_a_change_is_not_cached():
    cache = process_cache.ProcessCache(max_size=2)

    def read() -> str:
        cache.drop('a')
        return 'before the change'

    cache.get('a', read)

    assert cache.get('a', Source().read) == 'value'


def test_a_failed_read_is_not_cached():
    cache = process_cache.ProcessCache(max_size=2)
    with pytest.raises(ZeroDivisionError):
        cache.get('a', lambda: 1 // 0)
    assert cache.get('a', Source().read) == 'value'


def test_a_transaction_reads_the_store():
    cache = process_cache.ProcessCache(max_size=2)
    source = Source()
    cache.get('a', source.read)

    ndb.transaction(lambda: cache.get('a', source.read))

    assert source.reads == 2


@pytest.mark.no_store
def test_another_store_has_other_values():
    cache = process_cache.ProcessCache(max_size=2)
    for name in ('one', 'other'):
        client = embedded.Client(':memory:')
        with client.context():
            assert cache.get('a', Source(name).read) == name
        client.close()
