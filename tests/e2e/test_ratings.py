"""Learners rate explorations; creators and others see the ratings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from core.domain import (
    exp_domain,
    exp_services,
    rights_services,
)
from tests.core.domain import stats_builders as b
from tests.e2e import (
    conftest,
    creator_pages,
    creator_site,
    filled_app,
    looks,
    player_site,
)
from tests.e2e.creator_tab import stat, visit
from tests.e2e.pages import button, settle, soon, tab_to
from tests.e2e.player_page import answer, heading, play
from tests.e2e.player_site import ORIGIN, PlayerSite, outcome, state

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


QUESTION = 'How did you like this lesson?'
SENTENCE = 'A sentence to the author (optional, anonymous)'


# The learner, without a server ---------------------------------------------


def short_lesson() -> dict[str, object]:
    ask = state('Continue', '<p>Read.</p>', default_outcome=outcome('End'))
    recommended = {'recommendedExplorationIds': ['next-one']}
    end = state('EndExploration', '<p>The end.</p>', recommended)
    return player_site.exploration({'Read': ask, 'End': end})


def play_to_end(page: sync_api.Page, **site: object) -> PlayerSite:
    served = play(page, short_lesson(), **site)
    button(page, 'Continue').click()
    expect(heading(page, 'Lesson complete')).to_be_visible()
    expect(page.get_by_text('Title of next-one')).to_be_visible()
    return served


def star(page: sync_api.Page, number: int) -> sync_api.Locator:
    return page.get_by_role('radio', name=f'{number} of 5 stars')


def ratings_in(site: PlayerSite) -> list[tuple[int, str]]:
    return [
        (event['stars'], event['comment'])
        for event in site.events()
        if event['event_type'] == 'rate_exploration'
    ]


def test_a_rating_is_given_and_changed_by_keyboard(page):
    site = play_to_end(page)
    field = page.get_by_label(SENTENCE)
    expect(page.get_by_role('group', name=QUESTION)).to_be_visible()
    expect(field).to_be_hidden()
    tab_to(page, star(page, 1))
    page.keyboard.press('Space')
    expect(page.get_by_text('1 of 5 stars. Thank you.')).to_be_visible()
    soon(page, lambda: ratings_in(site), [(1, '')])
    page.keyboard.press('ArrowRight')
    expect(star(page, 2)).to_be_checked()
    soon(page, lambda: ratings_in(site), [(1, ''), (2, '')])
    tab_to(page, field)
    page.keyboard.type('Too <b>short</b>')
    tab_to(page, button(page, 'Send'))
    page.keyboard.press('Enter')
    text = 'Too <b>short</b>'
    soon(page, lambda: ratings_in(site)[2:], [(2, text)])
    # Nothing changes, and nothing is sent.
    page.keyboard.press('Enter')
    expect(page.get_by_text('is sent already')).to_be_visible()
    # Other stars do not take the sentence back.
    page.get_by_text('4', exact=True).click()
    field.fill(' ')
    button(page, 'Send').click()
    soon(page, lambda: ratings_in(site)[3:], [(4, text), (4, '')])


def places(page: sync_api.Page) -> list[float]:
    """Returns the tops and bottoms of the parts of the page."""
    return page.evaluate("""() => [...document.querySelectorAll(
        '.player-star, .player-rating, .player-onward, .app-footer')].flatMap(
        (e) => [e.getBoundingClientRect().top + scrollY,
          e.getBoundingClientRect().bottom + scrollY])""")


def places_in_each_width(page: sync_api.Page) -> dict[int, list[float]]:
    places_by_width = {}
    for width in (320, 390, 1280):
        page.set_viewport_size({'width': width, 'height': 800})
        settle(page)
        places_by_width[width] = places(page)
    return places_by_width


def test_nothing_moves_when_a_star_is_chosen(page):
    play_to_end(page)
    before = places_in_each_width(page)
    page.get_by_text('3', exact=True).click()
    expect(page.get_by_label(SENTENCE)).to_be_visible()
    assert places_in_each_width(page) == before


@pytest.mark.parametrize('reason', ['own_play', 'preview'])
def test_an_uncounted_learner_is_not_asked_for_a_rating(page, reason):
    play_to_end(page, not_counted_reason=reason)
    expect(page.get_by_text(QUESTION)).to_have_count(0)


def test_a_learner_who_opts_out_is_not_asked_for_a_rating(page):
    page.add_init_script(
        'Object.defineProperty('
        "Navigator.prototype, 'globalPrivacyControl', {get: () => true});"
    )
    play_to_end(page)
    expect(page.get_by_text(QUESTION)).to_have_count(0)


def test_after_a_refresher_only_the_way_back_is_offered(page):
    PlayerSite(short_lesson()).attach(page)
    page.goto(f'{ORIGIN}/explore/lesson?parent=other')
    button(page, 'Continue').click()
    expect(page.get_by_role('link', name='Return to your')).to_be_visible()
    expect(page.get_by_text(QUESTION)).to_have_count(0)


def expect_good_looks(
    page: sync_api.Page, name: str, part: str | None = None
) -> None:
    """Checks a page, or the part that differs from a page checked before."""
    for viewport, size in looks.VIEWPORTS.items():
        page.set_viewport_size(size)
        for theme in looks.in_each_theme(page):
            looks.expect_accessible(page, part)
            looks.expect_no_sideways_scroll(page)
            looks.screenshot(page, f'{name}-{viewport}-{theme}')


def test_everyone_can_rate(page):
    play_to_end(page)
    expect_good_looks(page, 'rating-asked')
    page.get_by_text('4', exact=True).click()
    page.get_by_label(SENTENCE).fill('Thank you for the pictures!')
    # Nothing else has changed.
    expect_good_looks(page, 'rating-rated', '.player-rating')
    page.emulate_media(forced_colors='active')
    for viewport, size in looks.VIEWPORTS.items():
        page.set_viewport_size(size)
        looks.screenshot(page, f'rating-forced-{viewport}')
        sizes = page.evaluate("""() => [...document.querySelectorAll(
            '.player-star, .player-rating button')].map(
            (e) => e.getBoundingClientRect())
            .map(({width, height}) => Math.min(width, height))""")
        assert len(sizes) == 6
        assert min(sizes) >= 44


# The creator, without a server ---------------------------------------------


def rating_statistics(**stars: int) -> dict[str, object]:
    counts = {f'num_ratings_{i}': stars.get(f's{i}', 0) for i in range(1, 6)}
    return creator_site.statistics(num_ratings=sum(counts.values()), **counts)


def comment(stars: int, text: str) -> dict[str, object]:
    return {
        'event_id': f'id-{stars}',
        'is_done': False,
        'stars': stars,
        'comment': text,
        'exp_version': 2,
        'occurred_at_msecs': creator_site.NOW_MSECS - 86_400_000,
    }


def open_ratings(page: sync_api.Page, **site: object) -> tuple[object, ...]:
    served = visit(page, '#/stats?section=ratings', **site)
    page.clock.run_for(2_000)
    return served, page.get_by_role('region', name='Ratings')


def test_without_ratings_there_is_no_figure(page):
    _, section = open_ratings(page, statistics=rating_statistics())
    expect(section).to_contain_text('Nobody has rated this exploration yet')
    expect(stat(page, 'mean_rating')).to_be_hidden()


def test_ratings_and_comments_stay_up_to_date(page):
    answers = {'ratings': {'comments': []}}
    site, section = open_ratings(
        page, statistics=rating_statistics(s4=1), answers=answers
    )
    expect(stat(page, 'mean_rating')).to_have_text('4.0')
    expect(section).to_contain_text('The library shows no stars yet')
    section.get_by_text('What learners wrote').click()
    expect(section).to_contain_text('Nobody has written anything yet.')
    site.statistics = rating_statistics(s4=1, s5=6)
    answers['ratings']['comments'] = [comment(5, '<i>Fine</i>')]
    page.clock.run_for(9_000)
    expect(stat(page, 'mean_rating')).to_have_text('4.9')
    expect(section.locator('[data-stars="5"]')).to_have_text('6')
    expect(section).to_contain_text('The library shows ★ 4.9.')
    item = section.get_by_role('listitem')
    expect(item).to_contain_text('<i>Fine</i> 5 stars · version 2 ·')
    expect(item).to_contain_text('21 Nov 2026')
    answers['ratings'] = {'comments': [comment(5, 'Fine') | {'is_done': True}]}
    item.get_by_role('button', name='Mark as done').click()
    expect(item).to_contain_text('· done')
    answers['ratings'] = {'comments': []}
    item.get_by_role('button', name='Delete').click()
    page.get_by_role('dialog').get_by_role('button', name='Delete').click()
    expect(section).to_contain_text('Nobody has written anything yet.')
    assert [(method, body) for method, _, body in site.sent] == [
        ('POST', {'event_id': 'id-5', 'is_done': True}),
        ('DELETE', {}),
    ]


# The real app --------------------------------------------------------------


def exploration() -> exp_domain.Exploration:
    values = b.exploration_dict('rated', ['A', 'End'])
    return exp_domain.Exploration.from_dict(values | {'title': 'Often rated'})


def rate(number: int, comment: str = '') -> None:
    """Counts one learner who completes and rates."""
    session = b.make_session('rated')
    totals = {
        'num_starts': 1,
        'num_actual_starts': 1,
        'num_completions': 1,
        'num_ratings': 1,
    }
    hits = {'total_hit_count': 1, 'first_hit_count': 1}
    b.post_batch(session, b.batch(totals=totals, A=hits))
    event = b.make_event(
        session, 'rate_exploration', 'End', stars=number, comment=comment
    )
    b.record(session, event)


def fill() -> None:
    """Makes an exploration that four learners have rated."""
    exp_services.save_new_exploration(filled_app.OWNER_ID, exploration())
    rights_services.publish_exploration(filled_app.OWNER_ID, 'rated')
    rate(5)
    rate(4, 'I liked the pictures most.\nMore of them!')
    rate(2, 'هذا صعب جدا')
    rate(5)


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with that exploration."""
    directory = tmp_path_factory.mktemp('data')
    with filled_app.serve(directory, fill) as url:
        yield url


