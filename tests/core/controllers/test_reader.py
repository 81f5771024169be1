"""What the player asks and reports, through the whole application."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
import webtest

from core import clock, feconf
from core.controllers import rate_limits
from core.domain import (
    event_domain,
    event_services,
    rights_services,
    session_token,
    stats_domain,
    stats_services,
    stats_shards_services,
)
from core.storage.statistics import gae_models as stats_models
from tests.core.controllers import web
from tests.core.domain import stats_builders as b

ALL_EVENT_TYPES = sorted(event_domain.EVENT_CLASSES)
# What tabs that were opened before it was added do not send.
OPTIONAL_FIELDS = {'hidden_time_secs'}
MODELS = {
    model.EVENT_TYPE: model
    for model in stats_models.EventLogEntryBaseModel.__subclasses__()
}


@pytest.fixture(autouse=True)
def exploration() -> None:
    b.make_exploration()


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


# Going on ------------------------------------------------------------------


def resume(browser: web.Browser, body: Any, exp_id: str = 'exp') -> Any:
    return post(browser, 'init', body, exp_id)


def test_a_session_goes_on_with_the_version_that_it_began_with(browser):
    begun = init(browser)
    b.edit('exp', b.rename('B', 'Second'))

    answer = resume(browser, {'session_id': begun['session_id']}).json

    reported = {'next_sequence_number': 0, 'states': {}}
    assert answer == begun | {'reported': reported}
    assert 'B' in answer['exploration']['states']


def test_a_page_that_goes_on_is_told_what_the_session_has_reported(browser):
    session_id = init(browser)['session_id']
    for number, (event_type, state_name) in enumerate(
        [('state_hit', 'A'), ('hint_viewed', 'A'), ('state_hit', 'B')]
    ):
        body = event(
            event_type,
            session_id=session_id,
            state_name=state_name,
            sequence_number=number,
        )
        post(browser, f'{event_type}_event', body)
    post(browser, 'state_hit_event', event('state_hit', sequence_number=9))

    answer = resume(browser, {'session_id': session_id}).json

    assert answer['reported'] == {
        'next_sequence_number': 3,
        'states': {'state_hit': ['A', 'B'], 'hint_viewed': ['A']},
    }


def test_a_session_goes_on_uncounted_where_it_began_so(browser):
    session_id = session_token.issue('exp', 1, False, 'own_play')

    answer = resume(browser, {'session_id': session_id}).json

    assert answer['session_id'] == session_id
    assert answer['reporting']['not_counted_reason'] == 'own_play'


@pytest.mark.parametrize('wrong', ['', 'x', 'x' * 1_001, 'a.b.c', None, 1])
def test_nothing_goes_on_without_a_token_of_ours(browser, wrong):
    assert_refused(resume(browser, {'session_id': wrong}), 400, 'session_id')


def test_nothing_goes_on_with_the_token_of_another_exploration(browser):
    b.make_exploration('other')

    response = resume(browser, {'session_id': token(exp_id='other')})

    assert_refused(response, 400, 'session_id')


def test_a_play_may_go_on_for_30_days_and_report_a_day_longer(
    browser, monkeypatch
):
    session_id = token()
    begun_msecs = session_token.read(session_id, 'exp').issued_at_msecs
    limit_msecs = 30 * 24 * 3600 * 1000
    monkeypatch.setattr(clock, 'now_msecs', lambda: begun_msecs + limit_msecs)
    assert resume(browser, {'session_id': session_id}).status_int == 200

    monkeypatch.setattr(
        clock, 'now_msecs', lambda: begun_msecs + limit_msecs + 1
    )

    assert_refused(
        resume(browser, {'session_id': session_id}), 400, 'session_id'
    )
    last_moment = event('state_hit', session_id=session_id)
    assert post(browser, 'state_hit_event', last_moment).status_int == 200


def test_what_was_made_private_is_not_given_to_those_who_played_it(
    browser, private_exploration
):
    session_id = token(exp_id=private_exploration)

    response = resume(browser, {'session_id': session_id}, private_exploration)

    assert response.status_int == 404


# The beginning -------------------------------------------------------------


def init(browser: web.Browser, query: str = '', status: int = 200) -> Any:
    path = f'/explorehandler/init/exp{query}'
    return browser.get(path, status=status).json


def test_init_gives_a_guest_the_latest_version_and_a_session(browser):
    b.edit('exp', b.rename('B', 'Second'))

    answer = init(browser)

    assert answer['exp_id'] == 'exp'
    assert answer['exp_version'] == 2
    assert sorted(answer['exploration']['states']) == ['A', 'End', 'Second']
    assert answer['can_edit'] is False
    assert answer['reporting'] == {
        'is_counted': True,
        'not_counted_reason': None,
        'flush_interval_msecs': 5_000,
        'max_request_bytes': feconf.MAX_EVENT_REQUEST_BYTES,
        'max_events_per_batch': feconf.MAX_EVENTS_PER_BATCH,
    }
    session = session_token.read(answer['session_id'], 'exp')
    assert (session.exp_version, session.counted) == (2, True)


def test_init_gives_each_caller_a_session_of_its_own(browser):
    assert init(browser)['session_id'] != init(browser)['session_id']


def test_init_does_not_count_the_plays_of_those_who_may_edit(browser):
    user_id = browser.sign_in('editor@example.com')
    rights_services.assign_role(b.OWNER, 'exp', user_id, 'editor')

    answer = init(browser)

    assert answer['can_edit'] is True
    assert answer['reporting']['is_counted'] is False
    assert answer['reporting']['not_counted_reason'] == 'own_play'
    assert not session_token.read(answer['session_id'], 'exp').counted


def test_init_counts_own_plays_where_that_is_chosen(browser, monkeypatch):
    monkeypatch.setattr(feconf, 'COUNT_OWN_PLAYS', True)
    user_id = browser.sign_in('editor@example.com')
    rights_services.assign_role(b.OWNER, 'exp', user_id, 'editor')

    assert init(browser)['reporting']['is_counted'] is True


def test_init_counts_other_people_who_are_signed_in(browser):
    browser.sign_in('learner@example.com')

    assert init(browser)['reporting']['is_counted'] is True


def test_init_gives_an_older_version_to_those_who_may_edit_as_a_preview(
    browser,
):
    b.edit('exp', b.rename('B', 'Second'))
    user_id = browser.sign_in('editor@example.com')
    rights_services.assign_role(b.OWNER, 'exp', user_id, 'editor')

    answer = init(browser, '?v=1')

    assert answer['exp_version'] == answer['exploration']['version'] == 1
    assert 'B' in answer['exploration']['states']
    assert answer['reporting']['not_counted_reason'] == 'preview'


def test_init_refuses_an_older_version_to_others(browser):
    b.edit('exp', b.rename('B', 'Second'))

    assert init(browser, '?v=1', 403)['error']['code'] == 'not_allowed'
    assert init(browser, '?v=2')['reporting']['is_counted'] is True


@pytest.mark.parametrize('text', ['x', '0', '-1', '1.5', '9' * 40, '%ff'])
def test_init_refuses_what_is_no_version(browser, text):
    assert init(browser, f'?v={text}', 400)['error']['code'] == 'invalid_input'


def test_init_does_not_find_a_version_that_is_not_there(browser):
    user_id = browser.sign_in('editor@example.com')
    rights_services.assign_role(b.OWNER, 'exp', user_id, 'editor')

    assert init(browser, '?v=2', 404)['error']['code'] == 'not_found'


@pytest.mark.parametrize('exp_id', ['nothing', 'a.b', 'x' * 500])
def test_init_does_not_find_an_unknown_exploration(browser, exp_id):
    browser.get(f'/explorehandler/init/{exp_id}', status=404)


def test_a_private_exploration_is_not_found_by_others(
    browser, private_exploration
):
    browser.get(f'/explorehandler/init/{private_exploration}', status=404)
    body = event('state_hit', session_id='no session of it')

    response = post(browser, 'state_hit_event', body, private_exploration)

    assert_refused(response, 404)


# One event -----------------------------------------------------------------


@pytest.mark.parametrize('event_type', ALL_EVENT_TYPES)
def test_an_event_is_recorded_with_all_it_says(browser, event_type):
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


def test_the_answer_is_stored_as_its_interaction_reads_it(browser):
    body = event('answer_submitted', answer='  two   words ')

    post(browser, 'answer_submitted_event', body)

    stored = MODELS['answer_submitted'].get_by_id(body['event_id'])
    assert stored.interaction_id == 'TextInput'
    assert isinstance(stored.answer, str)
    assert stored.answer.split() == ['two', 'words']


def test_what_is_no_answer_to_the_interaction_is_refused(browser):
    body = event('answer_submitted', answer={'not': 'a text'})

    assert_refused(post(browser, 'answer_submitted_event', body), 400, 'answer')


@pytest.mark.parametrize('event_type', ALL_EVENT_TYPES)
def test_every_field_is_required(browser, event_type):
    body = event(event_type)
    for name in body.keys() - OPTIONAL_FIELDS:
        less = {key: value for key, value in body.items() if key != name}
        response = post(browser, f'{event_type}_event', less)
        assert_refused(response, 400, name)


def test_a_tab_that_does_not_tell_hidden_time_had_none(browser):
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
def test_an_event_with_a_field_of_a_later_version_is_to_be_kept(
    browser, event_type
):
    body = event(event_type, surprise=1)

    response = post(browser, f'{event_type}_event', body)

    assert_to_be_kept(response, 'surprise')
    assert num_stored() == 0


def test_one_event_with_a_control_character_spoils_no_other(
    browser: web.Browser,
) -> None:
    entries = [
        entry('answer_submitted', event_type='answer_submitted', answer=answer)
        for answer in ('a', 'b\x00', 'c\n')
    ]
    results = post(browser, 'event_batch', several(*entries)).json['results']
    assert [each.get('recorded') for each in results] == [True, None, True]
    assert results[1]['error']['path'] == 'answer'


@pytest.mark.parametrize('route', ['state_hit_event', 'event_batch'])
def test_a_request_with_a_field_of_a_later_version_is_to_be_kept(
    browser, route
):
    body = event('state_hit')
    if route == 'event_batch':
        body = several(entry('state_hit', event_type='state_hit'))

    assert_to_be_kept(post(browser, route, body | {'extra': 1}), 'extra')
    assert num_stored() == 0


def test_a_type_of_event_of_a_later_version_is_to_be_kept(browser):
    response = post(browser, 'card_shared_event', {'anything': 1})

    assert_to_be_kept(response, 'event_type')


@pytest.mark.parametrize(
    'name', ['Surprise', 'sur prise', 'x' * 51, '=1+1', '', '_x']
)
def test_a_field_that_no_version_would_have_is_refused(browser, name):
    body = event('state_hit', **{name: 1})

    assert_refused(post(browser, 'state_hit_event', body), 400, name)


def test_a_field_that_is_wrong_is_named_before_one_that_is_not_known(browser):
    body = event('state_hit', surprise=1, sequence_number=-1)

    assert_refused(
        post(browser, 'state_hit_event', body), 400, 'sequence_number'
    )


def test_more_unknown_fields_than_a_later_version_would_add_are_refused(
    browser,
):
    body = event('state_hit', **{f'x{n}': 1 for n in range(10_000)})

    assert_refused(post(browser, 'state_hit_event', body), 400, 'x0')


@pytest.mark.parametrize(
    'event_type', ['x' * 51, 'State_hit', 'x' * 2**20, 'a b', '']
)
def test_what_is_no_name_of_an_event_is_refused(browser, event_type):
    body = several({'event_type': event_type})

    (result,) = post(browser, 'event_batch', body).json['results']

    assert result['error']['status'] == 400
    assert result['error']['path'] == 'event_type'


def test_a_name_that_an_object_has_twice_is_refused(browser):
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
def test_what_does_not_fit_is_refused_with_its_path(
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
def test_what_is_no_object_is_refused(browser, text):
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


# Several events --------------------------------------------------------------


def test_each_event_of_several_is_answered_for_itself(browser):
    good = entry('state_hit', event_type='state_hit')
    known = entry('solution_hit', event_type='solution_hit')
    session_id = token()
    post(browser, 'event_batch', several(known, session_id=session_id))
    conflict = known | {'state_name': 'B'}
    typo = entry('state_hit', event_type='state_hit', sequence_number=-1)
    wrong = entry('answer_submitted', event_type='answer_submitted', answer=[1])

    response = post(
        browser,
        'event_batch',
        several(
            good,
            typo,
            known,
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


def test_as_many_events_as_a_request_may_hold_are_recorded(browser):
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


# Counts ----------------------------------------------------------------------


@pytest.mark.parametrize(('num_shards', 'secs'), [(16, 5), (32, 10), (128, 40)])
def test_where_many_play_browsers_are_told_to_flush_less_often(
    browser, num_shards, secs, monkeypatch
):
    # Not every store lets shards grow so far.
    monkeypatch.setattr(
        stats_shards_services, 'known_number', lambda *_: num_shards
    )

    started = init(browser)
    answer = post(browser, 'stats_events', counts()).json

    assert started['reporting']['flush_interval_msecs'] == 1000 * secs
    # Only what is not as ever is said: it is short.
    more = {} if secs == 5 else {'flush_interval_msecs': 1000 * secs}
    assert answer == {'applied': True} | more


def test_counts_are_applied_once(browser):
    body = counts()

    assert post(browser, 'stats_events', body).json == {'applied': True}
    assert post(browser, 'stats_events', body).json == {'applied': False}

    stats = stats_services.get_exploration_stats('exp')
    assert stats.num_starts == 1
    assert stats.state_stats_mapping['A'].first_hit_count == 1


def test_counts_may_say_when_they_were_sent(browser):
    body = counts(sent_at_msecs=1_700_000_000_000)

    assert post(browser, 'stats_events', body).json == {'applied': True}


def test_other_counts_under_the_same_batch_id_are_a_conflict(browser):
    body = counts()
    post(browser, 'stats_events', body)
    body['aggregated_stats']['num_starts'] = 2

    response = post(browser, 'stats_events', body)

    assert response.status_int == 409
    assert stats_services.get_exploration_stats('exp').num_starts == 1


def test_counts_of_a_session_not_counted_are_not_applied(browser):
    body = counts(session_id=token(counted=False))

    assert post(browser, 'stats_events', body).json == {'applied': False}
    assert stats_services.get_exploration_stats('exp').num_starts == 0


def test_counts_for_unknown_states_are_kept_aside(browser):
    body = counts()
    mapping = body['aggregated_stats']['state_stats_mapping']
    mapping['undefined'] = mapping['A']

    assert post(browser, 'stats_events', body).json == {'applied': True}
    assert stats_services.get_exploration_stats('exp').num_starts == 1
    assert list(b.unrecognised_states()) == ['undefined']


@pytest.mark.parametrize('value', [-1, True, 1.5, 1.0, '1', None, 10_001])
def test_what_is_no_count_is_refused_with_its_path(browser, value):
    for name in stats_domain.EXPLORATION_COUNTERS:
        body = counts()
        body['aggregated_stats'][name] = value
        path = f'aggregated_stats.{name}'
        assert_refused(post(browser, 'stats_events', body), 400, path)
    for name in stats_domain.STATE_COUNTERS:
        body = counts()
        body['aggregated_stats']['state_stats_mapping']['A'][name] = value
        path = f'aggregated_stats.state_stats_mapping.A.{name}'
        assert_refused(post(browser, 'stats_events', body), 400, path)


def test_a_counter_that_is_missing_counts_nothing(browser):
    body = counts(aggregated_stats={'state_stats_mapping': {'A': {}}})
    assert post(browser, 'stats_events', body).json == {'applied': True}
    body = counts(aggregated_stats={'num_starts': 1})
    assert post(browser, 'stats_events', body).json == {'applied': True}

    stats = stats_services.get_exploration_stats('exp')
    assert stats.to_counts() == {(None, 'num_starts'): 1}


def test_counters_of_a_later_version_are_kept_aside(browser):
    body = counts()
    body['aggregated_stats']['num_reruns'] = 2
    body['aggregated_stats']['state_stats_mapping']['A']['num_sighs'] = 3

    assert post(browser, 'stats_events', body).json == {'applied': True}
    assert post(browser, 'stats_events', body).json == {'applied': False}

    assert stats_services.get_exploration_stats('exp').num_starts == 1
    assert b.unrecognised_counters() == {
        'num_reruns': 2,
        'num_sighs': 3,
    }


@pytest.mark.parametrize('value', [-1, True, 1.5, '1', None, 10_001])
def test_an_unknown_counter_is_a_count_all_the_same(browser, value):
    body = counts()
    body['aggregated_stats']['num_reruns'] = value
    path = 'aggregated_stats.num_reruns'
    assert_refused(post(browser, 'stats_events', body), 400, path)

    body = counts()
    body['aggregated_stats']['state_stats_mapping']['A']['num_sighs'] = value
    path = 'aggregated_stats.state_stats_mapping.A.num_sighs'
    assert_refused(post(browser, 'stats_events', body), 400, path)


@pytest.mark.parametrize('name', ['Num', 'num reruns', 'x' * 51, '', '=1'])
def test_what_is_no_name_of_a_counter_is_refused(browser, name):
    body = counts()
    body['aggregated_stats'][name] = 1
    assert_refused(post(browser, 'stats_events', body), 400, 'aggregated_stats')

    body = counts()
    body['aggregated_stats']['state_stats_mapping']['A'][name] = 1
    path = 'aggregated_stats.state_stats_mapping.A'
    assert_refused(post(browser, 'stats_events', body), 400, path)


def test_a_counter_that_events_alone_count_is_refused_in_a_batch(browser):
    body = counts(aggregated_stats={'num_ratings_5': 1})

    assert_refused(post(browser, 'stats_events', body), 400, 'aggregated_stats')


def test_more_unknown_counters_than_a_later_version_would_add_are_refused(
    browser,
):
    many = {f'num_{number}': 1 for number in range(10_000)}
    body = counts(aggregated_stats=many)
    assert_refused(post(browser, 'stats_events', body), 400, 'aggregated_stats')


def test_unknown_counters_beyond_a_number_are_one_sum(browser):
    limit = feconf.MAX_UNRECOGNISED_COUNTERS
    session_id = token()
    for number in range(limit + 3):
        some = {f'num_{number}': 1, 'num_starts': int(number == 0)}
        body = counts(aggregated_stats=some, session_id=session_id)
        assert post(browser, 'stats_events', body).json == {'applied': True}

    kept = b.unrecognised_counters()
    assert len(kept) == limit + 1
    assert kept['other_counters'] == 3
    assert stats_services.get_exploration_stats('exp').num_starts == 1


@pytest.mark.parametrize(
    ('name', 'value'),
    [
        ('batch_id', 'x'),
        ('batch_id', None),
        ('session_id', 'forged'),
        ('exp_version', 2),
        ('exp_version', '1'),
        ('sent_at_msecs', -1),
        ('Surprise', 1),
    ],
)
def test_a_batch_that_does_not_fit_is_refused(browser, name, value):
    body = counts(**{name: value})

    assert_refused(post(browser, 'stats_events', body), 400, name)


def test_a_batch_with_a_field_of_a_later_version_is_to_be_kept(browser):
    response = post(browser, 'stats_events', counts(surprise=1))

    assert_to_be_kept(response, 'surprise')
    assert stats_services.get_exploration_stats('exp').num_starts == 0


def test_too_many_states_in_a_batch_are_refused(browser):
    body = counts()
    mapping = body['aggregated_stats']['state_stats_mapping']
    for number in range(feconf.MAX_STATES + 1):
        mapping[f's{number}'] = mapping['A']

    assert_refused(post(browser, 'stats_events', body), 400)


# Limits: how much work was asked for ------------------------------------------


# WebTest calls the application without a connection.
NO_ADDRESS = ''


@pytest.fixture
def time_stands_still(monkeypatch) -> None:
    """No bucket fills up meanwhile."""
    now_msecs = clock.now_msecs()
    monkeypatch.setattr(clock, 'now_msecs', lambda: now_msecs)


@pytest.fixture
def tokens_taken(monkeypatch) -> list[tuple[str, float]]:
    """What is taken, of sessions and of addresses, in order."""
    taken: list[tuple[str, float]] = []

    def note(name: str) -> None:
        def check(sender: str, tokens: float = 1) -> None:
            del sender
            taken.append((name, tokens))

        monkeypatch.setattr(getattr(rate_limits, name), 'check', check)

    note('REPORTS_OF_SESSION')
    note('REPORTS')
    return taken


def batch_of(num: int, **fields: Any) -> dict[str, Any]:
    return several(
        *(
            entry('state_hit', event_type='state_hit', sequence_number=number)
            for number in range(num)
        ),
        **fields,
    )


def counts_of(num: int) -> dict[str, Any]:
    body = counts()
    mapping = body['aggregated_stats']['state_stats_mapping']
    of_one = mapping.pop('A')
    mapping |= {f's{number}': of_one for number in range(num)}
    return body


@pytest.mark.parametrize(
    ('route', 'body', 'work'),
    [
        ('state_hit_event', lambda: event('state_hit'), 1),
        ('event_batch', lambda: batch_of(1), 1),
        ('event_batch', lambda: batch_of(500), 500),
        ('stats_events', lambda: counts_of(1), 1),
        ('stats_events', lambda: counts_of(40), 40),
    ],
)
def test_work_is_what_is_limited(browser, tokens_taken, route, body, work):
    assert post(browser, route, body()).status_int == 200

    assert tokens_taken == [
        ('REPORTS', 5),
        ('REPORTS_OF_SESSION', 5 + work),
        ('REPORTS', work),
    ]


def test_what_is_no_event_costs_what_reading_it_costs(browser, tokens_taken):
    assert post(browser, 'event_batch', {'x': 1}).status_int == 400

    assert tokens_taken == [('REPORTS', 5)]


@pytest.mark.usefixtures('time_stands_still')
def test_a_session_that_floods_is_told_to_wait(browser):
    session_id = token()
    answers = [
        post(browser, 'event_batch', batch_of(500, session_id=session_id))
        for _ in range(5)
    ]

    # A burst is 2,500 tokens, and 505 are needed for one.
    assert [each.status_int for each in answers] == [200] * 4 + [429]
    # 25 tokens are missing, and 5 come in a second.
    assert int(answers[4].headers['Retry-After']) == 5
    assert answers[4].json['error']['code'] == 'too_many_requests'
    # Others are not concerned.
    other = post(browser, 'state_hit_event', event('state_hit'))
    assert other.status_int == 200


@pytest.mark.usefixtures('time_stands_still')
def test_an_address_that_floods_is_told_to_wait(browser):
    rate_limits.REPORTS.check(NO_ADDRESS, 19_990)

    assert post(browser, 'stats_events', counts()).status_int == 200
    refused = post(browser, 'stats_events', counts())
    assert refused.status_int == 429
    assert int(refused.headers['Retry-After']) >= 1


@pytest.mark.usefixtures('time_stands_still')
def test_an_address_in_a_header_is_believed_behind_proxies_only(
    browser, monkeypatch
):
    rate_limits.REPORTS.check(NO_ADDRESS, 20_000)

    def status() -> int:
        return browser.app.post_json(
            '/explorehandler/stats_events/exp',
            counts(),
            headers={'X-Forwarded-For': '10.0.0.1'},
            expect_errors=True,
        ).status_int

    assert status() == 429
    monkeypatch.setenv('STATS_TRUSTED_PROXIES', '1')
    assert status() == 200
