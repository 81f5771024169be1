"""“Check and repair now”: permission, effect and rate limit."""

from __future__ import annotations

from typing import Any

import pytest
import webtest

from core import feconf
from core.controllers import rate_limits
from core.domain import rights_services, stats_services, user_services
from core.storage.jobs import gae_models as job_models
from tests.core.controllers import web
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now

__all__ = ['now']

ADMIN = 'admin@example.com'


@pytest.fixture(autouse=True)
def exploration() -> None:
    """An exploration without an audit."""
    b.make_exploration()
    rate_limits.AUDITS.forget()


def sign_in(browser: web.Browser, role: Any) -> None:
    user_id = browser.sign_in(f'{role}@example.com')
    rights_services.assign_role(b.OWNER, 'exp', user_id, role)


def play_that_was_cut_off(now: Clock, is_over: bool = True) -> None:
    """Makes a play with counts but no events, and one with events only."""
    counted, logged = b.make_session(), b.make_session()
    hit = {'total_hit_count': 1, 'first_hit_count': 1}
    b.post_batch(counted, b.batch(totals={'num_starts': 1}, A=hit))
    b.record(
        logged,
        *(
            b.make_event(logged, name, 'A', client_time_msecs=now.msecs)
            for name in ('exploration_start', 'state_hit', 'answer_submitted')
        ),
    )
    if is_over:
        now.pass_silence()


def ask(
    browser: web.Browser, body: Any = None, status: int = 200
) -> webtest.TestResponse:
    return browser.send(
        'POST',
        '/createhandler/audit/exp',
        {'is_new': True} if body is None else body,
        status=status,
    )


@pytest.mark.parametrize('is_over', [True, False])
def test_interrupted_sessions_are_repaired_and_listed(
    browser, now: Clock, is_over
):
    play_that_was_cut_off(now, is_over)
    sign_in(browser, 'owner')

    answer = ask(browser).json

    assert answer['is_complete']
    audit = answer['audit']
    assert (audit['verdict'], audit['num_violations']) == ('repaired', 0)
    assert audit['num_sessions_repaired'] == 2
    assert audit['num_counters'] == 5
    assert [tuple(counter.values()) for counter in audit['repaired']] == [
        (1, 'A', 'total_answers_count', 0, 1, 1),
        (1, 'A', 'useful_feedback_count', 0, 1, 1),
    ]
    stats = stats_services.get_exploration_stats('exp')
    assert stats.num_starts == stats.state_stats_mapping['A'].total_hit_count
    assert ask(browser).json['audit']['verdict'] == 'agrees'


def test_a_large_exploration_takes_several_requests(
    browser, now: Clock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(feconf, 'FOLD_FOR_TAB_SECS', 0)
    play_that_was_cut_off(now)
    sign_in(browser, 'owner')

    answers = [ask(browser).json]
    while not answers[-1]['is_complete']:
        now.msecs += 5_000
        answers.append(ask(browser, {'is_new': False}).json)

    # Reading the log, comparing the version, and the final step.
    assert len(answers) == 3
    assert answers[0] == {'is_complete': False, 'audit': None}
    assert answers[-1]['audit']['verdict'] == 'repaired'
    # A request after the end does not start another one.
    now.msecs += 5_000
    again = ask(browser, {'is_new': False}).json
    assert again == answers[-1]


def test_its_rate_is_limited(browser, now: Clock):
    sign_in(browser, 'owner')
    for _ in range(int(rate_limits.AUDITS.burst)):
        ask(browser)
    refused = ask(browser, status=429)
    assert int(refused.headers['Retry-After']) == 5
    now.msecs += 5_000
    ask(browser)


@pytest.mark.parametrize('body', [{}, [], {'is_new': 1}, {'is_new': None}])
def test_other_bodies_are_refused(browser, body):
    sign_in(browser, 'owner')
    ask(browser, body, status=400)
    assert job_models.AuditReportModel.query().count() == 0


@pytest.mark.parametrize(('role', 'may'), [('owner', True), ('editor', False)])
def test_the_tab_knows_the_permissions(browser, role, may):
    sign_in(browser, role)
    answer = browser.get('/createhandler/statistics/exp').json
    assert answer['may_repair'] is may


def test_administrators_may_repair_every_exploration(browser, now: Clock):
    browser.sign_in(ADMIN)
    assert not rights_services.get_exploration_rights('exp').is_editor(
        user_services.dev_user_id(ADMIN)
    )
    assert ask(browser).json['is_complete']
