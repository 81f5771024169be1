"""Events that the player reports, through the whole application."""

from __future__ import annotations

import json

import pytest

from core import clock, feconf
from core.domain import (
    event_domain,
    event_services,
    session_token,
)
from tests.core.controllers import web
from tests.core.controllers.reports import (
    ALL_EVENT_TYPES,
    MODELS,
    OPTIONAL_FIELDS,
    assert_refused,
    assert_to_be_kept,
    entry,
    event,
    num_stored,
    post,
    several,
    token,
)
from tests.core.domain import stats_builders as b


@pytest.fixture(autouse=True)
def exploration() -> None:
    b.make_exploration()


@pytest.mark.parametrize('event_type', ALL_EVENT_TYPES)
def test_an_event_is_recorded_with_all_its_fields(browser, event_type):
    body = event(event_type, sequence_number=7)

    response = post(browser, f'{event_type}_event', body)

    assert response.json == {'recorded': True}
    stored = MODELS[event_type].get_by_id(body['event_id'])
    session = session_token.read(body['session_id'], 'exp')
    assert stored.session_id == session.session_id
    assert stored.exp_id == 'exp'
    assert stored.event_schema_version == 2
    assert stored.created_on is not None
    envelope = {'event_id', 'session_id', 'sent_at_msecs'}
    for name in body.keys() - envelope:
        assert getattr(stored, name) == body[name]


@pytest.mark.parametrize('event_type', ALL_EVENT_TYPES)
def test_the_same_event_again_changes_nothing(browser, event_type):
    body = event(event_type)
    post(browser, f'{event_type}_event', body)
    before = MODELS[event_type].get_by_id(body['event_id']).to_dict()

    again = post(
        browser,
        f'{event_type}_event',
        body | {'sent_at_msecs': body['sent_at_msecs'] + 60_000},
    )

    assert again.json == {'recorded': False}
    assert MODELS[event_type].get_by_id(body['event_id']).to_dict() == before
    assert num_stored() == 1


@pytest.mark.parametrize(
    'change',
    [{'state_name': 'B'}, {'sequence_number': 1}, {'session_id': None}],
)
def test_an_event_id_with_other_content_is_a_conflict(browser, change):
    body = event('state_hit')
    post(browser, 'state_hit_event', body)
    other = body | change
    if change == {'session_id': None}:
        other['session_id'] = token()

    response = post(browser, 'state_hit_event', other)

    assert response.status_int == 409
    assert response.json['error']['code'] == 'conflict'
    stored = MODELS['state_hit'].get_by_id(body['event_id'])
    assert (stored.state_name, stored.sequence_number) == ('A', 0)


def test_a_session_that_is_not_counted_stores_nothing(browser):
    body = event('state_hit', session_id=token(counted=False))

    response = post(browser, 'state_hit_event', body)

    assert response.json == {'recorded': False}
    assert num_stored() == 0


def test_an_older_version_is_recorded_as_that_version(browser):
    body = event('state_hit')
    b.edit('exp', b.rename('A', 'First'))

    assert post(browser, 'state_hit_event', body).json == {'recorded': True}
    stored = MODELS['state_hit'].get_by_id(body['event_id'])
    assert stored.exp_version == 1


def test_an_unknown_state_is_recorded(browser):
    for event_type in ('state_hit', 'answer_submitted'):
        body = event(event_type, state_name='undefined')
        response = post(browser, f'{event_type}_event', body)
        assert response.json == {'recorded': True}


def test_a_wrong_clock_is_corrected(browser, monkeypatch):
    session_id = token()
    now = clock.now_msecs() + 3_600_000
    monkeypatch.setattr(clock, 'now_msecs', lambda: now)
    body = event(
        'state_hit',
        session_id=session_id,
        client_time_msecs=5_000,
        sent_at_msecs=65_000,
    )

    post(browser, 'state_hit_event', body)

    stored = MODELS['state_hit'].get_by_id(body['event_id'])
    assert stored.occurred_at_msecs == now - 60_000
    assert stored.client_time_msecs == 5_000


