"""Declared responses, and their check in all tests."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any, NotRequired

import pydantic
import pytest
import webapp2
from typing_extensions import TypedDict

import main
from core.controllers import acl_decorators, base, library, signatures
from tests.core.controllers import declared_responses, web


@dataclasses.dataclass
class Part:
    """A part of a response."""

    share: float


class Response(TypedDict):
    """A response."""

    parts: list[Part]
    note: NotRequired[str]


@pytest.mark.no_store
@pytest.mark.parametrize(
    ('response', 'is_declared'),
    [
        ({'parts': []}, True),
        ({'parts': [{'share': 0.5}], 'note': ''}, True),
        ({'parts': [{'share': 1}]}, True),
        ({'parts': [{'share': '1'}]}, False),
        ({'parts': [{'share': None}]}, False),
        ({'parts': [{'share': 0.5, 'n': 1}]}, False),
        ({'parts': [{}]}, False),
        ({'parts': [], 'note': None}, False),
        ({'parts': [], 'other': 1}, False),
        ({}, False),
    ],
)
def test_only_a_declared_response_passes(
    response: dict[str, Any], is_declared: bool
) -> None:
    try:
        declared_responses.require_declared(Response, json.dumps(response))
        passes = True
    except pydantic.ValidationError:
        passes = False
    assert passes is is_declared


def test_a_handler_with_an_undeclared_response_fails(
    browser: web.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    @acl_decorators.open_access
    def get(_self: base.BaseHandler) -> library.SummariesResponse:
        response: Any = {'summaries': [], 'more': True}
        return response

    monkeypatch.setattr(library.ExplorationSummariesHandler, 'get', get)
    browser.get('/explorationsummarieshandler/data', status=500)


def methods() -> list[tuple[str, type[base.BaseHandler], Callable[..., Any]]]:
    """Returns the methods of all handlers."""
    return [
        (verb, route.handler, getattr(route.handler, verb))
        for route in main.ROUTES
        if isinstance(route, webapp2.Route)
        for verb in ('get', 'post', 'put', 'delete')
        if hasattr(route.handler, verb)
    ]


@pytest.mark.no_store
def test_every_json_handler_declares_a_response() -> None:
    streams_or_refuses = {'EventLogHandler', 'UnknownEventHandler'}
    for verb, handler, method in methods():
        declared = signatures.response_type(method)
        if handler.__name__ in streams_or_refuses or not handler.RETURNS_JSON:
            continue
        assert declared is not None, (verb, handler)
