"""Sums of counters agree between NDB and the port."""

from __future__ import annotations

from google.cloud import ndb
from hypothesis import given
from hypothesis import strategies as st

from core.domain import (
    stats_counters_services,
    stats_domain,
)
from core.platform.datastore import store
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


@given(st.lists(st.one_of(*_MODELS), max_size=4))
def test_counters_read_by_the_port_have_the_same_sum(models):
    for number, model in enumerate(models):
        model.key = ndb.Key(type(model), f'exp.1.{number}')
    ndb.put_multi(models)
    refs = [(type(model), model.key.id()) for model in models]
    nothing = stats_models.ExplorationStatsModel, 'nothing'
    read = store.Reader().get_refs([*refs, nothing])

    assert stats_counters_services.recognised_sum(
        read
    ) == stats_counters_services.recognised_sum(models)


@given(st.lists(st.one_of(*_MODELS), max_size=4))
def test_a_sum_of_counts_adds_each_counter(models):
    one_by_one = map(stats_counters_services.recognised_counts, models)
    assert stats_counters_services.recognised_sum(models) == stats_domain.add(
        *one_by_one
    )
