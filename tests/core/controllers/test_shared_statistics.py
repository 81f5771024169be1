"""Anyone can read the statistics of an exploration by a shared link."""

from __future__ import annotations

import json
import urllib.parse
from typing import Any

import pytest

from core import feconf
from core.domain import (
    exp_deletion_services,
    rights_services,
    user_services,
)
from core.domain.fold import fold_services
from core.domain.statistics_tab import statistics_view_services
from core.storage.statistics import shared_link_gae_models as models
from tests.core.controllers import web
from tests.core.controllers.ratings import rate
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now

__all__ = ['now']

URL = '/createhandler/shared_links/exp'
OWNER = user_services.dev_user_id(web.OWNER)
HANDLERS = ('statistics', 'processed_statistics', 'data')
MSECS_PER_DAY = 24 * 3_600_000


@pytest.fixture(autouse=True)
def exploration(now: Clock) -> None:
    b.make_exploration()


@pytest.fixture
def owner(browser: web.Browser) -> web.Browser:
    browser.sign_in(web.OWNER)
    return browser


@pytest.fixture
def token(owner: web.Browser) -> str:
    return make(owner)['token']


@pytest.fixture
def guest(owner: web.Browser) -> web.Browser:
    """A second browser, which is not signed in."""
    return web.Browser(type(owner.app)(owner.app.app))


def make(browser: web.Browser, **fields: Any) -> dict[str, Any]:
    before = browser.get(URL).json['links']
    body = {'label': '', 'days': None, **fields}
    links = browser.send('POST', URL, body, status=200).json['links']
    [link] = [link for link in links if link not in before]
    assert isinstance(link, dict)
    return link


def shared_url(handler: str, token: str, query: str = '') -> str:
    return f'/sharedhandler/{handler}/{urllib.parse.quote(token)}{query}'


def answer(now: Clock, *texts: str, version: int = 1) -> None:
    """Has one learner per text give it as the answer on the first state."""
    for text in texts:
        session = b.make_session(version=version)
        b.record(
            session,
            *(
                b.make_event(
                    session,
                    event_type,
                    'A',
                    sequence_number=number,
                    client_time_msecs=now.msecs,
                    **fields,
                )
                for number, (event_type, fields) in enumerate(
                    [
                        ('exploration_start', {}),
                        ('state_hit', {}),
                        ('exploration_actual_start', {}),
                        ('answer_submitted', {'answer': text}),
                    ]
                )
            ),
        )
    now.pass_silence()
    fold_services.fold_waiting()


def answers(browser: web.Browser, token: str) -> list[str]:
    view = browser.get(
        shared_url('state_interaction_stats', token, '?state_name=A')
    ).json
    return [
        row['answer']
        for interaction in view['answers'].values()
        for visualization in interaction['visualizations']
        for row in visualization['data']
    ]


def test_a_guest_with_a_link_reads_the_figures(guest, token, now):
    answer(now, 'Paris', 'Paris', 'Paris')

    page = guest.get(f'/shared_statistics/{token}')

    assert page.html.find('h1').text == 'A title'
    assert page.html.find('meta', {'name': 'robots'})['content'] == 'noindex'
    assert guest.get(shared_url('statistics', token)).json['exp_id'] == 'exp'
    view = guest.get(shared_url('processed_statistics', token)).json
    assert view['num_sessions'] == 3
    assert set(answers(guest, token)) == {'Paris'}


def test_a_link_works_for_a_private_exploration(owner, guest, token):
    owner.send(
        'PUT', '/createhandler/status/exp', {'make_public': False}, status=200
    )
    guest.get('/explorehandler/init/exp', status=404)
    guest.get(shared_url('statistics', token))


def test_a_revoked_link_ends_at_once(owner, guest):
    link, other = make(owner, label='one'), make(owner, label='two')

    left = owner.send('DELETE', f'{URL}?link_id={link["link_id"]}').json

    assert [remaining['label'] for remaining in left['links']] == ['two']
    for handler in HANDLERS:
        guest.get(shared_url(handler, link['token']), status=404)
        guest.get(shared_url(handler, other['token']))
    guest.get(f'/shared_statistics/{link["token"]}', status=404)


def test_a_link_ends_with_its_last_day(owner, guest, now):
    link = make(owner, days=7)
    now.msecs += 7 * MSECS_PER_DAY - 1
    guest.get(shared_url('statistics', link['token']))

    now.msecs += 1

    guest.get(shared_url('statistics', link['token']), status=404)
    (listed,) = owner.get(URL).json['links']
    assert listed['is_expired']


