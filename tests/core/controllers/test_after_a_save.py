"""The statistics are ready after a save."""

from __future__ import annotations

from google.api_core import exceptions

from core.domain import exp_services, exp_yaml, live_stats_services
from core.domain.statistics_tab import (
    view_cache_services,
)
from tests.core.controllers import web
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import now, play

__all__ = ['now']


def save(browser: web.Browser, title: str) -> None:
    exploration = exp_services.get_exploration_by_id('exp')
    changed = type(exploration).from_dict(
        exploration.to_dict() | {'title': title}
    )
    browser.send(
        'PUT',
        '/createhandler/data/exp',
        {
            'version': exploration.version,
            'yaml': exp_yaml.exploration_to_yaml(changed),
        },
        status=200,
    )


def test_the_view_of_a_new_version_exists(browser: web.Browser, monkeypatch):
    b.make_exploration()
    play('exploration_start', 'state_hit')
    view_cache_services.refresh('exp')
    browser.sign_in(web.OWNER)
    browser.send('POST', '/createhandler/fold/exp', status=200)
    save(browser, 'Another title')

    monkeypatch.setattr(view_cache_services, '_compute_and_save', None)
    view = browser.get('/createhandler/processed_statistics/exp').json
    assert view['exp_version'] == 2
    assert view['num_sessions'] == 1

    monkeypatch.undo()
    browser.send(
        'POST',
        '/createhandler/revert/exp',
        {'current_version': 2, 'revert_to_version': 1},
        status=200,
    )
    monkeypatch.setattr(view_cache_services, '_compute_and_save', None)
    view = browser.get('/createhandler/processed_statistics/exp').json
    assert view['exp_version'] == 3


def test_a_busy_store_does_not_fail_the_save(browser: web.Browser, monkeypatch):
    def fail(*_):
        raise exceptions.Aborted('busy')

    b.make_exploration()
    browser.sign_in(web.OWNER)
    monkeypatch.setattr(live_stats_services, 'get_live_stats', fail)
    save(browser, 'Another title')
    assert exp_services.get_exploration_by_id('exp').title == 'Another title'
