"""JSON bodies, checked against a declared shape before a handler sees them."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Annotated, Any, ClassVar, TypeVar

import pydantic

from core import errors, feconf
from core.domain import plain_text, schema, schema_messages


class Payload(pydantic.BaseModel):
    """Base of all declared bodies.

    Unknown keys are refused, nothing is coerced (no `"1"` or `true` for a
    number), and numbers are finite.
    """

    model_config = pydantic.ConfigDict(
        extra='forbid', strict=True, allow_inf_nan=False, frozen=True
    )

    # The largest body that is read, in bytes.
    MAX_BYTES: ClassVar[int] = 100_000

    # Whether tabs of a later version of the player may send further fields:
    # the response then makes the tab keep the body and retry later.
    MAY_GROW: ClassVar[bool] = False

    # Whether a control character in a text refuses the whole body. Off where
    # its parts are checked separately.
    IS_CHECKED_FOR_CONTROL: ClassVar[bool] = True


# The version of an exploration.
Version = Annotated[int, pydantic.Field(ge=1, lt=2**31)]

# Digits of a version number; a larger one is an error, not a version.
_MAX_DIGITS = 9

AnyPayload = TypeVar('AnyPayload', bound=Payload)


def parse(model: type[AnyPayload], body: bytes) -> AnyPayload:
    """Reads a JSON body into a declared shape.

    Args:
        model: The shape.
        body: The bytes of the request, UTF-8.

    Returns:
        The values, typed.

    Raises:
        ValidationError: The body is not JSON or does not fit; the error's path
            names the first invalid field, as in `events[0].state_name`.
        NotSupportedYetError: The body fits except for fields that a later
            version may know.
    """
    try:
        payload = model.model_validate_json(body)
    except pydantic.ValidationError as error:
        raise to_own_error(error, model) from error
    value = _read_strictly(body)
    if model.IS_CHECKED_FOR_CONTROL and plain_text.may_have_control(body):
        schema.refuse_control(value)
    return payload


def parse_list_of_strings(text: str, name: str, max_length: int) -> list[str]:
    """Reads a JSON list of strings from a query.

    Args:
        text: The value, such as '["a", "b"]'.
        name: The parameter, for the error.
        max_length: The maximum number of strings.

    Returns:
        The strings.

    Raises:
        ValidationError: The value is not a valid list.
    """
    adapter = pydantic.TypeAdapter(list[str])
    try:
        strings = adapter.validate_json(text, strict=True)
    except pydantic.ValidationError as error:
        raise errors.ValidationError(
            'this should be a JSON list of strings', name
        ) from error
    if len(strings) > max_length:
        raise errors.ValidationError(f'at most {max_length} at once', name)
    return strings


def to_own_error(
    error: pydantic.ValidationError, model: type[Payload]
) -> errors.ValidationError | errors.NotSupportedYetError:
    """Converts the first problem that pydantic reports into an own error.

    Args:
        error: pydantic's error for a value.
        model: The model that the value does not fit.
    """
    problems = error.errors(include_url=False)
    other_problems = [
        problem for problem in problems if problem['type'] != 'extra_forbidden'
    ]
    first = (other_problems or problems)[0]
    if (
        model.MAY_GROW
        and not other_problems
        and len(problems) <= feconf.MAX_UNKNOWN_FIELDS
    ):
        names = [schema.join_path(*problem['loc']) for problem in problems]
        if all(map(feconf.STATISTIC_NAME_REGEX.fullmatch, names)):
            return errors.NotSupportedYetError(
                'is not known here yet', names[0]
            )
    message = schema_messages.message_of(first, model)
    return errors.ValidationError(message, schema.join_path(*first['loc']))


def _read_strictly(body: bytes) -> Any:
    """Decodes a body, and refuses what pydantic's parser accepts.

    That is NaN and 1e999 where any value is allowed, and duplicate names in an
    object. That parser has already bounded the depth.
    """
    return _strict_decoder.decode(body.decode('utf-8'))


def _with_each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        ((name, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise errors.ValidationError(
            'occurs twice', name[: feconf.MAX_STATISTIC_NAME_LENGTH]
        )
    return values


def _refuse(text: str) -> float:
    raise errors.ValidationError(f'{text} is not a JSON number')


def _finite_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise errors.ValidationError('a number is too large')
    return number


_strict_decoder = json.JSONDecoder(
    parse_constant=_refuse,
    parse_float=_finite_float,
    object_pairs_hook=_with_each_name_once,
)


def version_from_text(text: str, name: str) -> int:
    """Reads the version number of an exploration from a query.

    Args:
        text: The value, such as '12'.
        name: The parameter, for the error.

    Returns:
        The version, at least 1.

    Raises:
        ValidationError: The value is not a version number.
    """
    # isdecimal alone accepts digits of other scripts, and any length.
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS):
        raise errors.ValidationError('a version is a whole number', name)
    version = int(text)
    if version < 1:
        raise errors.ValidationError('versions are counted from 1', name)
    return version
