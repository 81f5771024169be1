"""Builds sessions in the event log of an exploration and downloads it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.domain import (
    event_domain,
)
from tests.core.controllers import web
from tests.core.domain import stats_builders as b

OWNER = 'owner@example.com'
URL = '/createhandler/event_log/exp'
ALL_KINDS = list(event_domain.EVENT_CLASSES)


@pytest.fixture
def creator(browser: web.Browser) -> web.Browser:
    b.make_exploration()
    browser.sign_in(OWNER)
    return browser


def play(
    *answers: str, kinds: tuple[str, ...] = (), version: int = 1, **fields: Any
) -> Any:
    """Records a session with answers at A, and events of other kinds."""
    session = b.make_session(version=version)
    types = ['answer_submitted'] * len(answers) + list(kinds)
    events = [
        b.make_event(
            session,
            event_type,
            'A',
            sequence_number=number,
            **(
                {'answer': answers[number], 'rule_spec_index': 0}
                if number < len(answers)
                else {}
            ),
            **fields,
        )
        for number, event_type in enumerate(types)
    ]
    b.record(session, *events)
    return session


def lines_of(response: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in response.body.splitlines()]


def download(creator: web.Browser, query: str = '') -> list[dict[str, Any]]:
    return lines_of(creator.get(URL + query))


def events_of(creator: web.Browser, query: str = '') -> list[dict[str, Any]]:
    header, *events, end = download(creator, query)
    assert header['record'] == 'header'
    assert end['record'] == 'end'
    assert end['num_events'] == len(events)
    return events


def facts_of(statement: dict[str, Any]) -> dict[str, Any]:
    return {
        name.rpartition('.')[2]: value
        for name, value in statement['result']['extensions'].items()
    }
