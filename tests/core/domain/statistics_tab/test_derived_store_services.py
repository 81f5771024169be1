"""Things in parts: each reader sees the parts of one making."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import feconf
from core.domain.statistics_tab import derived_store_services as store
from core.storage.statistics import derived_gae_models as models
from tests.core.domain import stats_builders


def save(parts, revision=1, code='c', is_provisional=False):
    store.save(
        'thing',
        parts,
        revision=revision,
        exp_version=1,
        code=code,
        is_provisional=is_provisional,
    )


def read(*names):
    return store.read('thing', names)[1]


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=3), st.binary(max_size=25), max_size=6
    ),
    st.integers(1, 9),
)
def test_each_part_comes_back_whatever_the_chunks(parts, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feconf, 'MAX_PROCESSED_CHUNK_BYTES', size)
        save(parts, revision=0)
        assert read(*parts) == parts
        for name, content in parts.items():
            assert read(name) == {name: content}


def test_a_part_is_read_without_the_others(ndb_client, monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_PROCESSED_CHUNK_BYTES', 10)
    save({'one': b'1' * 10, 'two': b'2' * 100})
    with (
        stats_builders.fresh_context(ndb_client),
        stats_builders.counted_reads() as reads,
    ):
        read('one')
    assert reads.keys == 2


def test_what_is_not_there_is_not_found():
    with pytest.raises(LookupError):
        read('one')
    save({'one': b'1'})
    assert read('one', 'two') == {'one': b'1'}


def test_an_older_one_that_comes_late_changes_nothing():
    save({'one': b'new'}, revision=2)
    save({'one': b'old'}, revision=1)
    save({'one': b'early'}, revision=2, is_provisional=True)
    assert read('one') == {'one': b'new'}


def test_newer_data_newer_code_and_what_is_final_replace():
    save({'one': b'1'}, revision=1, is_provisional=True)
    save({'one': b'2'}, revision=1)
    assert read('one') == {'one': b'2'}
    save({'one': b'3'}, revision=2)
    assert read('one') == {'one': b'3'}
    save({'one': b'4'}, revision=1, code='d')
    assert read('one') == {'one': b'4'}


def test_nothing_stays_behind(monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_PROCESSED_CHUNK_BYTES', 1)
    save({'one': b'12345'}, revision=1)
    save({'one': b'12'}, revision=2)
    assert models.DerivedStatsChunkModel.query().count() == 2


def test_more_than_one_commit_takes_is_kept_whole(monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_PROCESSED_CHUNK_BYTES', 1)
    content = bytes(range(20))
    save({'one': content}, revision=2)
    assert read('one') == {'one': content}
    save({'one': content[::-1]}, revision=1)
    assert read('one') == {'one': content}
    assert models.DerivedStatsChunkModel.query().count() == 20


def test_who_reads_while_it_is_replaced_gets_one_or_the_other(monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_PROCESSED_CHUNK_BYTES', 2)
    save({'one': b'1111', 'two': b'11'}, revision=1)
    get_head = store.get_head
    replacements = iter([b'2', b'3'])

    def get_head_and_lose_it(name):
        head = get_head(name)
        digit = next(replacements, None)
        if digit is not None:
            save({'one': 4 * digit, 'two': 2 * digit}, revision=int(digit))
        return head

    monkeypatch.setattr(store, 'get_head', get_head_and_lose_it)
    assert read('one', 'two') == {'one': b'3333', 'two': b'33'}


def test_many_at_once_leave_one_whole(ndb_client):
    def make(digit):
        parts = {'one': digit * 5, 'two': digit}
        return lambda: save(parts, revision=int(digit))

    stats_builders.in_threads(ndb_client, *map(make, [b'1', b'2', b'3']))
    assert read('one', 'two') == {'one': b'33333', 'two': b'3'}
