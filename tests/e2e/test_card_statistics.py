"""The panel of a card in a real browser, with a mocked server."""

from __future__ import annotations

import csv
import json
import pathlib
from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import card_site, looks, yaml_text
from tests.e2e.creator_site import ORIGIN, CreatorSite
from tests.e2e.creator_tab import OpenTab, row, stat
from tests.e2e.pages import button, opened_page, selected_text, soon

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


@pytest.fixture(scope='module')
def shared_tab(chromium: sync_api.Browser) -> Iterator[OpenTab]:
    """The statistics tab, opened once."""
    viewport = looks.VIEWPORTS['desktop']
    with opened_page(chromium, viewport=viewport) as opened:
        yield OpenTab(opened, card_site.site)


@pytest.fixture
def tab(shared_tab: OpenTab) -> Iterator[sync_api.Page]:
    """The same tab for tests that only look at cards; no card is shown."""
    page = shared_tab.page
    yield page
    page.emulate_media(media='null', color_scheme='light')
    page.set_viewport_size(looks.VIEWPORTS['desktop'])
    page.evaluate("location.hash = '#/stats'")
    expect(panel(page)).to_be_hidden()


@pytest.fixture
def changing_tab(shared_tab: OpenTab) -> Iterator[OpenTab]:
    """The same tab for tests that change its data."""
    yield shared_tab
    shared_tab.show()


def show(page: sync_api.Page, card: str) -> None:
    """Shows a card on a statistics tab that is open."""
    page.goto(f'{ORIGIN}/create/lesson#/stats?card={card}')
    heading = panel(page).get_by_role('heading', name=card, exact=True)
    expect(heading).to_be_visible()


def panel(page: sync_api.Page) -> sync_api.Locator:
    return page.get_by_role('dialog')


def part(page: sync_api.Page, name: str) -> sync_api.Locator:
    return panel(page).get_by_role('region', name=name, exact=True)


def figure(page: sync_api.Page, term: str) -> sync_api.Locator:
    return panel(page).locator(f'[data-figure="{term}"]').first


def table(page: sync_api.Page, title: str) -> sync_api.Locator:
    return (
        panel(page)
        .locator('.answer-frame')
        .filter(has=page.get_by_role('heading', name=title))
    )


def count_once_more(site: CreatorSite) -> None:
    """Has each answer to the card `Capital` given once more."""
    answered = site.details['Capital']['answers']['TextInput']
    for occurrence in answered['visualizations'][0]['data']:
        occurrence['frequency'] += 1
    assert site.processed is not None
    site.processed['revision'] += 1


def test_the_card_is_shown_beside_its_figures_but_takes_no_answer(
    changing_tab,
):
    page = changing_tab.page
    site = changing_tab.show()
    show(page, 'Capital')
    preview = panel(page).locator('.card-preview')
    expect(preview).to_contain_text('What is the capital of Egypt?')
    field = preview.locator('input')
    expect(field).to_have_attribute('placeholder', 'a city')
    expect(field.locator('xpath=ancestor::*[@inert]')).to_have_count(1)
    assert not field.evaluate(
        'field => {field.focus(); return field === document.activeElement}'
    )
    preview.get_by_text('Hint 1').click()
    expect(preview).to_contain_text('It is on the Nile.')
    expect(figure(page, 'firstTry')).to_contain_text('58\u00a0%')
    expect(figure(page, 'firstTry')).to_contain_text('of 260 first answers')
    expect(figure(page, 'solutionViews')).to_contain_text('31')
    page.get_by_role('button', name='Next card').click()
    # This request follows all earlier ones.
    soon(page, lambda: site.num_details_requests, 2)
    assert site.sent == []


def test_links_of_a_previewed_card_are_inactive(tab):
    show(tab, 'Welcome')
    link = panel(tab).get_by_text('Read more')
    expect(link).to_be_visible()
    expect(link).not_to_have_attribute('href', 'https://example.com')


