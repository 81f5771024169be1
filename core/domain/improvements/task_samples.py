"""The selection of playthroughs that show the problem of a task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from core.domain.improvements.improvements_domain import Evidence


class Step(NamedTuple):
    """An action of a playthrough.

    Attributes:
        answer: The answer; None for another action.
        dest_state_name: The destination of the answer.
    """

    state_name: str
    answer: Any
    dest_state_name: str


def proves(
    task_type: str,
    state_name: str | None,
    evidence: Evidence,
    steps: Sequence[Step],
) -> bool:
    """Returns whether a playthrough shows the problem of a task.

    Playthroughs are already selected by their issue, which says how they ended;
    their answers must be checked.

    Args:
        task_type: The type of the task.
        state_name: Its state.
        evidence: Its evidence, with the quoted answers.
        steps: The actions of the playthrough.
    """
    here = [step for step in steps if step.state_name == state_name]
    if task_type == 'needs_guiding_responses':
        quoted = [answer['answer'] for answer in evidence.get('answers', [])]
        return any(step.answer in quoted for step in here)
    if task_type == 'too_hard':
        return any(step.dest_state_name == state_name for step in here)
    return True
