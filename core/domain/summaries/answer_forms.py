"""The forms in which answers are counted, and shown if they are rare.

Most answers are counted as given. Some interactions count several answers as
one (places on an image): the log has the original answer, and summaries have
the common form.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection
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
_EQUALITIES: dict[str, base.EqualityForm] = {
    interaction_id: spec.equality_form
    for interaction_id, spec in _SPECS.items()
    if spec.equality_form
}
_COARSENERS: dict[str | None, base.AnswerForm] = {
    interaction_id: spec.answer_coarsener
    for interaction_id, spec in _SPECS.items()
    if spec.answer_coarsener
}


def to_counted_form(interaction_id: str | None, answer: Any) -> Any:
    """Returns the form in which an answer is counted.

    Args:
        interaction_id: The interaction; None if unknown.
        answer: The answer as JSON, normalized.
    """
    form = _COUNTERS.get(interaction_id)
    return form(answer) if form else answer


def counted_text(interaction_id: str | None, text: str) -> str:
    """Returns the counted form of a text of `log_rows.answer_text`."""
    return _apply_form(_COUNTERS.get(interaction_id), text) or text


def equality_key(
    interaction_id: str | None, text: str, rule_types: Collection[str] = ()
) -> str:
    """Returns a key that is the same for all answers that count as the same.

    Increase feconf.PROCESSED_DATA_SCHEMA_VERSION when the key changes.
    Shortened answers are only equal to themselves.

    Args:
        interaction_id: The interaction; None if unknown.
        text: The answer in the form of `log_rows.answer_text`.
        rule_types: The types of the state's rules; without them, answers that
            only some rules distinguish are equal.
    """
    if not text or log_rows.is_shortened(text):
        return text
    if interaction_id not in _EQUALITIES:
        return text
    return _equality_key(interaction_id, text, frozenset(rule_types))


@functools.lru_cache(maxsize=10_000)
def _equality_key(
    interaction_id: str, text: str, rule_types: frozenset[str]
) -> str:
    answer = log_rows.answer_of_text(text)
    return json.dumps(_EQUALITIES[interaction_id](answer, rule_types))


def coarse_text(interaction_id: str | None, text: str) -> str | None:
    """Returns a coarser form of an answer that too few learners gave.

    Args:
        interaction_id: The interaction; None if unknown.
        text: The answer in the form of `log_rows.answer_text`.

    Returns:
        The text of the coarser form; None if there is none.
    """
    return _apply_form(_COARSENERS.get(interaction_id), text)


def _apply_form(form: base.AnswerForm | None, text: str) -> str | None:
    if form is None or not text or log_rows.is_shortened(text):
        return None
    formed = form(log_rows.answer_of_text(text))
    return None if formed is None else log_rows.answer_text(formed)
