"""Requests of the first version of the player are still accepted.

The requests were recorded from that player: whole sessions, as a tab that was
opened before a deployment sends them.
"""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from core.domain import (
    exp_services,
    exp_yaml,
    rights_services,
)
from core.domain import user_services as users
from core.domain.scheduled_work import audit_services
from tests.core.controllers import web

EXP_ID = 'maze'
TESTS = pathlib.Path(__file__).parents[2]
RECORDED = TESTS / 'fixtures' / 'wire_contract_1'
MAZE = TESTS.parent / 'scripts' / 'prove_exactly_once' / 'maze.yaml'

KINDS = {
    'exploration_start',
    'exploration_actual_start',
    'state_hit',
    'state_complete',
    'answer_submitted',
    'solution_hit',
    'leave_for_refresher_exp',
    'exploration_complete',
    'exploration_maybe_leave',
}
TOTALS = ('num_starts', 'num_actual_starts', 'num_completions')
OF_STATES = (
    'total_hit_count',
    'first_hit_count',
    'total_answers_count',
    'useful_feedback_count',
    'num_times_solution_viewed',
    'num_completions',
)

SESSIONS = ('events_alone', 'events_together', 'left_for_a_refresher')

# The counters of each card for one session that reaches the end.
WHOLE = {
    'Welcome': (1, 1, 1, 1, 0, 1),
    'Crossing': (1, 1, 2, 1, 0, 1),
    'Halves': (1, 1, 1, 1, 1, 1),
    'In words': (1, 1, 1, 1, 0, 1),
    'End': (1, 1, 0, 0, 0, 1),
}
LEFT = {
    **dict.fromkeys(WHOLE, (0, 0, 0, 0, 0, 0)),
    'Welcome': (1, 1, 0, 0, 0, 0),
}


@pytest.fixture(autouse=True)
def maze() -> None:
    owner = users.dev_user_id(web.OWNER)
    exploration = exp_yaml.exploration_from_yaml(EXP_ID, MAZE.read_text())
    exp_services.save_new_exploration(owner, exploration)
    rights_services.publish_exploration(owner, EXP_ID)


def requests_of(recorded: str) -> list[dict[str, Any]]:
    return list(json.loads((RECORDED / f'{recorded}.json').read_text()))


def send(browser: web.Browser, recorded: str) -> list[Any]:
    """Sends the requests of a session, twice; returns the first answers."""
    session = browser.get(f'/explorehandler/init/{EXP_ID}').json
    of_session = {name: session[name] for name in ('session_id', 'exp_version')}
    answers = [
        [
            browser.send(
                'POST',
                request['path'].replace('<exp_id>', EXP_ID),
                request['body'] | of_session,
                status=200,
                with_token=False,
            ).json
            for request in requests_of(recorded)
        ]
        for _ in range(2)
    ]
    assert news_in(answers[1]) == {False}
    return answers[0]


def news_in(answers: list[Any]) -> set[bool]:
    """Whether the server reports the body as new."""
    return {
        result['applied' if 'applied' in result else 'recorded']
        for answer in answers
        for result in answer.get('results', [answer])
    }


def test_the_recorded_requests_cover_all_routes_and_counters():
    requests = [request for name in SESSIONS for request in requests_of(name)]
    routes = {request['path'].split('/')[2] for request in requests}
    assert routes == {f'{kind}_event' for kind in KINDS} | {
        'event_batch',
        'stats_events',
    }
    for request in requests:
        if 'aggregated_stats' in request['body']:
            counts = dict(request['body']['aggregated_stats'])
            for of_state in counts.pop('state_stats_mapping').values():
                assert set(of_state) == set(OF_STATES)
            assert set(counts) == set(TOTALS)


@pytest.mark.parametrize(
    ('recorded', 'totals', 'cards', 'num_events'),
    [
        ('events_alone', (1, 1, 1), WHOLE, 20),
        ('events_together', (1, 1, 1), WHOLE, 19),
        ('left_for_a_refresher', (1, 0, 0), LEFT, 3),
    ],
)
def test_a_session_is_recorded_and_counted(
    browser, recorded, totals, cards, num_events
):
    assert news_in(send(browser, recorded)) == {True}

    browser.sign_in(web.OWNER)
    statistics = browser.get(f'/createhandler/statistics/{EXP_ID}').json
    assert tuple(statistics[name] for name in TOTALS) == totals
    assert {
        state_name: tuple(counts[name] for name in OF_STATES)
        for state_name, counts in statistics['state_stats_mapping'].items()
    } == cards
    assert statistics['invariant_violations'] == []
    assert statistics['unrecognised_counters'] == {}
    report = audit_services.recompute(EXP_ID, dry_run=True)
    assert (report.num_events, report.differences) == (num_events, [])
