"""Compares each JSON response of a test with its declaration."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import pydantic
import pytest

from core.controllers import base, signatures

_STRICT = pydantic.ConfigDict(extra='forbid', strict=True, allow_inf_nan=False)


@functools.cache
def _adapter(declared: Any) -> pydantic.TypeAdapter[list[Any]]:
    # pydantic accepts a configuration for a list, but not for a TypedDict.
    return pydantic.TypeAdapter(list[declared], config=_STRICT)


def require_declared(declared: Any, text: str) -> None:
    """Raises ValidationError unless JSON is a value of a declared type."""
    _adapter(declared).validate_json(f'[{text}]')


def check_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes each handler fail whose response differs from its declaration."""
    render_json = base.BaseHandler.render_json

    def render_and_check(
        handler: base.BaseHandler, response: Mapping[str, Any]
    ) -> None:
        render_json(handler, response)
        verb = handler.request.method.lower()
        method = getattr(handler, 'get' if verb == 'head' else verb)
        require_declared(
            signatures.response_type(method.__func__), handler.response.text
        )

    monkeypatch.setattr(base.BaseHandler, 'render_json', render_and_check)