def test_answers_are_shown_as_text_whatever_they_contain(tab):
    show(tab, 'Capital')
    answers = table(tab, 'Top answers')
    expect(answers.locator('tbody tr').first).to_contain_text('Cairo')
    expect(answers.get_by_text(card_site.HOSTILE)).to_be_visible()
    arabic = answers.get_by_text(card_site.ARABIC)
    expect(arabic).to_have_attribute('dir', 'auto')
    expect(arabic).to_have_css('direction', 'rtl')
    expect(panel(tab).locator('img')).to_have_count(0)
    few = table(tab, 'Answers that are not listed')
    expect(few).to_contain_text(
        '11 answers of one or two learners, none of them addressed by a rule.'
    )
    expect(few.locator('tbody tr > *')).to_have_text(
        ['4 to 10 words', 'wrong', '11', '11', 'No']
    )
    expect(panel(tab)).not_to_contain_text('Nobody else wrote')
    expect(answers.locator('tbody tr').first).to_contain_text('✓ right')


def test_a_refresh_asks_only_for_changed_details_and_leaves_the_view(
    changing_tab,
):
    page = changing_tab.page
    site = changing_tab.show()
    show(page, 'Capital')
    answers = table(page, 'Top answers')
    answers.get_by_role('button', name='Show all').click()
    expect(answers).to_contain_text(card_site.LONG.strip())
    site.statistics['num_starts'] += 1
    page.clock.run_for(10_000)
    expect(stat(page, 'num_starts')).to_have_text(
        f'{site.statistics["num_starts"]:,}'
    )
    less = answers.get_by_role('button', name='Show less')
    less.focus()
    panel(page).evaluate('panel => panel.scrollTo(0, 300)')
    count_once_more(site)
    page.clock.run_for(10_000)
    first = answers.locator('tbody tr').first
    expect(first).to_contain_text('151')
    assert site.num_details_requests == 2
    expect(less).to_be_focused()
    expect(answers).to_contain_text(card_site.LONG.strip())
    soon(page, lambda: panel(page).evaluate('panel => panel.scrollTop'), 300)


def test_unresolved_answers_lead_to_the_card_in_the_editor(changing_tab):
    page = changing_tab.page
    yaml = 'title: The Nile\nstates:\n  Welcome:\n    content: {}\n' + (
        '  Capital:\n    content: {}\n'
    )
    changing_tab.show(yaml=yaml)
    show(page, 'Capital')
    unresolved = table(page, 'Top unresolved answers')
    expect(unresolved.locator('tbody tr').first).to_contain_text('Cario')
    page.get_by_role('link', name='Write a response').click()
    expect(page.get_by_label('The exploration as YAML')).to_be_focused()
    soon(page, lambda: selected_text(yaml_text.editor(page)), '  Capital:')


def test_choices_are_tiles_however_few_took_them(tab):
    show(tab, 'Neighbour')
    tiles = panel(tab).locator('.answer-tile')
    expect(tiles).to_have_count(3)
    expect(tiles.first).to_contain_text('Sudan')
    expect(tiles.first).to_contain_text('63\u00a0%')
    expect(tiles.first).to_contain_text('120 times')
    expect(tiles.last).to_contain_text('Chad & Mali')
    expect(tiles.last).to_contain_text('1 time')
    answers = table(tab, 'Top answers')
    answers.get_by_role('button', name='Show as table').click()
    expect(answers.locator('table tbody tr')).to_have_count(3)


def test_selections_are_sets_that_open_and_bars_of_their_choices(tab):
    show(tab, 'Rivers')
    sets = table(tab, 'Top answers')
    expect(sets.locator('summary')).to_have_text(
        [
            '1. Atbara + Blue Nile',
            '2. Atbara + Niger + Blue Nile',
            '3. Blue Nile',
        ]
    )
    expect(sets.get_by_role('listitem')).to_have_text(['Atbara', 'Blue Nile'])
    sets.locator('summary').nth(2).click()
    expect(sets.get_by_role('listitem')).to_have_count(3)
    bars = panel(tab).get_by_role('figure').filter(has_text='Choices taken')
    bars.get_by_role('button', name='Show as table').click()
    expect(bars.locator('tbody tr')).to_have_text(
        ['Atbara55', 'Niger15', 'Blue Nile60']
    )


def test_clicks_are_hexagons_over_the_image_and_rows_of_its_regions(tab):
    show(tab, 'Sky')
    clicks = table(tab, 'Where learners clicked')
    expect(clicks).to_contain_text('Out of 81 clicks.')
    drawing = clicks.get_by_role('img', name='hexagons; most clicks, 30')
    expect(drawing.locator('polygon')).not_to_have_count(0)
    expect(
        clicks.get_by_role('img', name='The Sun and the planets')
    ).to_be_visible()
    expect(clicks.locator('tbody tr')).to_have_text(
        [
            'Earth4859\u00a0%Yes',
            'Venus2025\u00a0%No',
            'Sun79\u00a0%No',
            'outside of all regions45\u00a0%No',
        ]
    )
    expect(clicks).to_contain_text('7 clicks of these are in no hexagon')
    expect(clicks).to_contain_text('2 clicks more are not listed at all')
    expect(clicks.locator('.hexbin-legend li')).not_to_have_count(0)
    soon(tab, lambda: place_of_most(clicks), (True, True))


