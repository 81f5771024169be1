from __future__ import annotations

import json
import urllib.parse
from typing import Any

import pytest

from tests.core.controllers import web


def summaries(browser: web.Browser, exp_ids: Any) -> list[dict[str, str]]:
    query = urllib.parse.urlencode({'stringified_exp_ids': json.dumps(exp_ids)})
    return browser.get(f'/explorationsummarieshandler/data?{query}').json[
        'summaries'
    ]


def test_the_library_shows_what_is_public_and_nothing_else(
    browser: web.Browser,
) -> None:
    web.make_exploration('shown', is_public=True)
    web.make_exploration('hidden', is_public=False)
    page = browser.get('/library')
    assert page.html.find('a', href='/explore/shown').text == 'A title'
    assert page.html.find('a', href='/explore/hidden') is None


def test_an_empty_library_says_what_to_do(browser: web.Browser) -> None:
    page = browser.get('/')
    assert 'Nothing here yet' in page
    assert page.html.find('a', string='Make an exploration') is not None


def test_what_a_creator_writes_is_text_and_not_markup(
    browser: web.Browser, public_exploration: str
) -> None:
    browser.sign_in(web.OWNER)
    url = f'/createhandler/data/{public_exploration}'
    yaml = browser.get(url).json['yaml']
    changed = yaml.replace('A title', '"<script>alert(1)</script>"')
    saved = browser.send('PUT', url, {'yaml': changed, 'version': 1})
    assert saved.status_int == 200
    for path in ('/library', '/creator_dashboard', '/explore/public_one'):
        page = browser.get(path)
        assert '<script>alert' not in page
        assert '&lt;script&gt;alert' in page


def test_summaries_come_in_the_asked_order(browser: web.Browser) -> None:
    for exp_id in ('a', 'b', 'c'):
        web.make_exploration(exp_id, is_public=True)
    found = summaries(browser, ['c', 'none', 'a'])
    assert [one['exp_id'] for one in found] == ['c', 'a']
    assert found[0] == {
        'exp_id': 'c',
        'title': 'A title',
        'objective': 'Know what is what',
        'category': 'Tests',
    }


def test_what_one_may_not_play_is_left_out(
    browser: web.Browser, private_exploration: str
) -> None:
    assert summaries(browser, [private_exploration]) == []
    browser.sign_in(web.VIEWER)
    assert len(summaries(browser, [private_exploration])) == 1


@pytest.mark.parametrize('exp_ids', ['a', {'a': 1}, [1], ['a'] * 21, None])
def test_what_is_no_list_of_ids_is_refused(
    browser: web.Browser, exp_ids: Any
) -> None:
    query = urllib.parse.urlencode({'stringified_exp_ids': json.dumps(exp_ids)})
    response = browser.get(
        f'/explorationsummarieshandler/data?{query}', status=400
    )
    assert response.json['error']['path'] == 'stringified_exp_ids'


def test_strange_ids_are_unknown_ids(browser: web.Browser) -> None:
    assert summaries(browser, ['', 'x' * 2000, 'a.b', 'é', '__x__']) == []
