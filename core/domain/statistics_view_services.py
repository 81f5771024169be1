"""What the statistics tab shows of processed data."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from core import clock, errors, feconf
from core.domain import (
    answer_key,
    carried_over_services,
    exp_history_domain,
    exp_services,
    exploration_summary,
    fold_services,
    improvements_rules,
    local_days,
    processed_stats_services,
    statistics_view,
)
from core.storage.jobs import gae_models as job_models

_Json = dict[str, Any]

# Days that a glance at an exploration tells of: eight weeks.
NUM_DAYS_OF_GLANCE = 56

# Tasks that a glance names.
NUM_TASKS_OF_GLANCE = 10

TIME_ZONE = 'UTC'


def get_view(
    exp_id: str, version: int | None = None, through: int | None = None
) -> _Json:
    """Returns what is shown of an exploration as a whole.

    Args:
        exp_id: The exploration.
        version: The version whose cards to show; the latest by default.
        through: Plays of versions 1 to this one are counted; by default
            those up to `version`.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    version, through = processed_stats_services.resolve(
        exp_id, version, through
    )
    view = _make(exp_id, version, through)
    num_waiting = fold_services.count_waiting(include_open=True, exp_id=exp_id)
    state = 'ready'
    if not view.overview['num_sessions']:
        state = 'computing' if num_waiting else 'none'
    commits = exp_services.get_exploration_commits(exp_id, 1, through)
    return {
        'exp_id': exp_id,
        'exp_version': version,
        'through': through,
        'revision': get_revision(exp_id),
        'state': state,
        'error': None,
        'complete_through_msecs': int(clock.now_msecs()),
        'num_sessions_waiting': num_waiting,
        'is_capped': False,
        'time_zone': TIME_ZONE,
        'k_anonymity': feconf.ANSWERS_K_ANONYMITY,
        'min_n_for_rate': feconf.MIN_N_FOR_RATE,
        'audit': _audit(exp_id),
        'version_markers': [_marker(commit) for commit in commits],
        **view.overview,
        'tasks': _tasks(exp_id, version, through),
    }


def get_state(
    exp_id: str, version: int | None, through: int | None, state_name: str
) -> _Json:
    """Returns all that is shown of one card.

    Args:
        exp_id: The exploration.
        version: As in `get_view`.
        through: As in `get_view`.
        state_name: The card, as it is called in that version.

    Raises:
        EntityNotFoundError: There is no such exploration, version or card.
    """
    version, through = processed_stats_services.resolve(
        exp_id, version, through
    )
    exploration = exp_services.get_exploration_by_id(exp_id, version)
    if state_name not in exploration.states:
        raise errors.EntityNotFoundError(
            f'{exp_id} has no card {state_name!r} in version {version}'
        )
    states = _make(exp_id, version, through).states
    return {
        'exp_id': exp_id,
        'exp_version': version,
        'through': through,
        'revision': get_revision(exp_id),
        'state_name': state_name,
        'k_anonymity': feconf.ANSWERS_K_ANONYMITY,
        **(states.get(state_name) or statistics_view.empty_state()),
    }


def get_playthroughs(
    exp_id: str,
    version: int | None,
    through: int | None,
    issue_type: str,
    state_names: Sequence[str],
) -> list[_Json]:
    """Returns examples of sessions that had an issue, answers withheld."""
    version, through = processed_stats_services.resolve(
        exp_id, version, through
    )
    key = statistics_view.playthroughs_key(issue_type, tuple(state_names))
    return _make(exp_id, version, through).playthroughs.get(key, [])


def get_glances(exp_ids: Iterable[str]) -> dict[str, _Json]:
    """Returns what a list of explorations shows of each, by its id."""
    glances = {}
    for exp_id in exp_ids:
        view = get_view(exp_id)
        glances[exp_id] = {
            'days': [
                list(day.values()) for day in view['days'][-NUM_DAYS_OF_GLANCE:]
            ],
            'tasks': view['tasks'][:NUM_TASKS_OF_GLANCE],
            'complete_through_msecs': view['complete_through_msecs'],
            'revision': view['revision'],
        }
    return glances


def get_revision(exp_id: str) -> int:
    """Returns a number that changes when what is shown has changed."""
    return processed_stats_services.get_revision(exp_id)


def _make(exp_id: str, version: int, through: int) -> statistics_view.View:
    return statistics_view.view_of(
        processed_stats_services.get_summary(exp_id, version, through)
    )


def _tasks(exp_id: str, version: int, through: int) -> list[_Json]:
    exploration = exp_services.get_exploration_by_id(exp_id, version)
    own = processed_stats_services.get_parts(exp_id, version, through)
    if not own:
        return []
    total = exploration_summary.ExplorationSummary.create(
        answer_key.build_answer_key(exploration)
    )
    for part in own.values():
        total.merge(part)
    history = carried_over_services.get_history(exp_id, max(version, through))
    return [
        task.to_dict()
        for task in improvements_rules.find_tasks(
            total, exploration, history, own
        )
    ]


def _audit(exp_id: str) -> _Json | None:
    report = job_models.AuditReportModel.get_by_id(exp_id)
    if report is None:
        return None
    num_violations = len(report.violations)
    is_clean = not report.num_differences and not num_violations
    return {
        'verdict': 'agrees' if is_clean else 'differs',
        'audited_at_msecs': report.audited_at_msecs,
        'num_differences': report.num_differences,
        'num_violations': num_violations,
    }


def _marker(commit: exp_history_domain.ExplorationCommit) -> _Json:
    saved_at = commit.created_on.replace(tzinfo=datetime.UTC)
    return {
        'version': commit.version,
        'day': local_days.iso_date(
            local_days.day_of(saved_at.timestamp() * 1000, TIME_ZONE)
        ),
        'commit_message': commit.commit_message,
    }