def place_of_most(clicks: sync_api.Locator) -> tuple[bool, bool]:
    """Whether the darkest hexagon is where it should be, across, down."""
    image = clicks.locator('img').bounding_box()
    most = clicks.locator('polygon').last.bounding_box()
    assert image is not None
    assert most is not None
    x = (most['x'] + most['width'] / 2 - image['x']) / image['width']
    y = (most['y'] + most['height'] / 2 - image['y']) / image['height']
    return abs(x - 0.36) < 0.04, abs(y - 0.3) < 0.05


def test_clicks_download_with_their_places(tab):
    show(tab, 'Sky')
    unfold(tab, 'Downloads')
    with tab.expect_download() as download:
        button(panel(tab), 'CSV: download “Where learners clicked”').click()
    text = pathlib.Path(download.value.path()).read_text('utf-8-sig')
    rows = list(csv.DictReader(text.splitlines()))
    assert rows[0]['regions'] == 'Earth'
    assert float(rows[0]['from_left']) == pytest.approx(0.36, abs=0.04)
    assert rows[0]['count'] == '30'
    assert [row['from_left'] for row in rows if row['regions'] == 'Sun'] == ['']


def test_a_card_with_few_learners_shows_no_percentages(tab):
    show(tab, 'Length')
    expect(figure(tab, 'firstTry')).to_contain_text(
        'too few to say (n = 5; needs 10)'
    )
    expect(part(tab, 'Time')).to_contain_text('too few to say')
    expect(part(tab, 'Confusion')).not_to_contain_text('%\u2013')
    expect(part(tab, 'Answers')).not_to_contain_text('60\u00a0%')


# Fills in the longest time there is; returns by how many pixels that is too
# wide for its place, or its row for its half.
OVERRUN = """(rows, longest) => Math.max(...rows.filter(
    row => row.checkVisibility()).flatMap(row => {
      const values = [...row.querySelectorAll('.card-figure-value')];
      for (const value of values) value.textContent = longest;
      const half = row.closest('.card-distribution');
      return [
        row.getBoundingClientRect().right - half.getBoundingClientRect().right,
        ...values.map(value => value.scrollWidth - value.clientWidth),
      ];
    }))"""


@pytest.mark.parametrize('width', [390, 1280])
def test_the_figures_of_a_distribution_stay_in_its_half(tab, width):
    tab.set_viewport_size({'width': width, 'height': 900})
    show(tab, 'Capital')
    for name in ('As a question of a test', 'Time', 'Tries'):
        unfold(tab, name)
    rows = panel(tab).locator('.card-distribution .card-figures--row')
    expect(rows.first).to_be_visible()
    longest = '59\u00a0min\u00a059\u00a0s'
    soon(tab, lambda: rows.evaluate_all(OVERRUN, longest) <= 1, True)


def test_a_card_without_visits_explains_its_empty_state(tab):
    show(tab, 'End')
    expect(panel(tab)).to_contain_text('Nothing has been processed')
    expect(panel(tab).locator('.card-details')).to_be_hidden()


@pytest.mark.parametrize('kind', ['CSV', 'JSON'])
def test_a_table_downloads_with_all_its_rows(tab, kind):
    show(tab, 'Capital')
    unfold(tab, 'Downloads')
    with tab.expect_download() as download:
        button(panel(tab), f'{kind}: download “First answers”').click()
    name = download.value.suggested_filename
    assert name == f'lesson-v2-capital-first-answers.{kind.lower()}'
    text = pathlib.Path(download.value.path()).read_text('utf-8-sig')
    hostile = json.dumps(card_site.HOSTILE)
    if kind == 'CSV':
        rows = list(csv.DictReader(text.splitlines()))
        # Where a semicolon separates cells, the rest would be a formula.
        hostile = hostile.replace('; --', ";' --")
    else:
        rows = json.loads(text)['rows']
    assert len(rows) == 17
    assert rows[0]['first_answer'] == 'Cairo'
    hostile = json.dumps(card_site.HOSTILE)
    if kind == 'CSV':
        # Where a semicolon separates cells, a sign would begin a formula.
        hostile = hostile.replace('; --', ";' --")
    assert rows[2]['answer_json'] == hostile


