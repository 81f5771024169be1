"""What learners find hard: sent, read, marked as done, and deleted."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from core import clock, feconf
from core.domain import (
    event_services,
    learner_answer_details_services,
    rights_services,
)
from core.domain.scheduled_work import expiry_services
from core.storage.statistics import learner_answer_details_gae_models as models
from tests.core.controllers import reports, web
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now

__all__ = ['now']

ROUTE = 'learner_answer_details_event'
URL = '/createhandler/learner_answer_details/exp'
MSECS_PER_DAY = 24 * 3_600_000


@pytest.fixture(autouse=True)
def exploration(now: Clock) -> None:
    """An exploration in which only state A asks what is hard."""
    b.make_exploration(asking='A')


@pytest.fixture
def owner(browser: web.Browser) -> web.Browser:
    browser.sign_in(web.OWNER)
    return browser


def build_report(
    text: str = 'The second step', **fields: Any
) -> dict[str, Any]:
    msecs = clock.now_msecs()
    return {
        'event_id': str(uuid.uuid4()),
        'session_id': reports.token(),
        'exp_version': 1,
        'sent_at_msecs': msecs,
        'client_time_msecs': msecs,
        'state_name': 'A',
        'sequence_number': 7,
        'answer_details': text,
        **fields,
    }


def send(browser: web.Browser, text: str = 'Hard', **fields: Any) -> Any:
    return reports.post(browser, ROUTE, build_report(text, **fields))


def texts(browser: web.Browser) -> list[str]:
    infos = browser.get(URL).json['learner_answer_infos']
    return [info['answer_details'] for info in infos]


def mark(browser: web.Browser, info_id: str, is_done: bool = True) -> Any:
    body = {'learner_answer_info_id': info_id, 'is_done': is_done}
    return browser.send('POST', URL, body)


def delete(browser: web.Browser, info_id: str) -> Any:
    return browser.send('DELETE', f'{URL}?learner_answer_info_id={info_id}')


def test_the_creator_reads_the_latest_text_first(owner, now):
    body = build_report('What is a <b>moon</b>?')
    assert reports.post(owner, ROUTE, body).json == {'recorded': True}
    now.msecs += 1000
    send(owner, 'Later')

    response = owner.get(URL).json

    assert response['asking_state_names'] == ['A']
    assert response['has_more'] is False
    later, earlier = response['learner_answer_infos']
    assert later['answer_details'] == 'Later'
    assert earlier == {
        'learner_answer_info_id': body['event_id'],
        'exp_version': 1,
        'state_name': 'A',
        'answer_details': 'What is a <b>moon</b>?',
        'occurred_at_msecs': now.msecs - 1000,
        'is_done': False,
    }


def test_a_text_follows_its_renamed_state(owner):
    body = build_report()
    reports.post(owner, ROUTE, body)
    assert owner.get(URL).json['state_names_now'] == {body['event_id']: 'A'}

    b.edit('exp', b.rename('A', 'Moons'))
    response = owner.get(URL).json
    assert response['state_names_now'] == {body['event_id']: 'Moons'}
    assert response['learner_answer_infos'][0]['state_name'] == 'A'
    assert response['asking_state_names'] == ['Moons']


def test_a_text_that_is_sent_again_is_stored_once(owner):
    body = build_report()

    assert reports.post(owner, ROUTE, body).json == {'recorded': True}
    assert reports.post(owner, ROUTE, body).json == {'recorded': False}

    other = body | {'answer_details': 'Another text'}
    assert reports.post(owner, ROUTE, other).status_int == 409
    assert texts(owner) == ['The second step']


def test_a_deleted_text_is_erased_and_does_not_come_back(owner):
    body = build_report('My name is Ada')
    reports.post(owner, ROUTE, body)

    response = delete(owner, body['event_id'])

    assert response.json['learner_answer_infos'] == []
    (stored,) = models.LearnerAnswerInfoModel.query()
    assert stored.answer_details == ''
    assert reports.post(owner, ROUTE, body).json == {'recorded': False}
    assert texts(owner) == []
    assert delete(owner, body['event_id']).status_int == 200


def test_a_text_is_marked_as_done_and_as_not_done(owner):
    body = build_report()
    reports.post(owner, ROUTE, body)

    for is_done in (True, False):
        (info,) = mark(owner, body['event_id'], is_done).json[
            'learner_answer_infos'
        ]
        assert info['is_done'] is is_done


def test_creators_of_another_exploration_cannot_touch_a_text(owner):
    body = build_report()
    reports.post(owner, ROUTE, body)
    web.make_exploration('other', is_public=True)
    url = URL.replace('exp', 'other')

    response = owner.send(
        'DELETE', f'{url}?learner_answer_info_id={body["event_id"]}'
    )

    assert response.status_int == 404
    assert texts(owner) == ['The second step']


def test_the_log_does_not_contain_what_learners_find_hard(owner):
    send(owner)
    assert list(event_services.get_events_of_exploration('exp')) == []


@pytest.mark.parametrize('state_name', ['B', 'End', 'Nowhere'])
def test_only_states_that_ask_accept_texts(owner, state_name):
    response = send(owner, state_name=state_name)

    assert response.status_int == 400
    assert response.json['error']['path'] == 'state_name'
    assert texts(owner) == []


@pytest.mark.parametrize(
    'text',
    ['', ' \n ', 'x' * (feconf.MAX_ANSWER_DETAILS_LENGTH + 1), 'a\x00b', None],
)
def test_invalid_texts_are_refused(owner, text):
    response = send(owner, text)

    assert response.status_int == 400
    assert response.json['error']['path'] == 'answer_details'
    assert texts(owner) == []


def test_the_longest_text_is_kept_in_any_script(owner):
    text = '🙂' * feconf.MAX_ANSWER_DETAILS_LENGTH
    assert send(owner, text).status_int == 200
    assert texts(owner) == [text]


def test_a_text_with_a_field_of_a_later_version_is_kept(owner):
    response = send(owner, mood='tired')
    reports.assert_to_be_kept(response, 'mood')


def test_texts_of_uncounted_sessions_are_not_stored(owner):
    response = send(owner, session_id=reports.token(counted=False))

    assert response.json == {'recorded': False}
    assert texts(owner) == []


def test_the_number_of_texts_of_a_session_is_limited(owner, monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_ANSWER_DETAILS_PER_SESSION', 2)
    token = reports.token()
    for text in ('one', 'two'):
        assert send(owner, text, session_id=token).status_int == 200

    assert send(owner, 'three', session_id=token).status_int == 400
    assert send(owner, 'of another', session_id=reports.token()).json == {
        'recorded': True
    }


def test_the_rate_of_texts_of_a_session_is_limited(owner, monkeypatch):
    monkeypatch.setenv('STATS_RATE_LIMITS', 'on')
    token = reports.token()
    statuses = {send(owner, session_id=token).status_int for _ in range(40)}
    assert 429 in statuses


def test_only_the_latest_texts_are_shown(owner, now, monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_ANSWER_DETAILS_SHOWN', 2)
    for text in ('one', 'two', 'three'):
        send(owner, text)
        now.msecs += 1000

    assert texts(owner) == ['three', 'two']
    assert owner.get(URL).json['has_more'] is True


def test_texts_of_a_deleted_exploration_are_erased(owner):
    send(owner)
    rights_services.assign_role(
        b.OWNER, 'exp', owner.sign_in(web.STRANGER), 'owner'
    )

    owner.send('DELETE', '/createhandler/data/exp', status=200)

    assert models.LearnerAnswerInfoModel.query().count() == 0
    # The browser discards unsent texts after a 410.
    assert send(owner).status_int == 410


def test_old_texts_expire_with_old_events(owner, now):
    send(owner, 'old')
    now.msecs += 50 * MSECS_PER_DAY
    send(owner, 'new')

    expiry_services.expire_events('exp', 40)

    assert texts(owner) == ['new']


def test_texts_of_excluded_sessions_are_omitted(owner, monkeypatch):
    session = b.make_session()
    info = learner_answer_details_services.LearnerAnswerInfo(
        learner_answer_info_id=str(uuid.uuid4()),
        exp_version=1,
        state_name='A',
        answer_details='made up',
        occurred_at_msecs=0,
    )
    learner_answer_details_services.record(session, info)
    send(owner, 'real')
    monkeypatch.setattr(
        learner_answer_details_services.exclusion_services,
        'read_left_out',
        lambda _: {(1, session.session_id)},
    )

    assert texts(owner) == ['real']


def test_a_text_needs_no_sign_in_and_names_no_session(browser):
    assert send(browser).status_int == 200
    browser.sign_in(web.OWNER)
    assert 'session_id' not in json.dumps(browser.get(URL).json)
