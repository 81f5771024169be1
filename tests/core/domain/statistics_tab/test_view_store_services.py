"""Readers of a view get all parts from the same write."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import feconf
from core.domain.statistics_tab import view_store_services as store
from core.storage.statistics import view_gae_models as models
from tests.core.domain import stats_builders


def save(parts, revision=1, exp_version=1, is_provisional=False):
    store.save(
        'view',
        parts,
        revision=revision,
        exp_version=exp_version,
        is_provisional=is_provisional,
    )


def read(*names):
    return store.read('view', names)[1]


@pytest.fixture(autouse=True)
def chunks_only(monkeypatch):
    """Stores all views except empty ones in chunks."""
    monkeypatch.setattr(feconf, 'MAX_BYTES_OF_VIEW_ENTITY', 0)


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=3), st.binary(max_size=25), max_size=6
    ),
    st.integers(1, 9),
)
def test_each_part_is_restored_for_any_chunking(parts, size):
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


def test_a_small_view_is_one_entity(ndb_client, monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_BYTES_OF_VIEW_ENTITY', 7)
    save({'one': b'1234567'}, revision=1)
    save({'one': b'123', 'two': b'4567'}, revision=2)
    with (
        stats_builders.fresh_context(ndb_client),
        stats_builders.counted_reads() as reads,
    ):
        assert read('two', 'none', 'one') == {'one': b'123', 'two': b'4567'}
    assert reads.keys == 1
    assert models.StatisticsViewChunkModel.query().count() == 0
    save({'one': b'12345678'}, revision=3)
    assert models.StatisticsViewChunkModel.query().count() == 1
    save({'one': b''}, revision=4)
    assert models.StatisticsViewChunkModel.query().count() == 0
    assert read('one') == {'one': b''}


def test_versions_of_the_code_do_not_replace_each_others_views(monkeypatch):
    save({'one': b'old'})
    current = feconf.STATISTICS_VIEW_VERSION
    monkeypatch.setattr(feconf, 'STATISTICS_VIEW_VERSION', current + 1)
    with pytest.raises(LookupError):
        read('one')
    save({'one': b'new'}, revision=2)
    assert read('one') == {'one': b'new'}
    monkeypatch.setattr(feconf, 'STATISTICS_VIEW_VERSION', current)
    assert read('one') == {'one': b'old'}


def test_views_of_earlier_versions_of_the_code_are_deleted(monkeypatch):
    monkeypatch.setattr(store, '_ENTRIES_PER_DELETION', 2)
    for number in range(3):
        store.save(f'{number}', {'one': b'1'}, revision=1, exp_version=1)
    put_as_earlier_code_did()
    current = feconf.STATISTICS_VIEW_VERSION
    monkeypatch.setattr(feconf, 'STATISTICS_VIEW_VERSION', current + 1)
    save({'one': b'new'})

    assert store.count_outdated() == 4
    assert [store.delete_outdated() for _ in range(4)] == [2, 1, 1, 0]

    assert read('one') == {'one': b'new'}
    assert models.StatisticsViewModel.query().count() == 1
    assert models.StatisticsViewChunkModel.query().count() == 1
    assert models.DerivedStatsModel.query().count() == 0
    assert models.DerivedStatsChunkModel.query().count() == 0


def put_as_earlier_code_did() -> None:
    """Stores an entry like code before views had a version."""
    entry = models.DerivedStatsModel(
        id='exp.1.1',
        revision=1,
        exp_version=1,
        is_provisional=False,
        parts={'one': [0, 1]},
        generation='g',
        num_chunks=1,
    )
    entry.put()
    models.DerivedStatsChunkModel(
        id='g.0', parent=entry.key, content=b'1'
    ).put()


def test_a_missing_view_or_part_is_not_found():
    with pytest.raises(LookupError):
        read('one')
    save({'one': b'1'})
    assert read('one', 'two') == {'one': b'1'}


def test_an_older_view_that_is_saved_late_is_ignored():
    save({'one': b'new'}, revision=2)
    save({'one': b'old'}, revision=1)
    save({'one': b'early'}, revision=2, is_provisional=True)
    assert read('one') == {'one': b'new'}


def test_newer_or_final_views_replace_older_ones():
    save({'one': b'1'}, revision=1, is_provisional=True)
    save({'one': b'2'}, revision=1)
    assert read('one') == {'one': b'2'}
    save({'one': b'3'}, revision=2)
    assert read('one') == {'one': b'3'}
    save({'one': b'4'}, revision=1, exp_version=2)
    assert read('one') == {'one': b'4'}


def test_chunks_of_the_previous_view_are_deleted(monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_PROCESSED_CHUNK_BYTES', 1)
    save({'one': b'12345'}, revision=1)
    save({'one': b'12'}, revision=2)
    assert models.StatisticsViewChunkModel.query().count() == 2


def test_a_view_of_many_chunks_is_stored_completely(monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_PROCESSED_CHUNK_BYTES', 1)
    content = bytes(range(20))
    save({'one': content}, revision=2)
    assert read('one') == {'one': content}
    save({'one': content[::-1]}, revision=1)
    assert read('one') == {'one': content}
    assert models.StatisticsViewChunkModel.query().count() == 20


def test_a_view_replaced_during_a_read_is_read_again(
    monkeypatch,
):
    monkeypatch.setattr(feconf, 'MAX_PROCESSED_CHUNK_BYTES', 2)
    save({'one': b'1111', 'two': b'11'}, revision=1)
    get_entry = store.get_entry
    replacements = iter([b'2', b'3'])

    def get_entry_and_lose_it(name):
        head = get_entry(name)
        digit = next(replacements, None)
        if digit is not None:
            save({'one': 4 * digit, 'two': 2 * digit}, revision=int(digit))
        return head

    monkeypatch.setattr(store, 'get_entry', get_entry_and_lose_it)
    assert read('one', 'two') == {'one': b'3333', 'two': b'33'}


def test_concurrent_writers_leave_one_complete_view(ndb_client):
    def make(digit):
        parts = {'one': digit * 5, 'two': digit}
        return lambda: save(parts, revision=int(digit))

    stats_builders.run_in_threads(ndb_client, *map(make, [b'1', b'2', b'3']))
    assert read('one', 'two') == {'one': b'33333', 'two': b'3'}
