"""The code paths in docs/architecture.md are those that real requests take.

A path lists the public functions that are given the event or the counts, in the
order of their first call. The test traces a request to find them.
"""

from __future__ import annotations

import collections
import pathlib
import re
import sys
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any

import pytest

import core
from core.controllers import payloads
from core.domain import event_domain
from tests.core.controllers import web
from tests.core.controllers.reports import counts, entry, event, post, several
from tests.core.domain import stats_builders as b

CORE = pathlib.Path(core.__file__).parent
ARCHITECTURE = CORE.parent / 'docs' / 'architecture.md'

# Modules that define events and counts, with their own methods.
DEFINITIONS = {'event_domain', 'stats_domain'}
MAX_MODULES = 6
MAX_CHANGES_OF_FORM = 4


def form_of(value: object) -> str | None:
    """Returns the form of the event or counts in a value; None without any."""
    if isinstance(value, event_domain.Event):
        return 'Event'
    if isinstance(value, payloads.Payload):
        return 'JSON'
    if isinstance(value, dict) and 'event_id' in value:
        return 'JSON'
    if isinstance(value, collections.Counter) and any(
        name == 'total_hit_count' for _, name in value
    ):
        return 'Counts'
    if isinstance(value, list | tuple) and value:
        return form_of(value[0])
    return None


def parameters_of(code: CodeType) -> tuple[str, ...]:
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def module_of(code: CodeType) -> str | None:
    path = pathlib.Path(code.co_filename)
    if path.is_relative_to(CORE / 'controllers') or path.is_relative_to(
        CORE / 'domain'
    ):
        return path.stem
    return None


class Trace:
    """Records which functions are given the event or counts by a handler."""

    def __init__(self, handler: str) -> None:
        self._handler = handler
        self._has_begun = False
        self.modules: set[str] = set()
        self.forms: dict[str, None] = {}
        self.lines: dict[str, None] = {}

    def __call__(self, frame: FrameType, happened: str, _: object) -> None:
        if happened != 'call' or (module := module_of(frame.f_code)) is None:
            return
        name = frame.f_code.co_qualname
        self._has_begun = self._has_begun or name == self._handler
        given = [
            (parameter, form)
            for parameter in parameters_of(frame.f_code)
            if (form := form_of(frame.f_locals.get(parameter)))
        ]
        if not (self._has_begun and given) or module in DEFINITIONS:
            return
        self.modules.add(module)
        self.forms.update(dict.fromkeys(form for _, form in given))
        if not re.search(r'(^|\.)[_<]', name):
            names = ', '.join(
                parameter for parameter, _ in given if parameter != 'self'
            )
            self.lines[f'{module}.{name}({names})'] = None


def trace(handler: str, send: Callable[[], Any]) -> Trace:
    traced = Trace(handler)
    sys.setprofile(traced)
    try:
        response = send()
    finally:
        sys.setprofile(None)
    assert response.status_int == 200
    return traced


def read_documented_paths() -> Iterator[list[str]]:
    text = ARCHITECTURE.read_text()
    section = text.partition('## Two code paths\n')[2].partition('\n## ')[0]
    for block in re.findall(r'^```\n(.*?)^```$', section, re.M | re.S):
        yield block.splitlines()


@pytest.fixture(autouse=True)
def exploration(browser: web.Browser) -> None:
    b.make_exploration()
    # The first report creates entities and caches, which the test leaves out.
    post(browser, 'state_hit_event', event('state_hit'))


def check(traced: Trace, lines: list[str]) -> None:
    assert list(traced.lines) == lines
    assert traced.modules == {line.partition('.')[0] for line in lines}
    assert len(traced.modules) <= MAX_MODULES
    # The properties of entities are the last form.
    assert len(traced.forms) <= MAX_CHANGES_OF_FORM


def test_one_event(browser: web.Browser) -> None:
    body = several({'event_type': 'state_hit', **entry('state_hit')})
    traced = trace(
        'EventBatchHandler.post', lambda: post(browser, 'event_batch', body)
    )
    of_event, _ = read_documented_paths()
    check(traced, of_event)
    assert list(traced.forms) == ['JSON', 'Event']


def test_one_batch_of_counts(browser: web.Browser) -> None:
    body = counts()
    traced = trace(
        'StatsEventHandler.post', lambda: post(browser, 'stats_events', body)
    )
    _, of_counts = read_documented_paths()
    check(traced, of_counts)
    assert list(traced.forms) == ['JSON', 'Counts']
