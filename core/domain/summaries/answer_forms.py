"""Answers as they are counted, and as they are told when they are rare.

Most are counted as they were given. Where a kind of interaction counts
several as one (places on an image), the log keeps what was given, and all
that is summed up has the common form.
"""

from __future__ import annotations

from typing import Any

from core.domain.interactions import base, registry
from core.domain.summaries import log_rows

_SPECS = {
    interaction_id: registry.get_interaction_spec(interaction_id)
    for interaction_id in registry.get_interaction_ids()
}
_COUNTERS: dict[str | None, base.AnswerForm] = {
    interaction_id: spec.answer_counter
    for interaction_id, spec in _SPECS.items()
    if spec.answer_counter
}
_COARSENERS: dict[str | None, base.AnswerForm] = {
    interaction_id: spec.answer_coarsener
    for interaction_id, spec in _SPECS.items()
    if spec.answer_coarsener
}


def counted(interaction_id: str | None, answer: Any) -> Any:
    """Returns the form in which an answer is counted.

    Args:
        interaction_id: How it was given; None if that is not known.
        answer: The answer as JSON, normalized.
    """
    form = _COUNTERS.get(interaction_id)
    return form(answer) if form else answer


def counted_text(interaction_id: str | None, text: str) -> str:
    """Returns `counted` of an answer that `log_rows.answer_text` wrote."""
    return _formed(_COUNTERS.get(interaction_id), text) or text


def coarse_text(interaction_id: str | None, text: str) -> str | None:
    """Returns what can be told of an answer that too few learners gave.

    Args:
        interaction_id: How it was given; None if that is not known.
        text: The answer as `log_rows.answer_text` writes it.

    Returns:
        The text of it; None if nothing can be told.
    """
    return _formed(_COARSENERS.get(interaction_id), text)


def _formed(form: base.AnswerForm | None, text: str) -> str | None:
    if form is None or not text or log_rows.is_shortened(text):
        return None
    formed = form(log_rows.answer_of_text(text))
    return None if formed is None else log_rows.answer_text(formed)
