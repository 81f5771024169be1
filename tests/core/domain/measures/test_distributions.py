"""Distributions add, subtract and serialise exactly."""

from __future__ import annotations

import json
import math
import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.measures import distributions
from tests.core.domain.measure_builders import distribution_of

pytestmark = pytest.mark.no_store

# Thirty days in milliseconds: the longest time that an event may report.
durations = st.lists(st.integers(0, 30 * 24 * 3600 * 1000), max_size=60)
kinds = st.sampled_from(
    [distributions.CountDistribution, distributions.DurationDistribution]
)


@given(kinds, durations, durations)
def test_merging_equals_counting_together_and_can_be_undone(
    kind: type[distributions.Distribution], one: list[int], two: list[int]
) -> None:
    first, second = distribution_of(kind, one), distribution_of(kind, two)
    together = first.copy()
    together.merge(second)
    assert together == distribution_of(kind, [*two, *one])
    for values, left in ((two, first), (one, kind())):
        for value in values:
            together.add(value, -1)
        assert together == left


@given(kinds, durations)
def test_json_keeps_everything(
    kind: type[distributions.Distribution], values: list[int]
) -> None:
    stored = json.loads(json.dumps(distribution_of(kind, values).to_dict()))
    assert kind.from_dict(stored) == distribution_of(kind, values)


@given(durations.filter(lambda values: len(values) > 1))
def test_mean_and_standard_deviation_are_exact(values: list[int]) -> None:
    made = distribution_of(distributions.DurationDistribution, values)
    assert made.mean == pytest.approx(statistics.fmean(values))
    assert made.standard_deviation == pytest.approx(
        statistics.stdev(values), rel=1e-9, abs=1e-6
    )


@given(durations.filter(bool), st.floats(0.01, 1))
def test_a_quantile_is_within_the_stated_error(
    values: list[int], q: float
) -> None:
    true = sorted(values)[max(1, math.ceil(q * len(values) - 1e-9)) - 1]
    estimate = distribution_of(
        distributions.DurationDistribution, values
    ).quantile(q)
    assert estimate == pytest.approx(
        true, rel=distributions.RELATIVE_ERROR + 1e-6
    )


def test_log_normal_times_keep_their_median_and_few_bins() -> None:
    random_ = random.Random(4)
    values = [int(random_.lognormvariate(9, 1.5)) for _ in range(20_000)]
    made = distribution_of(distributions.DurationDistribution, values)
    assert made.median == pytest.approx(statistics.median(values), rel=0.011)
    assert len(made.counts) < 1_100


def test_an_empty_list_has_no_mean_and_no_median() -> None:
    nothing = distributions.CountDistribution()
    assert nothing.mean is None
    assert nothing.median is None
    assert nothing.standard_deviation is None


def test_a_negative_value_is_refused() -> None:
    with pytest.raises(ValueError, match='negative'):
        distribution_of(distributions.CountDistribution, [-1])
