"""The types of the fields of events, with their bounds and form of export.

Each type is `Annotated`: pydantic checks the bounds when a browser sends the
field, and the download of the event log and the data dictionary read
`Exported`. A field whose type has no `Exported` is not in downloads.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated, Any, Literal

import pydantic

from core import feconf

# A UUID as crypto.randomUUID writes it; not the nil UUID, a placeholder.
_UUID_PATTERN = (
    r'^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'
)


@dataclasses.dataclass(frozen=True)
class Exported:
    """The form of a field in downloads of the event log.

    Attributes:
        type: The type of its values, as in the data dictionary.
        meaning: A description in one or two sentences.
        unit: The unit of its values; '' for none.
        null_when: When the field is empty in events of a type that has it; ''
            for never.
    """

    type: Literal['text', 'integer', 'number', 'boolean', 'JSON']
    meaning: str
    unit: str = ''
    null_when: str = ''


# Maximum bytes of a character in JSON: a surrogate pair, escaped.
_MAX_BYTES_OF_CHARACTER = 12


def _bytes_at_most(max_bytes: int) -> pydantic.AfterValidator:
    max_characters = (max_bytes - 2) // _MAX_BYTES_OF_CHARACTER

    def require(value: Any) -> Any:
        is_surely_small = not value or (
            type(value) is str and len(value) <= max_characters
        )
        if not is_surely_small and len(json.dumps(value)) > max_bytes:
            raise ValueError(f'is larger than {max_bytes} bytes')
        return value

    return pydantic.AfterValidator(require)


def _require_exp_id(value: str) -> str:
    if not feconf.EXP_ID_REGEX.fullmatch(value):
        raise ValueError('is not the id of an exploration')
    return value


def require_plain_text(text: str) -> str:
    """Refuses control characters, except tabs and line breaks."""
    if any(ord(char) < 32 and char not in '\t\n' for char in text):
        raise ValueError('has control characters')
    return text


Uuid = Annotated[str, pydantic.StringConstraints(pattern=_UUID_PATTERN)]
StateName = Annotated[
    str,
    pydantic.StringConstraints(
        min_length=1, max_length=feconf.MAX_STATE_NAME_LENGTH
    ),
]
SequenceNumber = Annotated[
    int, pydantic.Field(ge=0, le=feconf.MAX_SEQUENCE_NUMBER)
]
Msecs = Annotated[float, pydantic.Field(ge=0, le=feconf.MAX_TIME_MSECS)]
Params = Annotated[dict[str, Any], _bytes_at_most(feconf.MAX_PARAMS_BYTES)]
SpentSecs = Annotated[
    float,
    pydantic.Field(ge=0, le=feconf.MAX_TIME_SPENT_IN_STATE_SECS),
    Exported(
        'number',
        'Time since the card was entered in which the page was in view; '
        'rounded to a tenth.',
        'seconds',
    ),
]
HiddenSecs = Annotated[
    float,
    pydantic.Field(ge=0, le=feconf.MAX_TIME_SPENT_IN_STATE_SECS),
    Exported(
        'number',
        'Time since the card was entered in which the page was not in view: '
        'hidden, closed, or asleep with its device; rounded to a tenth.',
        'seconds',
        null_when='it was recorded before hidden time was told apart',
    ),
]
RefresherExpId = Annotated[
    str,
    pydantic.AfterValidator(_require_exp_id),
    Exported('text', 'The exploration that the learner went to.'),
]
InteractionId = Annotated[
    str | None,
    Exported(
        'text',
        'How the card is answered: TextInput, MultipleChoiceInput …',
        null_when='the version has no such card',
    ),
]
Answer = Annotated[
    Any,
    _bytes_at_most(feconf.MAX_ANSWER_BYTES),
    Exported(
        'JSON',
        'The answer. A choice is its place in the list of choices, from 0.',
        null_when='it is withheld, or nothing was said',
    ),
]
Index = Annotated[int, pydantic.Field(ge=0, le=feconf.MAX_RULE_INDEX)]
AnswerGroupIndex = Annotated[
    Index,
    Exported(
        'integer',
        'Which answer group of the card matched, from 0; the number of '
        'groups stands for “all other answers”.',
    ),
]
RuleSpecIndex = Annotated[
    Index | None,
    Exported(
        'integer',
        'Which rule of the group matched, from 0.',
        null_when='none did',
    ),
]
Categorization = Annotated[
    Literal[
        'explicit',
        'training_data_match',
        'statistical_classifier',
        'default_outcome',
    ],
    Exported(
        'text', 'How the answer was classified: explicit or default_outcome.'
    ),
]
IsFeedbackUseful = Annotated[
    bool,
    Exported(
        'boolean',
        'Whether the feedback was more than “all other answers” that stays '
        'on the card.',
    ),
]
Visitor = Annotated[
    Literal['new', 'returning'] | None,
    Exported(
        'text',
        'Whether this browser had begun the exploration before: new or '
        'returning.',
        null_when='it is unknown, or too few sessions have the same traits',
    ),
]
Device = Annotated[
    Literal['phone', 'tablet', 'computer'] | None,
    Exported(
        'text',
        'The kind of device, judged by the size of its screen and its pointer: '
        'phone, tablet or computer.',
        null_when='it is unknown, or too few sessions have the same traits',
    ),
]
# Two letters, so that made-up reports add at most 676 segments.
_LANGUAGE_PATTERN = r'^([a-z]{2}|other)$'
Language = Annotated[
    Annotated[str, pydantic.StringConstraints(pattern=_LANGUAGE_PATTERN)]
    | None,
    Exported(
        'text',
        'The first language of the browser without its region, such as de.',
        null_when='it is unknown, or too few sessions have the same traits',
    ),
]
ClassNameText = Annotated[
    str,
    pydantic.StringConstraints(
        pattern=feconf.CLASS_NAME_REGEX,
        max_length=feconf.MAX_CLASS_NAME_LENGTH,
    ),
]
ClassName = Annotated[
    ClassNameText | None,
    Exported(
        'text',
        'The class of the link that the learner followed.',
        null_when='the link named none, or the class has too few sessions',
    ),
]

_TRAITS: dict[str, pydantic.TypeAdapter[str | None]] = {
    'visitor': pydantic.TypeAdapter(Visitor),
    'device': pydantic.TypeAdapter(Device),
    'language': pydantic.TypeAdapter(Language),
    'class': pydantic.TypeAdapter(ClassName),
}


def is_trait(trait: str, value: str) -> bool:
    """Whether a learner can have a value of a trait."""
    if trait not in _TRAITS:
        return False
    try:
        _TRAITS[trait].validate_python(value)
    except pydantic.ValidationError:
        return False
    return True
