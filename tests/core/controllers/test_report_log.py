"""Log lines of refused reports, and what they never contain."""

from __future__ import annotations

import logging

import pytest

from core import logs
from core.controllers import report_log
from tests.core.controllers import web
from tests.core.controllers.reports import (
    entry,
    event,
    post,
    several,
    token,
)
from tests.core.domain import stats_builders as b

SECRET = 'my name is Ada Lovelace'


@pytest.fixture(autouse=True)
def exploration(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    b.make_exploration()
    caplog.set_level(logging.INFO)
    # Other tests of this process may have used up this minute's log lines.
    monkeypatch.setattr(
        report_log, '_limiter', logs.LineLimiter(60, 60, lambda: 0.0)
    )


def named_entry(event_type: str, **fields: object) -> dict[str, object]:
    return entry(event_type, event_type=event_type, **fields)


def refusals(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [
        vars(record)['fields']
        for record in caplog.records
        if record.msg == 'report refused'
    ]


def test_a_refused_report_is_logged(browser: web.Browser, caplog):
    post(browser, 'state_hit_event', event('state_hit', sequence_number=-1))
    (fields,) = refusals(caplog)
    assert fields['status'] == 400
    assert fields['code'] == 'invalid_input'
    assert fields['field'] == 'sequence_number'


def test_each_refused_event_of_a_batch_is_logged(browser: web.Browser, caplog):
    session_id = token()
    recorded = named_entry('state_hit')
    post(browser, 'event_batch', several(recorded, session_id=session_id))
    conflicting = {**recorded, 'sequence_number': 7}
    broken = named_entry('state_hit', client_time_msecs='now')
    post(
        browser,
        'event_batch',
        several(conflicting, broken, session_id=session_id),
    )
    assert [refusal['status'] for refusal in refusals(caplog)] == [409, 400]


@pytest.mark.parametrize(
    'fields',
    [
        {'answer': {SECRET: SECRET}, 'time_spent_in_state_secs': -1},
        {'answer': SECRET * 2_000},
        {'answer': SECRET, 'answer_group_index': SECRET},
        {'answer': SECRET, 'params': SECRET},
        {'answer': SECRET, 'rule_spec_index': -1},
        {'answer': [[[[SECRET]]]], 'classification_categorization': 'x'},
    ],
)
def test_no_log_line_contains_an_answer(browser: web.Browser, caplog, fields):
    for route, body in (
        ('answer_submitted_event', event('answer_submitted', **fields)),
        ('event_batch', several(named_entry('answer_submitted', **fields))),
    ):
        post(browser, route, body)
    assert refusals(caplog)
    written = logs.TextFormatter()
    for record in caplog.records:
        assert SECRET not in written.format(record)


def test_log_lines_of_refused_reports_are_limited(
    browser: web.Browser, caplog, monkeypatch
):
    monkeypatch.setattr(
        report_log, '_limiter', logs.LineLimiter(3, 60, lambda: 0.0)
    )
    for _ in range(10):
        post(browser, 'state_hit_event', {})
    assert len(refusals(caplog)) == 3