@pytest.mark.parametrize('change', ['tail', 'id', 'unsigned', 'long', 'empty'])
def test_a_forged_link_is_refused(guest, token, change):
    link_id = token.rpartition('.')[0]
    forged = {
        'tail': token[:-2] + ('AA' if token[-2:] != 'AA' else 'BB'),
        'id': f'{"x" * len(link_id)}.{token.rpartition(".")[2]}',
        'unsigned': link_id,
        'long': token + 'a' * 1000,
        'empty': '.',
    }[change]
    for handler in HANDLERS:
        guest.get(shared_url(handler, forged), status=404)


def test_an_owner_cannot_revoke_links_of_another_exploration(owner, token):
    web.make_exploration('other', is_public=True)
    (link,) = owner.get(URL).json['links']
    owner.send(
        'DELETE',
        f'/createhandler/shared_links/other?link_id={link["link_id"]}',
        status=200,
    )
    assert owner.get(URL).json['links'] == [link]


def test_a_link_shows_no_answers_of_few_learners(guest, token, now):
    answer(now, 'Paris', 'Paris', 'Paris', 'My name is Ada')
    assert set(answers(guest, token)) == {'Paris'}
    text = guest.get(shared_url('processed_statistics', token)).text
    assert 'Ada' not in text


def test_answers_are_not_shared_where_creators_see_single_ones(
    guest, token, now, monkeypatch
):
    answer(now, 'Paris', 'Paris', 'Paris', 'My name is Ada')
    real = statistics_view_services.get_state
    monkeypatch.setattr(
        statistics_view_services,
        'get_state',
        lambda *args: {**real(*args), 'k_anonymity': 1},
    )
    assert answers(guest, token) == []


def test_a_link_shows_nothing_meant_only_for_creators(owner, guest, now):
    yaml = owner.get('/createhandler/data/exp').json['yaml']
    yaml = yaml.replace('  A:\n', '  A:\n    creator_note: SECRET\n')
    owner.send(
        'PUT',
        '/createhandler/data/exp',
        {
            'yaml': yaml.replace("author_notes: ''", 'author_notes: SECRET'),
            'version': 1,
            'commit_message': 'SECRET',
        },
        status=200,
    )
    answer(now, *['wrong'] * 20)
    rate('exp', 1, comment='SECRET', version=2)
    link = make(owner, label='SECRET')['token']
    urls = [
        f'/shared_statistics/{link}',
        *(shared_url(handler, link) for handler in HANDLERS),
        shared_url('state_interaction_stats', link, '?state_name=A'),
    ]

    for browser in (guest, owner):
        texts = [browser.get(url).text for url in urls]
        assert not any('SECRET' in text for text in texts)
    assert not any(web.OWNER in guest.get(url).text for url in urls)
    live = json.loads(owner.get(shared_url('statistics', link)).text)
    assert not live['may_repair']
    assert not live['may_leave_out']
    view = guest.get(shared_url('processed_statistics', link)).json
    assert (view['tasks'], view['segments'], view['audit']) == ([], [], None)


@pytest.mark.parametrize(
    'query', ['?segment=class:7b', '?from=2026-01-01&to=2026-01-02']
)
def test_a_link_ignores_segments_and_ranges_of_days(guest, token, query):
    response = guest.get(shared_url('statistics', token, query)).json
    assert response['cut'] is None


def test_a_link_shows_the_last_days_of_enough_plays(guest, token, now):
    answer(now, *['early'] * 3)
    now.msecs += 20 * MSECS_PER_DAY
    answer(now, *['late'] * 3)

    part = guest.get(shared_url('statistics', token, '?days=7')).json
    view = guest.get(shared_url('processed_statistics', token, '?days=7')).json
    card = guest.get(
        shared_url('state_interaction_stats', token, '?state_name=A&days=7')
    )

    assert part['cut']['num_sessions'] == part['num_starts'] == 3
    assert view['num_sessions'] == 3
    assert view['segments'] == []
    assert 'late' in card.text
    assert 'early' not in card.text


@pytest.mark.parametrize(('num_early', 'num_late'), [(3, 2), (2, 3)])
def test_a_link_shows_no_days_that_single_out_few_plays(
    guest, token, now, num_early, num_late
):
    answer(now, *['early'] * num_early)
    now.msecs += 20 * MSECS_PER_DAY
    answer(now, *['late'] * num_late)
    for handler in ('statistics', 'processed_statistics'):
        refused = guest.get(
            shared_url(handler, token, '?days=7'), status=400
        ).json
        assert 'too few plays' in refused['error']['message']
    guest.get(shared_url('statistics', token, '?days=28'))


@pytest.mark.parametrize('days', ['1', '8', '0', 'x', '-7'])
def test_a_link_shows_no_other_numbers_of_days(guest, token, now, days):
    answer(now, *['yes'] * 3)
    guest.get(shared_url('statistics', token, f'?days={days}'), status=400)


