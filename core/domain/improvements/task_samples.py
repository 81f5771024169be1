"""Which playthroughs show the problem that a task is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from core.domain.improvements.improvements_domain import Evidence


class Step(NamedTuple):
    """An action of a playthrough.

    Attributes:
        answer: What was answered, if anything.
        dest_state_name: Where that led.
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
    """Returns whether a learner did what the task says of learners.

    Where learners leave is part of the issue by which playthroughs are found;
    what they answered is not.

    Args:
        task_type: The type of the task.
        state_name: Its state.
        evidence: Its evidence, with the answers that it quotes.
        steps: What the learner did.
    """
    here = [step for step in steps if step.state_name == state_name]
    if task_type == 'needs_guiding_responses':
        quoted = [answer['answer'] for answer in evidence.get('answers', [])]
        return any(step.answer in quoted for step in here)
    if task_type == 'too_hard':
        return any(step.dest_state_name == state_name for step in here)
    return True
