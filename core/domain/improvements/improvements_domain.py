"""Tasks for a creator, and the decisions about them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from core.domain import state_history_domain
from core.domain.summary_views import summary_models

Status = Literal['open', 'resolved', 'dismissed']
TaskType = Literal[
    'high_bounce_rate',
    'needs_guiding_responses',
    'successive_incorrect_answers',
    'ineffective_feedback_loop',
    'early_quit',
    'negative_discrimination',
    'low_discrimination',
    'too_easy',
    'too_hard',
    'invariant_broken',
]
INVARIANT_BROKEN: TaskType = 'invariant_broken'


class Evidence(TypedDict):
    """The observations of the rule that raised a task.

    Attributes:
        n: The number of sessions that could have shown the problem.
        interaction_id: The interaction of `answers`.
        num_answers: The number of answers to which the rule applies.
        answers: The most frequent of them.
        violations: The invariants that do not hold.
    """

    n: int
    rate: NotRequired[summary_models.Rate]
    coefficient: NotRequired[summary_models.Estimate]
    interaction_id: NotRequired[str]
    num_answers: NotRequired[int]
    answers: NotRequired[list[summary_models.Occurrence]]
    violations: NotRequired[list[str]]


class Threshold(TypedDict):
    """The value at which a rule raises a task.

    Attributes:
        name: Its constant in feconf.
        value: Its value.
        unit: The unit of the value.
    """

    name: str
    value: float
    unit: str


class FoundTask(TypedDict):
    """A problem that deserves a change, before any decision about it.

    Attributes:
        task_id: An id that stays the same as long as its states exist.
        task_type: The rule that raised it.
        state_name: The first of `state_names`.
        state_names: Its states; empty for the exploration.
        num_sessions_affected: The number of sessions with the problem.
        value: The estimated gain in learners, by which tasks are ordered.
        evidence: The data behind it.
        threshold: The threshold that was exceeded.
        num_playthroughs: The number of available sample playthroughs.
        evidence_from_version: The latest version such that its plays and later
            ones alone raise the task; null if unknown.
        evidence_is_older: Whether that version is only an upper bound: of the
            plays up to it, only the sum is known.
        changed_version: The last version that changed one of the states.
    """

    task_id: str
    task_type: TaskType
    state_name: str | None
    state_names: list[str]
    num_sessions_affected: int
    value: float
    evidence: Evidence
    threshold: Threshold
    num_playthroughs: int
    evidence_from_version: int | None
    evidence_is_older: bool
    changed_version: int | None


class DecidedTask(FoundTask):
    """A task with the decision about it.

    Attributes:
        status_changed_msecs: The time of the decision; null if there is none.
        status_version: The version that was shown then.
        note: The reason, in the words of the creator.
        decided_by: The display name of the account that decided; null if there
            is no decision, if the account was deleted, and in lists of
            explorations.
        reopened: Whether later plays show that it is not resolved.
        changed_since: Whether a state has been changed since the decision; if
            the task is open, since the plays that raise it.
    """

    status: Status
    status_changed_msecs: int | None
    status_version: int | None
    note: str
    decided_by: str | None
    reopened: bool
    changed_since: bool


def make_task_id(
    task_type: str, identities: Sequence[state_history_domain.StateIdentity]
) -> str:
    """Returns the id of a task about states.

    Args:
        task_type: Its type.
        identities: Their identities; for a cycle, starting at any of them.
    """
    if len(identities) == 1:
        version, name = identities[0]
        return f'{task_type}:{version}.{name}'
    first = identities.index(min(identities)) if identities else 0
    turned = [*identities[first:], *identities[:first]]
    digest = hashlib.sha256(json.dumps(turned).encode()).hexdigest()[:16]
    return f'{task_type}:{digest}'


@dataclasses.dataclass(frozen=True)
class Decision:
    """A decision about a task.

    Attributes:
        status: The new status.
        changed_msecs: The time, in milliseconds since the epoch.
        version: The version that was shown.
        reopens_from_version: The version such that a resolved task reopens if
            its plays and later ones alone raise it.
        note: The creator's reason.
    """

    status: Status
    changed_msecs: int
    version: int
    reopens_from_version: int
    note: str = ''

    def to_list(self) -> list[Any]:
        """Returns the decision as compact JSON."""
        return list(dataclasses.astuple(self))


def decide(
    task: FoundTask,
    status: Status,
    now_msecs: int,
    version: int,
    note: str = '',
) -> Decision:
    """Returns a decision made now.

    If the state has changed since the plays that raised the task, that change
    should have resolved it, so later plays can show that it did not.
    Otherwise only a future version can.

    Args:
        task: The task as JSON.
        status: The new status.
        now_msecs: Milliseconds since the epoch.
        version: The version that is shown.
        note: The reason.
    """
    changed = task['changed_version']
    reopens_from = version + 1
    if changed is not None and _is_before(task, changed):
        reopens_from = changed
    return Decision(status, now_msecs, version, reopens_from, note)


def with_decision(task: FoundTask, decision: Decision | None) -> DecidedTask:
    """Returns a task as JSON, combined with its decision."""
    changed = task['changed_version']
    if decision is None:
        return {
            **task,
            'status': 'open',
            'status_changed_msecs': None,
            'status_version': None,
            'note': '',
            'decided_by': None,
            'reopened': False,
            'changed_since': changed is not None and _is_before(task, changed),
        }
    is_reopened = decision.status == 'resolved' and _holds_from(
        task, decision.reopens_from_version
    )
    return {
        **task,
        'status': 'open' if is_reopened else decision.status,
        'status_changed_msecs': decision.changed_msecs,
        'status_version': decision.version,
        'note': decision.note,
        'decided_by': None,
        'reopened': is_reopened,
        'changed_since': changed is not None
        and (
            _is_before(task, changed)
            if decision.status == 'open' or is_reopened
            else changed > decision.version
        ),
    }


def _is_before(task: FoundTask, version: int) -> bool:
    """Returns whether plays from a version on alone do not raise the task."""
    evidence = task['evidence_from_version']
    return evidence is not None and evidence < version


def _holds_from(task: FoundTask, version: int) -> bool:
    """Returns whether plays from a version on alone raise the task."""
    evidence = task['evidence_from_version']
    if evidence is None or task['evidence_is_older']:
        return False
    return bool(evidence >= version)
