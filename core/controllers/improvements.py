"""What deserves a change, and the examples that show it."""

from __future__ import annotations

from typing import Annotated, Any

import pydantic
import webapp2

from core import errors, feconf
from core.controllers import acl_decorators, payloads, statistics
from core.domain import exp_services, live_stats_services
from core.domain.improvements import (
    improvements_domain,
    improvements_rules,
    improvements_services,
)
from core.domain.statistics_tab import statistics_view_services

_Version = Annotated[int, pydantic.Field(ge=1, lt=2**31)]


class DecisionPayload(payloads.Payload):
    """A decision about a task, and what the page showed of it."""

    task_id: Annotated[
        str,
        pydantic.StringConstraints(
            min_length=1, max_length=feconf.MAX_TASK_ID_LENGTH
        ),
    ]
    status: improvements_domain.Status
    exp_version: _Version
    # The last version whose plays counted on the page; exp_version by
    # default.
    through: _Version | None = None
    note: Annotated[
        str,
        pydantic.StringConstraints(max_length=feconf.MAX_TASK_NOTE_LENGTH),
    ] = ''
    # The `status_changed_msecs` that the page showed, null for none; when it
    # is left out, whatever was decided meanwhile is overwritten.
    seen_status_changed_msecs: int | None = None


class ImprovementsHandler(statistics.VersionsHandler):
    """The to-do list of an exploration."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> None:
        """Answers what deserves a change, most valuable first.

        Args:
            exp_id: The exploration.
        """
        version, through, _ = self.versions_asked(exp_id)
        view = statistics_view_services.get_view(exp_id, version, through)
        violations = live_stats_services.get_live_stats(
            exp_services.get_exploration_by_id(exp_id, version), through
        ).violations
        self.render_json(
            {
                'tasks': improvements_services.with_statuses(
                    exp_id, view['tasks'], violations
                ),
                'revision': view['revision'],
            }
        )

    @acl_decorators.can_edit_exploration
    def post(self, exp_id: str) -> None:
        """Keeps a decision about a task.

        Args:
            exp_id: The exploration.
        """
        payload = self.payload(DecisionPayload)
        version = payload.exp_version
        through = version if payload.through is None else payload.through
        self._refuse_unknown_version(exp_id, version, 'exp_version')
        self._refuse_unknown_version(exp_id, through, 'through')
        task = _find_task(exp_id, version, through, payload.task_id)
        seen = payload.seen_status_changed_msecs
        if 'seen_status_changed_msecs' in payload.model_fields_set:
            seen = seen or 0
        decided = improvements_services.decide(
            exp_id,
            task,
            payload.status,
            max(version, through),
            payload.note,
            seen,
        )
        self.render_json({'task': decided})

    def _refuse_unknown_version(
        self, exp_id: str, version: int, name: str
    ) -> None:
        latest = exp_services.get_latest_version(exp_id)
        if version > latest:
            raise errors.ValidationError(
                f'the latest version is {latest}', name
            )


class PlaythroughDataHandler(statistics.VersionsHandler):
    """Sessions that show why a task was raised, action by action."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> None:
        """Answers some playthroughs of the task `task_id`.

        Args:
            exp_id: The exploration.
        """
        version, through, _ = self.versions_asked(exp_id)
        task = _find_task(
            exp_id, version, through, self.request.GET.get('task_id', '')
        )
        issues = improvements_rules.issue_keys(
            task['task_type'], tuple(task['state_names'])
        )
        playthroughs = [
            playthrough
            for issue_type, state_names in issues
            for playthrough in statistics_view_services.get_playthroughs(
                exp_id, version, through, issue_type, state_names
            )
        ]
        self.render_json(
            {'task_id': task['task_id'], 'playthroughs': playthroughs}
        )


def _find_task(
    exp_id: str, version: int, through: int, task_id: str
) -> dict[str, Any]:
    """Returns a task that the rules find now.

    Raises:
        ValidationError: They find none with this id.
    """
    view = statistics_view_services.get_view(exp_id, version, through)
    for task in view['tasks']:
        if task['task_id'] == task_id:
            return dict(task)
    raise errors.ValidationError('there is no such task now', 'task_id')


ROUTES = [
    webapp2.Route('/improvements/exploration/<exp_id>', ImprovementsHandler),
    webapp2.Route('/playthroughdatahandler/<exp_id>', PlaythroughDataHandler),
]
