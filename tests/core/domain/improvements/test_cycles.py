from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.improvements import cycles

pytestmark = pytest.mark.no_store

names = st.lists(st.text(max_size=3), min_size=1, max_size=6, unique=True)


@given(names.map(tuple))
def test_a_cycle_is_the_same_from_any_start(cycle):
    turns = list(cycles.closed_turns(cycle))
    assert len(turns) == len(cycle)
    assert all(turn[0] == turn[-1] for turn in turns)
    assert {cycles.rotate(cycles.open_cycle(turn)) for turn in turns} == {
        cycles.rotate(cycle)
    }


def test_a_reversed_cycle_is_another_cycle():
    assert cycles.rotate(('A', 'B', 'C')) != cycles.rotate(('C', 'B', 'A'))
