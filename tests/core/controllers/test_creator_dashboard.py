from __future__ import annotations

import collections
from typing import Any

import pytest
from google.cloud import ndb

from core.controllers import creator_dashboard
from core.domain import exp_domain, exp_services, user_services
from tests.core.controllers import web
from tests.core.controllers.test_statistics import play


def rows_of(browser: web.Browser) -> dict[str, list[str]]:
    """Returns the texts of the cells by the id of the exploration."""
    table = browser.get('/creator_dashboard').html.find('table')
    return {
        row.find('a')['href'].split('/')[2].partition('#')[0]: [
            ' '.join(cell.text.split()) for cell in row.find_all('td')
        ]
        for row in table.tbody.find_all('tr')
    }


def test_a_creator_sees_what_learners_did(browser: web.Browser) -> None:
    web.make_exploration('played', is_public=True)
    first = exp_services.get_exploration_by_id('played').init_state_name
    play('played', 1, first, completes=True)
    play('played', 1, first, completes=False)
    play('played', 1, first, completes=False, answers=True)
    browser.sign_in(web.OWNER)
    starts, actual, completions, rate = rows_of(browser)['played'][:4]
    assert (starts, actual, completions) == ('3', '2', '1')
    assert rate == 'too few to say 1 of 2'


def test_a_rate_stands_beside_what_it_is_a_rate_of(
    browser: web.Browser, public_exploration: str
) -> None:
    first = exp_services.get_exploration_by_id(
        public_exploration
    ).init_state_name
    for number in range(10):
        play(
            public_exploration,
            1,
            first,
            completes=number < 3,
            answers=True,
        )
    browser.sign_in(web.OWNER)
    assert rows_of(browser)[public_exploration][3] == '30 % 3 of 10'


@pytest.mark.no_store
@pytest.mark.parametrize(
    ('part', 'whole', 'text'),
    [
        (0, 10, '0 %'),
        (1, 1000, '<1 %'),
        (1, 3, '33 %'),
        (999, 1000, '>99 %'),
        (10, 10, '100 %'),
    ],
)
def test_a_percentage_is_not_rounded_to_none_or_all(
    part: int, whole: int, text: str
) -> None:
    shown = creator_dashboard.percentage_text(part, whole)
    assert shown.replace('\N{NO-BREAK SPACE}', ' ') == text


def test_before_the_first_actual_start_there_is_no_rate(
    browser: web.Browser, private_exploration: str
) -> None:
    browser.sign_in(web.OWNER)
    assert rows_of(browser)[private_exploration][:4] == [
        '0',
        '0',
        '0',
        'none yet',
    ]


@pytest.mark.parametrize(
    ('email', 'is_listed'),
    [(web.OWNER, True), (web.EDITOR, True), (web.VIEWER, False)],
)
def test_it_lists_what_one_may_edit(
    browser: web.Browser, private_exploration: str, email: str, is_listed: bool
) -> None:
    browser.sign_in(email)
    page = browser.get('/creator_dashboard')
    link = page.html.find('a', href=f'/create/{private_exploration}#/stats')
    assert (link is not None) is is_listed


def test_a_new_creator_is_told_how_to_begin(browser: web.Browser) -> None:
    browser.sign_in(web.STRANGER)
    page = browser.get('/creator_dashboard')
    assert 'You have not made an exploration yet' in page
    assert page.html.find('table') is None


def test_a_hundred_explorations_take_a_handful_of_requests(
    browser: web.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = user_services.dev_user_id(web.OWNER)
    for number in range(100):
        exp_services.save_new_exploration(
            owner, exp_domain.Exploration.create_default(f'e{number}', 'T')
        )
    browser.sign_in(web.OWNER)
    calls = count_requests(monkeypatch)
    assert len(rows_of(browser)) == 100
    # One query for the explorations; one lookup for the account and one for
    # a thousand keys of statistics, of which a store may put some off.
    assert set(calls) == {'run_query', 'lookup'}
    assert calls['run_query'] == 1
    assert 2 <= calls['lookup'] <= 3


def count_requests(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Counts what NDB asks of the store from now on, by method."""
    calls: dict[str, int] = collections.Counter()
    make_call = ndb._datastore_api.make_call

    def counting(name: str, *args: Any, **kwargs: Any) -> Any:
        calls[name] += 1
        return make_call(name, *args, **kwargs)

    for module in (ndb._datastore_api, ndb._datastore_query):
        target = getattr(module, '_datastore_api', module)
        monkeypatch.setattr(target, 'make_call', counting)
    return calls
