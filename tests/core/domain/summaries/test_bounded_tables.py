"""Tables are exact within their capacity and have bounded errors beyond it."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.summaries.bounded_tables import BoundedTable
from core.domain.summaries.samples import Samples
from tests.core.domain.summary_builders import as_json

pytestmark = pytest.mark.no_store

CAPACITY = 8

few_keys = st.lists(st.integers(0, CAPACITY - 1), max_size=40)
many_keys = st.lists(st.integers(0, 60), max_size=300)


def table_of(keys, capacity=CAPACITY):
    table = BoundedTable(capacity)
    for key in keys:
        table.add((key,), [1])
    return table


def merge(one, other):
    result = one.copy()
    result.merge(other)
    return result


def assert_bounds(table, true):
    """Asserts the guarantees of a table about the counts of all keys."""
    assert len(table.rows) <= table.capacity
    assert table.total == sum(true.values())
    for key, count in true.items():
        row = table.rows.get((key,))
        if row is None:
            assert count <= table.floor
        else:
            least, since, _ = row
            assert least <= count <= least + since
            assert since <= table.floor


@given(few_keys, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(keys, random_):
    shuffled = list(keys)
    random_.shuffle(shuffled)
    assert table_of(keys) == table_of(shuffled)


@given(few_keys, few_keys)
def test_merging_equals_counting_together_and_can_be_undone(one, two):
    together = merge(table_of(one), table_of(two))
    assert together == table_of(one + two)
    assert together.is_exact
    for keys, left in ((two, table_of(one)), (one, BoundedTable(CAPACITY))):
        for key in keys:
            together.add((key,), [1], -1)
        assert together == left


@given(many_keys)
def test_guarantees_hold_beyond_the_capacity(keys):
    table = table_of(keys)
    assert_bounds(table, Counter(keys))
    assert table.floor <= 2 * len(keys) / CAPACITY


@given(many_keys, many_keys, many_keys)
def test_bounds_hold_for_merged_tables_too(one, two, three):
    table = merge(merge(table_of(one), table_of(two)), table_of(three))
    assert_bounds(table, Counter(one + two + three))
    assert table.floor <= 2 * len(one + two + three) / CAPACITY


@given(many_keys, st.data())
def test_bounds_hold_after_removals(keys, data):
    table = table_of(keys)
    gone = (
        data.draw(st.lists(st.sampled_from(keys), max_size=len(keys)))
        if (keys)
        else []
    )
    left = Counter(keys)
    for key in gone:
        if left[key]:
            left[key] -= 1
            table.add((key,), [1], -1)
    assert_bounds(table, left)


def test_frequent_keys_stay_among_a_million_rare_ones():
    """Each of two keys is one in fifty, in a table of 200 rows."""
    random_ = random.Random(5)
    keys = [
        random_.choice(['a', 'b']) if random_.random() < 0.04 else number
        for number in range(40_000)
    ]

    table = table_of(keys, capacity=200)

    true = Counter(keys)
    assert [key for (key,), _ in table.values()][:2] == [
        key for key, _ in true.most_common(2)
    ]
    for key in 'ab':
        least, since, _ = table.rows[key,]
        assert least == pytest.approx(true[key], abs=since)
        assert since <= 2 * len(keys) / 200


@given(many_keys)
def test_json_keeps_everything(keys):
    table = table_of(keys)
    assert BoundedTable.from_dict(as_json(table.to_dict())) == table


def test_nested_keys_survive_json():
    table = BoundedTable(3, 2, 7)
    table.add(('Cycle', ('A', 'B', None)), [2, 5])
    assert BoundedTable.from_dict(as_json(table.to_dict())) == table
    assert table.last_version(('Cycle', ('A', 'B', None))) == 7


def test_counts_of_keys_that_merge_are_summed():
    table = table_of([1, 1, 2, 3])
    odd = table.map_keys(lambda key: (key[0] % 2,), version=0)
    assert odd == table_of([1, 1, 1, 0])


class TestSamples:
    @given(
        st.lists(st.text('abc', min_size=1, max_size=4), unique=True),
        st.randoms(use_true_random=False),
        st.integers(0, 40),
    )
    def test_order_and_parts_do_not_matter(self, names, random_, cut):
        shuffled = list(names)
        random_.shuffle(shuffled)
        whole, one, two = Samples(), Samples(), Samples()
        for name in names:
            whole.add(name, {'of': name})
        for index, name in enumerate(shuffled):
            (one if index < cut else two).add(name, {'of': name})
        one.merge(two)

        assert one == whole
        assert len(one.contents) <= 10
        assert [name for name, _ in one.to_show()] == sorted(names)[:5]

    def test_a_removed_example_is_replaced_from_the_reserve(self):
        samples = Samples()
        for name in 'fedcba':
            samples.add(name, None)
        samples.add('b', None, -1)
        assert [name for name, _ in samples.to_show()] == list('acdef')

    def test_a_replaced_sample_changes_no_other(self):
        samples = Samples()
        for number in range(30):
            samples.add(f'{number:02}', 'old')
        for name in ('03', '25'):
            samples.add(name, 'old', -1)
            samples.add(name, 'new')
        assert list(samples.contents) != []
        assert sorted(samples.contents) == [f'{n:02}' for n in range(10)]
        assert samples.contents['03'] == 'new'