def test_a_link_shows_days_of_the_latest_version_only(owner, guest, token, now):
    answer(now, *['yes'] * 3)
    yaml = owner.get('/createhandler/data/exp').json['yaml']
    owner.send(
        'PUT',
        '/createhandler/data/exp',
        {
            'yaml': yaml.replace('A title', 'Another title'),
            'version': 1,
            'commit_message': 'x',
        },
        status=200,
    )
    earlier = guest.get(shared_url('processed_statistics', token, '?v=1')).json
    assert (earlier['exp_version'], earlier['num_sessions']) == (1, 3)
    guest.get(shared_url('statistics', token, '?v=1&days=7'), status=400)


@pytest.mark.parametrize(
    ('num_first', 'num_later', 'is_shown'),
    [(3, 3, True), (3, 0, True), (0, 1, True), (3, 1, False), (2, 3, False)],
)
def test_a_link_shows_no_versions_that_single_out_few_plays(
    guest, token, num_first, num_later, is_shown
):
    b.edit('exp', b.rename('B', 'C'))
    start = b.batch(totals={'num_starts': 1})
    for version in (*[1] * num_first, *[2] * num_later):
        b.post_batch(b.make_session(version=version), start)

    status = 200 if is_shown else 400
    for handler in ('statistics', 'processed_statistics'):
        for query in ('?v=1', '?v=2&through=1'):
            guest.get(shared_url(handler, token, query), status=status)
        for query in ('', '?v=1&through=2'):
            guest.get(shared_url(handler, token, query))
    guest.get(shared_url('data', token, '?v=1'))


@pytest.mark.parametrize(
    ('num_first', 'num_later'), [(1, 3), (3, 1), (3, 3), (3, 0)]
)
def test_a_link_shows_no_parts_of_few_plays_beside_the_whole(
    owner, guest, token, now, num_first, num_later
):
    answer(now, *['yes'] * num_first)
    rights_services.unpublish_exploration(OWNER, 'exp')
    b.edit('exp', {'cmd': 'add_state', 'state_name': 'New'})
    answer(now, *['no'] * num_later, version=2)
    is_shown = num_first >= 3 and num_later != 1

    url = '/createhandler/processed_statistics/exp'
    whole = owner.get(url).json
    view = guest.get(shared_url('processed_statistics', token)).json

    assert whole['latest_change']
    [group] = whole['partial_versions']
    assert group['num_starts'] == num_first
    for name in ('latest_change', 'partial_versions'):
        assert bool(view[name]) == is_shown


@pytest.mark.parametrize(
    'body',
    [
        {'days': 0},
        {'days': feconf.MAX_SHARED_LINK_DAYS + 1},
        {'days': 1.5},
        {'label': 'x' * (feconf.MAX_SHARED_LINK_LABEL_LENGTH + 1)},
        {'label': 'a\x00b'},
        {'label': None},
        {'exp_id': 'other'},
        {},
    ],
)
def test_an_invalid_link_is_not_made(owner, body):
    body = body if body == {} else {'label': '', 'days': None, **body}
    assert owner.send('POST', URL, body).status_int == 400
    assert owner.get(URL).json['links'] == []


def test_the_number_of_links_is_limited(owner, monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_SHARED_LINKS', 2)
    make(owner)
    make(owner)
    third = owner.send('POST', URL, {'label': '', 'days': None})
    assert third.status_int == 400
    assert 'at most 2 links' in third.json['error']['message']


def test_links_end_with_their_exploration(owner, guest, token):
    exp_deletion_services.delete_exploration(OWNER, 'exp')
    for handler in HANDLERS:
        guest.get(shared_url(handler, token), status=404)


def test_links_are_deleted_with_their_exploration(owner, token):
    owner.send('DELETE', '/createhandler/data/exp', status=200)
    assert models.SharedLinkModel.query().count() == 0


# The fields of responses to creators. Before adding a new one here, make sure
# that `shared_statistics.py` removes it unless everybody may read it.
REVIEWED = {
    'processed_statistics': """
        audit complete_through_msecs completion_time days ends error exp_id
        exp_version is_capped k_anonymity latest_change min_n_for_rate
        num_sessions num_sessions_of_tasks num_sessions_waiting
        partial_versions paths problems reliability revision segments
        session_time state states tasks through time_zone transitions
        version_markers wrong_answers
    """,
    'state_interaction_stats': """
        answers attempts confusion exp_id exp_version item k_anonymity
        num_answered num_sessions revision self_loops session_time state_name
        through time time_before_leaving
    """,
}


@pytest.mark.parametrize('handler', REVIEWED)
def test_no_new_field_is_shared_by_accident(guest, token, now, handler):
    answer(now, 'Paris')
    response = guest.get(shared_url(handler, token, '?state_name=A')).json
    assert sorted(response) == sorted(REVIEWED[handler].split())
