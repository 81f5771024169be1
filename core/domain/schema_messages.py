"""Errors of pydantic in plain words, for people who write YAML or JSON."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pydantic
from pydantic_core import ErrorDetails

from core import feconf

_Context = Mapping[str, Any]

_A_TEXT = 'should be a text'

# Messages for patterns of texts that people write.
_PATTERNS = {
    feconf.EXP_ID_REGEX.pattern: 'should be the id of an exploration, which '
    'its address has after /explore/',
    feconf.CLASS_NAME_REGEX: 'should be of letters and digits; spaces, dots '
    'and hyphens can be between them',
}

_MESSAGES: Mapping[str, Callable[[_Context], str]] = {
    'bool_type': lambda _: 'should be true or false, without quotes',
    'dict_type': lambda _: 'should be a group of keys and values',
    'finite_number': lambda _: 'should be a finite number',
    'float_type': lambda _: 'should be a number, without quotes',
    'greater_than': lambda ctx: f'should be more than {ctx["gt"]}',
    'greater_than_equal': lambda ctx: f'should be at least {ctx["ge"]}',
    'int_from_float': lambda _: 'should be a whole number',
    'int_parsing_size': lambda _: 'is too large a number',
    'int_type': lambda _: 'should be a whole number, without quotes',
    'less_than': lambda ctx: f'should be less than {ctx["lt"]}',
    'less_than_equal': lambda ctx: f'should be at most {ctx["le"]}',
    'list_type': lambda _: 'should be a list, each entry after a -',
    'literal_error': lambda ctx: f'should be {ctx["expected"]}',
    'model_type': lambda _: 'should be a group of keys and values',
    'string_pattern_mismatch': lambda ctx: _PATTERNS.get(
        ctx['pattern'], 'does not have the right form'
    ),
    'string_too_long': lambda ctx: (
        f'should have at most {_amount(ctx["max_length"], "character")}'
    ),
    'string_too_short': lambda ctx: (
        f'should have at least {_amount(ctx["min_length"], "character")}'
    ),
    'string_unicode': lambda _: 'has a character that is half of a pair',
    'too_long': lambda ctx: (
        f'should have at most {_entries(ctx["max_length"])}; it has '
        f'{ctx["actual_length"] or "more"}'
    ),
    'too_short': lambda ctx: (
        f'should have at least {_entries(ctx["min_length"])}'
    ),
}


def message_of(
    error: ErrorDetails, model: type[pydantic.BaseModel] | None = None
) -> str:
    """Returns the message for an error.

    Args:
        error: One of pydantic's errors, with its input and context.
        model: The model of the value, if it has one.
    """
    kind, location = error['type'], error['loc']
    name = str(location[-1]) if location else ''
    if kind == 'missing':
        return f'{name} is missing'
    if kind == 'extra_forbidden':
        return unknown_name(name, _fields_at(model, location))
    if kind == 'string_type':
        return _not_a_text(error['input'])
    make = _MESSAGES.get(kind)
    # Our validators' messages are already plain; pydantic adds a prefix.
    own = error['msg'].removeprefix('Value error, ')
    return make(error.get('ctx', {})) if make else own


def unknown_name(name: str, known_names: Iterable[str] | None) -> str:
    """Returns the message for a key that does not exist.

    Args:
        name: The key.
        known_names: The existing keys; None if they cannot be listed.
    """
    if known_names is None:
        return f'{name!r} is not known here'
    names = list(known_names)
    if close := difflib.get_close_matches(name, names, n=1):
        return f'{name!r} is not known here: did you mean {close[0]}?'
    if not names:
        return f'{name!r} is not known here, where nothing can be given'
    return f'{name!r} is not known here; known are {", ".join(names)}'


def _not_a_text(value: object) -> str:
    if value is None:
        return f'{_A_TEXT}, but is empty'
    if isinstance(value, bool):
        return f"{_A_TEXT}: put it in quotes, '{str(value).lower()}'"
    if isinstance(value, int | float):
        return f"{_A_TEXT}: put it in quotes, '{str(value)[:50]}'"
    return _A_TEXT


def _amount(number: int, what: str) -> str:
    return f'{number:,} {what}{"" if number == 1 else "s"}'


def _entries(number: int) -> str:
    return '1 entry' if number == 1 else f'{number:,} entries'


def _fields_at(
    model: type[pydantic.BaseModel] | None, location: tuple[int | str, ...]
) -> list[str] | None:
    """Returns the valid names at a location; None if they are unknown."""
    parts = iter(location[:-1])
    for part in parts:
        if model is None or part not in model.model_fields:
            return None
        annotation = model.model_fields[str(part)].annotation
        model = _model_in(annotation)
        if typing.get_origin(annotation) in (dict, list):
            next(parts, None)
    return None if model is None else list(model.model_fields)


def _model_in(annotation: Any) -> type[pydantic.BaseModel] | None:
    if isinstance(annotation, type) and issubclass(
        annotation, pydantic.BaseModel
    ):
        return annotation
    models = map(_model_in, typing.get_args(annotation))
    return next((model for model in models if model is not None), None)
