"""Work limits of reports, through the whole application."""

from __future__ import annotations

from typing import Any

import pytest

from core import clock
from core.controllers import rate_limits
from tests.core.controllers.reports import (
    counts,
    entry,
    event,
    post,
    several,
    token,
)
from tests.core.domain import stats_builders as b


@pytest.fixture(autouse=True)
def exploration() -> None:
    b.make_exploration()


# WebTest opens no connection, so requests have no remote address.
NO_ADDRESS = ''


@pytest.fixture
def frozen_clock(monkeypatch) -> None:
    """Freezes the clock, so that no bucket refills."""
    now_msecs = clock.now_msecs()
    monkeypatch.setattr(clock, 'now_msecs', lambda: now_msecs)


@pytest.fixture
def tokens_taken(monkeypatch) -> list[tuple[str, float]]:
    """Tokens taken from the buckets of sessions and addresses, in order."""
    taken: list[tuple[str, float]] = []

    def note(name: str) -> None:
        def check(sender: str, tokens: float = 1) -> None:
            del sender
            taken.append((name, tokens))

        monkeypatch.setattr(getattr(rate_limits, name), 'check', check)

    note('REPORTS_OF_SESSION')
    note('REPORTS')
    return taken


def batch_of(num: int, **fields: Any) -> dict[str, Any]:
    return several(
        *(
            entry('state_hit', event_type='state_hit', sequence_number=number)
            for number in range(num)
        ),
        **fields,
    )


def counts_of(num: int) -> dict[str, Any]:
    body = counts()
    mapping = body['aggregated_stats']['state_stats_mapping']
    of_one = mapping.pop('A')
    mapping |= {f's{number}': of_one for number in range(num)}
    return body


@pytest.mark.parametrize(
    ('route', 'body', 'work'),
    [
        ('state_hit_event', lambda: event('state_hit'), 1),
        ('event_batch', lambda: batch_of(1), 1),
        ('event_batch', lambda: batch_of(500), 500),
        ('stats_events', lambda: counts_of(1), 1),
        ('stats_events', lambda: counts_of(40), 40),
    ],
)
def test_requests_are_limited_by_their_work(
    browser, tokens_taken, route, body, work
):
    assert post(browser, route, body()).status_int == 200

    assert tokens_taken == [
        ('REPORTS', 5),
        ('REPORTS_OF_SESSION', 5 + work),
        ('REPORTS', work),
    ]


def test_an_invalid_request_costs_only_the_base_tokens(browser, tokens_taken):
    assert post(browser, 'event_batch', {'x': 1}).status_int == 400

    assert tokens_taken == [('REPORTS', 5)]


@pytest.mark.usefixtures('frozen_clock')
def test_a_flooding_session_gets_a_retry_after(browser):
    session_id = token()
    answers = [
        post(browser, 'event_batch', batch_of(500, session_id=session_id))
        for _ in range(5)
    ]

    # The bucket has 2,500 tokens; each request takes 505.
    assert [answer.status_int for answer in answers] == [200] * 4 + [429]
    # 25 tokens are missing; 5 are added per second.
    assert int(answers[4].headers['Retry-After']) == 5
    assert answers[4].json['error']['code'] == 'too_many_requests'
    # Other sessions are not affected.
    other = post(browser, 'state_hit_event', event('state_hit'))
    assert other.status_int == 200


@pytest.mark.usefixtures('frozen_clock')
def test_a_flooding_address_gets_a_retry_after(browser):
    rate_limits.REPORTS.check(NO_ADDRESS, 19_990)

    assert post(browser, 'stats_events', counts()).status_int == 200
    refused = post(browser, 'stats_events', counts())
    assert refused.status_int == 429
    assert int(refused.headers['Retry-After']) >= 1


@pytest.mark.usefixtures('frozen_clock')
def test_an_address_in_a_header_is_trusted_only_behind_proxies(
    browser, monkeypatch
):
    rate_limits.REPORTS.check(NO_ADDRESS, 20_000)

    def status() -> int:
        return browser.app.post_json(
            '/explorehandler/stats_events/exp',
            counts(),
            headers={'X-Forwarded-For': '10.0.0.1'},
            expect_errors=True,
        ).status_int

    assert status() == 429
    monkeypatch.setenv('STATS_TRUSTED_PROXIES', '1')
    assert status() == 200
