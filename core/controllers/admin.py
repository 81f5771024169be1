"""The page for administrators: jobs, their runs, and reports of audits."""

from __future__ import annotations

import datetime

from core import errors, feconf
from core.controllers import acl_decorators, base
from core.domain.fold import fold_services
from core.domain.job_runs import job_domain, job_run_services
from core.domain.scheduled_work import audit_services, keeping_fresh_services
from core.platform import datastore

_PAGE = '/admin/jobs'


class JobsPage(base.BaseHandler):
    """The jobs, their last runs and outcome."""

    @acl_decorators.can_access_admin_page
    def get(self) -> None:
        """Shows the jobs and the reports of audits, latest runs first."""
        self.render_template(
            'admin.html',
            store=datastore.get_condition(),
            jobs=[
                (job, job_run_services.get_last_run(job.name))
                for job in job_domain.JOBS
            ],
            runs=job_run_services.get_latest_runs(),
            audits=audit_services.get_reports(),
            num_waiting=fold_services.count_waiting(include_open=True),
            fold_job=job_domain.SESSION_FOLD,
            audit_job=job_domain.AUDIT,
            time_of=_time_of,
            duration_of=_duration_of,
        )

    @acl_decorators.can_access_admin_page
    def post(self) -> None:
        """Runs the session fold, or an audit, for a bounded time."""
        name = self.form_value('name')
        if name == job_domain.SESSION_FOLD:
            keeping_fresh_services.bring_up_to_date(
                include_open=True, max_secs=feconf.FOLD_REQUEST_SECS
            )
        elif name == job_domain.AUDIT:
            # The schedule completes the audit of a large exploration.
            audit_services.audit_now(
                self.form_value('exp_id'), True, feconf.FOLD_REQUEST_SECS
            )
        else:
            raise errors.ValidationError(
                'only session_fold and audit run from here', 'name'
            )
        self.redirect_within_site(_PAGE)


def _time_of(msecs: int) -> str:
    moment = datetime.datetime.fromtimestamp(msecs / 1000, datetime.UTC)
    return moment.strftime('%Y-%m-%d %H:%M:%S')


def _duration_of(run: job_run_services.JobRun) -> str:
    if run.ended_msecs is None:
        return ''
    return f'{(run.ended_msecs - run.began_msecs) / 1000:,.1f} s'


ROUTES = {_PAGE: JobsPage}
