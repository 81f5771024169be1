"""Only cron may request scheduled work in production."""

from __future__ import annotations

import pytest

from core.domain.fold import fold_services
from core.domain.job_runs import job_run_services
from core.domain.statistics_tab import view_cache_services
from tests.core.controllers import web
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import (
    Clock,
    folded_summary,
    full,
    now,
    play,
)

__all__ = ['now']

HEADER = {'X-Appengine-Cron': 'true'}


def test_the_schedule_folds_ended_sessions(browser: web.Browser, now: Clock):
    b.make_exploration()
    play('exploration_start', 'state_hit')
    now.pass_silence()

    response = browser.get('/cron/fold')

    assert response.json['is_complete'] is True
    assert response.json['counts']['sessions'] == 1
    assert folded_summary() == full()
    (run,) = job_run_services.get_latest_runs()
    assert (run.name, run.outcome) == ('session_fold', 'succeeded')


def test_a_request_past_its_deadline_stops_and_the_next_continues(
    browser: web.Browser, now: Clock, monkeypatch
):
    monkeypatch.setattr('core.feconf.FOLD_SESSIONS_PER_TRANSACTION', 1)
    b.make_exploration()
    for _ in range(2):
        play('exploration_start')
    now.pass_silence()
    fold = fold_services._fold

    def slow(*args):
        fold(*args)
        now.msecs += 60_000

    monkeypatch.setattr(fold_services, '_fold', slow)

    assert browser.get('/cron/fold').json['is_complete'] is False
    assert browser.get('/cron/fold').json['is_complete'] is True
    assert folded_summary() == full()
    outcomes = [run.outcome for run in job_run_services.get_latest_runs()]
    assert sorted(outcomes) == ['stopped', 'succeeded']


@pytest.mark.parametrize(
    ('environment', 'headers', 'status'),
    [
        ({'GAE_ENV': 'standard'}, HEADER, 200),
        ({'GAE_ENV': 'standard'}, {}, 403),
        ({'GAE_ENV': 'standard'}, {'X-Appengine-Cron': 'yes'}, 403),
        # On Cloud Run every client can send this header.
        ({'K_SERVICE': 'app'}, HEADER, 403),
        # A public site on one machine has a scheduler thread instead.
        ({'STATS_DEV': ''}, HEADER, 403),
        ({}, {}, 200),
        ({}, {'X-Forwarded-For': '203.0.113.7'}, 403),
    ],
)
def test_in_production_only_cron_may_call_it(
    browser: web.Browser, monkeypatch, environment, headers, status
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    response = browser.app.get(
        '/cron/fold', headers=headers, expect_errors=True
    )
    assert response.status_int == status


def test_the_schedule_updates_views_and_audits_after_a_fold(
    browser: web.Browser, now: Clock
):
    b.make_exploration()
    play('exploration_start', 'state_hit')
    now.pass_silence()
    browser.get('/cron/fold')
    assert view_cache_services.refresh_stale() == 0
    assert browser.get('/cron/audit').json == {'num_audited': 1}
    assert browser.get('/cron/audit').json == {'num_audited': 0}
