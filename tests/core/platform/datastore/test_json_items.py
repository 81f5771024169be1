"""Changing one item equals decoding, changing and encoding all."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.platform.datastore import json_items

# With characters that resemble the delimiters of names.
names = st.text(st.sampled_from('a"\\{}:, é\N{ABACUS}'), max_size=4)
items = st.dictionaries(names, st.integers(-3, 10**6), max_size=3)
objects = st.dictionaries(names, items.filter(bool), max_size=4)
separators = st.sampled_from([(',', ':'), (', ', ': ')])


@given(objects, names, items, separators)
@example({'': {'n': 0}, '}': {'n': 0}}, '}', {}, (',', ':'))
@example({'},"a': {'n': 1}}, 'a', {'n': 2}, (',', ':'))
@example({'x': {'n': 1}, '},"a': {'n': 1}}, 'a', {}, (',', ':'))
def test_any_item_of_any_object_is_changed(before, key, after, compactness):
    seen = []

    def change(item):
        seen.append(item)
        return after

    data = json.dumps(before, separators=compactness).encode()
    changed = json_items.change_item(data, key, change)

    assert seen == [before.get(key, {})]
    expected = {**before, key: after}
    if not after:
        del expected[key]
    assert json.loads(changed) == expected
    if compactness == (',', ':'):
        assert json_items.encode(json.loads(changed)) == changed


@pytest.mark.parametrize('key', ['first', 'middle', 'last'])
def test_an_item_is_removed_at_any_position(key):
    before = {name: {'n': 1} for name in ('first', 'middle', 'last')}

    changed = json_items.change_item(
        json_items.encode(before), key, lambda _: {}
    )

    del before[key]
    assert changed == json_items.encode(before)