def test_the_answer_is_stored_in_its_normal_form(browser):
    body = event('answer_submitted', answer='  two   words ')

    post(browser, 'answer_submitted_event', body)

    stored = MODELS['answer_submitted'].get_by_id(body['event_id'])
    assert stored.interaction_id == 'TextInput'
    assert isinstance(stored.answer, str)
    assert stored.answer.split() == ['two', 'words']


def test_an_answer_of_another_interaction_is_refused(browser):
    body = event('answer_submitted', answer={'not': 'a text'})

    assert_refused(post(browser, 'answer_submitted_event', body), 400, 'answer')


@pytest.mark.parametrize('event_type', ALL_EVENT_TYPES)
def test_every_field_is_required(browser, event_type):
    body = event(event_type)
    for name in body.keys() - OPTIONAL_FIELDS:
        less = {key: value for key, value in body.items() if key != name}
        response = post(browser, f'{event_type}_event', less)
        assert_refused(response, 400, name)


def test_a_missing_hidden_time_is_zero(browser):
    body = event('state_complete')
    del body['hidden_time_secs']

    first = post(browser, 'state_complete_event', body)
    repeated = post(
        browser, 'state_complete_event', body | {'hidden_time_secs': 0}
    )

    (stored,) = event_services.get_events_of_exploration('exp')
    assert isinstance(stored, event_domain.TimedEvent)
    assert stored.hidden_time_secs == 0.0
    assert first.json == {'recorded': True}
    assert repeated.json == {'recorded': False}


@pytest.mark.parametrize('event_type', ALL_EVENT_TYPES)
def test_an_event_with_an_unknown_field_is_kept_by_browsers(
    browser, event_type
):
    body = event(event_type, surprise=1)

    response = post(browser, f'{event_type}_event', body)

    assert_to_be_kept(response, 'surprise')
    assert num_stored() == 0


def test_a_control_character_in_one_event_affects_no_other(
    browser: web.Browser,
) -> None:
    entries = [
        entry('answer_submitted', event_type='answer_submitted', answer=answer)
        for answer in ('a', 'b\x00', 'c\n')
    ]
    results = post(browser, 'event_batch', several(*entries)).json['results']
    assert [result.get('recorded') for result in results] == [True, None, True]
    assert results[1]['error']['path'] == 'answer'


@pytest.mark.parametrize('route', ['state_hit_event', 'event_batch'])
def test_a_request_with_an_unknown_field_is_kept_by_browsers(browser, route):
    body = event('state_hit')
    if route == 'event_batch':
        body = several(entry('state_hit', event_type='state_hit'))

    assert_to_be_kept(post(browser, route, body | {'extra': 1}), 'extra')
    assert num_stored() == 0


def test_an_event_of_an_unknown_type_is_kept_by_browsers(browser):
    response = post(browser, 'card_shared_event', {'anything': 1})

    assert_to_be_kept(response, 'event_type')


@pytest.mark.parametrize(
    'name', ['Surprise', 'sur prise', 'x' * 51, '=1+1', '', '_x']
)
def test_a_field_name_that_is_not_an_identifier_is_refused(browser, name):
    body = event('state_hit', **{name: 1})

    assert_refused(post(browser, 'state_hit_event', body), 400, name)


def test_an_invalid_field_is_reported_before_an_unknown_one(browser):
    body = event('state_hit', surprise=1, sequence_number=-1)

    assert_refused(
        post(browser, 'state_hit_event', body), 400, 'sequence_number'
    )


def test_too_many_unknown_fields_are_refused(
    browser,
):
    body = event('state_hit', **{f'x{n}': 1 for n in range(10_000)})

    assert_refused(post(browser, 'state_hit_event', body), 400, 'x0')


@pytest.mark.parametrize(
    'event_type', ['x' * 51, 'State_hit', 'x' * 2**20, 'a b', '']
)
def test_an_invalid_event_name_is_refused(browser, event_type):
    body = several({'event_type': event_type})

    (result,) = post(browser, 'event_batch', body).json['results']

    assert result['error']['status'] == 400
    assert result['error']['path'] == 'event_type'


