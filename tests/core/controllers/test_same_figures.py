"""A figure that appears in several places has the same value in all of them.

Learners of three versions play at random. Then every place that shows a figure
is read, and all values of the same figure are compared.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from core import clock
from core.domain import exp_services, stats_domain
from core.domain.summaries import answer_key
from core.domain.summaries.exploration_summary import ExplorationSummary
from tests.core.controllers import web
from tests.core.controllers.test_creator_dashboard import rows_of
from tests.core.controllers.test_improvements import (
    OWNER_ID,
    edit_card,
    rename_card,
    store_summary,
)
from tests.core.domain import stats_builders
from tests.core.domain.improvement_builders import lesson
from tests.core.domain.summary_builders import START_MSECS, Play, counts_of

NUM_PLAYS = 30

# The number of learners, or times, or answers; and of how many.
Value = tuple[int, int]
Figures = dict[tuple[Any, ...], dict[str, Value]]


def play_of(random_: random.Random, number: int, names: list[str]) -> Play:
    """A learner who looks, answers, goes back, leaves or completes."""
    play = Play(f'{number}-{random_.random()}').start(names[0])
    if random_.random() < 0.3:
        return play
    play.event('exploration_actual_start', names[0])
    at = 0
    while at < len(names) - 1:
        name = names[at]
        while random_.random() < 0.4:
            play.wait(2).wrong(name, f'own words {random_.random()}')
        if random_.random() < 0.1:
            play.wait(2).solution(name)
        if random_.random() < 0.15:
            return play
        play.wait(2).right(name)
        to = max(0, at - 1) if random_.random() < 0.1 else at + 1
        if to != at:
            play.move(name, names[to])
        at = to
    return play.end(names[-1])


def count(play: Play, key: answer_key.AnswerKey) -> None:
    """Sends the counts of a play as its browser does."""
    totals: dict[str, int] = {}
    states: dict[str, dict[str, int]] = defaultdict(dict)
    for (name, counter), number in counts_of(play.summary(key)).items():
        (totals if name is None else states[name])[counter] = number
    stats_builders.post_batch(
        stats_builders.make_session('exp', key.exp_version),
        stats_domain.AggregatedStats(
            **totals,
            state_stats_mapping={
                name: stats_domain.StateStats(**counts)
                for name, counts in states.items()
            },
        ),
    )


def play_version(random_: random.Random, version: int) -> None:
    exploration = exp_services.get_exploration_by_id('exp', version)
    key = answer_key.build_answer_key(exploration)
    total = ExplorationSummary.create(key)
    for number in range(NUM_PLAYS):
        play = play_of(random_, number, list(exploration.states))
        count(play, key)
        total.add(play.summary(key))
    store_summary(total)


@pytest.fixture(params=[1, 2, 3])
def played(request: Any, browser: web.Browser) -> web.Browser:
    random_ = random.Random(request.param)
    exp_services.save_new_exploration(OWNER_ID, lesson())
    play_version(random_, 1)
    edit_card('B', 1)
    play_version(random_, 2)
    rename_card('C', 'Third', 2)
    play_version(random_, 3)
    browser.sign_in(web.OWNER)
    return browser


def live_figures(answer: dict[str, Any]) -> Iterator[tuple[Any, Value]]:
    """The figures of the tab, as figures.js derives them."""
    starts, actual = answer['num_starts'], answer['num_actual_starts']
    yield ('starts',), (starts, starts)
    yield ('actual_start_rate',), (actual, starts)
    yield ('completion_rate',), (answer['num_completions'], actual)
    for name, state in answer['state_stats_mapping'].items():
        if name in answer['terminal_state_names']:
            continue
        hits, came = state['total_hit_count'], state['first_hit_count']
        answers = state['total_answers_count']
        solution = state['num_times_solution_viewed']
        left = hits - state['num_completions']
        yield (name, 'left_here_rate'), (left, hits)
        useful = state['useful_feedback_count']
        yield (name, 'useful_feedback_rate'), (useful, answers)
        yield (name, 'solution_view_rate'), (solution, came)
        yield (name, 'sessions'), (came, came)


def processed_figures(view: dict[str, Any]) -> Iterator[tuple[Any, Value]]:
    starts, actual, completions = (
        sum(day[counter] for day in view['days'])
        for counter in ('num_starts', 'num_actual_starts', 'num_completions')
    )
    yield ('starts',), (starts, starts)
    yield ('actual_start_rate',), (actual, starts)
    yield ('completion_rate',), (completions, actual)
    for name, state in view['states'].items():
        if name == 'End':
            continue
        came = state['num_sessions']
        yield (name, 'sessions'), (came, came)
        for figure in ('first_try', 'eventual_success'):
            yield (name, figure), value_of(state[figure])


def state_figures(name: str, state: dict[str, Any]) -> Iterator[Any]:
    came = state['num_sessions']
    yield (name, 'sessions'), (came, came)
    for figure in ('first_try', 'eventual_success'):
        yield (name, figure), value_of(state['item'][figure])


def compared_figures(answer: dict[str, Any], side: str) -> Iterator[Any]:
    starts = answer[side]['num_starts']
    yield ('starts',), (starts, starts)
    for metric in answer['metrics']:
        yield (metric['name'],), value_of(metric[side])
    for state in answer['states']:
        name = state[f'{side}_state_name']
        for metric in state['metrics']:
            yield (name, metric['name']), value_of(metric[side])


def value_of(rate: dict[str, Any]) -> Value:
    return rate['successes'], rate['n']


def figures_of(browser: web.Browser, version: int, other: int) -> Figures:
    """Every figure of a version alone, in each place that shows it."""
    asked = f'exp?v={version}'
    figures: Figures = defaultdict(dict)

    def add(place: str, found: Iterator[tuple[Any, Value]]) -> None:
        for figure, value in found:
            figures[figure][place] = value

    statistics = browser.get(f'/createhandler/statistics/{asked}').json
    own = statistics if version == 1 else own_of(browser, version)
    add('tab', live_figures(own))
    sides = f'a=v{version}&b=v{other}'
    compared = browser.get(f'/createhandler/comparison/exp?{sides}').json
    add('compare', compared_figures(compared, 'a'))
    return figures


def own_of(browser: web.Browser, version: int) -> dict[str, Any]:
    """The counters of one version: its sum less that of those before."""
    path = f'/createhandler/statistics/exp?v={version}'
    until = browser.get(path).json
    before = browser.get(f'{path}&through={version - 1}').json
    return {
        **until,
        **less(until, before),
        'state_stats_mapping': {
            name: less(state, before['state_stats_mapping'][name])
            for name, state in until['state_stats_mapping'].items()
        },
    }


def less(counts: dict[str, Any], before: dict[str, Any]) -> dict[str, int]:
    return {
        name: number - before[name]
        for name, number in counts.items()
        if name.startswith('num_') or name.endswith('_count')
    }


def differing(figures: Figures) -> dict[Any, dict[str, Value]]:
    return {
        figure: places
        for figure, places in figures.items()
        if len(set(places.values())) > 1
    }


@pytest.mark.parametrize(('version', 'other'), [(1, 2), (2, 3), (3, 1)])
def test_tab_and_comparison_agree(played, version, other):
    figures = figures_of(played, version, other)
    twice = [figure for figure, places in figures.items() if len(places) > 1]
    assert ('A', 'left_here_rate') in twice
    assert len(twice) >= 3 + 3 * 5
    assert differing(figures) == {}


def test_counters_and_processed_data_agree_over_all_versions(played):
    figures: Figures = defaultdict(dict)

    def add(place: str, found: Iterator[tuple[Any, Value]]) -> None:
        for figure, value in found:
            figures[figure][place] = value

    add('tab', live_figures(played.get('/createhandler/statistics/exp').json))
    view = played.get('/createhandler/processed_statistics/exp').json
    add('processed', processed_figures(view))
    for name in view['states']:
        if name != 'End':
            path = '/createhandler/state_interaction_stats/exp'
            state = played.get(f'{path}?state_name={name}').json
            add('card', state_figures(name, state))
    assert {'Third', 'A'} <= {figure[0] for figure in figures}
    assert len(figures['Third', 'sessions']) == 3
    assert differing(figures) == {}


def test_the_dashboard_shows_what_the_tab_shows(played, monkeypatch):
    # On the days on which they played, and with one that is not processed.
    monkeypatch.setattr(clock, 'now_msecs', lambda: START_MSECS + 3_600_000.0)
    played.get('/createhandler/processed_statistics/exp')
    start = stats_builders.batch(
        A={'total_hit_count': 1, 'first_hit_count': 1}, totals={'num_starts': 1}
    )
    stats_builders.post_batch(stats_builders.make_session('exp', 3), start)
    tab = played.get('/createhandler/statistics/exp').json
    starts, rate, _, days, week, *_ = rows_of(played)['exp']
    assert int(starts) == tab['num_starts'] == 3 * NUM_PLAYS + 1
    assert days == f'{starts} starts'
    assert week.startswith(f'{starts} starts ')
    actual, completions = tab['num_actual_starts'], tab['num_completions']
    assert rate.endswith(f' {completions} of {actual} actual starts')
