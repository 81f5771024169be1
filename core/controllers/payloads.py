"""JSON bodies, checked against a declared shape before a handler sees them."""

from __future__ import annotations

import datetime
import json
import math
from typing import TypeVar

import pydantic

from core import errors


class Payload(pydantic.BaseModel):
    """The base of all declared bodies.

    Unknown keys are refused, nothing is coerced (no `"1"` or `true` where a
    number is asked for), and numbers are finite.
    """

    model_config = pydantic.ConfigDict(
        extra='forbid', strict=True, allow_inf_nan=False, frozen=True
    )


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
        ValidationError: The body is not JSON or does not fit; its path names
            the first field that does not, as in `events[0].state_name`.
    """
    try:
        payload = model.model_validate_json(body)
    except pydantic.ValidationError as error:
        raise to_validation_error(error) from error
    _refuse_infinite_numbers(body)
    return payload


def parse_list_of_strings(text: str, name: str, max_length: int) -> list[str]:
    """Reads a JSON list of strings from a query.

    Args:
        text: The value, such as '["a", "b"]'.
        name: The parameter, for the error.
        max_length: How many strings there may be.

    Returns:
        The strings.

    Raises:
        ValidationError: The value is no such list.
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


def to_validation_error(
    error: pydantic.ValidationError,
) -> errors.ValidationError:
    """Returns the first thing that pydantic found wrong, as our own error."""
    first = error.errors(include_url=False, include_context=False)[0]
    # pydantic's name for our own rules says nothing to who reads it.
    message = str(first['msg']).removeprefix('Value error, ')
    return errors.ValidationError(message, path_of(first['loc']))


def path_of(location: tuple[int | str, ...]) -> str:
    """Returns a location as a path: ('a', 0, 'b') is `a[0].b`."""
    path = ''
    for part in location:
        if isinstance(part, int):
            path += f'[{part}]'
        else:
            path += f'.{part}' if path else part
    return path


def _refuse_infinite_numbers(body: bytes) -> None:
    """Refuses NaN and 1e999 where the shape says that anything goes.

    The parser has accepted the body already, so its depth is bounded.
    """
    json.loads(body, parse_constant=_refuse, parse_float=_finite_float)


def _refuse(text: str) -> float:
    raise errors.ValidationError(f'{text} is not a JSON number')


def _finite_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise errors.ValidationError('a number is too large')
    return number


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
    # isdecimal alone also accepts other scripts' digits and any length.
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS):
        raise errors.ValidationError('a version is a whole number', name)
    version = int(text)
    if version < 1:
        raise errors.ValidationError('versions are counted from 1', name)
    return version


def msecs_of(moment: datetime.datetime) -> float:
    """Returns a moment of the store as milliseconds since the Unix epoch.

    Args:
        moment: In UTC without tzinfo, as NDB keeps it.
    """
    return moment.replace(tzinfo=datetime.UTC).timestamp() * 1000