def test_a_rating_reaches_the_creator_and_the_library(
    new_page: conftest.NewPage, site: str
) -> None:
    learner = new_page()
    learner.goto(f'{site}/library')
    expect(learner.locator('.library-card')).to_have_count(1)
    expect(learner.locator('.library-card__rating')).to_have_count(0)
    learner.goto(f'{site}/explore/rated')
    answer(learner, 'anything')
    tab_to(learner, star(learner, 1))
    learner.keyboard.press('Space')
    for _ in range(3):
        learner.keyboard.press('ArrowRight')
    expect(star(learner, 4)).to_be_checked()
    learner.get_by_label(SENTENCE).fill('My sentence.')
    button(learner, 'Send').click()
    creator = new_page()
    tab = creator_pages.Statistics(creator, site, 'rated')
    tab.expect_figure('num_ratings', 5)
    creator.goto(f'{site}/create/rated#/stats?section=ratings')
    creator.reload()
    section = creator.get_by_role('region', name='Ratings')
    expect(stat(creator, 'mean_rating')).to_have_text('4.0')
    expect(section.locator('[data-stars="4"]')).to_have_text('2')
    section.get_by_text('What learners wrote').click()
    wrote = section.get_by_role('listitem')
    expect(wrote).to_have_count(3)
    expect(wrote.first).to_contain_text('My sentence.')
    expect_good_looks(creator, 'ratings', '#ratings')
    creator.goto(f'{site}/library')
    expect(creator.locator('.library-card__rating')).to_have_text(
        '★ 4.0 (5 ratings)'
    )
    expect_good_looks(creator, 'rated-library')
    creator.goto(f'{site}/creator_dashboard')
    expect(creator.get_by_role('row').last).to_contain_text('4.0 of 5')
    expect(creator.get_by_role('row').last).to_contain_text('5 ratings')
    expect_good_looks(creator, 'rated-creator_dashboard', 'main table')
