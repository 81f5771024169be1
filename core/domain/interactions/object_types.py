"""The types of rule inputs and customization arguments.

Each type converts a JSON value to its stored form. pydantic does the parsing,
so these types are as strict as the rest of the domain.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from typing import Annotated, Any, Literal

import pydantic
from annotated_types import Ge, Le, Len, MaxLen
from pydantic_core import PydanticCustomError

from core import errors, feconf
from core.domain import html_cleaner, schema

Names = Collection[str]

# The largest integer up to which doubles represent all integers.
_MAX_EXACT_INT = 2**53


# A reference, which the browser replaces with the value of a parameter or of an
# expression with parameters.
REFERENCE_REGEX = re.compile(r'\{\{([^{}]+)\}\}')

# The places of references in an input of a rule: in place of a number, or
# anywhere in its texts.
TakesReferences = Literal['as_number', 'in_texts']


class ObjectType:
    """A type of values, named as in the creators' tools.

    Args:
        name: The name.
        annotation: The type for pydantic.
        config: Its strictness; None for a model, which declares its own.
        references: The places where an input of a rule can have references to
            parameters; None if it cannot.
    """

    def __init__(
        self,
        name: str,
        annotation: Any,
        config: pydantic.ConfigDict | None = schema.STRICT,
        references: TakesReferences | None = None,
    ) -> None:
        self.name = name
        self._references = references
        self._adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(
            annotation, config=config
        )

    def read(self, value: object, path: str) -> Any:
        """Returns the value in stored form; raises ValidationError."""
        try:
            return self._adapter.validate_python(value)
        except pydantic.ValidationError as error:
            raise schema.to_domain_error(error, path) from error

    def read_input(self, value: object, path: str) -> Any:
        """Reads an input of a rule, which may have references."""
        if not has_references(value) or self._references == 'in_texts':
            return self.read(value, path)
        is_whole = isinstance(value, str) and REFERENCE_REGEX.fullmatch(value)
        if not is_whole or self._references != 'as_number':
            raise errors.ValidationError(
                'cannot depend on a parameter: only a whole number and texts '
                'can',
                path,
            )
        return value


def has_references(value: object) -> bool:
    """Whether a value, or one in it, has references to parameters."""
    return REFERENCE_REGEX.search(str(value)) is not None


def _to_stored_number(value: Any) -> int | float:
    """Gives equal numbers the same form, so that they are counted together."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError(
            'number', 'should be a number, without quotes'
        )
    try:
        as_float = float(value)
    except OverflowError:
        as_float = math.inf
    if not math.isfinite(as_float):
        raise PydanticCustomError('finite', 'should be a finite number')
    if as_float.is_integer() and abs(as_float) <= _MAX_EXACT_INT:
        return int(as_float)
    return as_float


def _refuse_negative(value: float) -> float:
    if value < 0:
        raise PydanticCustomError('negative', 'should not be negative')
    return value


def _refuse_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError('blank', 'should not be blank')
    return text


def _refuse_blank_html(html: str) -> str:
    if html_cleaner.is_blank(html):
        raise PydanticCustomError('blank', 'a choice should not be blank')
    return html


def refuse_repeated(values: list[Any]) -> list[Any]:
    """Returns a list; raises PydanticCustomError if an entry occurs twice."""
    if len(set(values)) != len(values):
        raise PydanticCustomError('repeated', 'entries should differ')
    return values


Real = Annotated[Any, pydantic.PlainValidator(_to_stored_number)]
REAL = ObjectType('Real', Real, references='as_number')
NONNEGATIVE_REAL = ObjectType(
    'NonnegativeReal',
    Annotated[Real, pydantic.AfterValidator(_refuse_negative)],
    references='as_number',
)
NONNEGATIVE_INT = ObjectType('NonnegativeInt', Annotated[int, Ge(0)])
# Rows of a text box.
ROWS = ObjectType('Rows', Annotated[int, Ge(1), Le(20)])
BOOLEAN = ObjectType('Boolean', bool)
# A short text of the page, such as the label of a button.
LABEL = ObjectType('Label', Annotated[str, MaxLen(feconf.MAX_LABEL_LENGTH)])
NONBLANK_LABEL = ObjectType(
    'NonblankLabel',
    Annotated[
        str,
        MaxLen(feconf.MAX_LABEL_LENGTH),
        pydantic.AfterValidator(_refuse_blank),
    ],
)
# Texts, any of which may match. Blank ones are refused, because every answer
# contains them.
TEXTS = ObjectType(
    'SetOfTexts',
    Annotated[
        list[
            Annotated[
                str,
                MaxLen(feconf.MAX_RULE_TEXT_LENGTH),
                pydantic.AfterValidator(_refuse_blank),
            ]
        ],
        Len(1, feconf.MAX_RULE_TEXTS),
    ],
    references='in_texts',
)
CHOICES = ObjectType(
    'Choices',
    Annotated[
        list[
            Annotated[schema.Html, pydantic.AfterValidator(_refuse_blank_html)]
        ],
        Len(1, feconf.MAX_CHOICES),
        pydantic.AfterValidator(refuse_repeated),
    ],
)
# Indices of some choices, unordered.
CHOICE_INDICES = ObjectType(
    'ChoiceIndices',
    Annotated[
        list[Annotated[int, Ge(0)]],
        Len(0, feconf.MAX_CHOICES),
        pydantic.AfterValidator(refuse_repeated),
    ],
)
SELECTION_COUNT = ObjectType(
    'SelectionCount', Annotated[int, Ge(1), Le(feconf.MAX_CHOICES)]
)
EXPLORATION_IDS = ObjectType(
    'ExplorationIds',
    Annotated[
        list[schema.ExpId],
        Len(0, 10),
        pydantic.AfterValidator(refuse_repeated),
    ],
)
ANSWER_TEXT = ObjectType(
    'AnswerText', Annotated[str, MaxLen(feconf.MAX_ANSWER_BYTES)]
)
_MAPPING = ObjectType('Mapping', dict[str, Any])


def read_mapping(value: object, path: str) -> dict[str, Any]:
    """Returns a mapping with string keys; raises ValidationError."""
    mapping: dict[str, Any] = _MAPPING.read(value, path)
    return mapping
