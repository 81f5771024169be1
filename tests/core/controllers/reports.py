"""Player requests for tests of reports."""

from __future__ import annotations

import collections
import dataclasses
import uuid
from typing import Any

import webtest
from google.cloud import ndb

from core.domain import (
    event_domain,
    session_token,
)
from core.platform.datastore import embedded
from core.platform.datastore.embedded import protos
from core.storage.statistics import gae_models as stats_models
from tests.core.controllers import web
from tests.core.domain import stats_builders as b

ALL_EVENT_TYPES = sorted(event_domain.EVENT_CLASSES)
# Fields that are missing in reports of tabs opened before they were added.
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
        'aggregated_stats': dataclasses.asdict(
            b.batch(
                totals={'num_starts': 1},
                A={'total_hit_count': 1, 'first_hit_count': 1},
            )
        ),
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


def num_by_kind() -> dict[str, int]:
    """Returns the numbers of stored events and batch markers, by kind.

    The embedded store counts all kinds at once, as a query for each of them
    would take longer than the requests of most tests.
    """
    models = (*MODELS.values(), stats_models.StatsBatchModel)
    client = ndb.context.get_context().client
    if not isinstance(client, embedded.Client):
        return {model.kind_name(): model.query().count() for model in models}
    with client.service.file.reader() as connection:
        stored = collections.Counter(
            protos.Entity.FromString(data).key.path[-1].kind
            for (data,) in connection.execute('SELECT data FROM entities')
        )
    return {model.kind_name(): stored[model.kind_name()] for model in models}


def num_stored() -> int:
    """The number of stored events."""
    numbers = num_by_kind()
    return sum(numbers[model.kind_name()] for model in MODELS.values())


def assert_to_be_kept(response: webtest.TestResponse, path: str) -> None:
    """Asserts that browsers are asked to keep and resend the report."""
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
    assert not any(num_by_kind().values())


def init(browser: web.Browser, query: str = '', status: int = 200) -> Any:
    path = f'/explorehandler/init/exp{query}'
    return browser.get(path, status=status).json
