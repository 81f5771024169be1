"""Events as jobs read them: plain rows with the fields that statistics need.

A job reads millions of events; building an `event_domain.Event` of each, with
the learner's parameters, would cost more than all arithmetic of the job.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any, NamedTuple

from core import feconf
from core.domain.summaries import cuts


class LogRow(NamedTuple):
    """One event. Rows of a session sort chronologically.

    Attributes:
        sequence_number: Its position in the session, from 0.
        occurred_at_msecs: Its time by the server's clock.
        event_id: Its id.
        event_type: A key of `event_domain.EVENT_CLASSES`.
        state_name: Its state.
        time_spent_in_state_secs: -1 for events without this field.
        answer: The answer in the form of `answer_text`.
        answer_group_index: The answer group that matched; -1 without answer.
        classification_categorization: The category of the answer.
        counted_value: The value of the event's counted field
            (`event_domain.Event.counted_field`); 0 without one.
        traits: The traits of the learner; only a start has them.
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
    traits: cuts.Traits = cuts.NO_TRAITS


# The largest integer up to which doubles represent all integers. Larger numbers
# are written as browsers write them: 1e308 in 6 characters instead of 309.
_MAX_EXACT_INT = 2**53
_MAX_EXACT_DIGITS = 15

# The prefix of shortened answers; JSON never begins with it.
_SHORTENED = '~'
_DIGEST_LENGTH = 16


def answer_text(answer: Any) -> str:
    """Returns the text of an answer; equal answers have equal texts.

    Args:
        answer: A JSON value.

    Returns:
        Its JSON with sorted keys, shortened if it is long.
    """
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        answer = _number(answer)
    return shorten(json.dumps(answer, sort_keys=True, separators=(',', ':')))


def _number(number: float) -> int | float:
    """Returns a number in a form that is the same for equal numbers."""
    if abs(number) > sys.float_info.max:
        return number
    double = float(number)
    is_exact = double.is_integer() and abs(double) <= _MAX_EXACT_INT
    return int(double) if is_exact else double


def answer_text_of_json(text: str) -> str:
    """Returns `answer_text` of an answer in JSON form.

    Strings, integers and null, which nearly all answers are, need no parsing
    because NDB has normalised them.
    """
    if (
        text[:1] == '"'
        or text == 'null'
        or (text.lstrip('-').isdigit() and len(text) <= _MAX_EXACT_DIGITS)
    ):
        return shorten(text)
    return answer_text(json.loads(text))


def shorten(text: str) -> str:
    """Returns a text of bounded length that identifies the same answer."""
    if len(text) <= feconf.MAX_ANSWER_TEXT_LENGTH:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]
    room = feconf.MAX_ANSWER_TEXT_LENGTH - _DIGEST_LENGTH - 1
    return f'{_SHORTENED}{digest}{text[:room]}'


def is_shortened(text: str) -> bool:
    """Whether the text was shortened."""
    return text.startswith(_SHORTENED)


def answer_of_text(text: str) -> Any:
    """Returns the answer; of a shortened one, the beginning of its text."""
    if is_shortened(text):
        return text[1 + _DIGEST_LENGTH :] + '…'
    return json.loads(text)
