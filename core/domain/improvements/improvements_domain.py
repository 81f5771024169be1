"""What a creator should look at, and what he has decided about it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from core.domain import card_history_domain

Status = Literal['open', 'resolved', 'dismissed']
STATUSES: tuple[Status, ...] = get_args(Status)

INVARIANT_BROKEN = 'invariant_broken'


@dataclasses.dataclass(frozen=True)
class Threshold:
    """Where a rule begins to speak.

    Attributes:
        name: The constant of feconf that holds it.
        value: Its value.
        unit: What it is a share or number of.
    """

    name: str
    value: float
    unit: str

    def to_dict(self) -> dict[str, Any]:
        """Returns the threshold as JSON."""
        return dataclasses.asdict(self)


@dataclasses.dataclass(frozen=True)
class Task:
    """Something that deserves a change.

    Attributes:
        task_id: The same for as long as the cards it is about exist.
        task_type: Which rule raised it.
        state_names: The cards it is about; none: the exploration.
        num_sessions_affected: How many sessions showed it.
        value: By how many learners' gain it is ordered.
        evidence: What the rule saw.
        threshold: What it compared that with.
        num_playthroughs: How many examples can be replayed.
        evidence_from_version: The rule holds for the plays of this version
            and later ones alone; None when that is not known.
        evidence_is_older: It does not even for these: it rests on plays of
            before, which are only known as a sum.
        changed_version: The last version that changed one of the cards.
    """

    task_id: str
    task_type: str
    state_names: tuple[str, ...]
    num_sessions_affected: int
    value: float
    evidence: Mapping[str, Any]
    threshold: Threshold
    num_playthroughs: int = 0
    evidence_from_version: int | None = None
    evidence_is_older: bool = False
    changed_version: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Returns the task as JSON, before anything was decided about it."""
        return {
            'task_id': self.task_id,
            'task_type': self.task_type,
            'state_name': self.state_names[0] if self.state_names else None,
            'state_names': list(self.state_names),
            'num_sessions_affected': self.num_sessions_affected,
            'value': self.value,
            'evidence': dict(self.evidence),
            'threshold': self.threshold.to_dict(),
            'num_playthroughs': self.num_playthroughs,
            'evidence_from_version': self.evidence_from_version,
            'evidence_is_older': self.evidence_is_older,
            'changed_version': self.changed_version,
        }


def make_task_id(
    task_type: str, cards: Sequence[card_history_domain.Card]
) -> str:
    """Returns the id of a task about cards.

    Args:
        task_type: Its type.
        cards: Their identities; those of a cycle begin anywhere in it.
    """
    if len(cards) == 1:
        version, name = cards[0]
        return f'{task_type}:{version}.{name}'
    first = cards.index(min(cards)) if cards else 0
    turned = [*cards[first:], *cards[:first]]
    digest = hashlib.sha256(json.dumps(turned).encode()).hexdigest()[:16]
    return f'{task_type}:{digest}'


@dataclasses.dataclass(frozen=True)
class Decision:
    """What was decided about a task.

    Attributes:
        status: What it was made.
        changed_msecs: When, in milliseconds since the epoch.
        version: The version that was looked at.
        reopens_from_version: A resolved task is open again when its rule
            holds for the plays of this version and later ones alone.
        note: Why, in the creator's words.
    """

    status: Status
    changed_msecs: int
    version: int
    reopens_from_version: int
    note: str = ''

    def to_list(self) -> list[Any]:
        """Returns the decision as JSON can hold it, shortly."""
        return list(dataclasses.astuple(self))


def decide(
    task: Mapping[str, Any],
    status: Status,
    now_msecs: int,
    version: int,
    note: str = '',
) -> Decision:
    """Returns the decision about a task as it is now.

    When the card was changed since the plays that raised the task, that
    change is what should have resolved it, so plays of it can show that it
    did not. Otherwise only a version to come can.

    Args:
        task: The task as JSON.
        status: What to make it.
        now_msecs: Milliseconds since the epoch.
        version: The version that is looked at.
        note: Why.
    """
    changed = task['changed_version']
    is_fixed = changed is not None and _is_before(task, changed)
    reopens_from = changed if is_fixed else version + 1
    return Decision(status, now_msecs, version, reopens_from, note)


def with_decision(
    task: Mapping[str, Any], decision: Decision | None
) -> dict[str, Any]:
    """Returns a task as JSON with what was decided about it."""
    changed = task['changed_version']
    if decision is None:
        return {
            **task,
            'status': 'open',
            'status_changed_msecs': None,
            'status_version': None,
            'note': '',
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
        'reopened': is_reopened,
        'changed_since': changed is not None
        and (
            _is_before(task, changed)
            if decision.status == 'open' or is_reopened
            else changed > decision.version
        ),
    }


def _is_before(task: Mapping[str, Any], version: int) -> bool:
    """Whether plays from a version on do not raise the task by themselves."""
    evidence = task['evidence_from_version']
    return evidence is not None and evidence < version


def _holds_from(task: Mapping[str, Any], version: int) -> bool:
    """Whether plays from a version on raise the task by themselves."""
    evidence = task['evidence_from_version']
    if evidence is None or task['evidence_is_older']:
        return False
    return bool(evidence >= version)
