"""Robots and automated browsers are recognised and not counted as learners."""

from __future__ import annotations

import random

import crawleruseragents
import pytest
from google.api_core import exceptions

from core.controllers import automated_visits
from core.domain import (
    automated_visits_services,
    event_services,
    rights_services,
    stats_services,
    user_services,
)
from core.platform.datastore import store
from tests.core.controllers import web
from tests.core.domain import stats_builders as b

CHROME = (
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) '
    'Chrome/141.0.0.0 Safari/537.36'
)
LEARNERS = [
    '',
    CHROME,
    'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:141.0) Gecko/20100101 '
    'Firefox/141.0',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1'
    '.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 10; CUBOT X19) AppleWebKit/537.36 (KHTML, '
    'like Gecko) Chrome/120.0 Mobile Safari/537.36',
    'node',
]
ROBOTS = [
    CHROME.replace('Chrome/', 'HeadlessChrome/'),
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; '
    'GPTBot/1.2; +https://openai.com/gptbot)',
    'curl/8.14.1',
    'python-requests/2.34.2',
]


@pytest.fixture(autouse=True)
def exploration() -> None:
    b.make_exploration()


def init(browser: web.Browser, user_agent: str = CHROME, query: str = ''):
    return browser.app.get(
        f'/explorehandler/init/exp{query}', headers={'User-Agent': user_agent}
    ).json


def num_visits() -> int:
    return b.live_stats().num_automated_visits


@pytest.mark.parametrize('user_agent', LEARNERS)
def test_learners_are_counted(browser, user_agent):
    assert init(browser, user_agent)['reporting']['is_counted']
    assert num_visits() == 0


@pytest.mark.parametrize('user_agent', ROBOTS)
def test_robots_are_not_counted(browser, user_agent):
    reporting = init(browser, user_agent)['reporting']

    assert reporting['not_counted_reason'] == 'automated'
    assert not reporting['is_counted']
    assert num_visits() == 1


def test_a_browser_driven_by_a_program_is_not_counted(browser):
    reporting = init(browser, query='?webdriver=true')['reporting']

    assert reporting['not_counted_reason'] == 'automated'
    assert num_visits() == 1
    assert init(browser, query='?webdriver=false')['reporting']['is_counted']


def test_nothing_that_a_program_reports_is_counted(browser):
    answer = init(browser, ROBOTS[0])
    body = {
        'session_id': answer['session_id'],
        'exp_version': 1,
        'batch_id': '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
        'aggregated_stats': {'num_starts': 1},
    }

    response = browser.send(
        'POST', '/explorehandler/stats_events/exp', body, with_token=False
    )

    assert response.json == {'applied': False}
    assert stats_services.get_exploration_stats('exp').num_starts == 0
    assert list(event_services.get_events_of_exploration('exp')) == []


def test_the_tab_shows_the_number_of_visits(browser):
    for _ in range(12):
        init(browser, ROBOTS[0])
    browser.sign_in('owner@example.com')

    answer = browser.get('/createhandler/statistics/exp').json

    assert answer['num_automated_visits'] == 12
    assert answer['num_starts'] == 0


def test_each_exploration_has_its_own_visits(browser):
    b.make_exploration('other')
    init(browser, ROBOTS[0])

    assert b.live_stats('other').num_automated_visits == 0


def test_an_automated_play_of_an_editor_is_an_own_play(browser):
    browser.sign_in('editor@example.com')
    rights_services.assign_role(
        b.OWNER,
        'exp',
        user_services.dev_user_id('editor@example.com'),
        'editor',
    )

    reporting = init(browser, query='?webdriver=true')['reporting']

    assert reporting['not_counted_reason'] == 'own_play'
    assert num_visits() == 0


def test_many_visits_at_once_are_spread_over_shards(ndb_client, monkeypatch):
    monkeypatch.setattr(automated_visits_services, '_chance', random.Random(1))
    b.run_in_threads(
        ndb_client,
        *[lambda: automated_visits_services.note_visit('exp')] * 40,
    )

    assert num_visits() == 40
    refs = automated_visits_services.refs_of('exp')
    assert None not in store.Reader().get_refs(refs)


def test_a_visit_that_is_not_recorded_gets_a_response(browser, monkeypatch):
    def fail(*_args, **_kwargs):
        raise exceptions.Aborted('in use')

    monkeypatch.setattr(store, 'run', fail)

    answer = init(browser, ROBOTS[0])

    assert answer['reporting']['not_counted_reason'] == 'automated'


def test_only_the_beginning_of_a_long_header_is_searched(browser, monkeypatch):
    searched = []
    monkeypatch.setattr(
        crawleruseragents, 'is_crawler', lambda text: searched.append(text)
    )
    init(browser, 'Mozilla/5.0 ' + 'A' * 7_000)

    assert [len(text) for text in searched] == [500]


@pytest.mark.parametrize(('value', 'is_automated'), [('', True), ('on', False)])
def test_tests_opt_in_to_being_counted(monkeypatch, value, is_automated):
    monkeypatch.setenv('STATS_COUNT_AUTOMATED_VISITS', value)
    headers = {'User-Agent': ROBOTS[0]}
    assert automated_visits.is_automated(headers, False) == is_automated
    assert automated_visits.is_automated({}, True) == is_automated
