from __future__ import annotations

import json
import re
import urllib.parse
from typing import Any

import pytest

from core import feconf
from core.domain import exp_storage_services, user_services
from core.platform.datastore import store
from tests.core.controllers import web
from tests.core.controllers.ratings import rate
from tests.core.domain import stats_builders as b
from tests.core.domain import version_builder


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


def test_an_empty_library_explains_what_to_do(browser: web.Browser) -> None:
    page = browser.get('/')
    assert 'Nothing here yet' in page
    assert page.html.find('a', string='Make an exploration') is not None


def test_text_of_creators_is_not_markup(
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


def test_titles_are_written_in_the_direction_of_their_language(
    browser: web.Browser, public_exploration: str
) -> None:
    browser.sign_in(web.OWNER)
    url = f'/createhandler/data/{public_exploration}'
    yaml = browser.get(url).json['yaml']
    changed = yaml.replace('language_code: en', 'language_code: he')
    browser.send('PUT', url, {'yaml': changed, 'version': 1}, status=200)
    library = browser.get('/library').html.find('h2')
    player = browser.get('/explore/public_one').html.find('h1')
    for title in (library, player):
        assert (title['lang'], title['dir']) == ('he', 'rtl')


def test_summaries_are_returned_in_the_requested_order(
    browser: web.Browser,
) -> None:
    for exp_id in ('a', 'b', 'c'):
        web.make_exploration(exp_id, is_public=True)
    listed = summaries(browser, ['c', 'none', 'a'])
    assert [one['exp_id'] for one in listed] == ['c', 'a']
    assert listed[0] == {
        'exp_id': 'c',
        'title': 'A title',
        'objective': 'Know what is what',
        'category': 'Tests',
        'rating': None,
    }


def rating_on_card(browser: web.Browser) -> str | None:
    rating = browser.get('/library').html.find(class_='library-card__rating')
    return None if rating is None else rating.text


def test_stars_are_shown_from_a_minimum_of_ratings(
    browser: web.Browser, public_exploration: str
) -> None:
    rate(public_exploration, 5, 4, 4, 4)
    assert rating_on_card(browser) is None
    assert summaries(browser, [public_exploration])[0]['rating'] is None
    rate(public_exploration, 5)
    assert rating_on_card(browser) == '★ 4.4 (5 ratings)'
    assert 'rated 4.4 of 5 stars by 5 learners' in browser.get('/library')
    assert summaries(browser, [public_exploration])[0]['rating'] == {
        'mean': '4.4',
        'num_ratings': 5,
    }


@pytest.mark.parametrize(
    ('msecs', 'num_plays', 'text'),
    [
        (490_000, 10, 'about 8 minutes'),
        (1, 10, 'about 1 minute'),
        (490_000, 9, None),
    ],
)
def test_minutes_are_shown_from_a_minimum_of_plays(
    browser: web.Browser,
    public_exploration: str,
    msecs: int,
    num_plays: int,
    text: str | None,
) -> None:
    store.run(
        lambda transaction: exp_storage_services.put_play_times(
            transaction, public_exploration, msecs, num_plays
        )
    )
    minutes = browser.get('/library').html.find(string=re.compile('^about'))
    assert minutes == text
    page = browser.get(f'/explore/{public_exploration}')
    data = json.loads(page.html.find(id='page-data').text)
    assert data['minutes'] == (int(text.split()[1]) if text else None)


def test_stars_of_earlier_versions_count(
    browser: web.Browser, public_exploration: str
) -> None:
    rate(public_exploration, 2, 2, 2)
    owner = user_services.dev_user_id(web.OWNER)
    changes = [
        {'cmd': 'edit_exploration_property', 'property_name': 'title'}
        | {'new_value': 'Another'}
    ]
    version_builder.save_changes(
        owner, public_exploration, changes, 'A title', 1
    )
    rate(public_exploration, 4, 4, version=2)
    assert rating_on_card(browser) == '★ 2.8 (5 ratings)'


def test_counters_of_all_explorations_are_read_together(
    browser: web.Browser,
) -> None:
    exp_ids = [f'e{number}' for number in range(20)]
    for exp_id in exp_ids:
        web.make_exploration(exp_id, is_public=True)
    with b.counted_reads() as reads:
        browser.get('/library')
    assert (reads.queries, reads.calls) == (1, 1)
    # For each: the memo of earlier versions, the base entity, its shards.
    assert reads.keys == len(exp_ids) * (2 + feconf.NUM_STATS_SHARDS)
    with b.counted_reads() as reads:
        assert len(summaries(browser, exp_ids)) == len(exp_ids)
    # Summaries, rights and counters.
    assert (reads.queries, reads.calls) == (0, 3)


def test_inaccessible_explorations_are_omitted(
    browser: web.Browser, private_exploration: str
) -> None:
    assert summaries(browser, [private_exploration]) == []
    browser.sign_in(web.VIEWER)
    assert len(summaries(browser, [private_exploration])) == 1


@pytest.mark.parametrize('exp_ids', ['a', {'a': 1}, [1], ['a'] * 21, None])
def test_an_invalid_list_of_ids_is_refused(
    browser: web.Browser, exp_ids: Any
) -> None:
    query = urllib.parse.urlencode({'stringified_exp_ids': json.dumps(exp_ids)})
    response = browser.get(
        f'/explorationsummarieshandler/data?{query}', status=400
    )
    assert response.json['error']['path'] == 'stringified_exp_ids'


def test_strange_ids_are_unknown_ids(browser: web.Browser) -> None:
    assert summaries(browser, ['', 'x' * 2000, 'a.b', 'é', '__x__']) == []


@pytest.fixture
def shelf(browser: web.Browser) -> None:
    """A lesson about bees, and others that are more or less similar to it."""
    lessons: dict[str, tuple[str, list[str], str]] = {
        'bees': ('Biology', ['insects', 'summer'], 'en'),
        'ants': ('Biology', ['insects'], 'en'),
        'cows': ('Biology', [], 'en'),
        'heat': ('Physics', ['summer'], 'en'),
        'maps': ('Geography', ['winter'], 'en'),
        'Bienen': ('Biology', ['insects', 'summer'], 'de'),
    }
    for exp_id, (category, tags, language) in lessons.items():
        web.make_exploration(exp_id, is_public=True)
        version_builder.save_changes(
            user_services.dev_user_id(web.OWNER),
            exp_id,
            [
                {
                    'cmd': 'edit_exploration_property',
                    'property_name': name,
                    'new_value': value,
                }
                for name, value in (
                    ('category', category),
                    ('tags', tags),
                    ('language_code', language),
                )
            ],
            '',
            1,
        )


def similar(browser: web.Browser, exp_id: str) -> list[str]:
    url = f'/explorationsummarieshandler/similar/{exp_id}'
    return [summary['exp_id'] for summary in browser.get(url).json['summaries']]


@pytest.mark.usefixtures('shelf')
def test_similar_lessons_share_the_language_and_the_category_or_tags(
    browser: web.Browser,
) -> None:
    assert similar(browser, 'bees') == ['ants', 'cows', 'heat']
    assert similar(browser, 'heat') == ['bees']
    assert similar(browser, 'maps') == []


def test_private_lessons_are_similar_to_others_but_not_suggested(
    browser: web.Browser, public_exploration: str, private_exploration: str
) -> None:
    assert similar(browser, public_exploration) == []
    private = '/explorationsummarieshandler/similar/' + private_exploration
    browser.get(private, status=404)
    browser.sign_in(web.VIEWER)
    assert similar(browser, private_exploration) == [public_exploration]
    assert similar(browser, public_exploration) == []
