"""JSON bodies and responses that handler methods declare."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable
from typing import Any

from core.controllers import payloads


def body_class(
    method: Callable[..., Any] | None,
) -> type[payloads.Payload] | None:
    """Returns the shape of the JSON body that a method takes, if any."""
    return None if method is None else _hints(method).get('body')


def response_type(method: Callable[..., Any]) -> Any:
    """Returns the type of the JSON response of a method, or None.

    A page that also returns JSON declares the union of that type and None.
    """
    declared = _hints(method)['return']
    if isinstance(declared, types.UnionType):
        (declared,) = set(typing.get_args(declared)) - {types.NoneType}
    return None if declared is types.NoneType else declared


@functools.cache
def _hints(method: Callable[..., Any]) -> dict[str, Any]:
    return typing.get_type_hints(method, include_extras=True)
