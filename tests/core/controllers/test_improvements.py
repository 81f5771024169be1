"""Tasks over HTTP: permissions, decisions and invalid requests."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from core import feconf
from core.domain import exp_services, rights_services, user_services
from core.domain.summaries import answer_key
from core.domain.summaries.exploration_summary import ExplorationSummary
from tests.core.controllers import web
from tests.core.domain import version_builder
from tests.core.domain.fold_builders import store_summary
from tests.core.domain.improvement_builders import (
    LESSON_KEY,
    lesson,
    plays_of,
    sum_of,
)
from tests.core.domain.improvements.test_improvements_rules import (
    gives_up_after_wrong_answers,
    says_blue,
)
from tests.core.domain.summary_builders import Play

OWNER_ID = user_services.dev_user_id(web.OWNER)
URL = '/improvements/exploration/exp'
PLAYTHROUGHS = '/playthroughdatahandler/exp'
GIVEN_UP = 'successive_incorrect_answers:1.B'


def bad_plays() -> list[Play]:
    return plays_of(100, B=gives_up_after_wrong_answers)


@pytest.fixture
def bad_card(browser: web.Browser) -> web.Browser:
    """The editor of a lesson where learners give up at the second card."""
    exp_services.save_new_exploration(OWNER_ID, lesson())
    for email, role in ((web.EDITOR, 'editor'), (web.VIEWER, 'viewer')):
        rights_services.assign_role(
            OWNER_ID, 'exp', user_services.dev_user_id(email), role
        )
    store_summary(sum_of(bad_plays()))
    browser.sign_in(web.EDITOR)
    return browser


def tasks(browser: web.Browser) -> list[dict]:
    return list(browser.get(URL).json['tasks'])


def decide(browser: web.Browser, expected: int = 200, **changed) -> dict:
    body = {'task_id': GIVEN_UP, 'status': 'resolved', 'exp_version': 1}
    answer = browser.send('POST', URL, {**body, **changed}, status=expected)
    return dict(answer.json)


def edit_card(name: str, version: int) -> None:
    version_builder.save_changes(
        OWNER_ID,
        'exp',
        [
            {
                'cmd': 'edit_state_property',
                'state_name': name,
                'property_name': 'content',
                'new_value': {'html': f'<p>Better {version}</p>'},
            }
        ],
        'Better',
        version,
    )


def rename_card(old: str, new: str, version: int) -> None:
    version_builder.save_changes(
        OWNER_ID,
        'exp',
        [{'cmd': 'rename_state', 'old_state_name': old, 'new_state_name': new}],
        'Another name',
        version,
    )


def sum_of_version(version: int, plays: Iterable[Play]) -> ExplorationSummary:
    exploration = exp_services.get_exploration_by_id('exp', version)
    return sum_of(plays, answer_key.build_answer_key(exploration))


def test_a_problem_is_shown_with_its_evidence_and_threshold(bad_card):
    first = tasks(bad_card)[0]
    assert first['task_id'] == GIVEN_UP
    assert first['state_name'] == 'B'
    assert first['status'] == 'open'
    assert first['evidence']['rate']['n'] == first['evidence']['n'] == 100
    assert first['threshold'] == {
        'name': 'SUCCESSIVE_INCORRECT_ANSWERS_RATE_THRESHOLD',
        'value': feconf.SUCCESSIVE_INCORRECT_ANSWERS_RATE_THRESHOLD,
        'unit': 'share of the sessions that came to the card',
    }


def test_the_tab_gets_the_same_tasks_with_the_other_figures(bad_card):
    decide(bad_card)
    view = bad_card.get('/createhandler/processed_statistics/exp').json
    assert view['tasks'] == tasks(bad_card)


def test_an_unplayed_exploration_has_no_tasks(browser):
    exp_services.save_new_exploration(OWNER_ID, lesson())
    browser.sign_in(web.OWNER)
    assert tasks(browser) == []


def test_a_decision_is_kept_with_its_note(bad_card):
    made = decide(bad_card, note='New hint')['task']
    assert made == tasks(bad_card)[0]
    assert (made['status'], made['note']) == ('resolved', 'New hint')
    assert made['status_version'] == 1


def decisions(browser):
    return browser.get('/improvements/decisions/exp').json['decisions']


def test_every_decision_is_listed_with_its_author(bad_card):
    assert decisions(bad_card) == []
    made = decide(bad_card, note='New hint')['task']
    assert made['decided_by'] == tasks(bad_card)[0]['decided_by'] == 'editor'
    decide(bad_card, status='open')
    bad_card.sign_in(web.OWNER)
    again = decide(bad_card, status='dismissed', note='As intended')['task']
    assert again['decided_by'] == 'owner'

    listed = decisions(bad_card)
    assert [
        (decision['status'], decision['decided_by'], decision['note'])
        for decision in listed
    ] == [
        ('dismissed', 'owner', 'As intended'),
        ('open', 'editor', ''),
        ('resolved', 'editor', 'New hint'),
    ]
    assert listed[-1]['state_names'] == ['B']
    assert listed[-1]['exp_version'] == 1
    assert listed[-1]['decided_at_msecs'] == made['status_changed_msecs']


def test_a_repeated_decision_is_listed_once(bad_card):
    decide(bad_card, note='New hint')
    decide(bad_card, note='New hint')
    assert len(decisions(bad_card)) == 1


@pytest.mark.parametrize(
    ('changed', 'path'),
    [
        ({'task_id': 'high_bounce_rate:1.Nowhere'}, 'task_id'),
        ({'task_id': ''}, 'task_id'),
        ({'task_id': 'x' * (feconf.MAX_TASK_ID_LENGTH + 1)}, 'task_id'),
        ({'task_id': None}, 'task_id'),
        ({'status': 'obsolete'}, 'status'),
        ({'status': 1}, 'status'),
        ({'exp_version': 0}, 'exp_version'),
        ({'exp_version': 2}, 'exp_version'),
        ({'exp_version': True}, 'exp_version'),
        ({'exp_version': 10**30}, 'exp_version'),
        ({'through': 2}, 'through'),
        ({'note': 'x' * (feconf.MAX_TASK_NOTE_LENGTH + 1)}, 'note'),
        ({'note': ['x']}, 'note'),
        ({'unknown': 1}, 'unknown'),
    ],
)
def test_an_inconsistent_value_is_refused_with_its_path(
    bad_card, changed, path
):
    answer = decide(bad_card, 400, **changed)
    assert answer['error']['path'] == path
    assert tasks(bad_card)[0]['status'] == 'open'


def test_a_task_of_another_exploration_is_not_found(bad_card):
    web.make_exploration('public_one', is_public=True)
    answer = bad_card.send(
        'POST',
        '/improvements/exploration/public_one',
        {'task_id': GIVEN_UP, 'status': 'resolved', 'exp_version': 1},
        status=400,
    )
    assert answer.json['error']['path'] == 'task_id'


def test_only_editors_may_decide(bad_card):
    bad_card.sign_in(web.VIEWER)
    decide(bad_card, 403)
    bad_card.sign_in(web.STRANGER)
    decide(bad_card, 404)
    bad_card.sign_in(web.EDITOR)
    assert tasks(bad_card)[0]['status'] == 'open'


def test_a_decision_needs_the_token_of_a_page(bad_card):
    body = {'task_id': GIVEN_UP, 'status': 'resolved', 'exp_version': 1}
    bad_card.send('POST', URL, body, status=403, with_token=False)
    assert tasks(bad_card)[0]['status'] == 'open'


def test_two_editors_do_not_overwrite_each_other_unnoticed(bad_card):
    first = decide(bad_card, seen_status_changed_msecs=None)['task']
    answer = bad_card.send(
        'POST',
        URL,
        {
            'task_id': GIVEN_UP,
            'status': 'dismissed',
            'exp_version': 1,
            'seen_status_changed_msecs': None,
        },
        status=409,
    )
    assert 'meanwhile' in answer.json['error']['message']
    assert tasks(bad_card)[0] == first


def test_a_task_follows_its_renamed_card(bad_card):
    decide(bad_card)
    rename_card('B', 'Better name', 1)
    first = tasks(bad_card)[0]
    assert first['task_id'] == GIVEN_UP
    assert first['state_name'] == 'Better name'
    assert first['status'] == 'resolved'


def test_a_resolved_task_opens_again_when_the_change_did_not_help(bad_card):
    edit_card('B', 1)
    assert tasks(bad_card)[0]['changed_since']
    decide(bad_card, exp_version=2)
    store_summary(sum_of_version(2, plays_of(100, 9)))
    assert tasks(bad_card)[0]['status'] == 'resolved'
    store_summary(sum_of_version(2, bad_plays()))
    first = tasks(bad_card)[0]
    assert (first['status'], first['reopened']) == ('open', True)
    assert first['evidence_from_version'] == 2
    assert not first['changed_since']


class TestPlaythroughs:
    def test_playthroughs_of_learners_who_gave_up_are_shown(self, bad_card):
        answer = bad_card.get(f'{PLAYTHROUGHS}?task_id={GIVEN_UP}').json
        assert answer['task_id'] == GIVEN_UP
        shown = answer['playthroughs']
        assert len(shown) == tasks(bad_card)[0]['num_playthroughs'] == 5
        actions = shown[0]['actions']
        assert actions[0]['action_type'] == 'ExplorationStart'
        assert actions[-1]['action_type'] == 'ExplorationQuit'
        assert actions[-1]['state_name'] == 'B'

    def test_answers_of_very_few_learners_are_withheld(self, browser, bad_card):
        store_summary(
            sum_of([*bad_plays(), *plays_of(100, 4, C=says_blue)], LESSON_KEY)
        )
        answer = bad_card.get(f'{PLAYTHROUGHS}?task_id={GIVEN_UP}').json
        answers = [
            action
            for shown in answer['playthroughs']
            for action in shown['actions']
            if action['action_type'] == 'AnswerSubmit'
        ]
        withheld = [one for one in answers if one['is_answer_withheld']]
        assert withheld
        assert all(one['answer'] is None for one in withheld)
        # An answer that all learners gave is not withheld.
        assert 'ok' in [one['answer'] for one in answers]

    @pytest.mark.parametrize(
        'query', ['', '?task_id=', '?task_id=no:1.B', '?task_id=%F0%9F%98%80']
    )
    def test_an_unknown_task_is_refused(self, bad_card, query):
        answer = bad_card.get(PLAYTHROUGHS + query, status=400)
        assert answer.json['error']['path'] == 'task_id'
