"""Responses with processed data for the statistics tab."""

from __future__ import annotations

import urllib.parse

import pytest

from core import feconf
from core.controllers import rate_limits
from core.domain.fold import fold_services
from tests.core.controllers import web
from tests.core.domain import stats_builders
from tests.core.domain.fold_builders import Clock, now, play

__all__ = ['now']

VIEW = '/createhandler/processed_statistics/exp'
LIVE = '/createhandler/statistics/exp'
FOLD = '/createhandler/fold/exp'


@pytest.fixture(autouse=True)
def exploration(monkeypatch) -> None:
    stats_builders.make_exploration()
    monkeypatch.setattr(rate_limits, 'FOLDS', rate_limits.Limit(1e-6, 2, ''))


@pytest.fixture
def owner(browser: web.Browser) -> web.Browser:
    browser.sign_in(web.OWNER)
    return browser


def state_of(name: str, query: str = '') -> str:
    asked = urllib.parse.urlencode({'state_name': name})
    return f'/createhandler/state_interaction_stats/exp?{asked}{query}'


def test_before_the_first_play_there_are_no_counts(owner: web.Browser) -> None:
    view = owner.get(VIEW).json
    assert view['state'] == 'none'
    assert view['num_sessions'] == 0
    assert view['num_sessions_waiting'] == 0
    assert view['audit'] is None
    assert view['k_anonymity'] == feconf.ANSWERS_K_ANONYMITY
    assert view['min_n_for_rate'] == feconf.MIN_N_FOR_RATE


def test_waiting_plays_are_reported_and_can_be_folded(
    owner: web.Browser,
) -> None:
    play('exploration_start', 'state_hit')
    waiting = owner.get(VIEW).json
    before = owner.get(LIVE).json['processed_revision']
    assert waiting['state'] == 'computing'
    assert waiting['num_sessions_waiting'] == 1

    done = owner.send('POST', FOLD).json

    assert done['is_complete']
    view = owner.get(VIEW).json
    assert view['state'] == 'ready'
    assert view['num_sessions'] == 1
    assert owner.get(LIVE).json['processed_revision'] == view['revision']
    assert done['processed_revision'] == view['revision'] != before


def test_requests_for_folds_are_limited(owner: web.Browser) -> None:
    statuses = [owner.send('POST', FOLD).status_int for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_every_card_shows_its_figures_and_details_on_demand(
    owner: web.Browser, now: Clock
) -> None:
    play('exploration_start', 'state_hit')
    now.pass_silence()
    fold_services.fold_waiting()

    figures = owner.get(VIEW).json['states']['A']
    assert figures['num_sessions'] == 1
    assert 'histogram' not in figures['attempts']
    state = owner.get(state_of('A')).json
    assert state['state_name'] == 'A'
    assert state['exp_version'] == state['through'] == 1
    assert state['attempts']['histogram']
    nobody = owner.get(state_of('End')).json
    assert nobody['num_sessions'] == 0
    assert nobody.keys() == state.keys()


@pytest.mark.parametrize(
    ('path', 'status'),
    [
        (state_of('Nowhere'), 404),
        (state_of('A', '&v=2'), 400),
        (VIEW + '?v=2', 400),
        (VIEW + '?through=x', 400),
        ('/createhandler/state_interaction_stats/exp?state_name=', 400),
    ],
)
def test_missing_data_is_refused(
    owner: web.Browser, path: str, status: int
) -> None:
    owner.get(path, status=status)


def test_each_version_is_listed_with_its_day(owner: web.Browser) -> None:
    stats_builders.edit('exp', stats_builders.rename('A', 'Z'))
    markers = owner.get(VIEW).json['version_markers']
    assert [marker['version'] for marker in markers] == [1, 2]
    assert all(len(marker['day']) == 10 for marker in markers)
