"""No request to the player's routes breaks them."""

from __future__ import annotations

import dataclasses
import json
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain import event_domain, session_token
from tests.core.controllers import web
from tests.core.domain import stats_builders as b

ROUTES = [
    *(f'{event_type}_event' for event_type in event_domain.EVENT_CLASSES),
    'event_batch',
    'stats_events',
]

fuzzing = settings(
    max_examples=60,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],
)


@pytest.fixture(autouse=True)
def no_rate_limits(monkeypatch) -> None:
    monkeypatch.setenv('STATS_RATE_LIMITS', 'off')


@pytest.fixture(autouse=True)
def exploration() -> None:
    b.make_exploration()


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=60)
    | st.sampled_from(
        [2**63, -(2**63) - 1, 10**400, 1e308, '\x00', '\ud800', 'A', '__key__']
    )
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def assert_answered(browser: web.Browser, route: str, body: Any) -> None:
    """Sends a body, which must be accepted or refused with a 4xx status."""
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = browser.app.post(
        f'/explorehandler/{route}/exp',
        text,
        content_type='application/json',
        expect_errors=True,
    )
    assert response.status_int in {200, 400, 409, 413}, response.text
    if response.status_int != 200:
        assert response.json['error']['status'] == response.status_int
        assert isinstance(response.json['error']['path'], str)
    for result in response.json.get('results', []):
        assert 'recorded' in result or result['error']['status'] in {400, 409}


def good_body(route: str) -> dict[str, Any]:
    envelope = {
        'session_id': session_token.issue('exp', 1, True, None),
        'exp_version': 1,
        'sent_at_msecs': 1_700_000_000_000,
    }
    if route == 'stats_events':
        counts = dataclasses.asdict(b.batch(A={'total_hit_count': 1}))
        return envelope | {
            'batch_id': str(uuid.uuid4()),
            'aggregated_stats': counts,
        }
    if route == 'event_batch':
        return envelope | {
            'events': [
                good_entry(event_type) | {'event_type': event_type}
                for event_type in event_domain.EVENT_CLASSES
            ]
        }
    return envelope | good_entry(route.removesuffix('_event'))


def good_entry(event_type: str) -> dict[str, Any]:
    return {
        'event_id': str(uuid.uuid4()),
        'state_name': 'A',
        'sequence_number': 0,
        'client_time_msecs': 1_700_000_000_000,
        **b.own_fields(event_type),
    }


@fuzzing
@given(route=st.sampled_from(ROUTES), body=values)
def test_any_json(browser, route, body):
    assert_answered(browser, route, body)


@fuzzing
@given(route=st.sampled_from(ROUTES), body=st.binary(max_size=200))
def test_any_bytes(browser, route, body):
    assert_answered(browser, route, body)


@fuzzing
@given(route=st.sampled_from(ROUTES), data=st.data())
def test_a_good_body_with_any_value_anywhere(browser, route, data):
    body = good_body(route)
    place: Any = body
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(list(keys)))
        inner = place[key]
        if (
            isinstance(inner, dict | list)
            and inner
            and data.draw(st.booleans())
        ):
            place = inner
            continue
        break
    place[key] = data.draw(values)

    assert_answered(browser, route, body)


@fuzzing
@given(
    answer=values,
    params=st.dictionaries(st.text(max_size=8), values, max_size=3),
    state_name=st.text(min_size=1, max_size=50),
)
def test_any_answer_params_and_state(browser, answer, params, state_name):
    body = good_body('answer_submitted_event')
    body |= {'answer': answer, 'params': params, 'state_name': state_name}

    assert_answered(browser, 'answer_submitted_event', body)


@pytest.mark.parametrize('route', ROUTES)
@pytest.mark.parametrize(
    'body',
    [
        b'[' * 100_000,
        b'{"a":' * 100_000,
        b'{"exp_version": ' + b'9' * 100_000 + b'}',
        b'{"session_id": "\\ud800"}',
        b'{"events": 1, "events": []}',
        b'\xef\xbb\xbf{}',
        b'\xff\xfe{\x00}\x00',
        b'{}\x00',
    ],
)
def test_bodies_that_break_parsers_are_refused(browser, route, body):
    assert_answered(browser, route, body)


@pytest.mark.parametrize('digits', [19, 400, 5_000])
def test_large_numbers_in_answers(browser, digits):
    body = json.dumps(good_body('answer_submitted_event') | {'answer': 4747})
    assert_answered(
        browser,
        'answer_submitted_event',
        body.replace('4747', '9' * digits).encode(),
    )


@pytest.mark.parametrize('depth', [10, 150, 250, 5_000])
def test_deep_answers_and_params(browser, depth):
    for name in ('answer', 'params'):
        body = json.dumps(good_body('answer_submitted_event') | {name: 4747})
        deep = '{"a":' * depth + '1' + '}' * depth
        assert_answered(
            browser,
            'answer_submitted_event',
            body.replace('4747', deep).encode(),
        )
        batch = json.dumps(good_body('event_batch') | {'events': [4747]})
        assert_answered(
            browser, 'event_batch', batch.replace('4747', deep).encode()
        )