def test_a_duplicate_name_in_an_object_is_refused(browser):
    body = json.dumps(event('state_hit'))[:-1] + ', "exp_version": 1}'

    response = browser.app.post(
        '/explorehandler/state_hit_event/exp', body, expect_errors=True
    )

    assert_refused(response, 400, 'exp_version')
    assert num_stored() == 0


BAD_FIELDS = [
    ('state_hit', 'event_id', 'not-a-uuid'),
    ('state_hit', 'event_id', '00000000-0000-0000-0000-000000000000'),
    ('state_hit', 'event_id', '1B4E28BA-2FA1-41D2-883F-0016D3CCA427'),
    ('state_hit', 'event_id', '1b4e28ba-2fa1-41d2-883f-0016d3cca427 '),
    ('state_hit', 'event_id', 5),
    ('state_hit', 'state_name', ''),
    ('state_hit', 'state_name', 'x' * 51),
    ('state_hit', 'state_name', None),
    ('state_hit', 'sequence_number', -1),
    ('state_hit', 'sequence_number', True),
    ('state_hit', 'sequence_number', 1.0),
    ('state_hit', 'sequence_number', '1'),
    ('state_hit', 'sequence_number', feconf.MAX_SEQUENCE_NUMBER + 1),
    ('state_hit', 'client_time_msecs', -1),
    ('state_hit', 'client_time_msecs', 1e300),
    ('state_hit', 'client_time_msecs', '1'),
    ('state_hit', 'sent_at_msecs', -1),
    ('state_hit', 'exp_version', 0),
    ('state_hit', 'exp_version', True),
    ('state_hit', 'exp_version', '1'),
    ('state_hit', 'exp_version', 2),
    ('state_hit', 'params', []),
    ('state_hit', 'params', None),
    ('state_hit', 'params', {'x': 'y' * feconf.MAX_PARAMS_BYTES}),
    ('state_hit', 'session_id', ''),
    ('state_hit', 'session_id', 'forged'),
    ('state_hit', 'session_id', 'x' * 2_000),
    ('state_complete', 'time_spent_in_state_secs', -0.1),
    ('state_complete', 'time_spent_in_state_secs', True),
    ('state_complete', 'time_spent_in_state_secs', 31 * 24 * 3600),
    ('answer_submitted', 'answer', 'x' * feconf.MAX_ANSWER_BYTES),
    ('answer_submitted', 'answer_group_index', -1),
    ('answer_submitted', 'answer_group_index', None),
    ('answer_submitted', 'rule_spec_index', -1),
    ('answer_submitted', 'rule_spec_index', False),
    ('answer_submitted', 'classification_categorization', 'guess'),
    ('answer_submitted', 'is_feedback_useful', 1),
    ('leave_for_refresher_exp', 'refresher_exp_id', 'a/b'),
    ('leave_for_refresher_exp', 'refresher_exp_id', 'ab\n'),
]


@pytest.mark.parametrize(('event_type', 'name', 'value'), BAD_FIELDS)
def test_an_invalid_value_is_refused_with_its_path(
    browser, event_type, name, value
):
    body = event(event_type, **{name: value})

    assert_refused(post(browser, f'{event_type}_event', body), 400, name)


def test_a_number_that_is_not_finite_is_refused(browser):
    text = json.dumps(event('state_complete', time_spent_in_state_secs=12321))
    for number in ('NaN', 'Infinity', '1e999'):
        response = browser.app.post(
            '/explorehandler/state_complete_event/exp',
            text.replace('12321', number),
            content_type='application/json',
            expect_errors=True,
        )
        assert_refused(response, 400)


def test_a_session_of_another_exploration_is_refused(browser):
    b.make_exploration('other')
    body = event('state_hit', session_id=token(exp_id='other'))

    assert_refused(post(browser, 'state_hit_event', body), 400, 'session_id')


def test_a_version_that_does_not_exist_is_refused(browser):
    body = event('state_hit', session_id=token(version=9), exp_version=9)

    assert_refused(post(browser, 'state_hit_event', body), 400, 'exp_version')


def test_an_expired_session_is_refused(browser, monkeypatch):
    body = event('state_hit')
    later = clock.now_msecs() + feconf.SESSION_TOKEN_MAX_AGE_SECS * 1000 + 9_000
    monkeypatch.setattr(clock, 'now_msecs', lambda: later)

    assert_refused(post(browser, 'state_hit_event', body), 400, 'session_id')


