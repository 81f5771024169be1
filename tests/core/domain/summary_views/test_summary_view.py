"""Summaries as response fields."""

from __future__ import annotations

import datetime
import json
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import local_days, stats_domain
from core.domain.measures import distributions
from core.domain.summary_views import summary_view
from tests.core.domain.measure_builders import distribution_of
from tests.core.domain.summary_builders import (
    KEY,
    Play,
    as_json,
    random_plays,
    sum_sessions,
)

pytestmark = pytest.mark.no_store


@pytest.fixture(scope='module')
def view():
    return view_of(play.summary() for play in random_plays(200))


def view_of(sessions):
    summary = sum_sessions(sessions)
    return as_json(
        {
            **summary_view.summary_dict(summary),
            'states': summary_view.state_dicts(summary, {}, 1),
        }
    )


def test_a_rate_has_its_denominator_and_interval():
    rate = summary_view.rate_dict(3, 4)
    assert (rate['value'], rate['successes'], rate['n']) == (0.75, 3, 4)
    assert rate['low'] == pytest.approx(0.3006, abs=1e-4)
    assert rate['high'] == pytest.approx(0.9544, abs=1e-4)
    assert summary_view.rate_dict(0, 0)['value'] is None


def test_the_view_of_no_sessions_is_empty():
    view = view_of([])
    assert view['num_sessions'] == 0
    assert view['states'] == {}
    assert view['reliability']['alpha'] is None


@given(st.lists(st.integers(0, 10**8), max_size=50))
def test_the_histogram_contains_all_values(times):
    shown = summary_view.duration_dict(
        distribution_of(distributions.DurationDistribution, times)
    )
    assert sum(bar['count'] for bar in shown['histogram']) == len(times)
    assert shown['n'] == len(times)


def test_a_time_is_counted_in_its_bar():
    shown = summary_view.duration_dict(
        distribution_of(
            distributions.DurationDistribution, [0, 3_500, 50_000, 10**8]
        )
    )
    assert [
        (bar['from'], bar['to']) for bar in shown['histogram'] if bar['count']
    ] == [(0, 1_000), (2_000, 5_000), (45_000, 60_000), (3_600_000, None)]


def test_large_numbers_share_a_bar():
    shown = summary_view.number_dict(
        distribution_of(distributions.CountDistribution, [0, 2, 2, 21, 90])
    )
    bars = shown['histogram']
    assert [bar['count'] for bar in bars[:3]] == [1, 0, 2]
    assert bars[-1] == {'from': 21, 'to': None, 'count': 2}
    assert shown['median'] == 2


def test_days_are_listed_with_every_counter(view):
    days = view['days']
    assert [day['day'] for day in days] == sorted(day['day'] for day in days)
    assert sum(day['num_starts'] for day in days) == 200
    names = {'day', *stats_domain.EXPLORATION_COUNTERS}
    assert all(day.keys() == names for day in days)


def test_ends_and_paths_have_numbers_of_sessions(view):
    counts = [end['num_sessions'] for end in view['ends']]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == 200
    paths = view['paths']
    assert paths['num_sessions'] == 200
    assert paths['is_exact']
    assert not any(path['is_cut'] for path in paths['most_common'])


def test_a_long_path_is_truncated_and_marked():
    play = Play().start()
    for _ in range(20):
        play.right('A').move('A', 'B').right('B').move('B', 'A')
    (path,) = view_of([play.summary()])['paths']['most_common']
    assert path['is_cut']
    assert len(path['state_names']) == 30


def test_a_card_has_all_its_statistics(view):
    state = view['states']['B']
    assert state['item']['first_try']['n'] == state['num_answered']
    assert state['confusion']['parts'].keys() == {
        'several_wrong_answers',
        'gave_up_after_wrong_answer',
        'opened_solution',
        'returned',
        'took_long',
    }
    answers = state['answers']['TextInput']
    assert [shown['calculation_id'] for shown in answers['visualizations']] == [
        'Top10AnswerFrequencies',
        'TopNUnresolvedAnswersByFrequency',
    ]
    assert answers['num_answers'] == sum(
        row['frequency'] for row in answers['visualizations'][0]['data']
    )


def test_problems_are_reported_with_example_sessions():
    view = view_of([Play('secret').hit('A').summary()])
    problem = view['problems']['no_start']
    assert problem['num_sessions'] == 1
    assert len(problem['examples']) == 1
    assert 'secret' not in json.dumps(view)


@given(
    st.integers(0, 2**32),
    st.sampled_from(
        ['UTC', 'Europe/Paris', 'Asia/Kathmandu', 'America/St_Johns']
    ),
)
def test_days_follow_the_calendar(secs, zone):
    local = datetime.datetime.fromtimestamp(secs, zoneinfo.ZoneInfo(zone))
    day = local_days.day_of(secs * 1000.0, zone)
    assert local_days.iso_date(day) == local.date().isoformat()


def test_the_items_of_the_key_are_those_of_the_reliability(view):
    assert view['reliability']['items'] == list(KEY.items)
