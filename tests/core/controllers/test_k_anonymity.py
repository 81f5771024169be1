"""Owners decide from how many learners on an answer is shown."""

from __future__ import annotations

from typing import Any

import pytest

from core import feconf
from core.domain.fold import fold_services
from tests.core.controllers import web
from tests.core.controllers.event_log_builders import download, events_of, play
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now

__all__ = ['now']

URL = '/createhandler/k_anonymity/exp'
STATE = '/createhandler/state_interaction_stats/exp?state_name=A'
NOTICE = 'can read each answer, without names'


@pytest.fixture(autouse=True)
def class_of_three(now: Clock) -> None:
    """Three learners, two of whom typed the same answer."""
    b.make_exploration()
    for answer in ('Hello', 'hello', 'I do not know'):
        play(answer)
    now.pass_silence()
    fold_services.fold_waiting()


@pytest.fixture
def owner(browser: web.Browser) -> web.Browser:
    browser.sign_in(web.OWNER)
    return browser


def choose(owner: web.Browser, k: Any, status: int = 200) -> Any:
    return owner.send('PUT', URL, {'k_anonymity': k}, status=status).json


def shown_answers(owner: web.Browser) -> set[str]:
    answers = owner.get(STATE).json['answers']['TextInput']
    return {row['answer'] for row in answers['visualizations'][0]['data']}


def test_by_default_three_learners_are_needed(owner: web.Browser) -> None:
    assert shown_answers(owner) == set()
    answers = owner.get(STATE).json['answers']['TextInput']
    assert [
        (group['size'], group['num_different'], group['count'])
        for group in answers['withheld']
    ] == [('1 word', 1, 2), ('4 to 10 words', 1, 1)]


def test_the_answers_shown_follow_the_choice(owner: web.Browser) -> None:
    assert choose(owner, 2) == {'exp_id': 'exp', 'k_anonymity': 2}
    assert shown_answers(owner) == {'Hello'}
    choose(owner, 1)
    assert shown_answers(owner) == {'Hello', 'I do not know'}
    assert owner.get(STATE).json['k_anonymity'] == 1
    choose(owner, 3)
    assert shown_answers(owner) == set()


def test_the_event_log_follows_the_choice(owner: web.Browser) -> None:
    before = {
        event['withheld_answer_size']: event['answer']
        for event in events_of(owner)
    }
    assert before == {'1 word': None, '4 to 10 words': None}
    choose(owner, 2)
    assert {event['answer'] for event in events_of(owner)} == {
        'Hello',
        'hello',
        None,
    }
    assert download(owner)[0]['min_sessions_per_open_answer'] == 2


def test_learners_are_informed_if_single_answers_are_shown(
    owner: web.Browser,
) -> None:
    assert NOTICE not in owner.get('/explore/exp').text
    choose(owner, 2)
    assert NOTICE in owner.get('/explore/exp').text
    choose(owner, 5)
    assert NOTICE not in owner.get('/explore/exp').text


@pytest.mark.parametrize(
    'k', [0, -1, 1.5, '3', None, True, feconf.MAX_ANSWERS_K_ANONYMITY + 1]
)
def test_other_numbers_are_refused(owner: web.Browser, k: Any) -> None:
    assert choose(owner, k, status=400)['error']['path'] == 'k_anonymity'
    rights = owner.get('/createhandler/data/exp').json['rights']
    assert rights['k_anonymity'] == feconf.ANSWERS_K_ANONYMITY


def test_publishing_keeps_the_choice(owner: web.Browser) -> None:
    choose(owner, 1)
    for make_public in (False, True):
        owner.send(
            'PUT', '/createhandler/status/exp', {'make_public': make_public}
        )
    rights = owner.get('/createhandler/data/exp').json['rights']
    assert rights['k_anonymity'] == 1


def test_no_owner_can_go_below_the_minimum_of_the_site(
    owner: web.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(owner, 1)
    monkeypatch.setenv('STATS_MIN_ANSWER_SESSIONS', '2')

    assert shown_answers(owner) == {'Hello'}
    assert NOTICE in owner.get('/explore/exp').text
    error = choose(owner, 1, status=400)['error']
    assert error['message'].startswith('should be at least 2')
    rights = owner.get('/createhandler/data/exp').json['rights']
    assert (rights['k_anonymity'], rights['min_k_anonymity']) == (2, 2)

    monkeypatch.setenv('STATS_MIN_ANSWER_SESSIONS', '4')
    assert shown_answers(owner) == set()
    assert NOTICE not in owner.get('/explore/exp').text
    choose(owner, 4)
