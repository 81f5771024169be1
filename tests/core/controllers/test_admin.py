"""Administrators see the job runs and can start the fold."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain.job_runs import job_domain, job_run_services
from core.domain.scheduled_work import audit_services
from core.platform.auth import sessions
from tests.core.controllers import web
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import folded_summary, full, now, play

__all__ = ['now']

ADMIN = 'admin@example.com'
PAGE = '/admin/jobs'


def test_the_page_lists_all_jobs_before_the_first_run(browser: web.Browser):
    browser.sign_in(ADMIN)
    page = browser.get(PAGE)
    for job in job_domain.JOBS:
        assert job.name in page
    assert 'Nothing has run yet' in page
    assert '0 sessions' in page


def test_the_button_folds_waiting_sessions(browser: web.Browser, now):
    b.make_exploration()
    play('exploration_start')
    browser.sign_in(ADMIN)
    page = browser.get(PAGE)
    assert '1 session\n' in page

    forms = page.forms.values()
    response = next(form for form in forms if form.action == PAGE).submit()

    assert response.status_int == 302
    assert folded_summary() == full()
    assert 'succeeded' in response.follow()


def test_a_job_that_ran_long_ago_is_still_shown(browser: web.Browser, now):
    with job_run_services.record_run(job_domain.FULL_FOLD):
        pass
    for _ in range(feconf.MAX_JOB_RUNS_SHOWN):
        now.msecs += 60_000
        with job_run_services.record_run(job_domain.SESSION_FOLD):
            pass
    browser.sign_in(ADMIN)

    rows = browser.get(PAGE).html.find_all('table')[0].find_all('tr')

    (row,) = (row for row in rows if 'run_job full_fold' in row.text)
    assert 'succeeded' in row.text
    assert 'never' not in row.text


def fail_with_bad_data() -> None:
    with job_run_services.record_run('audit') as run:
        run.report.bad_data.add('a <b>reason</b>', '<script>example')
        raise ValueError('<i>broken')


def test_bad_data_and_errors_are_shown_as_text(browser: web.Browser):
    with pytest.raises(ValueError, match='broken'):
        fail_with_bad_data()
    browser.sign_in(ADMIN)

    page = browser.get(PAGE)

    assert 'failed' in page
    for text in ('a <b>reason', '<script>example', '<i>broken'):
        assert text not in page.text
        assert text.replace('<', '&lt;').split('>')[0] in page.text


def test_audits_are_shown(browser: web.Browser, now):
    b.make_exploration()
    play('exploration_start')
    now.pass_silence()
    audit_services.audit('exp')
    browser.sign_in(ADMIN)

    assert 'num_starts: counted 0, by the log 1' in browser.get(PAGE)


def test_an_audit_can_be_made_from_the_page(browser: web.Browser, now):
    b.make_exploration()
    play('exploration_start')
    now.pass_silence()
    browser.sign_in(ADMIN)
    form = {
        'name': 'audit',
        'exp_id': 'exp',
        'csrf_token': sessions.csrf_token(browser.session),
    }
    assert browser.app.post(PAGE, form).status_int == 302
    (report,) = audit_services.get_reports()
    assert report.num_repaired == 1
    assert report.audited_at_msecs == now.msecs

    unknown = form | {'exp_id': 'nothing'}
    response = browser.app.post(PAGE, unknown, expect_errors=True)
    assert response.status_int == 404


def test_nothing_else_runs_from_the_page(browser: web.Browser):
    browser.sign_in(ADMIN)
    response = browser.app.post(
        PAGE,
        {'name': 'sweep', 'csrf_token': sessions.csrf_token(browser.session)},
        expect_errors=True,
    )
    assert response.status_int == 400


def test_the_fold_is_not_started_without_the_token_of_the_page(
    browser: web.Browser,
):
    browser.sign_in(ADMIN)
    response = browser.app.post(
        PAGE, {'name': 'session_fold'}, expect_errors=True
    )
    assert response.status_int == 403
    assert job_run_services.get_latest_runs() == []


@pytest.mark.parametrize(
    ('named', 'email', 'status'),
    [
        ('boss@example.com', 'boss@example.com', 200),
        ('x@example.com, Boss@example.com', 'boss@example.com', 200),
        ('boss@example.com', ADMIN, 403),
        ('', ADMIN, 200),
        ('', 'boss@example.com', 403),
    ],
)
def test_a_configured_address_is_an_administrator(
    browser: web.Browser, monkeypatch, named, email, status
):
    monkeypatch.setenv('STATS_ADMIN_EMAILS', named)
    browser.sign_in(email)
    browser.get(PAGE, status=status)


def test_in_production_there_is_no_administrator_until_one_is_configured(
    browser: web.Browser, monkeypatch
):
    browser.sign_in(ADMIN)
    monkeypatch.setenv('GAE_ENV', 'standard')
    response = browser.app.get(
        PAGE, expect_errors=True, extra_environ={'wsgi.url_scheme': 'https'}
    )
    assert response.status_int in {302, 403}
