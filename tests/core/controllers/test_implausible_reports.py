"""Reports that exceed what one learner can do are refused with a reason."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import webtest

from core import feconf
from core.domain import (
    event_services,
    exp_domain,
    exp_services,
    rights_services,
    session_bounds,
    session_token,
    stats_domain,
    stats_services,
)
from tests.core.controllers import web
from tests.core.domain import stats_builders as b


@pytest.fixture(autouse=True)
def exploration() -> None:
    b.make_exploration()


@pytest.fixture
def token() -> str:
    return session_token.issue('exp', 1, True, None)


def post(
    browser: web.Browser, route: str, token: str, **fields: Any
) -> webtest.TestResponse:
    body = {'session_id': token, 'exp_version': 1, **fields}
    return browser.send(
        'POST', f'/explorehandler/{route}/exp', body, with_token=False
    )


def post_counts(
    browser: web.Browser, token: str, counts: Any, batch_id: str | None = None
) -> webtest.TestResponse:
    return post(
        browser,
        'stats_events',
        token,
        batch_id=batch_id or str(uuid.uuid4()),
        aggregated_stats=counts,
    )


def post_events(
    browser: web.Browser, token: str, *events: dict[str, Any]
) -> list[dict[str, Any]]:
    response = post(
        browser,
        'event_batch',
        token,
        sent_at_msecs=1_700_000_001_000,
        events=list(events),
    )
    results: list[dict[str, Any]] = response.json['results']
    return results


def event(event_type: str, state_name: str = 'A', **fields: Any) -> Any:
    return {
        'event_type': event_type,
        'event_id': str(uuid.uuid4()),
        'state_name': state_name,
        'sequence_number': 0,
        'client_time_msecs': 1_700_000_000_000,
        **b.own_fields(event_type),
        **fields,
    }


def stored_counts() -> stats_domain.Counts:
    return stats_services.get_exploration_stats('exp').to_counts()


def num_stored() -> int:
    return len(list(event_services.get_events_of_exploration('exp')))


def test_a_batch_of_ten_thousand_of_each_counter_is_refused(browser, token):
    most = dict.fromkeys(stats_domain.STATE_COUNTERS, 10_000)
    response = post_counts(
        browser,
        token,
        {'num_starts': 10_000, 'state_stats_mapping': {'A': most}},
    )

    assert response.status_int == 400
    error = response.json['error']
    assert error['path'] == 'aggregated_stats.num_starts'
    assert 'at most 1' in error['message']
    assert stored_counts() == {}


def test_the_counter_that_is_too_large_is_named(browser, token):
    response = post_counts(
        browser,
        token,
        {
            'num_starts': 1,
            'state_stats_mapping': {
                'A': {'total_hit_count': 2, 'first_hit_count': 2}
            },
        },
    )

    assert response.status_int == 400
    assert response.json['error']['path'] == (
        'aggregated_stats.state_stats_mapping.A.first_hit_count'
    )
    assert stored_counts() == {}


def test_a_repeated_batch_still_succeeds(browser, token):
    batch_id = str(uuid.uuid4())
    first = post_counts(browser, token, {'num_starts': 1}, batch_id)
    again = post_counts(browser, token, {'num_starts': 1}, batch_id)
    other = post_counts(browser, token, {'num_starts': 1})

    assert first.json == {'applied': True}
    assert again.json == {'applied': False}
    assert other.status_int == 400
    assert stored_counts() == {(None, 'num_starts'): 1}


def test_a_second_start_is_refused_and_the_others_are_recorded(browser, token):
    start = event('exploration_start')
    results = post_events(
        browser, token, start, event('exploration_start'), event('state_hit')
    )

    assert results[0] == results[2] == {'recorded': True}
    assert results[1]['error']['status'] == 400
    assert 'at most 1 exploration_start' in results[1]['error']['message']
    assert num_stored() == 2
    assert post_events(browser, token, start) == [{'recorded': False}]


def test_a_single_second_start_is_refused_as_well(browser, token):
    def post_start():
        body = event('exploration_start')
        del body['event_type']
        return post(
            browser,
            'exploration_start_event',
            token,
            sent_at_msecs=1_700_000_001_000,
            **body,
        )

    assert post_start().json == {'recorded': True}
    response = post_start()

    assert response.status_int == 400
    assert response.json['error']['code'] == 'invalid_input'


def test_answers_beyond_the_limit_of_a_card_are_refused(
    browser, token, monkeypatch
):
    # Counts every event instead of sampling.
    monkeypatch.setattr(session_bounds, 'draw_weight', lambda _added: 1)
    size = feconf.MAX_EVENTS_PER_BATCH
    for _ in range(feconf.MAX_EVENTS_PER_STATE // size):
        answers = [event('answer_submitted') for _ in range(size)]
        assert (
            post_events(browser, token, *answers) == [{'recorded': True}] * size
        )

    (result,) = post_events(browser, token, event('answer_submitted'))

    assert result['error']['status'] == 400
    assert num_stored() == feconf.MAX_EVENTS_PER_STATE


@pytest.mark.parametrize(
    ('group', 'rule', 'path'),
    [
        (0, 0, None),
        (0, 1, None),
        (0, None, None),
        (0, 2, 'rule_spec_index'),
        (1, 0, None),
        (1, None, None),
        (1, 1, 'rule_spec_index'),
        (2, 0, 'answer_group_index'),
        (9999, None, 'answer_group_index'),
    ],
)
def test_an_answer_group_that_the_card_does_not_have_is_refused(
    browser, group, rule, path
):
    _make_exploration_with_rules()
    token = session_token.issue('rules', 1, True, None)
    body = event(
        'answer_submitted', answer_group_index=group, rule_spec_index=rule
    )
    response = browser.send(
        'POST',
        '/explorehandler/event_batch/rules',
        {
            'session_id': token,
            'exp_version': 1,
            'sent_at_msecs': 1_700_000_001_000,
            'events': [body],
        },
        with_token=False,
    )

    (result,) = response.json['results']
    if path is None:
        assert result == {'recorded': True}
    else:
        assert result['error']['status'] == 400
        assert result['error']['path'] == path


def _make_exploration_with_rules() -> None:
    """Creates an exploration whose card A has one group with two rules."""
    exploration = b.exploration_dict('rules', ['A', 'End'])
    interaction = exploration['states']['A']['interaction']
    interaction['answer_groups'] = [
        {
            'rule_specs': [
                {'rule_type': 'Equals', 'inputs': {'x': [text]}}
                for text in ('yes', 'aye')
            ],
            'outcome': interaction['default_outcome'],
        }
    ]
    exp_services.save_new_exploration(
        b.OWNER, exp_domain.Exploration.from_dict(exploration)
    )
    rights_services.publish_exploration(b.OWNER, 'rules')
