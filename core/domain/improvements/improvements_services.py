"""The tasks of an exploration, and the decisions about them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from core import clock, errors, feconf
from core.domain import compressed_json, decision_log_services
from core.domain.improvements import (
    improvements_domain,
)
from core.domain.improvements.improvements_domain import (
    DecidedTask,
    Decision,
    FoundTask,
)
from core.platform.datastore import store
from core.storage.improvements import gae_models as models

_Decisions = dict[str, Decision]

_INVARIANT_TASK_ID = f'{improvements_domain.INVARIANT_BROKEN}:exploration'


def with_statuses(
    exp_id: str, tasks: Sequence[FoundTask], violations: Sequence[str] = ()
) -> list[DecidedTask]:
    """Combines tasks with their decisions and who decided; reads by key.

    Args:
        exp_id: The exploration.
        tasks: The tasks found, most valuable first.
        violations: Invariants that the counters violate. They become the
            first task, because nothing else can be trusted then.

    Returns:
        The tasks, in the same order.
    """
    decided = with_statuses_multi({exp_id: tasks})[exp_id]
    if any(task['status_changed_msecs'] for task in decided):
        names = decision_log_services.get_names(exp_id)
        for task in decided:
            task['decided_by'] = names.get(task['task_id'])
    return [*_build_invariant_tasks(violations), *decided]


def with_statuses_multi(
    tasks_by_exp_id: Mapping[str, Sequence[FoundTask]],
) -> dict[str, list[DecidedTask]]:
    """Combines tasks with their decisions, which are read in one request.

    Args:
        tasks_by_exp_id: The tasks found in each exploration.
    """
    decisions = store.get(models.TaskDecisionsModel, tasks_by_exp_id)
    return {
        exp_id: _with_decisions(tasks, _decisions_of(model))
        for (exp_id, tasks), model in zip(
            tasks_by_exp_id.items(), decisions, strict=True
        )
    }


def decide(
    exp_id: str,
    task: FoundTask,
    status: improvements_domain.Status,
    version: int,
    note: str = '',
    seen_msecs: int | None = None,
    user_id: str = '',
) -> DecidedTask:
    """Stores a decision about a task.

    Args:
        exp_id: The exploration.
        task: The task as currently found.
        status: The new status.
        version: The version that is shown.
        note: The reason.
        seen_msecs: The time of the last decision that the caller has seen; 0 if
            none; None to skip the check.
        user_id: The account that decides; '' if it is unknown.

    Returns:
        The task with the decision.

    Raises:
        ConflictError: Another decision was made meanwhile.
    """
    decision = improvements_domain.decide(
        task, status, int(clock.now_msecs()), version, note
    )
    store.run(
        lambda transaction: _store(
            transaction, exp_id, task, decision, seen_msecs, user_id
        )
    )
    (decided,) = with_statuses(exp_id, [task])
    return decided


def _store(
    transaction: store.Transaction,
    exp_id: str,
    task: FoundTask,
    decision: Decision,
    seen_msecs: int | None,
    user_id: str,
) -> None:
    task_id = task['task_id']
    model = transaction.get(models.TaskDecisionsModel, exp_id)
    decisions = _decisions_of(model)
    before = decisions.pop(task_id, None)
    if before is not None and _is_repeated(before, decision):
        # A repeated request, or a retry after a commit with a lost response.
        return
    if seen_msecs is not None and _changed_msecs(before) != seen_msecs:
        raise errors.ConflictError(
            'somebody else has decided about this task meanwhile'
        )
    decisions[task_id] = decision
    _forget_oldest(decisions)
    content = compressed_json.pack(
        {task_id: made.to_list() for task_id, made in decisions.items()}
    )
    if model is None:
        model = store.new(models.TaskDecisionsModel, id=exp_id, content=content)
    model.content = content
    transaction.put(model)
    decision_log_services.add(
        transaction,
        exp_id,
        decision_log_services.Decision(
            decided_at_msecs=decision.changed_msecs,
            user_id=user_id,
            status=decision.status,
            exp_version=decision.version,
            note=decision.note,
            task_id=task_id,
            task_type=task['task_type'],
            state_names=task['state_names'],
        ),
    )


def _is_repeated(before: Decision, decision: Decision) -> bool:
    return before == dataclasses.replace(
        decision, changed_msecs=before.changed_msecs
    )


def _changed_msecs(decision: Decision | None) -> int:
    """Returns the time of a decision; 0 if there is none."""
    return 0 if decision is None else decision.changed_msecs


def _forget_oldest(decisions: _Decisions) -> None:
    while len(decisions) > feconf.MAX_TASK_DECISIONS:
        oldest = min(
            decisions,
            key=lambda task_id: (decisions[task_id].changed_msecs, task_id),
        )
        del decisions[oldest]


def _with_decisions(
    tasks: Sequence[FoundTask], decisions: _Decisions
) -> list[DecidedTask]:
    return [
        improvements_domain.with_decision(task, decisions.get(task['task_id']))
        for task in tasks
    ]


def _decisions_of(model: models.TaskDecisionsModel | None) -> _Decisions:
    if model is None:
        return {}
    content = compressed_json.unpack(model.content)
    return {task_id: Decision(*values) for task_id, values in content.items()}


def _build_invariant_tasks(violations: Sequence[str]) -> list[DecidedTask]:
    """Builds the task for counters that contradict each other."""
    if not violations:
        return []
    task: FoundTask = {
        'task_id': _INVARIANT_TASK_ID,
        'task_type': improvements_domain.INVARIANT_BROKEN,
        'state_name': None,
        'state_names': [],
        'num_sessions_affected': 0,
        'value': 0.0,
        'evidence': {'n': len(violations), 'violations': list(violations)},
        'threshold': {'name': '', 'value': 0, 'unit': 'broken rules'},
        'num_playthroughs': 0,
        'evidence_from_version': None,
        'evidence_is_older': False,
        'changed_version': None,
    }
    return [improvements_domain.with_decision(task, None)]
