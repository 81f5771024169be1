"""Bad data is counted completely and reported with a few examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.job_runs import bad_data_domain
from core.domain.job_runs.bad_data_domain import BadData

pytestmark = pytest.mark.no_store

SKIPPED = st.lists(
    st.tuples(st.sampled_from('abc'), st.sampled_from('0123456789'))
)


def of(skipped: list[tuple[str, str]]) -> BadData:
    bad_data = BadData()
    for reason, example in skipped:
        bad_data.add(reason, example)
    return bad_data


@given(SKIPPED, SKIPPED)
def test_merging_in_any_order_gives_the_whole(first, second):
    one, other = of(first), of(second)
    one.merge(of(second))
    other.merge(of(first))

    assert one == other == of(first + second)


@given(SKIPPED)
def test_bad_data_survive_writing_and_reading(skipped):
    assert BadData.from_dict(of(skipped).to_dict()) == of(skipped)


def test_all_are_counted_and_few_examples_are_kept():
    bad_data = of([(f'reason {n}', f'example {n}') for n in range(1000)])

    assert len(bad_data.counts) == bad_data_domain.MAX_REASONS + 1
    assert bad_data.counts.total() == 1000
    for examples in bad_data.examples.values():
        assert len(examples) <= bad_data_domain.MAX_EXAMPLES