def test_long_tables_are_turned_by_pages(tab):
    show(tab, 'Capital')
    firsts = table(tab, 'First answers')
    expect(firsts.locator('tbody tr')).to_have_count(10)
    firsts.get_by_role('button', name='Next rows').click()
    expect(firsts).to_contain_text('11\u201317 of 17')
    expect(firsts.locator('tbody tr')).to_have_count(7)


def test_the_keyboard_alone_opens_steps_and_closes(tab):
    page = tab
    opener = row(page, 'Capital').locator('.card-name')
    opener.focus()
    page.keyboard.press('Enter')
    heading = panel(page).get_by_role('heading', name='Capital')
    expect(heading).to_be_focused()
    page.keyboard.press('Tab')
    page.keyboard.press('Tab')
    expect(page.get_by_role('button', name='Next card')).to_be_focused()
    page.keyboard.press('Enter')
    page.keyboard.press('Enter')
    expect(panel(page)).to_contain_text('Card 4 of 7')
    for _ in range(3):
        page.keyboard.press('Enter')
    expect(page.get_by_role('button', name='Previous card')).to_be_focused()
    expect(page).to_have_url(f'{ORIGIN}/create/lesson#/stats?card=End')
    for _ in range(40):
        page.keyboard.press('Tab')
        assert page.evaluate(
            'document.activeElement === document.body || '
            "document.activeElement.closest('dialog') !== null"
        )
    page.keyboard.press('Escape')
    expect(panel(page)).to_be_hidden()
    expect(opener).to_be_focused()


def test_figures_that_fail_to_load_are_reported_and_retried(changing_tab):
    page = changing_tab.page
    details = card_site.site().details
    site = changing_tab.show(details={}, details_failures=[500])
    show(page, 'Capital')
    site.details = details
    expect(panel(page)).to_contain_text('could not be loaded')
    page.get_by_role('button', name='Try again').click()
    expect(table(page, 'Top answers')).to_be_visible()


# Cards of each kind, and what their answers contain.
CHECKED = {
    'phone': {
        'Capital': 'Cairo',
        'Neighbour': 'Sudan',
        'Sky': 'Where learners clicked',
    },
    'desktop': {
        'Capital': 'Cairo',
        'Rivers': 'Atbara',
        'Sky': 'Where learners clicked',
    },
}


@pytest.mark.parametrize('size', CHECKED)
def test_axe_finds_no_violation(tab, size):
    viewport = looks.VIEWPORTS[size]
    for card, content in CHECKED[size].items():
        tab.set_viewport_size(viewport)
        show(tab, card)
        expect(part(tab, 'Answers')).to_contain_text(content)
        for name in ('Time', 'Confusion', 'Tries', 'Counted live'):
            unfold(tab, name)
        height = panel(tab).evaluate('panel => panel.scrollHeight')
        tab.set_viewport_size({**viewport, 'height': height})
        tab.clock.run_for(2_000)
        drawings = panel(tab).locator('.chart-drawing svg')
        expect(drawings).not_to_have_count(0)
        for theme in looks.in_each_theme(tab):
            looks.screenshot(tab, f'card-{card}-{size}-{theme}'.lower())
            # The page behind it is checked with all creator's pages.
            looks.expect_accessible(tab, 'dialog')
        soon(
            tab,
            lambda: panel(tab).evaluate('e => e.scrollWidth - e.clientWidth'),
            0,
        )


def unfold(page: sync_api.Page, name: str) -> None:
    """Opens a part that may be open since the card before."""
    summary = page.locator('summary').get_by_text(name, exact=True)
    details = panel(page).locator('details').filter(has=summary)
    if details.get_attribute('open') is None:
        details.locator('summary').first.click()
    expect(details).to_have_attribute('open', '')


def test_only_the_card_is_printed(tab):
    show(tab, 'Capital')
    expect(part(tab, 'Answers')).to_be_visible()
    tab.emulate_media(media='print')
    expect(tab.locator('.cards-table')).to_be_hidden()
    expect(part(tab, 'Tries')).to_be_visible()
    soon(
        tab,
        lambda: panel(tab).evaluate(
            'panel => panel.clientHeight >= panel.scrollHeight - 1'
        ),
        True,
    )
