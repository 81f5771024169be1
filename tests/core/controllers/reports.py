"""Player requests for tests of reports."""

from __future__ import annotations

import uuid
from typing import Any

import webtest

from core.domain import (
    event_domain,
    session_token,
)
from core.storage.statistics import gae_models as stats_models
from tests.core.controllers import web
from tests.core.domain import stats_builders as b

ALL_EVENT_TYPES = sorted(event_domain.EVENT_CLASSES)
# What tabs that were opened before it was added do not send.
OPTIONAL_FIELDS = {'hidden_time_secs', 'visitor', 'device', 'language'}
MODELS = {
    model.EVENT_TYPE: model
    for model in stats_models.EventLogEntryBaseModel.__subclasses__()
}


def token(version: int = 1, counted: bool = True, exp_id: str = 'exp') -> str:
    return session_token.issue(exp_id, version, counted, None)


def post(
    browser: web.Browser, route: str, body: Any, exp_id: str = 'exp'
) -> webtest.TestResponse:
    return browser.send(
        'POST', f'/explorehandler/{route}/{exp_id}', body, with_token=False
    )


def entry(event_type: str, /, **fields: Any) -> dict[str, Any]:
    return {
        'event_id': str(uuid.uuid4()),
        'state_name': 'A',
        'sequence_number': 0,
        'client_time_msecs': 1_700_000_000_000,
        **b.own_fields(event_type),
        **fields,
    }


def event(event_type: str, /, **fields: Any) -> dict[str, Any]:
    return entry(
        event_type,
        **{
            'session_id': token(),
            'exp_version': 1,
            'sent_at_msecs': 1_700_000_001_000,
            **fields,
        },
    )


def counts(**fields: Any) -> dict[str, Any]:
    return {
        'batch_id': str(uuid.uuid4()),
        'session_id': token(),
        'exp_version': 1,
        'aggregated_stats': b.batch(
            totals={'num_starts': 1},
            A={'total_hit_count': 1, 'first_hit_count': 1},
        ).to_dict(),
        **fields,
    }


def several(*entries: Any, **fields: Any) -> dict[str, Any]:
    return {
        'session_id': token(),
        'exp_version': 1,
        'sent_at_msecs': 1_700_000_001_000,
        'events': list(entries),
        **fields,
    }


def num_stored() -> int:
    return sum(model.query().count() for model in MODELS.values())


def assert_to_be_kept(response: webtest.TestResponse, path: str) -> None:
    """What a browser keeps, and sends again to a later version."""
    assert_refused(response, 501, path)
    assert response.json['error']['code'] == 'not_supported_yet'
    assert int(response.headers['Retry-After']) > 60


def assert_refused(
    response: webtest.TestResponse, status: int, path: str | None = None
) -> None:
    assert response.status_int == status, response.text
    error = response.json['error']
    assert error['status'] == status
    assert error['message']
    if path is not None:
        assert error['path'] == path
    assert num_stored() == 0
    assert stats_models.StatsBatchModel.query().count() == 0


def init(browser: web.Browser, query: str = '', status: int = 200) -> Any:
    path = f'/explorehandler/init/exp{query}'
    return browser.get(path, status=status).json
