from __future__ import annotations

import uuid

import pytest

from core import feconf
from core.domain import (
    exp_services,
    session_token,
    stats_domain,
    stats_services,
    user_services,
)
from tests.core.controllers import web
from tests.core.domain import version_builder

OWNER_ID = user_services.dev_user_id(web.OWNER)


def play(
    exp_id: str,
    version: int,
    state_name: str,
    *,
    completes: bool,
    answers: bool = False,
) -> None:
    """Counts a session that starts, and optionally answers or completes."""
    token = session_token.issue(exp_id, version, counted=True, reason=None)
    counts = stats_domain.AggregatedStats(
        num_starts=1,
        num_actual_starts=int(completes or answers),
        num_completions=int(completes),
        state_stats_mapping={
            state_name: stats_domain.StateStats(
                total_hit_count=1,
                first_hit_count=1,
                total_answers_count=int(completes or answers),
                num_completions=int(completes),
            )
        },
    )
    stats_services.update_stats(
        session_token.read(token, exp_id), str(uuid.uuid4()), counts.to_counts()
    )


def rename_first_card(exp_id: str, old: str, new: str, version: int) -> None:
    version_builder.save_changes(
        OWNER_ID,
        exp_id,
        [
            {
                'cmd': 'rename_state',
                'old_state_name': old,
                'new_state_name': new,
            }
        ],
        'A better name',
        version,
    )


@pytest.fixture
def first_card(public_exploration: str) -> str:
    exploration = exp_services.get_exploration_by_id(public_exploration)
    return exploration.init_state_name


def test_the_owner_reads_what_learners_did(
    browser: web.Browser, public_exploration: str, first_card: str
) -> None:
    play(public_exploration, 1, first_card, completes=True)
    play(public_exploration, 1, first_card, completes=False)
    browser.sign_in(web.OWNER)
    answer = browser.get(f'/createhandler/statistics/{public_exploration}').json
    assert answer['num_starts'] == 2
    assert answer['num_actual_starts'] == 1
    assert answer['num_completions'] == 1
    assert answer['state_stats_mapping'][first_card] == {
        **dict.fromkeys(stats_domain.STATE_COUNTERS, 0),
        'total_answers_count': 1,
        'total_hit_count': 2,
        'first_hit_count': 2,
        'num_completions': 1,
    }
    assert answer['invariant_violations'] == []


def test_the_response_contains_what_the_tab_needs(
    browser: web.Browser, public_exploration: str, first_card: str
) -> None:
    browser.sign_in(web.EDITOR)
    answer = browser.get(f'/createhandler/statistics/{public_exploration}').json
    exploration = exp_services.get_exploration_by_id(public_exploration)
    assert answer['title'] == 'A title'
    assert answer['status'] == 'public'
    assert answer['exp_version'] == answer['latest_version'] == 1
    assert answer['init_state_name'] == first_card
    assert answer['state_order'] == list(exploration.states)
    assert answer['terminal_state_names'] == exploration.terminal_state_names
    assert answer['own_plays_counted'] is feconf.COUNT_OWN_PLAYS
    assert [one['version'] for one in answer['versions']] == [1]
    assert set(answer['versions'][0]) == {
        'version',
        'commit_type',
        'commit_message',
        'created_on_msecs',
    }
    assert answer['unrecognised_states'] == {}
    assert answer['unrecognised_counters'] == {}


def test_counts_of_earlier_versions_are_mapped_to_requested_cards(
    browser: web.Browser, public_exploration: str, first_card: str
) -> None:
    play(public_exploration, 1, first_card, completes=False)
    rename_first_card(public_exploration, first_card, 'Renamed', 1)
    play(public_exploration, 2, 'Renamed', completes=False)
    browser.sign_in(web.OWNER)
    url = f'/createhandler/statistics/{public_exploration}'

    latest = browser.get(url).json
    assert latest['num_starts'] == 2
    assert latest['state_stats_mapping']['Renamed']['total_hit_count'] == 2
    assert first_card not in latest['state_stats_mapping']

    then = browser.get(f'{url}?v=1').json
    assert then['exp_version'] == 1
    assert then['latest_version'] == 2
    assert then['num_starts'] == 1

    all_in_old_cards = browser.get(f'{url}?v=1&through=2').json
    old = all_in_old_cards['state_stats_mapping'][first_card]
    assert all_in_old_cards['num_starts'] == old['total_hit_count'] == 2


def test_unknown_states_and_violations_are_reported(
    browser: web.Browser, public_exploration: str
) -> None:
    for _ in range(3):
        play(public_exploration, 1, 'No such card', completes=True)
    play(public_exploration, 1, 'BUY CHEAP', completes=True)
    browser.sign_in(web.OWNER)
    answer = browser.get(f'/createhandler/statistics/{public_exploration}').json
    hits = {
        name: counts['total_hit_count']
        for name, counts in answer['unrecognised_states'].items()
    }
    assert hits == {'No such card': 3, '': 1}
    assert 'No such card' not in answer['state_stats_mapping']
    assert len(answer['invariant_violations']) == 1


@pytest.mark.parametrize(
    ('query', 'path'),
    [
        ('v=0', 'v'),
        ('v=2', 'v'),
        ('v=x', 'v'),
        ('through=2', 'through'),
        ('through=-1', 'through'),
        ('v=1&through=1.5', 'through'),
    ],
)
def test_an_invalid_version_is_refused(
    browser: web.Browser, public_exploration: str, query: str, path: str
) -> None:
    browser.sign_in(web.OWNER)
    response = browser.get(
        f'/createhandler/statistics/{public_exploration}?{query}', status=400
    )
    assert response.json['error']['path'] == path
