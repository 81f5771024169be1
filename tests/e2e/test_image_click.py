"""Answering ImageClickInput by mouse, touch and keyboard, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from core.domain import exp_services, exp_yaml
from tests import app_server
from tests.e2e import looks
from tests.e2e.pages import button, opened_page, settle
from tests.e2e.player_page import HIDE
from tests.e2e.player_site import ORIGIN, PlayerSite

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

PICTURE = app_server.ROOT / 'static' / 'images' / 'lessons' / 'planets.svg'
EARTH = (0.36, 0.3)
VENUS = (0.27, 0.67)
SPACE = (0.5, 0.9)


def planets(**args: Any) -> dict[str, Any]:
    """Returns the demo exploration, its first card with these arguments."""
    path = exp_services.DEMO_EXPLORATIONS_DIR / 'planets.yaml'
    exploration = exp_yaml.exploration_from_yaml('lesson', path.read_text())
    lesson = exploration.to_dict()
    first = lesson['states'][lesson['init_state_name']]['interaction']
    for name, value in args.items():
        first['customization_args'][name] = {'value': value}
    return lesson


def play(page: sync_api.Page, **args: Any) -> PlayerSite:
    site = PlayerSite(planets(**args))
    site.attach(page)
    page.route(
        '**/assetshandler/lesson/planets-0123456789abcdef.svg',
        lambda route: route.fulfill(path=PICTURE),
    )
    page.goto(f'{ORIGIN}/explore/lesson')
    expect(image(page)).to_be_visible()
    # Its size, on which places depend, is known then.
    expect(page.locator('img')).to_have_js_property('complete', True)
    settle(page)
    return site


def image(page: sync_api.Page) -> sync_api.Locator:
    return page.get_by_role('application', name='The Sun at the left border')


def feedback(page: sync_api.Page, text: str) -> sync_api.Locator:
    return page.get_by_role('log').get_by_text(text)


def point(page: sync_api.Page, place: tuple[float, float]) -> dict[str, float]:
    box = image(page).bounding_box()
    assert box is not None
    return {'x': box['width'] * place[0], 'y': box['height'] * place[1]}


def answers(page: sync_api.Page, site: PlayerSite) -> list[Any]:
    """Leaves the play, which posts its answers; returns them."""
    page.evaluate(HIDE)
    return [
        event['answer']
        for event in site.events_until(page, 'exploration_maybe_leave')
        if event['event_type'] == 'answer_submitted'
    ]


def near(answer: dict[str, Any], place: tuple[float, float]) -> bool:
    return all(
        abs(given - meant) < 0.01
        for given, meant in zip(answer['clickPosition'], place, strict=True)
    )


@pytest.mark.parametrize('width', [390, 1280])
def test_a_click_answers_with_its_place_and_its_regions(page, width):
    page.set_viewport_size({'width': width, 'height': 800})
    site = play(page)
    image(page).click(position=point(page, SPACE))
    expect(feedback(page, 'Not there.')).to_be_visible()
    image(page).click(position=point(page, VENUS))
    expect(feedback(page, 'That is Venus')).to_be_visible()
    image(page).click(position=point(page, EARTH))
    button(page, 'Continue').click()
    expect(page.get_by_text('the third planet from the Sun.')).to_be_visible()
    nowhere, venus, earth = answers(page, site)
    assert near(nowhere, SPACE)
    assert near(venus, VENUS)
    assert near(earth, EARTH)
    assert [answer['clickedRegions'] for answer in (nowhere, venus, earth)] == [
        [],
        ['Venus'],
        ['Earth'],
    ]


def test_a_tap_answers_on_a_zoomed_page_of_a_telephone(chromium):
    phone = looks.VIEWPORTS['phone']
    with opened_page(
        chromium, viewport=phone, has_touch=True, is_mobile=True
    ) as page:
        site = play(page)
        expect(page.get_by_text('Tap the image')).to_be_visible()
        page.evaluate("document.documentElement.style.zoom = '1.25'")
        image(page).scroll_into_view_if_needed()
        settle(page)
        # Playwright ignores the zoom, so the browser computes the place.
        box = page.locator('img').evaluate('e => e.getBoundingClientRect()')
        page.touchscreen.tap(
            box['x'] + box['width'] * VENUS[0],
            box['y'] + box['height'] * VENUS[1],
        )
        expect(feedback(page, 'That is Venus')).to_be_visible()
        (venus,) = answers(page, site)
    assert near(venus, VENUS)


def test_the_keyboard_moves_a_crosshair_that_announces_its_place(page):
    site = play(page)
    image(page).focus()
    spoken = page.get_by_role('status').filter(has_text='from the left')
    expect(spoken).to_have_text(
        '50\u00a0% from the left, 50\u00a0% from the top'
    )
    for key in ('Shift+ArrowUp', 'Shift+ArrowUp', *['ArrowLeft'] * 7):
        page.keyboard.press(key)
    expect(spoken).to_have_text(
        '36\u00a0% from the left, 30\u00a0% from the top'
    )
    page.keyboard.press('Enter')
    button(page, 'Continue').click()
    (earth,) = answers(page, site)
    assert earth == {'clickPosition': [0.36, 0.3], 'clickedRegions': ['Earth']}


def test_the_crosshair_stops_at_the_border_and_space_answers(page):
    site = play(page)
    image(page).focus()
    for _ in range(7):
        page.keyboard.press('Shift+ArrowRight')
    page.keyboard.press('Shift+ArrowDown')
    page.keyboard.press('Space')
    expect(feedback(page, 'Not there.')).to_be_visible()
    (answer,) = answers(page, site)
    assert answer == {'clickPosition': [1, 0.6], 'clickedRegions': []}


def test_regions_are_not_revealed_before_they_are_answered(page):
    play(page)
    image(page).hover(position=point(page, VENUS))
    settle(page)
    expect(page.locator('.player-stage')).not_to_contain_text('Venus')
    image(page).click(position=point(page, SPACE))
    expect(feedback(page, 'from the left')).to_be_visible()
    expect(page.locator('.player-image__region')).to_have_count(0)


def test_regions_of_an_uploaded_picture_are_named_if_enabled(page):
    first = planets()['states']['Home']['interaction']
    regions = first['customization_args']['imageAndRegions']['value']
    regions['imagePath'] = 'assets/planets-0123456789abcdef.svg'
    play(page, imageAndRegions=regions, highlightRegionsOnHover=True)
    image(page).hover(position=point(page, VENUS))
    expect(page.locator('.player-image__region.is-shown')).to_have_text('Venus')
    image(page).focus()
    page.keyboard.press('Shift+ArrowUp')
    page.keyboard.press('Shift+ArrowRight')
    expect(
        page.get_by_role('status').filter(has_text='Jupiter: ')
    ).to_have_count(1)
    page.keyboard.press('Enter')
    expect(feedback(page, 'Your answer: Jupiter')).to_be_visible()


def test_a_missing_image_is_reported_and_takes_no_answer(page):
    site = PlayerSite(
        planets(
            imageAndRegions={
                'imagePath': '/static/images/gone.svg',
                'labeledRegions': [],
            }
        )
    )
    site.attach(page)
    page.goto(f'{ORIGIN}/explore/lesson')
    expect(page.get_by_text('The image could not be loaded')).to_be_visible()
    image(page).focus()
    page.keyboard.press('Enter')
    expect(page.get_by_role('log')).to_be_empty()
    assert answers(page, site) == []


def test_axe_finds_no_violation(page):
    play(page)
    image(page).click(position=point(page, VENUS))
    expect(feedback(page, 'That is Venus')).to_be_visible()
    for name, size in looks.VIEWPORTS.items():
        page.set_viewport_size(size)
        for theme in looks.in_each_theme(page):
            looks.screenshot(page, f'image-click-{name}-{theme}')
            looks.expect_accessible(page)
        looks.expect_no_sideways_scroll(page)