@pytest.mark.parametrize('text', ['', '{', 'null', '[]', '"x"', '1', '\xff'])
def test_a_value_that_is_not_an_object_is_refused(browser, text):
    for route in ('state_hit_event', 'event_batch', 'stats_events'):
        response = browser.app.post(
            f'/explorehandler/{route}/exp',
            text.encode('latin-1'),
            content_type='application/json',
            expect_errors=True,
        )
        assert_refused(response, 400)


def test_a_body_that_is_too_large_is_refused(browser):
    body = several(*[entry('state_hit', params={'x': 'y' * 9_000})] * 140)

    assert_refused(post(browser, 'event_batch', body), 413)


@pytest.mark.parametrize('route', ['state_hit_event', 'event_batch'])
def test_reports_are_only_posted(browser, route):
    browser.get(f'/explorehandler/{route}/exp', status=405)


def test_each_event_of_a_request_gets_its_own_answer(browser):
    good = entry('state_hit', event_type='state_hit')
    recorded = entry('solution_hit', event_type='solution_hit')
    session_id = token()
    post(browser, 'event_batch', several(recorded, session_id=session_id))
    conflict = recorded | {'state_name': 'B'}
    typo = entry('state_hit', event_type='state_hit', sequence_number=-1)
    wrong = entry('answer_submitted', event_type='answer_submitted', answer=[1])

    response = post(
        browser,
        'event_batch',
        several(
            good,
            typo,
            recorded,
            conflict,
            'nothing',
            {'event_type': 'x'},
            wrong,
            good,
            good | {'state_name': 'B'},
            session_id=session_id,
        ),
    )

    assert response.status_int == 200
    results = response.json['results']
    assert [
        result.get('recorded', result.get('error', {}).get('status'))
        for result in results
    ] == [True, 400, False, 409, 400, 501, 400, False, 409]
    assert results[1]['error']['path'] == 'sequence_number'
    assert results[1]['error']['code'] == 'invalid_input'
    assert results[3]['error']['code'] == 'conflict'
    assert results[5]['error']['path'] == 'event_type'
    assert results[5]['error']['code'] == 'not_supported_yet'
    assert results[6]['error']['path'] == 'answer'
    assert num_stored() == 2


def test_several_events_of_all_kinds_are_recorded(browser):
    entries = [
        entry(event_type, event_type=event_type, sequence_number=number)
        for number, event_type in enumerate(ALL_EVENT_TYPES)
    ]

    response = post(browser, 'event_batch', several(*entries))

    assert response.json == {'results': [{'recorded': True}] * len(entries)}
    assert num_stored() == len(entries)


def test_a_request_with_the_maximum_of_events_is_recorded(browser):
    entries = [
        entry('state_hit', event_type='state_hit', sequence_number=number)
        for number in range(feconf.MAX_EVENTS_PER_BATCH)
    ]

    response = post(browser, 'event_batch', several(*entries))

    assert response.json['results'] == [{'recorded': True}] * len(entries)
    assert num_stored() == len(entries)


def test_more_events_or_none_are_refused(browser):
    one = entry('state_hit', event_type='state_hit')
    too_many = [one] * (feconf.MAX_EVENTS_PER_BATCH + 1)

    response = post(browser, 'event_batch', several(*too_many))
    assert_refused(response, 400, 'events')
    assert_refused(post(browser, 'event_batch', several()), 400, 'events')


def test_an_entry_may_not_name_a_session_of_its_own(browser):
    other = entry('state_hit', event_type='state_hit', session_id=token())

    response = post(browser, 'event_batch', several(other))

    (result,) = response.json['results']
    assert result['error']['path'] == 'session_id'
    assert num_stored() == 0


def test_several_events_of_a_session_not_counted_store_nothing(browser):
    good = entry('state_hit', event_type='state_hit')
    body = several(good, 'bad', session_id=token(counted=False))

    results = post(browser, 'event_batch', body).json['results']

    assert results[0] == {'recorded': False}
    assert results[1]['error']['status'] == 400
    assert num_stored() == 0
