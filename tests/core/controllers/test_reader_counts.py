"""Counts that the player reports, through the whole application."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain import (
    stats_domain,
    stats_services,
    stats_shards_services,
)
from tests.core.controllers.reports import (
    assert_refused,
    assert_to_be_kept,
    counts,
    init,
    post,
    token,
)
from tests.core.domain import stats_builders as b


@pytest.fixture(autouse=True)
def exploration() -> None:
    b.make_exploration()


@pytest.mark.parametrize(('num_shards', 'secs'), [(16, 5), (32, 10), (128, 40)])
def test_busy_explorations_ask_browsers_to_flush_less_often(
    browser, num_shards, secs, monkeypatch
):
    # Not every store allows as many shards.
    monkeypatch.setattr(
        stats_shards_services, 'known_number', lambda *_: num_shards
    )

    started = init(browser)
    answer = post(browser, 'stats_events', counts()).json

    assert started['reporting']['flush_interval_msecs'] == 1000 * secs
    # The response contains only an interval other than the default.
    more = {} if secs == 5 else {'flush_interval_msecs': 1000 * secs}
    assert answer == {'applied': True} | more


def test_counts_are_applied_once(browser):
    body = counts()

    assert post(browser, 'stats_events', body).json == {'applied': True}
    assert post(browser, 'stats_events', body).json == {'applied': False}

    stats = stats_services.get_exploration_stats('exp')
    assert stats.num_starts == 1
    assert stats.state_stats_mapping['A'].first_hit_count == 1


def test_counts_may_contain_their_time_of_sending(browser):
    body = counts(sent_at_msecs=1_700_000_000_000)

    assert post(browser, 'stats_events', body).json == {'applied': True}


def test_other_counts_under_the_same_batch_id_are_a_conflict(browser):
    body = counts()
    post(browser, 'stats_events', body)
    body['aggregated_stats']['num_starts'] = 2

    response = post(browser, 'stats_events', body)

    assert response.status_int == 409
    assert stats_services.get_exploration_stats('exp').num_starts == 1


def test_counts_of_a_session_not_counted_are_not_applied(browser):
    body = counts(session_id=token(counted=False))

    assert post(browser, 'stats_events', body).json == {'applied': False}
    assert stats_services.get_exploration_stats('exp').num_starts == 0


def test_counts_for_unknown_states_are_kept_aside(browser):
    body = counts()
    mapping = body['aggregated_stats']['state_stats_mapping']
    mapping['undefined'] = mapping['A']

    assert post(browser, 'stats_events', body).json == {'applied': True}
    assert stats_services.get_exploration_stats('exp').num_starts == 1
    assert list(b.unrecognised_states()) == ['undefined']


@pytest.mark.parametrize('value', [-1, True, 1.5, 1.0, '1', None, 10_001])
def test_an_invalid_count_is_refused_with_its_path(browser, value):
    for name in stats_domain.EXPLORATION_COUNTERS:
        body = counts()
        body['aggregated_stats'][name] = value
        path = f'aggregated_stats.{name}'
        assert_refused(post(browser, 'stats_events', body), 400, path)
    for name in stats_domain.STATE_COUNTERS:
        body = counts()
        body['aggregated_stats']['state_stats_mapping']['A'][name] = value
        path = f'aggregated_stats.state_stats_mapping.A.{name}'
        assert_refused(post(browser, 'stats_events', body), 400, path)


def test_a_missing_counter_counts_as_zero(browser):
    body = counts(aggregated_stats={'state_stats_mapping': {'A': {}}})
    assert post(browser, 'stats_events', body).json == {'applied': True}
    body = counts(aggregated_stats={'num_starts': 1})
    assert post(browser, 'stats_events', body).json == {'applied': True}

    stats = stats_services.get_exploration_stats('exp')
    assert stats.to_counts() == {(None, 'num_starts'): 1}


def test_counters_of_a_later_version_are_kept_aside(browser):
    body = counts()
    body['aggregated_stats']['num_reruns'] = 2
    body['aggregated_stats']['state_stats_mapping']['A']['num_sighs'] = 3

    assert post(browser, 'stats_events', body).json == {'applied': True}
    assert post(browser, 'stats_events', body).json == {'applied': False}

    assert stats_services.get_exploration_stats('exp').num_starts == 1
    assert b.unrecognised_counters() == {
        'num_reruns': 2,
        'num_sighs': 3,
    }


@pytest.mark.parametrize('value', [-1, True, 1.5, '1', None, 10_001])
def test_an_unknown_counter_must_be_a_valid_count(browser, value):
    body = counts()
    body['aggregated_stats']['num_reruns'] = value
    path = 'aggregated_stats.num_reruns'
    assert_refused(post(browser, 'stats_events', body), 400, path)

    body = counts()
    body['aggregated_stats']['state_stats_mapping']['A']['num_sighs'] = value
    path = 'aggregated_stats.state_stats_mapping.A.num_sighs'
    assert_refused(post(browser, 'stats_events', body), 400, path)


@pytest.mark.parametrize('name', ['Num', 'num reruns', 'x' * 51, '', '=1'])
def test_an_invalid_counter_name_is_refused(browser, name):
    body = counts()
    body['aggregated_stats'][name] = 1
    assert_refused(post(browser, 'stats_events', body), 400, 'aggregated_stats')

    body = counts()
    body['aggregated_stats']['state_stats_mapping']['A'][name] = 1
    path = 'aggregated_stats.state_stats_mapping.A'
    assert_refused(post(browser, 'stats_events', body), 400, path)


def test_a_counter_of_events_only_is_refused_in_a_batch(browser):
    body = counts(aggregated_stats={'num_ratings_5': 1})

    assert_refused(post(browser, 'stats_events', body), 400, 'aggregated_stats')


def test_too_many_unknown_counters_in_a_batch_are_refused(
    browser,
):
    many = {f'num_{number}': 1 for number in range(10_000)}
    body = counts(aggregated_stats=many)
    assert_refused(post(browser, 'stats_events', body), 400, 'aggregated_stats')


def test_unknown_counters_beyond_the_limit_are_added_up(browser):
    limit = feconf.MAX_UNRECOGNISED_COUNTERS
    session_id = token()
    for number in range(limit + 3):
        some = {f'num_{number}': 1, 'num_starts': int(number == 0)}
        body = counts(aggregated_stats=some, session_id=session_id)
        assert post(browser, 'stats_events', body).json == {'applied': True}

    counters = b.unrecognised_counters()
    assert len(counters) == limit + 1
    assert counters['other_counters'] == 3
    assert stats_services.get_exploration_stats('exp').num_starts == 1


@pytest.mark.parametrize(
    ('name', 'value'),
    [
        ('batch_id', 'x'),
        ('batch_id', None),
        ('session_id', 'forged'),
        ('exp_version', 2),
        ('exp_version', '1'),
        ('sent_at_msecs', -1),
        ('Surprise', 1),
    ],
)
def test_an_invalid_field_of_a_batch_is_refused(browser, name, value):
    body = counts(**{name: value})

    assert_refused(post(browser, 'stats_events', body), 400, name)


def test_a_batch_with_an_unknown_field_is_kept_by_browsers(browser):
    response = post(browser, 'stats_events', counts(surprise=1))

    assert_to_be_kept(response, 'surprise')
    assert stats_services.get_exploration_stats('exp').num_starts == 0


def test_too_many_states_in_a_batch_are_refused(browser):
    body = counts()
    mapping = body['aggregated_stats']['state_stats_mapping']
    for number in range(feconf.MAX_STATES + 1):
        mapping[f's{number}'] = mapping['A']

    assert_refused(post(browser, 'stats_events', body), 400)
