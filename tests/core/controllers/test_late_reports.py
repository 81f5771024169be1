"""Reports that arrive after their exploration became unplayable."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest
import webtest

from core import clock, feconf
from core.domain import (
    event_domain,
    exp_deletion_services,
    rights_services,
    session_token,
    stats_services,
    user_services,
)
from core.platform.datastore import raw_datastore_services as raw
from tests.core.controllers import web
from tests.core.domain import stats_builders as b

OWNER_ID = user_services.dev_user_id(web.OWNER)

ROUTES = [
    *(f'{name}_event' for name in event_domain.EVENT_CLASSES),
    'card_shared_event',
    'event_batch',
    'stats_events',
]


def report(
    browser: web.Browser, route: str, token: str, exp_id: str = 'exp'
) -> webtest.TestResponse:
    return browser.send(
        'POST',
        f'/explorehandler/{route}/{exp_id}',
        body_of(route, token),
        with_token=False,
    )


def body_of(route: str, token: str) -> dict[str, Any]:
    body: dict[str, Any] = {'session_id': token, 'exp_version': 1}
    if route == 'stats_events':
        counts = b.batch(
            totals={'num_starts': 1},
            Introduction={'total_hit_count': 1, 'first_hit_count': 1},
        )
        return {
            **body,
            'batch_id': str(uuid.uuid4()),
            'aggregated_stats': dataclasses.asdict(counts),
        }
    body['sent_at_msecs'] = 1_700_000_001_000
    if route == 'event_batch':
        return {**body, 'events': [entry('exploration_start')]}
    event_type = route.removesuffix('_event')
    if event_type in event_domain.EVENT_CLASSES:
        body |= entry(event_type)
    if event_type == 'answer_submitted':
        # The answer to a Continue button.
        body['answer'] = None
    return body


def entry(event_type: str) -> dict[str, Any]:
    return {
        'event_id': str(uuid.uuid4()),
        'state_name': 'Introduction',
        'sequence_number': 0,
        'client_time_msecs': 1_700_000_000_000,
        **b.own_fields(event_type),
    }


def issue(exp_id: str = 'exp') -> str:
    return session_token.issue(exp_id, 1, True, None)


def expected_status(route: str) -> int:
    # The browser keeps an unknown event type, for a later version.
    return 501 if route == 'card_shared_event' else 200


def num_starts() -> int:
    return stats_services.get_exploration_stats('exp').num_starts


@pytest.fixture(autouse=True)
def exploration() -> None:
    web.make_exploration('exp', is_public=True)


@pytest.mark.parametrize('route', ROUTES)
def test_a_private_exploration_accepts_reports_of_its_sessions(
    browser: web.Browser, route: str
) -> None:
    token = browser.get('/explorehandler/init/exp').json['session_id']
    rights_services.unpublish_exploration(OWNER_ID, 'exp')
    response = report(browser, route, token)
    assert response.status_int == expected_status(route), response.text
    # The session only permits reports: the exploration cannot be played.
    browser.get('/explorehandler/init/exp', status=404)
    browser.get('/explore/exp', status=404)


def test_reports_of_a_former_viewer_are_counted(
    browser: web.Browser,
) -> None:
    rights_services.unpublish_exploration(OWNER_ID, 'exp')
    viewer = browser.sign_in(web.VIEWER)
    token = browser.get('/explorehandler/init/exp').json['session_id']
    rights_services.deassign_role(OWNER_ID, 'exp', viewer)
    assert report(browser, 'stats_events', token).json == {'applied': True}
    assert num_starts() == 1


@pytest.mark.parametrize('route', ROUTES)
@pytest.mark.parametrize('kind', ['none', 'forged', 'other', 'expired'])
def test_without_a_valid_session_its_existence_is_not_revealed(
    browser: web.Browser, monkeypatch: pytest.MonkeyPatch, route: str, kind: str
) -> None:
    tokens = {
        'none': '',
        'forged': issue() + 'x',
        'other': issue('other'),
        'expired': issue(),
    }
    rights_services.unpublish_exploration(OWNER_ID, 'exp')
    if kind == 'expired':
        later = clock.now_msecs() + 1000 * (
            feconf.SESSION_TOKEN_MAX_AGE_SECS + 1
        )
        monkeypatch.setattr(clock, 'now_msecs', lambda: later)
    private = report(browser, route, tokens[kind])
    missing = report(browser, route, tokens[kind], 'nothing')
    assert private.status_int == missing.status_int == 404
    assert private.json == missing.json
    assert num_starts() == 0


@pytest.mark.parametrize(
    'body', [None, [], 'text', {'session_id': 7}, {'session_id': None}]
)
def test_a_body_without_a_session_gets_not_found(
    browser: web.Browser, body: Any
) -> None:
    rights_services.unpublish_exploration(OWNER_ID, 'exp')
    response = browser.send(
        'POST', '/explorehandler/stats_events/exp', body, with_token=False
    )
    assert response.status_int == 404


def test_an_oversized_body_is_refused(
    browser: web.Browser,
) -> None:
    rights_services.unpublish_exploration(OWNER_ID, 'exp')
    body = {
        'session_id': issue(),
        'more': 'x' * feconf.MAX_EVENT_REQUEST_BYTES,
    }
    response = browser.send(
        'POST', '/explorehandler/stats_events/exp', body, with_token=False
    )
    assert response.status_int == 413


@pytest.mark.parametrize('route', ROUTES)
def test_only_sessions_of_a_deleted_exploration_get_gone(
    browser: web.Browser, route: str
) -> None:
    token = issue()
    exp_deletion_services.delete_exploration(OWNER_ID, 'exp')
    response = report(browser, route, token)
    assert response.status_int == 410
    assert response.json['error']['code'] == 'gone'
    assert report(browser, route, issue() + 'x').status_int == 404


def test_a_nonexistent_exploration_is_not_found_even_with_a_session(
    browser: web.Browser,
) -> None:
    # This happens after restoring a backup older than the exploration.
    response = report(browser, 'stats_events', issue('lost'), 'lost')
    assert response.status_int == 404


# Unreadable explorations --------------------------------------------


def damage_exploration(content: bytes) -> None:
    (entity,) = raw.lookup([raw.key_message('ExplorationModel', 'exp')])
    assert entity is not None
    entity.properties['content'].blob_value = content
    raw.commit([raw.Mutation(upsert=entity)])


@pytest.mark.parametrize('content', [b'{"title"', b'"\xff"', b'{"title": 1}'])
def test_an_unreadable_exploration_is_a_server_error(
    browser: web.Browser, content: bytes
) -> None:
    token = issue()
    damage_exploration(content)
    browser.get('/explorehandler/init/exp', status=500)
    # After a 400 the browser would discard the play and the report.
    response = browser.send(
        'POST',
        '/explorehandler/init/exp',
        {'session_id': token},
        with_token=False,
    )
    assert response.status_int == 500
    response = report(browser, 'answer_submitted_event', token)
    assert response.status_int == 500
