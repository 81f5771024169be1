"""Events as jobs read them: plain rows, of what the statistics need.

A job reads millions of events; building an `event_domain.Event` for each, and
reading the learner's parameters, would cost more than all its arithmetic.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from core import feconf
from core.domain import event_domain


class LogRow(NamedTuple):
    """One event. Rows of a session sort into the order of what happened.

    Attributes:
        sequence_number: The place in the session, from 0.
        occurred_at_msecs: When, by our clock.
        event_id: The event.
        event_type: As in `event_domain.EVENT_CLASSES`.
        state_name: The state that the event is about.
        time_spent_in_state_secs: -1 where the event does not tell it.
        answer: The answer as `answer_text` or `shortened` writes it.
        answer_group_index: Which answer group matched; -1: no answer.
        classification_categorization: How the answer was classified.
        counted_value: The value of the event's counted field
            (`event_domain.Event.counted_field`); 0 without one.
    """

    sequence_number: int
    occurred_at_msecs: float
    event_id: str
    event_type: str
    state_name: str
    time_spent_in_state_secs: float = -1.0
    answer: str = ''
    answer_group_index: int = -1
    classification_categorization: str = ''
    counted_value: int = 0


# What a text begins with that stands for a longer answer; no JSON does.
_SHORTENED = '~'
_DIGEST_LENGTH = 16


def row_of(event: event_domain.Event) -> LogRow:
    """Returns an event as a row."""
    at_msecs = event.occurred_at_msecs
    if at_msecs is None:
        at_msecs = event.client_time_msecs
    secs = -1.0
    if isinstance(event, event_domain.TimedEvent):
        secs = event.time_spent_in_state_secs
    row = LogRow(
        event.sequence_number,
        at_msecs,
        event.event_id,
        event.event_type,
        event.state_name,
        secs,
        counted_value=event.counted_value,
    )
    if not isinstance(event, event_domain.AnswerSubmittedEvent):
        return row
    return row._replace(
        answer=answer_text(event.answer),
        answer_group_index=event.answer_group_index,
        classification_categorization=event.classification_categorization,
    )


def answer_text(answer: Any) -> str:
    """Returns an answer as text; equal answers have equal texts.

    Args:
        answer: A JSON value.

    Returns:
        Its JSON with sorted keys, shortened when it is long.
    """
    if isinstance(answer, float) and answer.is_integer():
        answer = int(answer)
    return shortened(json.dumps(answer, sort_keys=True, separators=(',', ':')))


def answer_text_of_json(text: str) -> str:
    """Returns `answer_text` of an answer that is JSON already.

    Texts, whole numbers and null, which nearly all answers are, need no
    reading when NDB has written them.
    """
    if text[:1] == '"' or text == 'null' or text.lstrip('-').isdigit():
        return shortened(text)
    return answer_text(json.loads(text))


def shortened(text: str) -> str:
    """Returns a text of bounded length that stands for the same answer."""
    if len(text) <= feconf.MAX_ANSWER_TEXT_LENGTH:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]
    room = feconf.MAX_ANSWER_TEXT_LENGTH - _DIGEST_LENGTH - 1
    return f'{_SHORTENED}{digest}{text[:room]}'


def is_shortened(text: str) -> bool:
    """Whether the text stands for a longer answer."""
    return text.startswith(_SHORTENED)


def answer_of_text(text: str) -> Any:
    """Returns the answer, or the beginning of a long one, as text."""
    if is_shortened(text):
        return text[1 + _DIGEST_LENGTH :] + '…'
    return json.loads(text)
