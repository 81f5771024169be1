"""Counters read without NDB are those that NDB reads."""

from __future__ import annotations

import time

import pytest
from google.api_core import exceptions
from google.cloud import ndb
from hypothesis import given
from hypothesis import strategies as st

from core.domain import (
    own_stats_services,
    stats_counters_services,
    stats_domain,
)
from core.platform.datastore import raw_datastore_services
from core.storage.statistics import gae_models as stats_models

_COUNT = st.integers(min_value=-(2**40), max_value=2**40)
_MAPPING = st.dictionaries(
    st.text(st.characters(exclude_categories=['Cs']), max_size=5),
    st.fixed_dictionaries(
        {name + '_v2': _COUNT for name in stats_domain.STATE_COUNTERS}
    ),
    max_size=3,
)
_COUNTERS = {
    'exp_version': st.integers(1, 9),
    **{name + '_v2': _COUNT for name in stats_domain.EXPLORATION_COUNTERS},
    'state_stats_mapping': _MAPPING,
}
_MODELS = (
    st.builds(
        stats_models.ExplorationStatsModel,
        exp_id=st.just('exp'),
        **_COUNTERS,
        unrecognised_states=_MAPPING,
    ),
    st.builds(
        stats_models.ExplorationStatsShardModel,
        exp_id=st.just('exp'),
        **_COUNTERS,
        revision=st.integers(0, 9),
    ),
    st.builds(
        stats_models.CarriedOverStatsModel,
        exp_id=st.just('exp'),
        **_COUNTERS,
        is_fresh=st.booleans(),
    ),
)


def put(models: list[ndb.Model]) -> list[ndb.Key]:
    for number, model in enumerate(models):
        model.key = ndb.Key(type(model), f'exp.1.{number}')
    return ndb.put_multi(models)


def assert_read_alike(keys: list[ndb.Key]) -> None:
    of_ndb = own_stats_services.lookup(keys)
    read = own_stats_services.read_counters(keys)
    assert len(read) == len(of_ndb) == len(keys)
    for model, counters in zip(of_ndb, read, strict=True):
        if model is None:
            assert counters is None
            continue
        assert counters is not None
        for name in ('exp_version', 'stored_totals', 'state_stats_mapping'):
            assert getattr(counters, name) == getattr(model, name)
        assert counters.is_fresh == getattr(model, 'is_fresh', None)
    assert stats_counters_services.recognised_sum(
        read
    ) == stats_counters_services.recognised_sum(of_ndb)


@given(st.lists(st.one_of(*_MODELS), max_size=4))
def test_any_counters_read_alike(models):
    keys = put(models)
    assert_read_alike([*keys, ndb.Key('ExplorationStatsModel', 'nothing')])


def test_counters_without_counts_read_alike():
    assert_read_alike(
        put(
            [
                stats_models.ExplorationStatsModel(exp_id='exp', exp_version=1),
                stats_models.CarriedOverStatsModel(exp_id='exp', exp_version=1),
            ]
        )
    )


@given(st.lists(st.one_of(*_MODELS), max_size=4))
def test_a_sum_is_that_of_the_counts_one_by_one(models):
    one_by_one = map(stats_counters_services.recognised_counts, models)
    assert stats_counters_services.recognised_sum(models) == stats_domain.added(
        *one_by_one
    )


def test_more_counters_than_one_lookup_takes_are_read():
    keys = [
        *put([stats_models.ExplorationStatsModel(exp_id='e', exp_version=7)]),
        *(ndb.Key('ExplorationStatsModel', f'no{n}') for n in range(1000)),
    ]
    read = own_stats_services.read_counters([*keys[1:], keys[0]])
    assert read[:-1] == [None] * 1000
    assert read[-1] is not None
    assert read[-1].exp_version == 7


@pytest.mark.parametrize('num_failures', [1, 2])
def test_a_store_that_is_away_for_a_moment_is_asked_again(
    monkeypatch, num_failures
):
    keys = put([stats_models.ExplorationStatsModel(exp_id='e', exp_version=7)])
    failures = [exceptions.ServiceUnavailable('away')] * num_failures
    lookup = raw_datastore_services.lookup

    def failing_lookup(*args):
        if failures:
            raise failures.pop()
        return lookup(*args)

    monkeypatch.setattr(raw_datastore_services, 'lookup', failing_lookup)
    monkeypatch.setattr(time, 'sleep', lambda _: None)
    (read,) = own_stats_services.read_counters(keys)
    assert read is not None
    assert read.exp_version == 7
    assert failures == []
