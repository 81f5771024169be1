"""Writing and reading statistics by the class methods of their models."""

from __future__ import annotations

import pytest
from google.cloud.ndb import exceptions

from core import feconf
from core.storage.statistics import gae_models as stats_models

Stats = stats_models.ExplorationStatsModel
StateHit = stats_models.StateHitEventLogEntryModel


def create_state_hit(event_id: str) -> str:
    return StateHit.create(
        id=event_id,
        exp_id='exp',
        exp_version=1,
        session_id='session',
        state_name='A',
        sequence_number=3,
        client_time_msecs=1.0,
        occurred_at_msecs=2.0,
        params={},
    )


def test_an_event_is_found_under_its_id() -> None:
    assert create_state_hit('an event') == 'an event'

    (event, nothing) = StateHit.get_multi(['an event', 'another'])

    assert nothing is None
    assert event is not None
    assert (event.state_name, event.sequence_number) == ('A', 3)
    assert (
        event.event_schema_version == feconf.CURRENT_EVENT_MODELS_SCHEMA_VERSION
    )


def test_an_event_without_a_required_field_is_not_written() -> None:
    with pytest.raises(exceptions.BadValueError, match='uninitialized'):
        StateHit.create(id='an event', exp_id='exp')

    assert StateHit.get_by_id('an event') is None


def test_counts_are_found_by_their_version() -> None:
    assert Stats.create('exp', 2, num_starts_v2=5) == 'exp.2'

    model = Stats.get_model('exp', 2)

    assert model is not None
    assert (model.exp_id, model.exp_version) == ('exp', 2)
    assert (model.num_starts_v2, model.num_completions_v2) == (5, 0)
    assert model.state_stats_mapping == {}
    assert Stats.get_model('exp', 1) is None


def test_counts_are_returned_in_the_requested_order() -> None:
    Stats.create('a', 1, num_starts_v2=1)
    Stats.create('b', 2, num_starts_v2=2)

    models = Stats.get_multi_stats_models([('b', 2), ('b', 1), ('a', 1)])

    assert [model and model.num_starts_v2 for model in models] == [2, None, 1]
