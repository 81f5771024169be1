"""Tasks of an exploration, and playthroughs that show why."""

from __future__ import annotations

from typing import Annotated

import pydantic
from typing_extensions import TypedDict

from core import errors, feconf
from core.controllers import acl_decorators, base, payloads, statistics
from core.domain import (
    decision_log_services,
    exp_services,
    live_stats_services,
)
from core.domain.improvements import (
    improvements_domain,
    improvements_rules,
    improvements_services,
    task_samples,
)
from core.domain.statistics_tab import statistics_view_services
from core.domain.summary_views import summary_models


class DecisionRequest(payloads.Payload):
    """A decision about a task.

    Attributes:
        exp_version: The version whose states the page showed.
        through: The last version whose plays counted on the page; by default
            `exp_version`.
        note: The reason.
        seen_status_changed_msecs: The `status_changed_msecs` that the page
            showed; null for none. If omitted, concurrent decisions are
            overwritten.
    """

    task_id: Annotated[
        str,
        pydantic.StringConstraints(
            min_length=1, max_length=feconf.MAX_TASK_ID_LENGTH
        ),
    ]
    status: improvements_domain.Status
    exp_version: payloads.Version
    through: payloads.Version | None = None
    note: Annotated[
        str,
        pydantic.StringConstraints(max_length=feconf.MAX_TASK_NOTE_LENGTH),
    ] = ''
    seen_status_changed_msecs: int | None = None


class TasksResponse(TypedDict):
    """The tasks of an exploration, the most valuable first.

    Attributes:
        revision: The revision of the view that contains them.
    """

    tasks: list[improvements_domain.DecidedTask]
    revision: int


class TaskResponse(TypedDict):
    """The task that was decided about."""

    task: improvements_domain.DecidedTask


class DecisionsResponse(TypedDict):
    """The decisions about the tasks of an exploration, latest first."""

    decisions: list[decision_log_services.LoggedDecision]


class PlaythroughsResponse(TypedDict):
    """Playthroughs that show why a task was raised."""

    task_id: str
    playthroughs: list[summary_models.Playthrough]


class ImprovementsHandler(statistics.VersionsHandler):
    """The tasks of an exploration."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> TasksResponse:
        """Returns the tasks, the most valuable first.

        Args:
            exp_id: The exploration.
        """
        version, through, _ = self.requested_versions(exp_id)
        view = statistics_view_services.get_view(exp_id, version, through)
        violations = live_stats_services.get_live_stats(
            exp_services.get_exploration_by_id(exp_id, version), through
        ).violations
        return {
            'tasks': improvements_services.with_statuses(
                exp_id, view['tasks'], violations
            ),
            'revision': view['revision'],
        }

    @acl_decorators.can_edit_exploration
    def post(self, exp_id: str, body: DecisionRequest) -> TaskResponse:
        """Saves a decision about a task.

        Args:
            exp_id: The exploration.
            body: The decision.
        """
        version = body.exp_version
        through = version if body.through is None else body.through
        latest = exp_services.get_latest_version(exp_id)
        statistics.require_version(version, latest, 'exp_version')
        statistics.require_version(through, latest, 'through')
        task = _find_task(exp_id, version, through, body.task_id)
        seen = body.seen_status_changed_msecs
        if 'seen_status_changed_msecs' in body.model_fields_set:
            seen = seen or 0
        decided = improvements_services.decide(
            exp_id,
            task,
            body.status,
            max(version, through),
            body.note,
            seen,
            self.user_id or '',
        )
        return {'task': decided}


class DecisionsHandler(base.JsonHandler):
    """The history of the decisions about tasks."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> DecisionsResponse:
        """Returns the decisions with their authors, latest first.

        Args:
            exp_id: The exploration.
        """
        return {'decisions': decision_log_services.get(exp_id)}


class PlaythroughDataHandler(statistics.VersionsHandler):
    """Sessions that show why a task was raised, action by action."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> PlaythroughsResponse:
        """Returns some playthroughs of the task `task_id`.

        Args:
            exp_id: The exploration.
        """
        version, through, _ = self.requested_versions(exp_id)
        task = _find_task(
            exp_id, version, through, self.request.GET.get('task_id', '')
        )
        issues = improvements_rules.issue_keys(
            task['task_type'], tuple(task['state_names'])
        )
        playthroughs: list[summary_models.Playthrough] = []
        for issue_type, state_names in issues:
            stored = statistics_view_services.get_playthroughs(
                exp_id, version, through, issue_type, state_names
            )
            proving = [
                playthrough
                for playthrough in stored
                if _proves(task, playthrough)
            ]
            playthroughs += proving[: feconf.MAX_PLAYTHROUGHS_PER_ISSUE]
        return {'task_id': task['task_id'], 'playthroughs': playthroughs}


def _proves(
    task: improvements_domain.FoundTask,
    playthrough: summary_models.Playthrough,
) -> bool:
    steps = [
        task_samples.Step(
            action['state_name'], action['answer'], action['dest_state_name']
        )
        for action in playthrough['actions']
    ]
    return task_samples.proves(
        task['task_type'], task['state_name'], task['evidence'], steps
    )


def _find_task(
    exp_id: str, version: int, through: int, task_id: str
) -> improvements_domain.FoundTask:
    """Returns a task that the rules raise now.

    Raises:
        ValidationError: The rules raise no task with this id.
    """
    view = statistics_view_services.get_view(exp_id, version, through)
    for task in view['tasks']:
        if task['task_id'] == task_id:
            return task
    raise errors.ValidationError('there is no such task now', 'task_id')


ROUTES = {
    '/improvements/exploration/<exp_id>': ImprovementsHandler,
    '/improvements/decisions/<exp_id>': DecisionsHandler,
    '/playthroughdatahandler/<exp_id>': PlaythroughDataHandler,
}
